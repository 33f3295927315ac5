package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PracticeOptionsTest {
  @Test
  void defaults_arePentium3() {
    PracticeOptions options = PracticeOptions.defaults();

    assertThat(options.cpu()).isEqualTo("pentium3");
    assertThat(options.memoryMb()).isEqualTo(2048);
    assertThat(options.port()).isEqualTo(2222);
    assertThat(options.fresh()).isFalse();
    assertThat(options.tied()).isFalse();
  }

  @Test
  void with_changesOneThing() {
    PracticeOptions options =
        PracticeOptions.defaults()
            .withCpu("pentium2")
            .withMemoryMb(512)
            .withPort(0)
            .withFresh(true)
            .withTied(true)
            .withMirror("http://deb.example.org/debian")
            .withBootTimeout(Duration.ofSeconds(1));

    assertThat(options.cpu()).isEqualTo("pentium2");
    assertThat(options.memoryMb()).isEqualTo(512);
    assertThat(options.port()).isZero();
    assertThat(options.fresh()).isTrue();
    assertThat(options.tied()).isTrue();
    assertThat(options.mirror()).contains("http://deb.example.org/debian");
    assertThat(options.bootTimeout()).isEqualTo(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pentium3", "pentium3-v1", "n270", "pentium3,-mmx", "qemu32,+sse,-pae"})
  void cpu_qemuNames(String cpu) {
    assertThat(PracticeOptions.defaults().withCpu(cpu).cpu()).isEqualTo(cpu);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-S", "pentium3 -S", "pentium3,file=/etc/passwd", "../x", "a\nb"})
  void cpu_nonsense(String cpu) {
    assertThatThrownBy(() -> PracticeOptions.defaults().withCpu(cpu))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pentium3");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 255, 3073})
  void memory_outOfRange(int memory) {
    assertThatThrownBy(() -> PracticeOptions.defaults().withMemoryMb(memory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("256 to 3072");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65536})
  void port_outOfRange(int port) {
    assertThatThrownBy(() -> PracticeOptions.defaults().withPort(port))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deb.example.org", "file:///srv", "http://a b", "http://x [trusted=yes]"})
  void mirror_notAnAddress(String mirror) {
    assertThatThrownBy(() -> PracticeOptions.defaults().withMirror(mirror))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
