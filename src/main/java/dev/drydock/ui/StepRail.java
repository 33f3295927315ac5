package dev.drydock.ui;

import dev.drydock.ui.widget.Icons;
import dev.drydock.ui.widget.SelectableText;
import dev.drydock.ui.widget.Ui;
import java.awt.Graphics;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JToggleButton;
import javax.swing.SwingConstants;
import javax.swing.UIManager;
import net.miginfocom.swing.MigLayout;

/** The left edge: the six pages with where one is, what is behind, and what can be reached. */
final class StepRail extends JPanel {
  private final Map<PageId, JToggleButton> buttons = new EnumMap<>(PageId.class);
  private static final String WIDE = "insets 18 12 16 12, wrap 1, gap 0 4, hidemode 3";
  private static final String NARROW = "insets 14 6 10 6, wrap 1, gap 0 4, hidemode 3";

  private final JLabel brand = new JLabel("Drydock", Icons.app(28), SwingConstants.LEADING);
  private final MigLayout layout;
  private final SelectableText server = new SelectableText("", "h4").named("rail.target");
  private final SelectableText link =
      new SelectableText("", "small").coloured("Drydock.muted").named("rail.link");
  private boolean narrow;

  StepRail(Consumer<PageId> go) {
    super(new MigLayout(WIDE, "[176!, fill]"));
    layout = (MigLayout) getLayout();
    setOpaque(true);
    brand.setIconTextGap(10);
    Ui.styleClass(brand, "h2");
    add(brand, "gapleft 6, gapbottom 16");
    for (PageId page : PageId.values()) {
      JToggleButton button = new JToggleButton(page.label(), Icons.get(page.icon(), 20));
      button.setName(Names.RAIL + page.name().toLowerCase(Locale.ROOT));
      button.setHorizontalAlignment(SwingConstants.LEADING);
      button.setIconTextGap(12);
      button.putClientProperty("JButton.buttonType", "borderless");
      dress(button);
      button.addActionListener(event -> go.accept(page));
      Ui.enterPresses(button);
      buttons.put(page, button);
      add(button);
    }
    add(new JLabel(), "push");
    add(server, "wmin 0, gapleft 6");
    add(link, "wmin 0, gapleft 6");
  }

  /** In a narrow window the words go below the pictures, and the room to the page. */
  void setNarrow(boolean now) {
    if (now == narrow) {
      return;
    }
    narrow = now;
    layout.setLayoutConstraints(narrow ? NARROW : WIDE);
    layout.setColumnConstraints(narrow ? "[78!, fill]" : "[176!, fill]");
    layout.setComponentConstraints(
        brand, narrow ? "gapbottom 10" : "gapleft 6, gapbottom 16");
    brand.setText(narrow ? "" : "Drydock");
    brand.setHorizontalAlignment(narrow ? SwingConstants.CENTER : SwingConstants.LEADING);
    for (JToggleButton button : buttons.values()) {
      button.setHorizontalAlignment(narrow ? SwingConstants.CENTER : SwingConstants.LEADING);
      button.setHorizontalTextPosition(narrow ? SwingConstants.CENTER : SwingConstants.TRAILING);
      button.setVerticalTextPosition(narrow ? SwingConstants.BOTTOM : SwingConstants.CENTER);
      button.setIconTextGap(narrow ? 3 : 12);
      dress(button);
    }
    showTarget();
    revalidate();
    repaint();
  }

  private void dress(JToggleButton button) {
    Ui.styleClass(button, narrow ? "small" : null);
    Ui.style(
        button,
        "arc: 10; margin: "
            + (narrow ? "6,2,6,2" : "8,10,8,10")
            + "; toolbar.selectedBackground: $Drydock.railSelected;"
            + " toolbar.hoverBackground: $Drydock.railHover");
  }

  /** A host's name is too long for the narrow rail; the window's title says where one is, too. */
  private void showTarget() {
    server.setVisible(!narrow && !server.getText().isEmpty());
    link.setVisible(server.isVisible());
  }

  /** Shows the model's truth with {@code current} in view. */
  void update(WizardModel model, PageId current, boolean busy) {
    for (Map.Entry<PageId, JToggleButton> entry : buttons.entrySet()) {
      PageId page = entry.getKey();
      JToggleButton button = entry.getValue();
      boolean here = page == current;
      boolean behind = page.number() < current.number() && model.reachable(page);
      button.setSelected(here);
      button.setForeground(here ? UIManager.getColor("Drydock.accent") : null);
      button.setEnabled(here || (!busy && model.reachable(page)));
      button.setIcon(Icons.get(behind ? "ok" : page.icon(), 20));
      button
          .getAccessibleContext()
          .setAccessibleDescription(
              "Page "
                  + page.number()
                  + " of "
                  + PageId.values().length
                  + (here ? ", shown now" : behind ? ", done" : ""));
    }
    server.setText(model.session().map(session -> session.target().host()).orElse(""));
    link.setText(
        model.session().map(session -> "logged in as " + session.target().user()).orElse(""));
    showTarget();
  }

  @Override
  protected void paintComponent(Graphics g) {
    g.setColor(UIManager.getColor("Drydock.rail"));
    g.fillRect(0, 0, getWidth(), getHeight());
  }
}
