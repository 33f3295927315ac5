package dev.drydock.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.drydock.server.ServerFacts;
import dev.drydock.session.Session;
import dev.drydock.ssh.RemoteException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "probe", description = "Read the facts of a server and judge them.")
final class ProbeCommand implements Callable<Integer> {
  private final CliEnvironment environment;
  @Mixin private TargetOptions target;
  @Mixin private LoginOptions login;

  @Option(names = "--json", description = "Print everything as JSON.")
  private boolean json;

  ProbeCommand(CliEnvironment environment) {
    this.environment = environment;
  }

  @Option(
      names = "--speed",
      description = "Also measure how fast the server is (some seconds), for the routes' times.")
  private boolean speed;

  @Override
  public Integer call() throws JsonProcessingException {
    TargetOptions.Chosen chosen = target.choose(environment.profiles());
    ProbeReport report;
    try (LoginOptions.Connected connected = login.connect(environment, chosen)) {
      Session session = connected.session();
      ServerFacts facts = session.readFacts();
      if (speed) {
        session.measureSpeed();
      }
      report = ProbeReport.of(session, facts, GoSetting.VERSIONS);
    } catch (RemoteException e) {
      throw LoginOptions.failure(e);
    }
    if (json) {
      // Jackson escapes control characters within strings: safe for a terminal as it is.
      environment.out().println(report.json());
    } else {
      report.print(environment.output());
    }
    return ExitCode.DONE;
  }
}
