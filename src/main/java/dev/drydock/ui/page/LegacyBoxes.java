package dev.drydock.ui.page;

import dev.drydock.ssh.LegacyAlgorithms;
import dev.drydock.ui.widget.SelectableText;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.swing.JCheckBox;
import javax.swing.JPanel;
import net.miginfocom.swing.MigLayout;

/** Which old algorithms are allowed with one computer. */
final class LegacyBoxes extends JPanel {
  private final Map<LegacyAlgorithms, JCheckBox> boxes = new EnumMap<>(LegacyAlgorithms.class);

  /**
   * @param name of each box, with a dot and the category behind it
   * @param computer whose they are, or "" where that is plain
   * @param onChange the person changed something
   */
  LegacyBoxes(String name, String computer, Runnable onChange) {
    super(new MigLayout("insets 0, gap 0 4, wrap 1", "[grow, fill]"));
    setOpaque(false);
    if (!computer.isEmpty()) {
      add(new SelectableText("For " + computer + ", on the way:", "small"), "wmin 0, gaptop 8");
    }
    for (LegacyAlgorithms category : LegacyAlgorithms.values()) {
      JCheckBox box = new JCheckBox(category.label());
      box.setName(name + "." + category.name().toLowerCase(Locale.ROOT));
      if (!computer.isEmpty()) {
        box.getAccessibleContext().setAccessibleName(category.label() + " for " + computer);
      }
      box.addActionListener(event -> onChange.run());
      boxes.put(category, box);
      add(box, "growx 0, left");
    }
  }

  void fill(Set<String> allowed) {
    boxes.forEach((category, box) -> box.setSelected(allowed.contains(category.name())));
  }

  /**
   * @param before what a newer Drydock allowed, and this one does not know, stays
   */
  Set<String> allowed(Set<String> before) {
    Set<String> allowed = new TreeSet<>(before);
    boxes.forEach(
        (category, box) -> {
          if (box.isSelected()) {
            allowed.add(category.name());
          } else {
            allowed.remove(category.name());
          }
        });
    return allowed;
  }
}
