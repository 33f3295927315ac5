package dev.drydock.ui.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.formdev.flatlaf.FlatDarkLaf;
import com.formdev.flatlaf.FlatLaf;
import com.formdev.flatlaf.FlatLightLaf;
import java.awt.Color;
import javax.swing.LookAndFeel;
import javax.swing.UIManager;
import javax.swing.UnsupportedLookAndFeelException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaletteTest {
  private LookAndFeel before;

  @BeforeEach
  void keep() {
    before = UIManager.getLookAndFeel();
  }

  @AfterEach
  void restore() throws UnsupportedLookAndFeelException {
    UIManager.setLookAndFeel(before);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void foreground_isReadableOnAnything(boolean dark) throws UnsupportedLookAndFeelException {
    FlatLaf laf = dark ? new FlatDarkLaf() : new FlatLightLaf();
    UIManager.setLookAndFeel(laf);
    Palette palette = new Palette();
    for (int front = 0; front < 256; front++) {
      Style onTheme = Style.PLAIN.withForeground(Style.indexed(front));
      assertReadable(palette, onTheme);
      assertReadable(palette, onTheme.with(Style.INVERSE));
      for (int back = 0; back < 256; back += 5) {
        assertReadable(palette, onTheme.withBackground(Style.indexed(back)));
      }
      assertReadable(palette, gray(front));
    }
  }

  private static Style gray(int level) {
    int colour = Style.rgb(level, level, level);
    return Style.PLAIN.withForeground(colour).withBackground(colour);
  }

  private static void assertReadable(Palette palette, Style style) {
    Color behind = palette.background(style);
    Color text = palette.foreground(style, behind);
    // The colour is rounded to 8 bits a channel.
    assertThat(Palette.contrast(text.getRGB(), behind.getRGB()))
        .as(style.toString())
        .isGreaterThan(4.4);
  }
}
