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
  private final SelectableText server = new SelectableText("", "h4").named("rail.target");
  private final SelectableText link =
      new SelectableText("", "small").coloured("Drydock.muted").named("rail.link");

  StepRail(Consumer<PageId> go) {
    super(new MigLayout("insets 18 12 16 12, wrap 1, gap 0 4, hidemode 3", "[176!, fill]"));
    setOpaque(true);
    JLabel brand = new JLabel("Drydock", Icons.app(28), SwingConstants.LEADING);
    brand.setIconTextGap(10);
    Ui.styleClass(brand, "h2");
    add(brand, "gapleft 6, gapbottom 16");
    for (PageId page : PageId.values()) {
      JToggleButton button = new JToggleButton(page.label(), Icons.get(page.icon(), 20));
      button.setName(Names.RAIL + page.name().toLowerCase(Locale.ROOT));
      button.setHorizontalAlignment(SwingConstants.LEADING);
      button.setIconTextGap(12);
      button.putClientProperty("JButton.buttonType", "borderless");
      Ui.style(
          button,
          "arc: 10; margin: 8,10,8,10;"
              + " toolbar.selectedBackground: $Drydock.railSelected;"
              + " toolbar.hoverBackground: $Drydock.railHover");
      button.addActionListener(event -> go.accept(page));
      Ui.enterPresses(button);
      buttons.put(page, button);
      add(button);
    }
    add(new JLabel(), "push");
    add(server, "wmin 0, gapleft 6");
    add(link, "wmin 0, gapleft 6");
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
    boolean known = !model.profile().host().isEmpty();
    server.setVisible(known && model.session().isPresent());
    link.setVisible(server.isVisible());
    model
        .session()
        .ifPresent(
            session -> {
              server.setText(session.target().host());
              link.setText("logged in as " + session.target().user());
            });
  }

  @Override
  protected void paintComponent(Graphics g) {
    g.setColor(UIManager.getColor("Drydock.rail"));
    g.fillRect(0, 0, getWidth(), getHeight());
  }
}
