package dev.drydock.ui.page;

import com.formdev.flatlaf.util.UIScale;
import dev.drydock.recipe.ImageReport;
import dev.drydock.ui.Names;
import dev.drydock.ui.widget.Amounts;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Toolkit;
import java.awt.event.MouseEvent;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import javax.accessibility.AccessibleContext;
import javax.accessibility.AccessibleRole;
import javax.swing.JComponent;
import javax.swing.UIManager;

/** The images as bars, cut into their layers, with what made each below. */
final class ImageChart extends JComponent {
  private static final int LAYERS_NAMED = 4;

  /** A layer's place, for its tool tip. */
  private record Spot(RoundRectangle2D box, String tip) {}

  private final List<Spot> spots = new ArrayList<>();
  private List<ImageReport.Image> images = List.of();

  ImageChart() {
    setName(Names.RESULT_CHART);
    setFont(UIManager.getFont("Label.font"));
    setToolTipText("");
    setFocusable(true);
  }

  void show(List<ImageReport.Image> newImages) {
    images = List.copyOf(newImages);
    StringBuilder said = new StringBuilder("Image sizes. ");
    for (ImageReport.Image image : images) {
      said.append(image.name()).append(": ").append(Amounts.bytes(image.bytes())).append(". ");
    }
    getAccessibleContext().setAccessibleName(said.toString().strip());
    revalidate();
    repaint();
  }

  List<ImageReport.Image> images() {
    return images;
  }

  private static List<ImageReport.Layer> sized(ImageReport.Image image) {
    return image.layers().stream().filter(layer -> layer.bytes() > 0).toList();
  }

  /** The largest, in their order; the rest is one line. */
  private static List<ImageReport.Layer> named(ImageReport.Image image) {
    List<ImageReport.Layer> all = sized(image);
    if (all.size() <= LAYERS_NAMED) {
      return all;
    }
    long limit =
        all.stream()
            .map(ImageReport.Layer::bytes)
            .sorted(Comparator.reverseOrder())
            .skip(LAYERS_NAMED - 1L)
            .findFirst()
            .orElse(0L);
    return all.stream().filter(layer -> layer.bytes() >= limit).limit(LAYERS_NAMED).toList();
  }

  @Override
  public void updateUI() {
    setFont(UIManager.getFont("Label.font"));
    repaint();
  }

  @Override
  public Dimension getPreferredSize() {
    FontMetrics metrics = getFontMetrics(UIManager.getFont("Label.font"));
    int line = metrics.getHeight();
    int height = 0;
    for (ImageReport.Image image : images) {
      height += line + bar() + named(image).size() * (line + gap()) + gap() * 6;
    }
    return new Dimension(UIScale.scale(300), Math.max(height, line));
  }

  @Override
  public Dimension getMinimumSize() {
    return new Dimension(UIScale.scale(160), getPreferredSize().height);
  }

  private static int bar() {
    return UIScale.scale(22);
  }

  private static int gap() {
    return UIScale.scale(4);
  }

  @Override
  protected void paintComponent(Graphics graphics) {
    Graphics2D g = (Graphics2D) graphics.create();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    Object hints = Toolkit.getDefaultToolkit().getDesktopProperty("awt.font.desktophints");
    if (hints instanceof Map<?, ?> map) {
      g.addRenderingHints(map);
    } else {
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    }
    spots.clear();
    long widest = images.stream().mapToLong(ImageReport.Image::bytes).max().orElse(1);
    int y = 0;
    for (ImageReport.Image image : images) {
      y = paintImage(g, image, Math.max(1, widest), y);
    }
    g.dispose();
  }

  private int paintImage(Graphics2D g, ImageReport.Image image, long widest, int top) {
    Font plain = UIManager.getFont("Label.font");
    Font bold = UIManager.getFont("h4.font");
    Color text = UIManager.getColor("Label.foreground");
    Color muted = UIManager.getColor("Drydock.muted");
    g.setFont(bold);
    FontMetrics metrics = g.getFontMetrics();
    int y = top + metrics.getAscent();
    g.setColor(text);
    String size = Amounts.bytes(image.bytes());
    int sizeWidth = metrics.stringWidth(size);
    g.drawString(clip(image.name(), metrics, getWidth() - sizeWidth - gap() * 3), 0, y);
    g.drawString(size, getWidth() - sizeWidth, y);
    y += metrics.getDescent() + gap();
    double scale = (double) getWidth() / widest;
    double x = 0;
    List<ImageReport.Layer> layers = sized(image);
    long total = layers.stream().mapToLong(ImageReport.Layer::bytes).sum();
    if (layers.isEmpty() || total == 0) {
      layers = List.of(new ImageReport.Layer(image.bytes(), image.name()));
      total = Math.max(1, image.bytes());
    }
    double whole = image.bytes() * scale;
    for (int i = 0; i < layers.size(); i++) {
      ImageReport.Layer layer = layers.get(i);
      double width = Math.max(2, whole * layer.bytes() / total);
      RoundRectangle2D box =
          new RoundRectangle2D.Double(x, y, Math.max(1, width - 1), bar(), gap(), gap());
      g.setColor(colour(i));
      g.fill(box);
      spots.add(new Spot(box, Amounts.bytes(layer.bytes()) + ": " + madeBy(layer)));
      x += width;
    }
    y += bar() + gap() * 2;
    g.setFont(plain);
    FontMetrics small = g.getFontMetrics();
    int square = UIScale.scale(10);
    for (ImageReport.Layer layer : named(image)) {
      g.setColor(colour(layers.indexOf(layer)));
      int middle = y + (small.getHeight() - square) / 2;
      g.fillRoundRect(0, middle, square, square, gap(), gap());
      String bytes = Amounts.bytes(layer.bytes());
      int left = square + gap() * 2;
      int bytesWidth = small.stringWidth("000 MB ");
      g.setColor(text);
      g.drawString(bytes, left, y + small.getAscent());
      g.setColor(muted);
      int at = left + bytesWidth + gap();
      g.drawString(clip(madeBy(layer), small, getWidth() - at), at, y + small.getAscent());
      y += small.getHeight() + gap();
    }
    return y + gap() * 4;
  }

  /** As the person wrote it, without what Docker puts around. */
  private static String madeBy(ImageReport.Layer layer) {
    String by = layer.createdBy().strip();
    by = by.replaceFirst("^/bin/sh -c #\\(nop\\)\\s*", "").replaceFirst("^/bin/sh -c ", "RUN ");
    return by.isEmpty() || by.startsWith("Imported from") ? "the base system" : by;
  }

  private static Color colour(int index) {
    return UIManager.getColor("Drydock.chart" + (index % 3 + 1));
  }

  private static String clip(String text, FontMetrics metrics, int width) {
    if (metrics.stringWidth(text) <= width) {
      return text;
    }
    int end = text.length();
    while (end > 0 && metrics.stringWidth(text.substring(0, end) + "\u2026") > width) {
      end--;
    }
    return text.substring(0, end) + "\u2026";
  }

  @Override
  public String getToolTipText(MouseEvent event) {
    return spots.stream()
        .filter(spot -> spot.box().contains(event.getPoint()))
        .map(Spot::tip)
        .findFirst()
        .orElse(null);
  }

  @Override
  public AccessibleContext getAccessibleContext() {
    if (accessibleContext == null) {
      accessibleContext =
          new AccessibleJComponent() {
            @Override
            public AccessibleRole getAccessibleRole() {
              return AccessibleRole.ICON;
            }
          };
    }
    return accessibleContext;
  }
}
