package dev.drydock.ui;

import com.formdev.flatlaf.FlatDarkLaf;
import com.formdev.flatlaf.FlatLaf;
import com.formdev.flatlaf.FlatLightLaf;
import com.formdev.flatlaf.util.UIScale;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import net.miginfocom.layout.PlatformDefaults;
import net.miginfocom.layout.UnitValue;

/** Light or dark, and how large. Takes effect at once, on every open window. */
public final class Theme {
  /** The scales the View menu offers, in percent. */
  static final int[] SCALES = {100, 125, 150, 175, 200};

  private static boolean registered;

  private Theme() {}

  /** What the person may choose. */
  public enum Choice {
    SYSTEM("As the &system"),
    LIGHT("&Light"),
    DARK("&Dark");

    private final String label;

    Choice(String label) {
      this.label = label;
    }

    /** With its mnemonic marked by {@code &}. */
    String label() {
      return label;
    }
  }

  /**
   * Event dispatch thread.
   *
   * @param systemIsDark what {@link #asksSystem} said; matters for {@link Choice#SYSTEM} alone
   */
  public static void apply(Choice choice, boolean systemIsDark, int scalePercent) {
    if (!registered) {
      registered = true;
      FlatLaf.registerCustomDefaultsSource("dev.drydock.ui");
      // Lengths in layouts are logical: they grow with the fonts.
      PlatformDefaults.setDefaultHorizontalUnit(UnitValue.LPX);
      PlatformDefaults.setDefaultVerticalUnit(UnitValue.LPY);
      PlatformDefaults.setLogicalPixelBase(PlatformDefaults.BASE_SCALE_FACTOR);
      UIScale.setSupportedZoomFactors(new float[] {1f, 1.25f, 1.5f, 1.75f, 2f});
    }
    boolean dark = choice == Choice.DARK || (choice == Choice.SYSTEM && systemIsDark);
    if (dark) {
      FlatDarkLaf.setup();
    } else {
      FlatLightLaf.setup();
    }
    UIScale.setZoomFactor(scalePercent / 100f);
    // MigLayout reads the scale from the look and feel, but keeps the sizes it made of it until a
    // default changes.
    PlatformDefaults.setHorizontalScaleFactor(2f);
    PlatformDefaults.setHorizontalScaleFactor(null);
    FlatLaf.updateUI();
  }

  /**
   * Whether the desktop is set to dark. Runs a small program of the platform's: not on the event
   * dispatch thread. A desktop that cannot be asked counts as light.
   */
  public static boolean asksSystem() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (os.startsWith("windows")) {
      return says(
          List.of(
              "reg",
              "query",
              "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Themes\\Personalize",
              "/v",
              "AppsUseLightTheme"),
          "0x0");
    }
    if (os.startsWith("mac")) {
      return says(List.of("defaults", "read", "-g", "AppleInterfaceStyle"), "dark");
    }
    String gtk = System.getenv("GTK_THEME");
    if (gtk != null && gtk.toLowerCase(Locale.ROOT).endsWith("dark")) {
      return true;
    }
    return says(List.of("gsettings", "get", "org.gnome.desktop.interface", "color-scheme"), "dark");
  }

  private static boolean says(List<String> command, String word) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(1, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      String answer = new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8);
      return process.exitValue() == 0 && answer.toLowerCase(Locale.ROOT).contains(word);
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
