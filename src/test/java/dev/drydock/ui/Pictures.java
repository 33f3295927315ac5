package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Dimension;
import java.awt.Rectangle;
import java.awt.Window;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Draws into {@code target/screenshots}, in one theme and at one scale. {@code
 * -Ddrydock.screenshots=src/docs/screenshots} also renews the pictures that README.md shows.
 */
abstract class Pictures extends GuiTest {
  private static final Path FOLDER = Path.of("target", "screenshots");
  private Theme.Choice theme;
  private int scale;

  /** How the next window looks. */
  final void windowIn(Theme.Choice choice, int percent) throws IOException {
    theme = choice;
    scale = percent;
    // At 200 % on a screen where the window does not fit twice as large.
    Dimension size = percent == 100 ? Wizard.SIZE : new Dimension(1900, 1180);
    new Settings(choice, percent, Optional.of(new Rectangle(0, 0, size.width, size.height)), false)
        .write(settings);
  }

  final void picture(String name, Window of) throws IOException {
    BufferedImage image = drawn(of);
    String file = name + "-" + theme.name().toLowerCase(Locale.ROOT) + "-" + scale + ".png";
    write(image, FOLDER.resolve(file));
    String docs = System.getProperty("drydock.screenshots", "");
    if (!docs.isEmpty() && scale == 100 && isPlainPage(name)) {
      write(image, Path.of(docs).resolve(file.replace("-100", "")));
    }
    assertThat(image.getWidth()).isGreaterThan(200);
  }

  /** As "5-run", and neither "5-run-error" nor a dialog. */
  private static boolean isPlainPage(String name) {
    return name.matches("\\d-[a-z]+");
  }
}
