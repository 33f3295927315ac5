package dev.drydock.cli;

import dev.drydock.profile.Profile;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.Target;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the command line asks of the practice server; errors are {@link CliFailure}s. */
public interface PracticePort {
  /**
   * How to start it; empty and 0 mean the default.
   *
   * @param fresh forget what was done to it
   * @param tied it ends with this process
   */
  record Wanted(
      Optional<String> cpu,
      int memoryMb,
      int port,
      boolean fresh,
      Optional<String> mirror,
      boolean tied) {
    /** For a window that opens on it: a killed wizard leaves nothing behind. */
    static final Wanted FOR_WIZARD =
        new Wanted(Optional.empty(), 0, 0, false, Optional.empty(), true);
  }

  /**
   * How to get in.
   *
   * @param profile everything filled in
   * @param hostKeySha256 the key it proves itself with
   * @param tied it ends with the process that started it
   */
  record Access(Profile profile, Target target, String hostKeySha256, boolean tied) {}

  /** Starts it, building it first if need be; hears what goes on line by line. */
  Access up(Wanted wanted, Consumer<String> progress);

  /** Lines for the person. */
  List<String> status();

  /** Ends it, keeping what was done to it; lines for the person. */
  List<String> down(Consumer<String> progress);

  /** Of the running one. */
  Optional<Access> running();

  /** The password of the running one; the caller closes it. */
  Secret password();
}
