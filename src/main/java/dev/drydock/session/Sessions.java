package dev.drydock.session;

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

  /** Runs whose profile is {@code name}, newest first. */
  default List<RunRecord> runsOf(String name) throws IOException {
    return runs().stream().filter(run -> run.profile().equals(name)).toList();
  }
}
