package dev.drydock.cli;

import dev.drydock.files.PrivateFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The command line: parses, runs one command, and turns whatever happens into an exit code. */
public final class Cli {
  private static final Logger LOG = LoggerFactory.getLogger(Cli.class);

  private Cli() {}

  /** Runs one command line; never throws, never shows a stack trace. */
  public static int run(CliEnvironment environment, String... args) {
    DrydockCommand root = new DrydockCommand(environment);
    CommandLine line = new CommandLine(root);
    line.addSubcommand(new ProbeCommand(environment));
    line.addSubcommand(new Go386Command(environment));
    line.addSubcommand(new PlanCommand(environment));
    line.addSubcommand(new RunCommand(environment));
    line.addSubcommand(new StatusCommand(environment));
    line.addSubcommand(new WishCommand(environment));
    line.addSubcommand(new ExportCommand(environment));
    line.addSubcommand(new ProfilesCommand(environment));
    line.addSubcommand(new MirrorsCommand(environment));
    line.addSubcommand(new PracticeCommand(environment));
    line.setOut(new PrintWriter(environment.out(), true, Charset.defaultCharset()));
    line.setErr(new PrintWriter(environment.err(), true, Charset.defaultCharset()));
    line.setUsageHelpAutoWidth(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    // A profile may be named @home; no file of that name may add options of its own.
    line.setExpandAtFiles(false);
    line.setParameterExceptionHandler((e, ignored) -> usage(environment, e));
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(environment, e, root.verbose));
    line.setExecutionStrategy(
        parsed -> {
          Logs.setVerbose(root.verbose);
          return new CommandLine.RunLast().execute(parsed);
        });
    try {
      environment.home().secure();
    } catch (IOException e) {
      LOG.warn("folders", e);
      environment
          .output()
          .error("Drydock does not start with these folders: " + PrivateFiles.explain(e) + ".");
      return ExitCode.TROUBLE_HERE;
    }
    try {
      return line.execute(args);
    } catch (Throwable e) { // the last line of defence: an Error must not show its stack either
      return unexpected(environment, e);
    } finally {
      environment.out().flush();
      environment.err().flush();
    }
  }

  private static int usage(CliEnvironment environment, ParameterException e) {
    Output output = environment.output();
    output.error(e.getMessage());
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    output.note("\"" + name + " --help\" tells what can be given.");
    return ExitCode.USAGE;
  }

  private static int failed(CliEnvironment environment, Exception e, boolean verbose) {
    if (e instanceof CliFailure failure) {
      if (verbose || failure.exitCode() != ExitCode.USAGE) {
        LOG.info("exit code {}", failure.exitCode(), failure);
      }
      environment.output().error(failure.getMessage());
      return failure.exitCode();
    }
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return unexpected(environment, e);
  }

  private static int unexpected(CliEnvironment environment, Throwable e) {
    LOG.error("unexpected", e);
    Path log = environment.home().log();
    environment
        .output()
        .error("Something unexpected happened in Drydock itself. The log has the details: " + log);
    return ExitCode.TROUBLE_HERE;
  }
}
