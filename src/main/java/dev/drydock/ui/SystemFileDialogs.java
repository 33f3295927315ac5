package dev.drydock.ui;

import com.formdev.flatlaf.util.SystemFileChooser;
import java.awt.Component;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The platform's own dialogs; Swing's where there are none. */
final class SystemFileDialogs implements FileDialogs {
  @Override
  public Optional<Path> open(Component over, String title, Path start) {
    SystemFileChooser chooser = chooser(title);
    // Keys live in ~/.ssh, which is hidden.
    chooser.setFileHidingEnabled(false);
    if (Files.isDirectory(start)) {
      chooser.setCurrentDirectory(start.toFile());
    } else {
      chooser.setSelectedFile(start.toFile());
    }
    return chosen(chooser, chooser.showOpenDialog(over));
  }

  @Override
  public Optional<Path> folder(Component over, String title, Path start) {
    SystemFileChooser chooser = chooser(title);
    chooser.setFileSelectionMode(SystemFileChooser.DIRECTORIES_ONLY);
    if (Files.isDirectory(start)) {
      chooser.setCurrentDirectory(start.toFile());
    }
    return chosen(chooser, chooser.showOpenDialog(over));
  }

  @Override
  public Optional<Path> save(Component over, String title, Path suggested) {
    SystemFileChooser chooser = chooser(title);
    chooser.setSelectedFile(suggested.toFile());
    return chosen(chooser, chooser.showSaveDialog(over));
  }

  private static SystemFileChooser chooser(String title) {
    SystemFileChooser chooser = new SystemFileChooser();
    chooser.setDialogTitle(title);
    return chooser;
  }

  private static Optional<Path> chosen(SystemFileChooser chooser, int answer) {
    return answer == SystemFileChooser.APPROVE_OPTION
        ? Optional.of(chooser.getSelectedFile().toPath())
        : Optional.empty();
  }
}
