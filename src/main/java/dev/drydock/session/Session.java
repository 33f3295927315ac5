package dev.drydock.session;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlanCheck;
import dev.drydock.recipe.Recipe;
import dev.drydock.recipe.Route;
import dev.drydock.run.RemoteRun;
import dev.drydock.run.RunControl;
import dev.drydock.server.Finding;
import dev.drydock.server.ServerFacts;
import dev.drydock.server.Speed;
import dev.drydock.ssh.HostKey;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Target;
import java.io.IOException;
import dev.drydock.run.RunRecord;
import dev.drydock.run.StepRecord;
import java.util.HashMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A logged-in server. Methods that throw {@link RemoteException} or {@link IOException} block and
 * are never called on the event dispatch thread; the others answer at once from what was read last.
 */
public interface Session extends AutoCloseable {
  Target target();

  HostKey hostKey();

  /** Reads the facts anew, in one round trip; reconnects first if the link was lost. */
  ServerFacts readFacts() throws RemoteException;

  /** What {@link #readFacts} read last. */
  Optional<ServerFacts> facts();

  /**
   * Measures how fast the server is, once; later calls answer at once. Blocks for about 5 s, and
   * for a new connection. Fails never: what could not be measured says why, and only makes the
   * estimates vaguer.
   */
  default Speed measureSpeed() {
    return speed();
  }

  /** What {@link #measureSpeed} found, {@link Speed#UNMEASURED} before. */
  default Speed speed() {
    return Speed.UNMEASURED;
  }

  /** The check-up's lines for the facts read last, in the order to show them. */
  List<Finding> findings();

  /** Every recipe judged for this server, the recommended first. */
  List<Route> routes();

  /** Parameter id to the value it would have on this server. */
  Map<String, String> defaults(Recipe recipe);

  /**
   * @throws IllegalArgumentException with a message for the person when a choice is not acceptable
   */
  Plan plan(Recipe recipe, Map<String, String> choices);

  /**
   * Step id to whether it is already done, asked of the server in one round trip; a step whose
   * check failed to answer is absent.
   */
  Map<String, Boolean> alreadyDone(Plan plan) throws RemoteException;

  /**
   * Makes sure, before hours of work begin, that its root steps can be root: asks for the password
   * where one is needed and tries it, each that is typed once. Does nothing where no step that is
   * left needs root, or no password is needed.
   *
   * @param done as {@link #alreadyDone} answered
   * @throws RemoteException root cannot be had, or no password was given
   */
  default void confirmRoot(Plan plan, Map<String, Boolean> done) throws RemoteException {}

  /**
   * The same for what is left of a run, before it is gone on with or taken over. Nothing is asked
   * of the server where no step that needs root is left.
   */
  default void confirmRoot(RunRecord run) throws RemoteException {
    Set<String> settled =
        run.steps().stream()
            .filter(step -> step.state().isSettled())
            .map(StepRecord::stepId)
            .collect(Collectors.toSet());
    boolean wanted =
        run.plan().steps().stream()
            .anyMatch(step -> step.step().root() && !settled.contains(step.id()));
    if (wanted) {
      Map<String, Boolean> done = new HashMap<>(alreadyDone(run.plan()));
      settled.forEach(id -> done.put(id, true));
      confirmRoot(run.plan(), done);
    }
  }

  /** A new run in this desktop's store, not started. */
  RunControl newRun(Plan plan, String profileName) throws IOException;

  /**
   * Takes up a run of this desktop, not started. Where another Drydock of this desktop executes it,
   * the control looks on.
   */
  RunControl openRun(String runId) throws IOException;

  /**
   * As {@link #openRun}, and where it is to be executed here, makes sure first that its root steps
   * can be root ({@link #confirmRoot}).
   *
   * @throws IOException also when they cannot; the run is then let go of
   */
  default RunControl resumeRun(String runId) throws IOException {
    RunControl run = openRun(runId);
    boolean confirmed = false;
    try {
      if (!run.isWatching()) {
        confirmRoot(run.record());
      }
      confirmed = true;
      return run;
    } finally {
      if (!confirmed) {
        run.close();
      }
    }
  }

  /**
   * The runs that this login has on the server, wherever they were begun; asked in one round trip,
   * newest first. What it tells is the server's word.
   */
  default List<RemoteRun> runsOnServer() throws RemoteException {
    return List.of();
  }

  /**
   * Takes up a run of another computer (or, where it is known here already, of this one), not
   * started. Once started it fetches what was put out so far and looks on; nothing of it is
   * executed before {@link RunControl#takeOver}, which is for the person to say who has seen its
   * plan.
   *
   * @param profileName under which it is recorded here
   * @throws IOException also when its plan is damaged or forged, with a sentence for the person
   */
  default RunControl adopt(RemoteRun run, String profileName) throws IOException {
    return openRun(run.runId());
  }

  /** Whether the run came from the server and its plan has not been approved here yet. */
  default boolean isUnseen(String runId) {
    return false;
  }

  /** Compares a plan with what this Drydock would compose for this server. Needs the facts. */
  default PlanCheck check(Plan plan) {
    return PlanCheck.ALL_KNOWN;
  }

  @Override
  void close();
}
