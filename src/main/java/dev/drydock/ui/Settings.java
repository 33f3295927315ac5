package dev.drydock.ui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.files.PrivateFiles;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * How the person likes the window.
 *
 * @param scalePercent 100 to 200
 * @param bounds where the window was, or empty at the first start
 */
public record Settings(
    Theme.Choice theme, int scalePercent, Optional<Rectangle> bounds, boolean maximized) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LIMIT = 1 << 20;

  public static final Settings DEFAULT =
      new Settings(Theme.Choice.SYSTEM, 100, Optional.empty(), false);

  public Settings withTheme(Theme.Choice choice) {
    return new Settings(choice, scalePercent, bounds, maximized);
  }

  public Settings withScale(int percent) {
    return new Settings(theme, percent, bounds, maximized);
  }

  public Settings withBounds(Rectangle newBounds, boolean nowMaximized) {
    return new Settings(theme, scalePercent, Optional.of(newBounds), nowMaximized);
  }

  /** What the file says; a missing or damaged one, or part of one, means the default. */
  static Settings read(Path file) {
    JsonNode root;
    try {
      root = JSON.readTree(PrivateFiles.read(file, LIMIT));
    } catch (IOException e) {
      return DEFAULT;
    }
    Theme.Choice theme = DEFAULT.theme;
    for (Theme.Choice choice : Theme.Choice.values()) {
      if (choice.name().equalsIgnoreCase(root.path("theme").asText())) {
        theme = choice;
      }
    }
    int scale = Math.max(100, Math.min(200, root.path("scalePercent").asInt(100)));
    JsonNode box = root.path("bounds");
    Optional<Rectangle> bounds =
        box.path("width").asInt() > 0 && box.path("height").asInt() > 0
            ? Optional.of(
                new Rectangle(
                    box.path("x").asInt(),
                    box.path("y").asInt(),
                    box.path("width").asInt(),
                    box.path("height").asInt()))
            : Optional.empty();
    return new Settings(theme, scale, bounds, root.path("maximized").asBoolean());
  }

  void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("theme", theme.name().toLowerCase(Locale.ROOT));
    root.put("scalePercent", scalePercent);
    bounds.ifPresent(
        box ->
            root.putObject("bounds")
                .put("x", box.x)
                .put("y", box.y)
                .put("width", box.width)
                .put("height", box.height));
    root.put("maximized", maximized);
    PrivateFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
  }
}
