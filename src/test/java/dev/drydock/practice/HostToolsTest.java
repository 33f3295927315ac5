package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostToolsTest {
  @TempDir Path bin;

  private void program(String name, String mode) throws IOException {
    Path file = Files.createFile(bin.resolve(name));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void check_nothingThere_namesEveryPackageAtOnce() {
    PracticeException e =
        catchThrowableOfType(
            PracticeException.class, () -> new HostTools(List.of(bin)).check(true, false));

    assertThat(e.kind()).isEqualTo(PracticeException.Kind.TOOLS_MISSING);
    assertThat(e)
        .hasMessageContaining("qemu-system-i386")
        .hasMessageContaining(
            "sudo apt-get install --no-install-recommends qemu-system-x86 qemu-utils util-linux"
                + " mmdebstrap arch-test apt e2fsprogs openssh-client perl tar uidmap\n");
  }

  @Test
  void check_onlyToRun() throws Exception {
    for (String name : List.of("qemu-system-i386", "qemu-img", "setsid")) {
      program(name, "rwxr-xr-x");
    }

    assertThatCode(() -> new HostTools(List.of(bin)).check(false, false))
        .doesNotThrowAnyException();
  }

  @Test
  void find_mustBeExecutable() throws Exception {
    program("qemu-img", "rw-r--r--");

    assertThat(new HostTools(List.of(bin)).find("qemu-img")).isEmpty();
  }

  @Test
  void of_looksWhereAnOrdinaryUsersPathDoesNot() {
    assertThat(HostTools.of("/usr/bin::/bin").folders())
        .startsWith(Path.of("/usr/bin"), Path.of("/bin"))
        .contains(Path.of("/usr/sbin"), Path.of("/sbin"));
  }
}
