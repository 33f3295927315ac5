package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Rectangle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path folder;

  @Test
  void read_missingIsTheDefault() {
    assertThat(Settings.read(folder.resolve("none.json"))).isEqualTo(Settings.DEFAULT);
  }

  @Test
  void read_damagedIsTheDefault() throws Exception {
    Path file = folder.resolve("settings.json");
    Files.writeString(file, "{\"theme\": \"dar");
    assertThat(Settings.read(file)).isEqualTo(Settings.DEFAULT);
  }

  @Test
  void read_emptyFileIsTheDefault() throws Exception {
    Path file = folder.resolve("settings.json");
    Files.writeString(file, "");
    assertThat(Settings.read(file)).isEqualTo(Settings.DEFAULT);
  }

  @Test
  void read_scaleIsKeptInItsBounds() throws Exception {
    Path file = folder.resolve("settings.json");
    Files.writeString(file, "{\"scalePercent\": 9000, \"theme\": \"neon\"}");
    assertThat(Settings.read(file)).isEqualTo(Settings.DEFAULT.withScale(200));
  }

  @Test
  void write_readsBackTheSame() throws Exception {
    Path file = folder.resolve("new").resolve("settings.json");
    Settings settings =
        new Settings(Theme.Choice.DARK, 150, Optional.of(new Rectangle(1, 2, 800, 600)), true);
    settings.write(file);
    assertThat(Settings.read(file)).isEqualTo(settings);
  }
}
