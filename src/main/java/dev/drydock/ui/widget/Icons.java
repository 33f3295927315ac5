package dev.drydock.ui.widget;

import com.formdev.flatlaf.extras.FlatSVGIcon;
import com.formdev.flatlaf.extras.FlatSVGUtils;
import java.awt.Color;
import java.awt.Component;
import java.awt.Image;
import java.util.List;
import java.util.Map;
import javax.swing.UIManager;

/**
 * The drawings of {@code icons/}. They are drawn in a few marker colours, which stand for a meaning
 * (good, care, bad, accent, muted, text) and become the theme's colour for it when painted.
 */
public final class Icons {
  private static final Map<Integer, String> MEANINGS =
      Map.of(
          0x00aa00, "Drydock.good",
          0xaaaa00, "Drydock.care",
          0xaa0000, "Drydock.bad",
          0x0000aa, "Drydock.accent",
          0x777777, "Drydock.muted");

  private Icons() {}

  /**
   * @param name file name without {@code .svg}
   * @param size edge in pixels at 100 %
   */
  public static FlatSVGIcon get(String name, int size) {
    FlatSVGIcon icon = new FlatSVGIcon("icons/" + name + ".svg", size, size);
    icon.setColorFilter(new FlatSVGIcon.ColorFilter(Icons::themed));
    return icon;
  }

  /** The size that sits well beside text. */
  public static FlatSVGIcon get(String name) {
    return get(name, 18);
  }

  public static List<Image> window() {
    return FlatSVGUtils.createWindowIconImages("/icons/app.svg");
  }

  /** The drawing with its own colours. */
  public static FlatSVGIcon app(int size) {
    return new FlatSVGIcon("icons/app.svg", size, size);
  }

  private static Color themed(Component painted, Color drawn) {
    int rgb = drawn.getRGB() & 0xffffff;
    String meaning = MEANINGS.get(rgb);
    if (meaning != null) {
      return UIManager.getColor(meaning);
    }
    if (rgb != 0) {
      return drawn;
    }
    if (painted == null) {
      return UIManager.getColor("Label.foreground");
    }
    return painted.isEnabled()
        ? painted.getForeground()
        : UIManager.getColor("Label.disabledForeground");
  }
}
