package dev.drydock.ui;

import dev.drydock.profile.Profile;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.Recipe;
import dev.drydock.recipe.Route;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.server.Finding;
import dev.drydock.server.ServerFacts;
import dev.drydock.server.Speed;
import dev.drydock.session.Offer;
import dev.drydock.session.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What is true, for all pages: the one place they judge from. Confined to the event dispatch
 * thread; listeners are called there, after the change.
 */
public final class WizardModel {
  /** What changed. */
  public enum Part {
    PROFILE,
    SESSION,
    FACTS,
    /** How fast the server is: what is expected of the routes. */
    SPEED,
    /** The route or its parameters. */
    CHOICES,
    PLAN,
    RUN
  }

  private final List<Consumer<Part>> listeners = new ArrayList<>();
  private final Map<String, Map<String, String>> choices = new HashMap<>();
  private Profile profile = Profile.of("", "", Profile.DEFAULT_PORT, "");
  private Session session;
  private ServerFacts facts;
  private List<Finding> findings = List.of();
  private List<Route> routes = List.of();
  private Speed speed = Speed.UNMEASURED;
  private String routeId = "";
  private Plan plan;
  private Map<String, Boolean> alreadyDone;
  private String go386 = "";
  private RunControl run;
  private Consumer<RunEvent> runListener;
  private RunRecord record;
  private Offer offer = Offer.FRESH;

  /** Written by the run's threads. */
  private volatile RunEvent.SendingGrew sending;

  public void addListener(Consumer<Part> listener) {
    listeners.add(listener);
  }

  private void changed(Part part) {
    for (Consumer<Part> listener : List.copyOf(listeners)) {
      listener.accept(part);
    }
  }

  /** The server in hand, saved or not; never null. */
  public Profile profile() {
    return profile;
  }

  public void setProfile(Profile newProfile) {
    profile = newProfile;
    changed(Part.PROFILE);
  }

  public Optional<Session> session() {
    return Optional.ofNullable(session);
  }

  /**
   * A new login, or null for none any more. What was read through the old one is forgotten; the
   * caller closes the old one in the background. The profile's own choices are taken up again.
   */
  public void setSession(Session newSession) {
    session = newSession;
    facts = null;
    findings = List.of();
    routes = List.of();
    offer = Offer.FRESH;
    speed = newSession == null ? Speed.UNMEASURED : newSession.speed();
    plan = null;
    alreadyDone = null;
    choices.clear();
    routeId = profile.route();
    if (!routeId.isEmpty()) {
      choices.put(routeId, new LinkedHashMap<>(profile.choices()));
    }
    changed(Part.SESSION);
  }

  /** What the server had to be gone on with when it was asked last; FRESH without a login. */
  public Offer offer() {
    return offer;
  }

  public void setOffer(Offer newOffer) {
    offer = newOffer;
    changed(Part.SESSION);
  }

  public Optional<ServerFacts> facts() {
    return Optional.ofNullable(facts);
  }

  public List<Finding> findings() {
    return findings;
  }

  public List<Route> routes() {
    return routes;
  }

  public void setFacts(ServerFacts newFacts, List<Finding> newFindings, List<Route> newRoutes) {
    facts = newFacts;
    findings = List.copyOf(newFindings);
    routes = List.copyOf(newRoutes);
    boolean known = routes.stream().anyMatch(r -> r.possible() && r.recipe().id().equals(routeId));
    if (!known) {
      routeId =
          routes.stream().filter(Route::possible).map(r -> r.recipe().id()).findFirst().orElse("");
    }
    plan = null;
    alreadyDone = null;
    changed(Part.FACTS);
  }

  public Speed speed() {
    return speed;
  }

  /** The same routes with better times; the choice among them and the plan stand. */
  public void setSpeed(Speed newSpeed, List<Finding> newFindings, List<Route> newRoutes) {
    speed = newSpeed;
    findings = List.copyOf(newFindings);
    routes = List.copyOf(newRoutes);
    changed(Part.SPEED);
  }

  public Optional<Route> route() {
    return routes.stream().filter(r -> r.recipe().id().equals(routeId)).findFirst();
  }

  public void chooseRoute(String recipeId) {
    if (!recipeId.equals(routeId)) {
      routeId = recipeId;
      plan = null;
      alreadyDone = null;
      changed(Part.CHOICES);
    }
  }

  /** The person's values over the defaults for this server, for the recipe's own parameters. */
  public Map<String, String> choices(Recipe recipe) {
    Map<String, String> values = new LinkedHashMap<>();
    if (session != null) {
      values.putAll(session.defaults(recipe));
    }
    Map<String, String> chosen = choices.getOrDefault(recipe.id(), Map.of());
    recipe.parameters().stream()
        .filter(parameter -> chosen.containsKey(parameter.id()))
        .forEach(parameter -> values.put(parameter.id(), chosen.get(parameter.id())));
    if (!go386.isEmpty() && recipe.parameters().stream().anyMatch(p -> p.id().equals("GO386"))) {
      values.put("GO386", go386);
    }
    return values;
  }

  public void setChoice(Recipe recipe, String parameter, String value) {
    Map<String, String> mine = choices.computeIfAbsent(recipe.id(), id -> new LinkedHashMap<>());
    if (!value.equals(mine.put(parameter, value))) {
      plan = null;
      alreadyDone = null;
      changed(Part.CHOICES);
    }
  }

