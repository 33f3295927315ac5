package dev.drydock.cli;

import dev.drydock.run.ServerRun;
import dev.drydock.session.Offer;
import dev.drydock.session.Session;
import dev.drydock.ssh.RemoteException;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "wish",
    description = "Tell a server that is walking a plan what you wish; it hears that in seconds.",
    footer = {
      "",
      "The wish lies on the server: nobody needs to look on. \"drydock run TARGET\" follows, and",
      "goes on with what was paused or stopped (--skip leaves a step undone)."
    })
final class WishCommand implements Callable<Integer> {
  private enum Wish {
    PAUSE,
    UNPAUSE,
    STOP
  }

  private final CliEnvironment environment;
  @Mixin private TargetOptions target;
  @Mixin private LoginOptions login;

  @Option(
      names = "--wish",
      required = true,
      paramLabel = "pause|unpause|stop",
      description =
          "pause: after the step in hand; unpause: not after all; stop: end the step in hand.")
  private Wish wish;

  WishCommand(CliEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    TargetOptions.Chosen chosen = target.choose(environment.profiles());
    try (LoginOptions.Connected connected = login.connect(environment, chosen)) {
      Session session = connected.session();
      Offer offer = session.offer();
      if (!offer.isGoing()) {
        throw new CliFailure(
            ExitCode.REFUSED,
            "The server is walking nothing now. " + offer.sentence() + " Nothing was wished.");
      }
      ServerRun run = offer.run().orElseThrow();
      String heard =
          switch (wish) {
            case PAUSE -> {
              session.wish(run.runId(), Set.of("pause"), Set.of());
              yield "The server pauses after the step in hand.";
            }
            case UNPAUSE -> {
              session.wish(run.runId(), Set.of(), Set.of("pause"));
              yield "The server does not pause.";
            }
            case STOP -> {
              if (run.attempt().isEmpty()) {
                yield "No step is in hand at this moment; nothing was wished.";
              }
              session.wish(run.runId(), Set.of("stop." + run.attempt()), Set.of());
              yield "The server ends the step in hand within seconds, and then waits.";
            }
          };
      environment.output().line(heard);
      return ExitCode.DONE;
    } catch (RemoteException e) {
      throw LoginOptions.failure(e);
    }
  }
}
