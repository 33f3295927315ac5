package dev.drydock.ui;

import dev.drydock.profile.Profile;
import dev.drydock.profile.ProfileStore;
import dev.drydock.session.Sessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything the wizard needs of the rest of Drydock.
 *
 * @param sources where upstream sources are fetched from
 * @param settingsFile theme, scale and window bounds
 * @param importer servers of the person's {@code ~/.ssh/config}
 * @param files asks for files; {@link #systemFiles} outside tests
 * @param whenClosed called once, on the event dispatch thread, when the window is gone
 */
public record WizardServices(
    Sessions sessions,
    ProfileStore profiles,
    TranscriptExporter exporter,
    Importer importer,
    SourceSettings sources,
    Path settingsFile,
    FileDialogs files,
    Runnable whenClosed) {

  /** Reads servers from elsewhere. Blocks. */
  @FunctionalInterface
  public interface Importer {
    List<Profile> read() throws IOException;
  }

  public static FileDialogs systemFiles() {
    return new SystemFileDialogs();
  }
}
