package dev.drydock.ui;

import dev.drydock.files.DrydockHome;
import dev.drydock.files.Kept;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Path;

/** The window's place and size. */
public final class KeptSettings implements Kept {
  @Override
  public Path file(DrydockHome home) {
    return home.config().resolve("settings.json");
  }

  @Override
  public void write(DrydockHome home, int number) throws IOException {
    Settings.DEFAULT.withBounds(new Rectangle(1, 2, number + 1, 4), true).write(file(home));
  }

  @Override
  public int read(DrydockHome home) throws IOException {
    return Settings.read(file(home))
            .bounds()
            .orElseThrow(() -> new IOException("damaged or none"))
            .width
        - 1;
  }
}
