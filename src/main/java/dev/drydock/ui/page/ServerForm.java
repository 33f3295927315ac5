package dev.drydock.ui.page;

import dev.drydock.profile.Profile;
import dev.drydock.session.Through;
import dev.drydock.ssh.Hop;
import dev.drydock.ssh.Target;
import dev.drydock.ui.Names;
import dev.drydock.ui.widget.Collapsible;
import dev.drydock.ui.widget.Icons;
import dev.drydock.ui.widget.SelectableText;
import dev.drydock.ui.widget.Ui;
import dev.drydock.ui.widget.Undo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JTextField;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;
import net.miginfocom.swing.MigLayout;

/** The fields that say where the server is and how to log in. */
final class ServerForm extends JPanel {
  private final JTextField name = field(Names.SERVER_NAME);
  private final JTextField host = field(Names.SERVER_HOST);
  private final JTextField port = field(Names.SERVER_PORT);
  private final JTextField user = field(Names.SERVER_USER);
  private final JTextField key = field(Names.SERVER_KEY);
  private final JTextField through = field(Names.SERVER_THROUGH);
  private final JCheckBox agent = new JCheckBox();
  private final LegacyBoxes legacy;
  private final JPanel onTheWay = Ui.panel("insets 0, gap 0, wrap 1", "[grow, fill]", "");

  /**
   * For every computer that was named on the way since the fields were filled: who takes a name out
   * and writes it anew, letter by letter, finds what was chosen for it.
   */
  private final Map<Target, LegacyBoxes> hopLegacy = new HashMap<>();

  private final Runnable onChange;
  private final Collapsible old;
  private final SelectableText wrong =
      new SelectableText("", "small").coloured("Drydock.bad").named("server.wrong");
  private Profile base = Profile.of("", "", Profile.DEFAULT_PORT, "");
  private boolean filling;
  private boolean tried;

  /**
   * @param chooseKey asks for a key file
   * @param onChange the person changed something
   * @param save stands beside the name it saves under
   */
  ServerForm(Runnable chooseKey, Runnable onChange, JButton save) {
    super(new MigLayout("insets 4 2 4 2, gap 10 10, hidemode 3", "[][grow, fill][][72!, fill]"));
    this.onChange = onChange;
    legacy = new LegacyBoxes(Names.SERVER_LEGACY, "", onChange);
    setOpaque(false);
    host.putClientProperty("JTextField.placeholderText", "poweredge or 192.168.1.20");
    user.putClientProperty("JTextField.placeholderText", "owner");
    through.putClientProperty("JTextField.placeholderText", "nothing: reach the server directly");
    through.setToolTipText(
        "<html>Only if the server cannot be reached directly: the computer to log in to first,"
            + " as user@host:port.<br>Several are separated by commas, the nearest first. Without a"
            + " user, the server's is taken.</html>");
    key.putClientProperty("JTextField.placeholderText", "none: by password");
    name.putClientProperty("JTextField.placeholderText", "the host's name, unless you choose one");
    agent.setName(Names.SERVER_AGENT);
    Ui.setMarked(agent, "Offer the keys of my SSH age&nt");
    JButton choose =
        Ui.button(Names.SERVER_CHOOSE_KEY, "C&hoose\u2026", Icons.get("key", 16), chooseKey);

    add(Ui.labelFor("H&ost", host));
    add(host);
    add(Ui.labelFor("&Port", port));
    add(port, "wrap");
    add(Ui.labelFor("&User", user));
    add(user, "spanx, wrap");
    add(Ui.labelFor("Ke&y file", key));
    add(key, "spanx, split 2, growx");
    add(choose, "growx 0, wrap");
    add(agent, "skip 1, spanx, growx 0, left, wrap");
    add(Ui.labelFor("&Through", through));
    add(through, "spanx, wrap");
    add(Ui.labelFor("Saved na&me", name));
    add(name, "spanx, split 2, growx");
    add(save, "growx 0, wrap");

    JPanel boxes = Ui.panel("insets 2 26 0 0, gap 0 4, wrap 1", "[grow, fill]", "");
    SelectableText warning =
        new SelectableText(
                "Only for a server too old for anything better. Each is weak by today's measure,"
                    + " is tried last, and is allowed for that computer alone.",
                "small")
            .coloured("Drydock.muted");
    boxes.add(warning, "wmin 0");
    boxes.add(legacy, "wmin 0");
    boxes.add(onTheWay, "wmin 0");
    old = new Collapsible(Names.SERVER_LEGACY, "Very ol&d server", boxes);
    add(old, "newline 2, spanx, growx, wrap");
    wrong.setVisible(false);

    agent.addActionListener(event -> onChange.run());
    DocumentListener listener = new Changes(onChange);
    Stream.of(name, host, port, user, key, through)
        .forEach(field -> field.getDocument().addDocumentListener(listener));
  }

  private final class Changes implements DocumentListener {
    private final Runnable onChange;

    Changes(Runnable onChange) {
      this.onChange = onChange;
    }

    private void changed() {
      if (!filling) {
        showOnTheWay();
        if (tried) {
          showProblem();
        }
        onChange.run();
      }
    }

    @Override
    public void insertUpdate(DocumentEvent e) {
      changed();
    }

    @Override
    public void removeUpdate(DocumentEvent e) {
      changed();
    }

    @Override
    public void changedUpdate(DocumentEvent e) {
      changed();
    }
  }