  /** Whether the person set it, rather than leaving what fits this server. */
  public boolean isChosen(Recipe recipe, String parameter) {
    return choices.getOrDefault(recipe.id(), Map.of()).containsKey(parameter);
  }

  /** Back to what this server would have. */
  public void clearChoice(Recipe recipe, String parameter) {
    Map<String, String> mine = choices.get(recipe.id());
    if (mine != null && mine.remove(parameter) != null) {
      plan = null;
      alreadyDone = null;
      changed(Part.CHOICES);
    }
  }

  /** What differs from the defaults is worth saving; the rest follows the server. */
  public Map<String, String> choicesToSave() {
    return route()
        .map(r -> Map.copyOf(choices.getOrDefault(r.recipe().id(), Map.of())))
        .orElse(profile.choices());
  }

  /** The person's own GO386, against the rule's. */
  public Optional<String> go386Override() {
    return Optional.of(go386).filter(value -> !value.isEmpty());
  }

  /** Routes that build with Go and have a parameter GO386 take it from here. */
  public void setGo386Override(Optional<String> value) {
    go386 = value.orElse("");
    plan = null;
    alreadyDone = null;
    changed(Part.CHOICES);
  }

  public Optional<Plan> plan() {
    return Optional.ofNullable(plan);
  }

  public void setPlan(Plan newPlan) {
    plan = newPlan;
    alreadyDone = null;
    changed(Part.PLAN);
  }

  /** Empty until the server was asked; a step that did not answer is absent. */
  public Optional<Map<String, Boolean>> alreadyDone() {
    return Optional.ofNullable(alreadyDone);
  }

  public void setAlreadyDone(Map<String, Boolean> done) {
    alreadyDone = Map.copyOf(done);
    changed(Part.PLAN);
  }

  /** Steps of the plan that are not known to be done. */
  public int stepsToDo() {
    if (plan == null) {
      return 0;
    }
    Map<String, Boolean> done = alreadyDone().orElse(Map.of());
    return (int) plan.steps().stream().filter(step -> !done.getOrDefault(step.id(), false)).count();
  }

  /** The run being executed or watched here. */
  public Optional<RunControl> run() {
    return Optional.ofNullable(run);
  }

  public Optional<RunRecord> record() {
    return Optional.ofNullable(record);
  }

  /** Follows a run; its plan becomes the plan in hand. */
  public void setRun(RunControl newRun) {
    letGoOfRun();
    run = newRun;
    AtomicBoolean pending = new AtomicBoolean();
    sending = null;
    runListener =
        event -> {
          if (event instanceof RunEvent.SendingGrew grew) {
            sending = grew;
          }
          // Output comes in hundreds of events a second; one look at the record serves them all.
          if (pending.compareAndSet(false, true)) {
            Edt.run(
                () -> {
                  pending.set(false);
                  runMoved(newRun);
                });
          }
        };
    newRun.addListener(runListener);
    record = newRun.record();
    if (plan == null || !plan.equals(record.plan())) {
      plan = record.plan();
      alreadyDone = null;
    }
    changed(Part.RUN);
  }

  /** How far what is sent for that step has come; empty while nothing is on its way. */
  public Optional<RunEvent.SendingGrew> sending(String stepId) {
    return Optional.ofNullable(sending).filter(grew -> grew.stepId().equals(stepId));
  }

  private void runMoved(RunControl from) {
    if (run == from) {
      record = from.record();
      changed(Part.RUN);
    }
  }

  /** Shows an ended run of the past, without any server. */
  public void setRecord(RunRecord old) {
    letGoOfRun();
    record = old;
    changed(Part.RUN);
  }

  /** Stops following; the caller closes the control in the background. */
  public Optional<RunControl> letGoOfRun() {
    Optional<RunControl> old = run();
    if (run != null) {
      run.removeListener(runListener);
      run = null;
      runListener = null;
    }
    return old;
  }

  /** Whether the run in hand is not over, as far as is known here. */
  public boolean runIsActive() {
    return run != null
        && record != null
        && switch (record.state()) {
          case CONNECTING, RUNNING, RECONNECTING, PAUSED, NEEDS_DECISION, INTERRUPTED -> true;
          case NEW, DISCONNECTED, FINISHED -> false;
        };
  }

  /** Whether the server is walking now, as far as is known here. */
  public boolean runIsGoing() {
    return runIsActive()
        && (record.state() == RunState.RUNNING || record.state() == RunState.RECONNECTING);
  }

  /**
   * Whether the plan of the run in hand is to be looked through before the server is asked to go on
   * with it.
   */
  public boolean isLookedThrough() {
    return runIsActive() && !runIsGoing() && session != null && session.isUnseen(record.runId());
  }

  public boolean runIsFinished() {
    return record != null && record.isFinished();
  }

  /** Whether the page has something to show. */
  public boolean reachable(PageId page) {
    return switch (page) {
      case SERVER -> true;
      case CHECK_UP -> session != null;
      case ROUTE -> facts != null;
      case PLAN ->
          (facts != null && route().map(Route::possible).orElse(false)) || isLookedThrough();
      case RUN -> run != null;
      case RESULT -> runIsFinished();
    };
  }
}
