package dev.drydock.ui.widget;

import java.util.List;
import javax.swing.JButton;
import javax.swing.JLabel;
import net.miginfocom.swing.MigLayout;

/** A coloured strip with an icon, a text that can be copied, and a few buttons. */
public final class Banner extends Card {
  /** What a banner is about. */
  public enum Tone {
    GOOD("Drydock.goodTint", "ok"),
    CARE("Drydock.careTint", "care"),
    BAD("Drydock.badTint", "stop"),
    NEWS("Drydock.accentTint", "info");

    private final String fill;
    private final String icon;

    Tone(String fill, String icon) {
      this.fill = fill;
      this.icon = icon;
    }
  }

  private final JLabel icon = new JLabel();
  private final SelectableText title = new SelectableText("", "h4");
  private final SelectableText text = new SelectableText("");

  public Banner(String name, List<JButton> buttons) {
    super(
        new MigLayout("insets 10 14 10 14, hidemode 3, gap 10 2", "[][grow, fill]", "[center]"),
        "",
        "");
    setName(name);
    title.named(name + ".title");
    text.named(name + ".text");
    add(icon, "spany 2, center");
    add(title, "wmin 0, growx, center");
    for (JButton button : buttons) {
      add(button, "spany 2, growx 0, center");
    }
    add(text, "newline, cell 1 1, wmin 0, growx");
  }

  public void show(Tone tone, String newTitle, String newText) {
    show(tone, tone.icon, newTitle, newText);
  }

  public void show(Tone tone, String iconName, String newTitle, String newText) {
    setColours(tone.fill, "");
    icon.setIcon(Icons.get(iconName, 22));
    title.setText(newTitle);
    text.setText(newText);
    text.setVisible(!newText.isEmpty());
    getAccessibleContext().setAccessibleName(newTitle + " " + newText);
    setVisible(true);
    revalidate();
  }
}
