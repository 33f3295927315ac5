package dev.drydock.ui;

import dev.drydock.transcript.Exports;
import dev.drydock.ui.widget.Ui;
import java.awt.Toolkit;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.swing.ButtonGroup;
import javax.swing.JComponent;
import javax.swing.JMenu;
import javax.swing.JMenuBar;
import javax.swing.JMenuItem;
import javax.swing.JRadioButtonMenuItem;
import javax.swing.KeyStroke;

/** The menu bar: everything that is not about one page alone, each with its key. */
final class WizardMenu {
  private static final int MENU = Toolkit.getDefaultToolkit().getMenuShortcutKeyMaskEx();

  private final Wizard wizard;
  private final JMenuBar bar = new JMenuBar();
  private final List<JRadioButtonMenuItem> scales = new ArrayList<>();

  WizardMenu(Wizard wizard, Settings settings) {
    this.wizard = wizard;
    bar.add(file());
    bar.add(view(settings));
    bar.add(go());
  }

  JMenuBar bar() {
    return bar;
  }

  private JMenu file() {
    JMenu menu = menu("&File");
    menu.add(item("menu.new", "&New server", key(KeyEvent.VK_N), wizard::newServer));
    menu.add(item("menu.save", "&Save server", key(KeyEvent.VK_S), wizard::saveProfile));
    menu.addSeparator();
    menu.add(
        item(
            "menu.export",
            "&Export transcript\u2026",
            key(KeyEvent.VK_E),
            () -> wizard.exportTranscript(Exports.formats().get(0))));
    menu.addSeparator();
    menu.add(item("menu.sources", "S&ources\u2026", null, wizard::chooseSources));
    menu.addSeparator();
    menu.add(item("menu.close", "&Close", key(KeyEvent.VK_Q), wizard::askToClose));
    return menu;
  }

  private JMenu view(Settings settings) {
    JMenu menu = menu("&View");
    ButtonGroup themes = new ButtonGroup();
    for (Theme.Choice choice : Theme.Choice.values()) {
      JRadioButtonMenuItem item = new JRadioButtonMenuItem();
      item.setName("menu.theme." + choice.name().toLowerCase(Locale.ROOT));
      Ui.setMarked(item, choice.label());
      item.setSelected(choice == settings.theme());
      item.addActionListener(event -> wizard.setTheme(choice));
      themes.add(item);
      menu.add(item);
    }
    menu.addSeparator();
    ButtonGroup sizes = new ButtonGroup();
    for (int percent : Theme.SCALES) {
      JRadioButtonMenuItem item = new JRadioButtonMenuItem(percent + " %");
      item.setName("menu.scale." + percent);
      item.setSelected(percent == settings.scalePercent());
      item.addActionListener(event -> wizard.setScale(percent));
      sizes.add(item);
      scales.add(item);
      menu.add(item);
    }
    menu.addSeparator();
    JMenuItem larger = item("menu.larger", "L&arger", key(KeyEvent.VK_PLUS), () -> step(1));
    menu.add(larger);
    menu.add(item("menu.smaller", "S&maller", key(KeyEvent.VK_MINUS), () -> step(-1)));
    menu.add(item("menu.normal", "&Normal size", key(KeyEvent.VK_0), () -> choose(0)));
    // "+" needs Shift on some keyboards and is a key of its own on others.
    Ui.bind(bar, "ctrl EQUALS", () -> step(1));
    bar.getInputMap(JComponent.WHEN_IN_FOCUSED_WINDOW)
        .put(KeyStroke.getKeyStroke(KeyEvent.VK_EQUALS, MENU), "ctrl EQUALS");
    bar.getInputMap(JComponent.WHEN_IN_FOCUSED_WINDOW)
        .put(KeyStroke.getKeyStroke(KeyEvent.VK_ADD, MENU), "ctrl EQUALS");
    return menu;
  }

  private void step(int by) {
    int at = 0;
    for (int i = 0; i < Theme.SCALES.length; i++) {
      if (Theme.SCALES[i] <= wizard.settings().scalePercent()) {
        at = i;
      }
    }
    choose(Math.max(0, Math.min(Theme.SCALES.length - 1, at + by)));
  }

  private void choose(int index) {
    scales.get(index).setSelected(true);
    wizard.setScale(Theme.SCALES[index]);
  }

  private JMenu go() {
    JMenu menu = menu("&Go");
    for (PageId page : PageId.values()) {
      menu.add(
          item(
              "menu.go." + page.name().toLowerCase(Locale.ROOT),
              page.number() + "  " + page.label(),
              key(KeyEvent.VK_0 + page.number()),
              () -> wizard.show(page)));
    }
    return menu;
  }

  private static KeyStroke key(int code) {
    return KeyStroke.getKeyStroke(code, MENU & ~InputEvent.SHIFT_DOWN_MASK);
  }

  private static JMenu menu(String marked) {
    JMenu menu = new JMenu();
    Ui.setMarked(menu, marked);
    return menu;
  }

  private static JMenuItem item(String name, String marked, KeyStroke key, Runnable action) {
    JMenuItem item = new JMenuItem();
    item.setName(name);
    Ui.setMarked(item, marked);
    item.setAccelerator(key);
    item.addActionListener(event -> action.run());
    return item;
  }
}
