package dev.drydock.session;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlanCheck;
import dev.drydock.recipe.Recipe;
import dev.drydock.recipe.Route;
import dev.drydock.run.RunControl;
import dev.drydock.run.ServerRun;
import dev.drydock.server.Finding;
import dev.drydock.server.ServerFacts;
import dev.drydock.server.Speed;
import dev.drydock.ssh.HostKey;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Target;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
   * What the server has to be gone on with. Asked in one round trip after a login; what it tells is
   * the server's word.
   */
  default Offer offer() throws RemoteException {
    return Offer.of(runsOnServer());
  }

  /** The runs that this login has on the server, wherever they were begun, newest first. */
  default List<ServerRun> runsOnServer() throws RemoteException {
    return List.of();
  }

  /**
   * A new run with a copy on this desktop, not started. Once started it sends what the steps need,
   * and then the server walks the plan by itself.
   *
   * @param done as {@link #alreadyDone} answered: nothing is sent for those
   * @param afterReboot whether the server goes on by itself after a restart
   * @throws dev.drydock.run.RefusedException a run is going there
   */
  RunControl newRun(Plan plan, String profileName, Map<String, Boolean> done, boolean afterReboot)
      throws IOException;

  /**
   * Takes up a run that is on the server, not started: wherever it was begun, whoever looks on.
   *
   * @param profileName under which it is recorded, where there is no copy of it here yet
   * @throws dev.drydock.run.RefusedException it is not there, is another server's, or cannot be
   *     gone on with; with a sentence for the person
   */
  RunControl openRun(String runId, String profileName) throws IOException;

  /**
   * Lays wishes down for the server, which hears them within seconds.
   *
   * @param wishes see {@link dev.drydock.job.ServerRuns#wish}
   * @param takenBack wishes that are no more
   */
  default void wish(String runId, Set<String> wishes, Set<String> takenBack)
      throws RemoteException {}

  /**
   * Whether the person has to look at the run's plan before anything more of it is walked: it was
   * made on another computer, or is not what this Drydock would do today.
   */
  default boolean isUnseen(String runId) {
    return false;
  }

  /** The person has looked at it. */
  default void approve(String runId) throws IOException {}

  /** Compares a plan with what this Drydock would compose for this server. Needs the facts. */
  default PlanCheck check(Plan plan) {
    return PlanCheck.ALL_KNOWN;
  }

  @Override
  void close();
}
