package dev.drydock.ui;

/** Names of the window's components, for tests and for assistive tools that go by them. */
public final class Names {
  public static final String FRAME = "wizard";
  public static final String TITLE = "page.title";
  public static final String INSTRUCTION = "page.instruction";
  public static final String BACK = "back";
  public static final String NEXT = "next";
  public static final String CLOSE = "close";
  public static final String STATUS = "status";
  public static final String PROGRESS = "progress";
  public static final String CANCEL = "cancel";

  /** Followed by the {@link PageId}'s name in lower case: {@code rail.server}. */
  public static final String RAIL = "rail.";

  public static final String PROBLEM = "problem";
  public static final String PROBLEM_WHAT = "problem.what";
  public static final String PROBLEM_WHY = "problem.why";

  public static final String SERVERS = "server.list";
  public static final String SERVER_NEW = "server.new";
  public static final String SERVER_SAVE = "server.save";
  public static final String SERVER_RENAME = "server.rename";
  public static final String SERVER_DUPLICATE = "server.duplicate";
  public static final String SERVER_DELETE = "server.delete";
  public static final String SERVER_IMPORT = "server.import";
  public static final String SERVER_NAME = "server.name";
  public static final String SERVER_HOST = "server.host";
  public static final String SERVER_PORT = "server.port";
  public static final String SERVER_USER = "server.user";
  public static final String SERVER_KEY = "server.key";
  public static final String SERVER_THROUGH = "server.through";
  public static final String SERVER_CHOOSE_KEY = "server.key.choose";
  public static final String SERVER_AGENT = "server.agent";
  public static final String SERVER_LEGACY = "server.legacy";

  /** And a dot and the host's name. */
  public static final String SERVER_LEGACY_ON_THE_WAY = "server.legacy.hop";

  public static final String SERVER_RESUME = "server.resume";
  public static final String SERVER_SHOW_RESULT = "server.result";
  public static final String SERVER_BANNER = "server.banner";

  public static final String PLAN_ELSEWHERE = "plan.elsewhere";
  public static final String PLAN_AFTER_REBOOT = "plan.afterReboot";
  public static final String RUN_AGAIN = "run.again";

  public static final String FINDINGS = "checkup.findings";
  public static final String CHECK_AGAIN = "checkup.again";
  public static final String CHECK_BANNER = "checkup.banner";
  public static final String GO386 = "checkup.go386";
  public static final String GO386_OVERRIDE = "checkup.go386.override";
  public static final String GO386_WARNING = "checkup.go386.warning";

  public static final String ROUTES = "route.list";
  public static final String ROUTE_BANNER = "route.banner";
  public static final String ROUTE_WARNINGS = "route.warnings";
  public static final String ROUTE_CHOICE = "route.choice";
  public static final String ROUTE_BASIS = "route.basis";

  /** Followed by the parameter's id: {@code route.parameter.DOCKERFILE}. */
  public static final String PARAMETER = "route.parameter.";

  /** Followed by the parameter's id; says what is wrong with its value. */
  public static final String PARAMETER_PROBLEM = "route.problem.";

  /** Followed by the parameter's id: back to this server's value. */
  public static final String PARAMETER_RESET = "route.reset.";

  public static final String ROUTE_SOURCES = "route.sources";

  public static final String SOURCES = "sources";
  public static final String SOURCES_SAVE = "sources.save";
  public static final String SOURCES_CANCEL = "sources.cancel";
  public static final String SOURCES_PROBLEM = "sources.problem";

  /** These are followed by the repository's id: {@code sources.field.go}. */
  public static final String SOURCES_FIELD = "sources.field.";

  public static final String SOURCES_FOLDER = "sources.folder.";
  public static final String SOURCES_TEST = "sources.test.";
  public static final String SOURCES_NEWS = "sources.news.";

  public static final String PLAN_STEPS = "plan.steps";
  public static final String PLAN_SCRIPT = "plan.script";
  public static final String PLAN_COPY = "plan.copy";
  public static final String PLAN_SUMMARY = "plan.summary";

  public static final String RUN_STEPS = "run.steps";
  public static final String RUN_BANNER = "run.banner";
  public static final String RUN_PAUSE = "run.pause";
  public static final String RUN_CONTINUE = "run.continue";
  public static final String RUN_STOP = "run.stop";
  public static final String RUN_RETRY = "run.retry";
  public static final String RUN_SKIP = "run.skip";
  public static final String RUN_DISCONNECT = "run.disconnect";
  public static final String RUN_RECONNECT = "run.reconnect";
  public static final String RUN_SUMMARY = "run.summary";
  public static final String RUN_STEP_TITLE = "run.step.title";
  public static final String RUN_STEP_STATE = "run.step.state";

  public static final String RESULT_BANNER = "result.banner";
  public static final String RESULT_WORKS = "result.works";
  public static final String RESULT_CHART = "result.chart";
  public static final String RESULT_FORMAT = "result.format";
  public static final String RESULT_EXPORT = "result.export";
  public static final String RESULT_SAVE = "result.save";

  /** Followed by a number from 0: {@code result.copy.0}. */
  public static final String RESULT_COPY = "result.copy.";

  public static final String PROMPT_HOST_KEY = "prompt.hostKey";
  public static final String PROMPT_PASSWORD = "prompt.password";
  public static final String PROMPT_PASSPHRASE = "prompt.passphrase";
  public static final String PROMPT_SUDO = "prompt.sudo";
  public static final String PROMPT_ROOT = "prompt.root";
  public static final String PROMPT_QUESTIONS = "prompt.questions";

  /** Followed by a number from 0 where there are several. */
  public static final String PROMPT_FIELD = "prompt.field";

  public static final String PROMPT_OK = "prompt.ok";
  public static final String PROMPT_CANCEL = "prompt.cancel";
  public static final String ASK = "ask";
  public static final String ASK_YES = "ask.yes";
  public static final String ASK_NO = "ask.no";
  public static final String ASK_FIELD = "ask.field";
  public static final String HIDDEN_LINES = "hidden.lines";

  private Names() {}
}
