package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.swing.UIManager;
import org.assertj.swing.edt.GuiActionRunner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every pair of colours that carries words can be read: 4.5 to 1, as WCAG 2.1 asks for in 1.4.3
 * (level AA).
 */
class ContrastTest {
  private static final double LEAST = 4.5;

  @ParameterizedTest
  @EnumSource(
      value = Theme.Choice.class,
      names = {"LIGHT", "DARK"})
  void words_standOutFromWhatIsBehind(Theme.Choice theme) {
    List<String> pale = new ArrayList<>();
    GuiActionRunner.execute(
        () -> {
          Theme.apply(theme, false, 100);
          for (String state :
              List.of("background", "focusedBackground", "hoverBackground", "pressedBackground")) {
            check(pale, "Button.default.foreground", "Button.default." + state);
          }
          List<String> behind =
              List.of("Panel.background", "Drydock.card", "Drydock.accentTint", "List.background");
          for (String words :
              List.of(
                  "Label.foreground",
                  "Drydock.muted",
                  "Drydock.good",
                  "Drydock.care",
                  "Drydock.bad",
                  "Drydock.accent")) {
            behind.forEach(plane -> check(pale, words, plane));
          }
          check(pale, "Drydock.muted", "Drydock.rail");
          check(pale, "Drydock.accent", "Drydock.railSelected");
          check(pale, "Drydock.comment", "Drydock.card");
          for (String tint : List.of("goodTint", "careTint", "badTint", "accentTint")) {
            check(pale, "Label.foreground", "Drydock." + tint);
          }
        });
    assertThat(pale).isEmpty();
  }

  private static void check(List<String> pale, String words, String behind) {
    double ratio = ratio(UIManager.getColor(words), UIManager.getColor(behind));
    if (ratio < LEAST) {
      pale.add(String.format(Locale.ROOT, "%s on %s: %.2f", words, behind, ratio));
    }
  }

  private static double ratio(Color one, Color other) {
    double a = luminance(one) + 0.05;
    double b = luminance(other) + 0.05;
    return Math.max(a, b) / Math.min(a, b);
  }

  private static double luminance(Color colour) {
    return 0.2126 * linear(colour.getRed())
        + 0.7152 * linear(colour.getGreen())
        + 0.0722 * linear(colour.getBlue());
  }

  private static double linear(int channel) {
    double share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }
}
