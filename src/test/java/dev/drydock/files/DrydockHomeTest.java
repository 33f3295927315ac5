package dev.drydock.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DrydockHomeTest {
  @Test
  void of_linuxDefaults() {
    DrydockHome home = DrydockHome.of(Map.of(), "Linux", "/home/owner");

    assertThat(home.profiles()).isEqualTo(Path.of("/home/owner/.config/drydock/profiles"));
    assertThat(home.knownHosts()).isEqualTo(Path.of("/home/owner/.config/drydock/known_hosts"));
    assertThat(home.runs()).isEqualTo(Path.of("/home/owner/.local/share/drydock/runs"));
    assertThat(home.log()).isEqualTo(Path.of("/home/owner/.cache/drydock/drydock.log"));
  }

  @Test
  void of_xdgVariables() {
    DrydockHome home =
        DrydockHome.of(
            Map.of("XDG_CONFIG_HOME", "/c", "XDG_DATA_HOME", "/d", "XDG_CACHE_HOME", "/k"),
            "Linux",
            "/home/owner");

    assertThat(home)
        .isEqualTo(
            new DrydockHome(Path.of("/c/drydock"), Path.of("/d/drydock"), Path.of("/k/drydock")));
  }

  @Test
  void of_relativeXdgVariableIsIgnored() {
    DrydockHome home = DrydockHome.of(Map.of("XDG_CONFIG_HOME", "c"), "Linux", "/home/owner");

    assertThat(home.config()).isEqualTo(Path.of("/home/owner/.config/drydock"));
  }

  @Test
  void of_oneFolderForAll() {
    DrydockHome home =
        DrydockHome.of(
            Map.of("DRYDOCK_HOME", "/one", "XDG_CONFIG_HOME", "/c"), "Mac OS X", "/Users/owner");

    assertThat(home.config()).startsWithRaw(Path.of("/one"));
    assertThat(home.data()).startsWithRaw(Path.of("/one"));
    assertThat(home.cache()).startsWithRaw(Path.of("/one"));
  }

  @Test
  void of_macAndWindows() {
    assertThat(DrydockHome.of(Map.of(), "Mac OS X", "/Users/owner").cache())
        .isEqualTo(Path.of("/Users/owner/Library/Caches/Drydock"));
    assertThat(DrydockHome.of(Map.of("APPDATA", "/roaming"), "Windows 11", "/u").config())
        .isEqualTo(Path.of("/roaming/Drydock"));
  }
}
