package dev.drydock.ui.page;

import dev.drydock.server.Go386;
import dev.drydock.server.GoVersion;
import dev.drydock.server.ServerFacts;
import dev.drydock.ui.Names;
import dev.drydock.ui.WizardModel;
import dev.drydock.ui.widget.Card;
import dev.drydock.ui.widget.SelectableText;
import dev.drydock.ui.widget.Ui;
import java.util.Optional;
import javax.swing.DefaultComboBoxModel;
import javax.swing.JComboBox;
import javax.swing.JLabel;
import net.miginfocom.swing.MigLayout;

/** How programs written in Go must do floating point here, and why; the person may overrule it. */
final class Go386Panel extends Card {
  private static final String BY_THE_RULE = "by the rule";

  /** The newest Go of a range within which the rule is the same. */
  private record Version(GoVersion version, String label) {
    @Override
    public String toString() {
      return label;
    }
  }

  private static final Version[] VERSIONS = {
    new Version(GoVersion.parse("1.19"), "Go 1.16 or newer"),
    new Version(GoVersion.parse("1.15"), "Go 1.8 to 1.15"),
    new Version(GoVersion.parse("1.7"), "Go 1.1 to 1.7")
  };

  private final WizardModel model;
  private final SelectableText verdict = new SelectableText("", "h4").named(Names.GO386);
  private final SelectableText reason =
      new SelectableText("").coloured("Drydock.muted").named("checkup.go386.reason");
  private final SelectableText warning =
      new SelectableText("").coloured("Drydock.care").named(Names.GO386_WARNING);
  private final JComboBox<Version> version = new JComboBox<>(VERSIONS);
  private final JComboBox<String> override = new JComboBox<>();
  private final JLabel overrideLabel = Ui.labelFor("&Use", override);
  private boolean updating;

  Go386Panel(WizardModel model) {
    super(
        new MigLayout(
            "insets 12 14 12 14, gap 10 4, hidemode 3", "[grow, fill][][]10[][]", "[center]"),
        "Drydock.card",
        "Drydock.line");
    this.model = model;
    version.setName("checkup.go386.version");
    version.getAccessibleContext().setAccessibleName("Version of Go");
    version.setToolTipText("Docker of 2013 was built with Go 1.1, Debian 12's with Go 1.19");
    override.setName(Names.GO386_OVERRIDE);
    add(verdict, "wmin 0");
    add(Ui.labelFor("F&or", version));
    add(version);
    add(overrideLabel);
    add(override);
    // newline, not wrap: a wrap belongs to a component that may be hidden.
    add(reason, "newline, spanx, growx, wmin 0");
    add(warning, "newline, spanx, growx, wmin 0");
    version.addActionListener(
        event -> {
          if (!updating) {
            model.setGo386Override(Optional.empty());
            update();
          }
        });
    override.addActionListener(
        event -> {
          if (!updating) {
            String chosen = (String) override.getSelectedItem();
            model.setGo386Override(
                override.getSelectedIndex() <= 0 ? Optional.empty() : Optional.of(chosen));
            update();
          }
        });
  }

  /** Shows what the model says. */
  void update() {
    Optional<ServerFacts> facts = model.facts();
    setVisible(facts.isPresent());
    if (facts.isEmpty()) {
      return;
    }
    GoVersion go = ((Version) version.getSelectedItem()).version();
    Go386.Answer answer = Go386.decide(facts.get(), go);
    reason.setText(answer.reason());
    boolean use = answer instanceof Go386.Use;
    override.setVisible(use);
    overrideLabel.setVisible(use);
    if (answer instanceof Go386.Use rule) {
      Optional<String> chosen = model.go386Override();
      verdict.setText("GO386=" + chosen.orElse(rule.value()));
      fillOverride(go, rule.value(), chosen);
      String warn =
          chosen
              .flatMap(value -> Go386.judgeOverride(facts.get().cpu(), go, value))
              .orElse(chosen.isPresent() ? "" : String.join(" ", rule.warnings()));
      warning.setText(warn);
    } else {
      verdict.setText("GO386 means nothing here");
      warning.setText("");
    }
    warning.setVisible(!warning.getText().isEmpty());
    revalidate();
  }

  private void fillOverride(GoVersion go, String ruled, Optional<String> chosen) {
    updating = true;
    DefaultComboBoxModel<String> values = new DefaultComboBoxModel<>();
    values.addElement(BY_THE_RULE + " (" + ruled + ")");
    Go386.valuesOf(go).forEach(values::addElement);
    override.setModel(values);
    if (chosen.isPresent()) {
      override.setSelectedItem(chosen.get());
    } else {
      override.setSelectedIndex(0);
    }
    updating = false;
  }
}
