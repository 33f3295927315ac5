package dev.drydock.session;

import dev.drydock.profile.Profile;
import dev.drydock.recipe.Recipe;
import dev.drydock.run.RunRecord;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.Prompts;
import dev.drydock.ssh.RemoteException;
import dev.drydock.transcript.Redactor;
import java.io.IOException;
import java.util.List;

/** Opens sessions and knows the runs recorded on this desktop. */
public interface Sessions {
  /** Blocks; interrupting the thread cancels. */
  Session connect(ConnectOptions options, Prompts prompts) throws RemoteException;

  List<Recipe> recipes();

  /** Newest first; a damaged one is repaired as far as possible and says so. */
  List<RunRecord> runs() throws IOException;

  /**
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  RunRecord run(String runId) throws IOException;

  /**
   * Hides what secrets the sessions that are open now know, in a document to be exported. For the
   * caller to close.
   */
  default Redactor redactor() {
    return Redactor.none();
  }

  /** The runs of a saved server, newest first, whatever it was called when they were begun. */
  default List<RunRecord> runsOf(Profile profile) throws IOException {
    return runs().stream().filter(run -> isOf(run, profile)).toList();
  }

  /**
   * Whether a run is one of this server: by its address, by its name (it may have got another
   * address), or because it is the last one that the profile knows of.
   */
  static boolean isOf(RunRecord run, Profile profile) {
    return run.runId().equals(profile.lastRun())
        || (!profile.name().isEmpty() && run.profile().equals(profile.name()))
        || run.server().equals(address(profile));
  }

  private static String address(Profile profile) {
    String host = profile.host().contains(":") ? "[" + profile.host() + "]" : profile.host();
    return profile.user() + "@" + host + ":" + profile.port();
  }
}
