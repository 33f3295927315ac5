package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QemuTest {
  private static final PracticeOptions OPTIONS = PracticeOptions.defaults();

  @Test
  void explain_portTakenMeanwhile() {
    PracticeException e =
        Qemu.explain("Could not set up host forwarding rule 'tcp:127.0.0.1:2222-:22'", OPTIONS);

    assertThat(e.kind()).isEqualTo(PracticeException.Kind.PORT_TAKEN);
  }

  @Test
  void explain_unknownCpu() {
    assertThat(Qemu.explain("unable to find CPU model 'pentium9'", OPTIONS.withCpu("pentium9")))
        .hasMessageContaining("\"pentium9\"")
        .hasMessageContaining("-cpu help");
  }

  @Test
  void explain_noMemory() {
    assertThat(Qemu.explain("cannot set up guest memory 'pc.ram': Cannot allocate memory", OPTIONS))
        .hasMessageContaining("2048 MiB")
        .hasMessageContaining("--memory");
  }

  @Test
  void explain_anythingElseKeepsQemusWords() {
    assertThat(Qemu.explain("qemu: odd", OPTIONS)).hasMessageContaining("qemu: odd");
  }
}
