package dev.drydock.cli;

import dev.drydock.profile.KeyFile;
import dev.drydock.profile.Profile;
import dev.drydock.profile.ProfileException;
import dev.drydock.profile.ProfileStore;
import dev.drydock.session.Offer;
import dev.drydock.session.Session;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.RemoteException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "practice",
    description =
        "Start, look at or end the practice server: a Debian 12 on an emulated Pentium III.")
final class PracticeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(PracticeCommand.class);

  /** An interrupted start ends within seconds; a shell would not wait for ever. */
  private static final int STOP_SECONDS = 15;

  private final CliEnvironment environment;

  PracticeCommand(CliEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    return status();
  }

  @Command(
      description = "Build it if need be (some minutes, once), start it, and save its profile.")
  int up(
      @Option(
              names = "--cpu",
              paramLabel = "MODEL",
              description = "QEMU's CPU model; otherwise pentium3.")
          String cpu,
      @Option(names = "--memory", paramLabel = "MIB", description = "Memory in MiB.") int memoryMb,
      @Option(names = "--port", paramLabel = "PORT", description = "SSH port on 127.0.0.1.")
          int port,
      @Option(names = "--fresh", description = "Forget what was done to it before.") boolean fresh,
      @Option(names = "--yes", description = "Also while a run is going on it.") boolean yes,
      @Option(names = "--mirror", paramLabel = "URL", description = "Debian mirror to build from.")
          String mirror) {
    PracticePort.Wanted wanted =
        new PracticePort.Wanted(
            Optional.ofNullable(cpu), memoryMb, port, fresh, Optional.ofNullable(mirror), false);
    if (fresh && !yes) {
      environment.practice().running().ifPresent(this::askIfGoing);
    }
    Profile profile = start(environment, wanted);
    environment
        .output()
        .line(
            "The practice server answers. Go on with\n  drydock probe "
                + profile.name()
                + "\n  drydock run "
                + profile.name()
                + " --yes");
    return ExitCode.DONE;
  }

  private void askIfGoing(PracticePort.Access access) {
    Offer offer = offer(access);
    if (!offer.isGoing()) {
      return;
    }
    if (!environment.terminal().isInteractive()) {
      throw CliFailure.usage(
          offer.sentence() + " To forget that and begin with a fresh server, add --yes.");
    }
    Consent.ask(
        environment, false, offer.sentence() + " Forget it, and begin with a fresh server?");
  }

  /** One that does not answer has nothing to be asked about. */
  private Offer offer(PracticePort.Access access) {
    ConnectOptions options = ConnectOptions.of(access.target()).withAgent(false);
    ConnectOptions known =
        KeyFile.of(access.profile().identityFile()).map(options::withIdentity).orElse(options);
    TerminalPrompts.Given nothing =
        new TerminalPrompts.Given(
            List.of(access.hostKeySha256()), Map.of(), Optional.empty(), Optional.empty());
    try (TerminalPrompts prompts =
            new TerminalPrompts(environment.terminal(), environment.output(), nothing);
        Session session = environment.sessions().get().connect(known, prompts)) {
      return session.offer();
    } catch (RemoteException e) {
      LOG.info("the practice server does not say whether a run is going", e);
      return Offer.FRESH;
    }
  }

  @Command(description = "Show how it is, how to log in, and what the SSE2 witness saw.")
  int status() {
    environment.practice().status().forEach(environment.output()::line);
    return ExitCode.DONE;
  }

  @Command(description = "End it; nothing of it is left running.")
  int down() {
    Output output = environment.output();
    environment.practice().down(output::note).forEach(output::line);
    return ExitCode.DONE;
  }

  /** Ctrl-C stops a build or a boot, and waits until nothing of it is left. */
  private static PracticePort.Access up(
      CliEnvironment environment, PracticePort.Wanted wanted, Output output) {
    Thread caller = Thread.currentThread();
    CountDownLatch ended = new CountDownLatch(1);
    Interrupts.Registration registration =
        environment
            .interrupts()
            .onInterrupt(
                () -> {
                  caller.interrupt();
                  await(ended);
                });
    try {
      return environment.practice().up(wanted, output::note);
    } finally {
      ended.countDown();
      registration.close();
    }
  }

  private static void await(CountDownLatch ended) {
    try {
      if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("the practice server's start did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts it and saves the profile that leads to it. */
  static Profile start(CliEnvironment environment, PracticePort.Wanted wanted) {
    Output output = environment.output();
    Profile profile = up(environment, wanted, output).profile();
    ProfileStore store = environment.profiles();
    try {
      if (store.exists(profile.name())) {
        Profile old = store.load(profile.name());
        // What the person chose on the Route page, and the run to resume, stay.
        profile =
            profile
                .withRoute(
                    old.route().isEmpty() ? profile.route() : old.route(),
                    old.route().isEmpty() ? profile.choices() : old.choices())
                .withLastRun(old.lastRun());
      }
      store.save(profile);
    } catch (ProfileException e) {
      throw new CliFailure(
          ExitCode.TROUBLE_HERE, "The practice server's profile: " + e.getMessage(), e);
    }
    return profile;
  }
}
