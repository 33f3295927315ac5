package dev.drydock.session;

import dev.drydock.profile.Profile;
import dev.drydock.recipe.Recipe;
import dev.drydock.run.RunRecord;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.Prompts;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Target;
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

  /** The runs of a saved server of which there are copies here, newest first. */
  default List<RunRecord> runsOf(Profile profile) throws IOException {
    return runs().stream().filter(run -> isOf(run, profile)).toList();
  }

  /**
   * Whether a copy may be of a run on this server: by the address, or because it is the last one
   * that was seen there. Never by the server's name: that is the person's to give, and once more.
   * After a login the server itself says what it has.
   */
  static boolean isOf(RunRecord run, Profile profile) {
    return isOf(
        run, Target.text(profile.host(), profile.port(), profile.user()), profile.lastRun());
  }

  /**
   * @param address e.g. {@code owner@poweredge:22}
   * @param lastRun id of the run that was seen there last, or ""
   */
  static boolean isOf(RunRecord run, String address, String lastRun) {
    return run.runId().equals(lastRun) || run.server().equals(address);
  }
}
