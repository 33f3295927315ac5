package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QemuCommandTest {
  private static QemuCommand command(String cpu, int port, String folder) {
    return new QemuCommand(
        Path.of("/usr/bin/qemu-system-i386"),
        cpu,
        512,
        port,
        new PracticeImage("abc", Path.of("/p/images/abc")),
        new Machine(Path.of(folder)),
        Path.of("/run/s"),
        Optional.of(Path.of("/p/w.so")),
        "");
  }

  @Test
  void arguments_reachableFromThisMachineOnly() {
    List<String> arguments = command("pentium3", 2222, "/p/m").arguments();

    assertThat(arguments)
        .contains("user,id=net0,hostfwd=tcp:127.0.0.1:2222-:22")
        .containsSequence("-cpu", "pentium3")
        .containsSequence("-plugin", "file=/p/w.so,out=/p/m/witness.report")
        .doesNotContain("-loadvm")
        .noneMatch(a -> a.startsWith("-vnc") || a.startsWith("-monitor"));
  }

  @Test
  void arguments_commaInAPath() {
    assertThat(command("pentium3", 2222, "/p/a,b").arguments())
        .anyMatch(a -> a.startsWith("file=/p/a,,b/disk.qcow2,format=qcow2"));
  }

  @Test
  void arguments_wakingUp() {
    assertThat(command("pentium3", 2222, "/p/m").waking("left").arguments())
        .endsWith("-loadvm", "left");
    assertThat(command("pentium3", 2222, "/p/m").withoutPlugin().arguments())
        .doesNotContain("-plugin");
  }

  @Test
  void fingerprint_hardwareAndQemuOnly() {
    String one = command("pentium3", 2222, "/p/m").fingerprint("7.2");

    assertThat(command("pentium3", 2300, "/q").fingerprint("7.2")).isEqualTo(one);
    assertThat(command("pentium2", 2222, "/p/m").fingerprint("7.2")).isNotEqualTo(one);
    assertThat(command("pentium3", 2222, "/p/m").fingerprint("8.0")).isNotEqualTo(one);
  }
}
