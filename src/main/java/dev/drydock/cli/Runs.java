package dev.drydock.cli;

import dev.drydock.files.PrivateFiles;
import dev.drydock.profile.Profile;
import dev.drydock.run.RunRecord;
import dev.drydock.session.Sessions;
import java.io.IOException;
import java.util.List;

/** The recorded runs of one server. */
final class Runs {
  private Runs() {}

  /** Newest first: those on this address, and the last one that the profile knows of. */
  static List<RunRecord> of(Sessions sessions, TargetOptions.Chosen chosen) {
    String server = chosen.target().toString();
    String last = chosen.profile().map(Profile::lastRun).orElse("");
    try {
      return sessions.runs().stream().filter(run -> Sessions.isOf(run, server, last)).toList();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  static CliFailure unreadable(IOException e) {
    return new CliFailure(
        ExitCode.TROUBLE_HERE,
        "The record of earlier runs cannot be read: " + PrivateFiles.explain(e),
        e);
  }
}