  private static JTextField field(String name) {
    JTextField field = Undo.on(new JTextField());
    field.setName(name);
    return field;
  }

  void fill(Profile profile) {
    filling = true;
    base = profile;
    name.setText(profile.name());
    host.setText(profile.host());
    port.setText(Integer.toString(profile.port()));
    user.setText(profile.user());
    key.setText(profile.identityFile());
    through.setText(throughText(profile));
    agent.setSelected(profile.useAgent());
    legacy.fill(profile.legacy());
    hopLegacy.clear();
    showOnTheWay();
    old.setOpen(
        !profile.legacy().isEmpty()
            || profile.through().stream().anyMatch(hop -> !hop.legacy().isEmpty()));
    Stream.of(name, host, port, user, key, through).forEach(Undo::forget);
    filling = false;
    tried = false;
    wrong.setVisible(false);
  }

  void setKeyFile(String path) {
    key.setText(path);
  }

  String keyFile() {
    return key.getText().strip();
  }

  /** Why the fields do not make a server yet, or empty. */
  Optional<String> problem() {
    try {
      Target target = new Target(host.getText().strip(), portNumber(), user.getText().strip());
      Through.edited(through.getText(), target.user(), base.through());
      return target.host().isEmpty()
          ? Optional.of("Which server? Give its name or its address.")
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Says beside the fields what is wrong with them, and puts the focus there. */
  void pointAtProblem() {
    tried = true;
    showProblem();
    firstWrong().requestFocusInWindow();
  }

  private void showProblem() {
    Optional<String> problem = problem();
    wrong.setText(problem.orElse(""));
    wrong.setVisible(problem.isPresent());
    JComponent culprit = problem.isPresent() ? firstWrong() : null;
    remove(wrong);
    if (culprit != null) {
      // Right below the line of the field it is about.
      JComponent last = culprit == host ? port : culprit;
      add(wrong, "skip 1, spanx, growx, wmin 0, wrap", getComponentZOrder(last) + 1);
    }
    for (JTextField field : List.of(host, port, user, through)) {
      field.putClientProperty("JComponent.outline", field == culprit ? "error" : null);
    }
    revalidate();
  }

  private JComponent firstWrong() {
    try {
      Target ok = new Target(host.getText().strip(), 22, "x");
      if (portNumber() < 1 || portNumber() > 65535) {
        return port;
      }
      if (ok.host().isEmpty()) {
        return host;
      }
      return isUser(user.getText().strip()) ? through : user;
    } catch (IllegalArgumentException e) {
      return host;
    }
  }

  private static boolean isUser(String text) {
    try {
      return !new Target("x", 22, text).user().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** A kept one that is malformed shows as a mistake in the field, to be mended there. */
  private static String throughText(Profile profile) {
    try {
      return Hop.text(Through.hops(profile));
    } catch (IllegalArgumentException e) {
      return profile.through().stream()
          // A comma would make two of one, and hide the mistake.
          .map(hop -> hop.user().replace(',', ' ') + "@" + hop.host() + ":" + hop.port())
          .collect(Collectors.joining(", "));
    }
  }

  /** Boxes for each computer that the field names at this moment. */
  private void showOnTheWay() {
    List<Profile.JumpHost> named;
    try {
      named = Through.edited(through.getText(), user.getText().strip(), base.through());
    } catch (IllegalArgumentException e) {
      return; // in the middle of typing
    }
    onTheWay.removeAll();
    for (Profile.JumpHost hop : named) {
      onTheWay.add(hopLegacy.computeIfAbsent(target(hop), target -> boxesFor(hop)), "wmin 0");
    }
    revalidate();
    repaint();
  }

  private LegacyBoxes boxesFor(Profile.JumpHost hop) {
    LegacyBoxes boxes =
        new LegacyBoxes(
            Names.SERVER_LEGACY_ON_THE_WAY + "." + hop.host(), target(hop).toString(), onChange);
    boxes.fill(hop.legacy());
    return boxes;
  }

  private static Target target(Profile.JumpHost hop) {
    return new Target(hop.host(), hop.port(), hop.user());
  }

  private List<Profile.JumpHost> way() {
    try {
      return Through.edited(through.getText(), user.getText().strip(), base.through()).stream()
          .map(
              hop -> {
                LegacyBoxes boxes = hopLegacy.get(target(hop));
                return boxes == null ? hop : hop.withLegacy(boxes.allowed(hop.legacy()));
              })
          .toList();
    } catch (IllegalArgumentException e) {
      return base.through(); // problem() says what is wrong, and nothing is saved until then
    }
  }

  private int portNumber() {
    try {
      String text = port.getText().strip();
      return text.isEmpty() ? Profile.DEFAULT_PORT : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** What the fields say, with everything else (route, choices, last run) as it was. */
  Profile draft() {
    String chosenName = name.getText().strip();
    String chosenHost = host.getText().strip();
    return new Profile(
        chosenName.isEmpty() ? nameFor(chosenHost) : chosenName,
        chosenHost,
        portNumber(),
        user.getText().strip(),
        keyFile(),
        agent.isSelected(),
        legacy.allowed(base.legacy()),
        base.route(),
        base.choices(),
        base.lastRun(),
        way(),
        base.unknown());
  }

  /** An address of IPv6 holds characters that no file name may. */
  private static String nameFor(String host) {
    return host.replaceAll("[^A-Za-z0-9._@-]", "-").replaceFirst("^[.-]+", "");
  }

  JComponent firstField() {
    return host;
  }
}
