package dev.drydock.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

@Command(
    name = "drydock",
    versionProvider = DrydockCommand.Version.class,
    description = {
      "Puts Docker on an old 32-bit x86 server, over SSH.",
      "Without a command it opens the wizard."
    },
    footer = {
      "",
      "Exit codes: 0 done, 1 trouble on this computer, 2 usage, 3 cannot connect",
      "or log in, 4 host key unknown or changed, 5 a step failed, 6 this server",
      "cannot run the route."
    })
final class DrydockCommand implements Callable<Integer> {
  private final CliEnvironment environment;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Write more into the log file.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      scope = ScopeType.INHERIT,
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version.")
  boolean version;

  @Option(
      names = "--practice",
      description = "Start the practice server and open the wizard on it.")
  private boolean practice;

  DrydockCommand(CliEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Optional<String> obstacle = environment.wizard().obstacle();
    if (obstacle.isPresent()) {
      throw new CliFailure(ExitCode.TROUBLE_HERE, obstacle.get());
    }
    if (!practice) {
      return environment.wizard().open(Optional.empty());
    }
    String profile = PracticeCommand.start(environment, PracticePort.Wanted.FOR_WIZARD).name();
    try {
      return environment.wizard().open(Optional.of(profile));
    } finally {
      // One that was running before the window opened runs on after it.
      if (environment.practice().running().map(PracticePort.Access::tied).orElse(false)) {
        Output output = environment.output();
        environment.practice().down(output::note).forEach(output::note);
      }
    }
  }

  /** From the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = DrydockCommand.class.getPackage().getImplementationVersion();
      return new String[] {"Drydock " + (version == null ? "(not packaged)" : version)};
    }
  }
}
