package dev.drydock.ui.page;

import dev.drydock.profile.Profile;
import dev.drydock.ui.Names;
import dev.drydock.ui.widget.Dialogs;
import dev.drydock.ui.widget.Ui;
import java.awt.Dialog;
import java.awt.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import javax.swing.JCheckBox;
import javax.swing.JPanel;

/** Lets the person pick among servers found elsewhere. */
final class ImportDialog {
  private ImportDialog() {}

  /** Event dispatch thread; empty when cancelled. */
  static List<Profile> choose(Window over, List<Profile> found) {
    JPanel boxes = Ui.panel("insets 4 0 0 0, gap 0 4, wrap 1", "[grow, fill]", "");
    List<JCheckBox> all = new ArrayList<>();
    for (Profile profile : found) {
      JCheckBox box =
          new JCheckBox(
              profile.name()
                  + "   ("
                  + profile.user()
                  + "@"
                  + profile.host()
                  + (profile.through().isEmpty()
                      ? ""
                      : ", through "
                          + profile.through().stream()
                              .map(Profile.JumpHost::host)
                              .collect(Collectors.joining(", ")))
                  + ")",
              true);
      box.setName("import." + profile.name());
      all.add(box);
      boxes.add(box, "growx 0, left");
    }
    Dialogs.Built built =
        Dialogs.build(
            over,
            Dialog.ModalityType.DOCUMENT_MODAL,
            new Dialogs.Spec(
                Names.ASK,
                "import",
                "Import from ~/.ssh/config",
                "These servers are not in your list yet.",
                Ui.scroll(boxes),
                "&Import",
                "&Cancel"),
            Names.ASK_YES,
            Names.ASK_NO);
    AtomicReference<List<Profile>> chosen = new AtomicReference<>(List.of());
    built
        .ok()
        .addActionListener(
            event -> {
              List<Profile> picked = new ArrayList<>();
              for (int i = 0; i < all.size(); i++) {
                if (all.get(i).isSelected()) {
                  picked.add(found.get(i));
                }
              }
              chosen.set(picked);
              built.dialog().dispose();
            });
    Dialogs.place(built.dialog());
    built.dialog().setVisible(true);
    return chosen.get();
  }
}
