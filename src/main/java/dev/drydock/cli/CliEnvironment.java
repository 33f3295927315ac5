package dev.drydock.cli;

import dev.drydock.files.DrydockHome;
import dev.drydock.profile.ProfileStore;
import dev.drydock.session.Sessions;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * All that commands need of the world.
 *
 * @param sessions made when first used: {@code go386} and {@code --help} need none
 * @param in standard input, unbuffered: secrets may come from it
 * @param wizard opens the window and returns its exit code when it is closed
 */
public record CliEnvironment(
    DrydockHome home,
    Supplier<Sessions> sessions,
    ProfileStore profiles,
    PracticePort practice,
    InputStream in,
    PrintStream out,
    PrintStream err,
    Terminal terminal,
    Interrupts interrupts,
    ZoneId zone,
    WizardOpener wizard) {

  /** Opens the window. */
  public interface WizardOpener {
    /**
     * Blocks until the window is closed.
     *
     * @param profileName the server to start with
     */
    int open(Optional<String> profileName);

    /** Why no window can be opened here, or empty: asked before long preparations. */
    default Optional<String> obstacle() {
      return Optional.empty();
    }
  }

  Output output() {
    return new Output(out, err);
  }
}
