package dev.drydock.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the step {@code report} prints between its markers, for the picture of image sizes.
 *
 * <pre>
 * --- drydock report 1
 * engine &lt;version&gt;
 * image &lt;name&gt; &lt;bytes&gt;
 * layer &lt;bytes&gt; &lt;created by&gt;      (of the image above it, oldest first)
 * --- end of drydock report
 * </pre>
 *
 * @param engineVersion for example 20.10.24+dfsg1, or ""
 */
public record ImageReport(String engineVersion, List<Image> images) {
  private static final String START = "--- drydock report 1";
  private static final String END = "--- end of drydock report";

  public ImageReport {
    images = List.copyOf(images);
  }

  /**
   * @param bytes whole, layers shared with other images included
   * @param layers oldest first
   */
  public record Image(String name, long bytes, List<Layer> layers) {
    public Image {
      layers = List.copyOf(layers);
    }
  }

  /**
   * @param createdBy the command that made it, one line
   */
  public record Layer(long bytes, String createdBy) {}

  /** The last complete report in a step's output; lines it does not know are passed over. */
  public static Optional<ImageReport> parse(String output) {
    List<String> lines = output.lines().map(String::stripTrailing).toList();
    int end = lines.lastIndexOf(END);
    int start = end < 0 ? -1 : lines.subList(0, end).lastIndexOf(START);
    if (start < 0) {
      return Optional.empty();
    }
    String engine = "";
    List<Image> images = new ArrayList<>();
    for (String line : lines.subList(start + 1, end)) {
      String[] words = line.split(" ", 3);
      if (words[0].equals("engine") && words.length > 1) {
        engine = line.substring("engine ".length());
      } else if (words[0].equals("image") && words.length == 3 && isSize(words[2])) {
        images.add(new Image(words[1], Long.parseLong(words[2]), List.of()));
      } else if (words[0].equals("layer")
          && words.length > 1
          && isSize(words[1])
          && !images.isEmpty()) {
        Image image = images.remove(images.size() - 1);
        List<Layer> layers = new ArrayList<>(image.layers());
        layers.add(new Layer(Long.parseLong(words[1]), words.length > 2 ? words[2] : ""));
        images.add(new Image(image.name(), image.bytes(), layers));
      }
    }
    return Optional.of(new ImageReport(engine, images));
  }

  private static boolean isSize(String word) {
    return word.matches("[0-9]{1,18}");
  }
}
