package dev.drydock.cli;

import dev.drydock.files.DrydockHome;
import dev.drydock.practice.Practice;
import dev.drydock.practice.PracticeException;
import dev.drydock.practice.PracticeOptions;
import dev.drydock.practice.PracticeServer;
import dev.drydock.practice.PracticeStatus;
import dev.drydock.ssh.Secret;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The practice server of this Drydock home. */
public final class LivePractice implements PracticePort {
  private final Practice practice;

  public LivePractice(DrydockHome home) {
    this.practice = Practice.in(home);
  }

  @Override
  public Access up(Wanted wanted, Consumer<String> progress) {
    try {
      return access(practice.up(options(wanted), progress::accept), wanted.tied());
    } catch (PracticeException e) {
      throw failure(e);
    }
  }

  private static PracticeOptions options(Wanted wanted) {
    try {
      PracticeOptions options =
          PracticeOptions.defaults().withFresh(wanted.fresh()).withTied(wanted.tied());
      if (wanted.cpu().isPresent()) {
        options = options.withCpu(wanted.cpu().get());
      }
      if (wanted.memoryMb() != 0) {
        options = options.withMemoryMb(wanted.memoryMb());
      }
      if (wanted.port() != 0) {
        options = options.withPort(wanted.port());
      }
      return wanted.mirror().isPresent() ? options.withMirror(wanted.mirror().get()) : options;
    } catch (IllegalArgumentException e) {
      throw CliFailure.usage(e.getMessage());
    }
  }

  private static Access access(PracticeServer server, boolean tied) {
    return new Access(server.profile(), server.target(), server.hostKeySha256(), tied);
  }

  private static CliFailure failure(PracticeException e) {
    return new CliFailure(ExitCode.TROUBLE_HERE, e.getMessage(), e);
  }

  @Override
  public List<String> status() {
    try {
      return practice.status().lines();
    } catch (PracticeException e) {
      throw failure(e);
    }
  }

  @Override
  public List<String> down(Consumer<String> progress) {
    try {
      return List.of(
          practice.down(progress::accept)
              ? "The practice server is off. \"drydock practice up\" continues it as it was."
              : "The practice server was not running.");
    } catch (PracticeException e) {
      throw failure(e);
    }
  }

  private Optional<PracticeStatus.Running> now() {
    try {
      return practice.status().running();
    } catch (PracticeException e) {
      throw failure(e);
    }
  }

  @Override
  public Optional<Access> running() {
    return now().map(running -> access(running.server(), running.tied()));
  }

  @Override
  public Secret password() {
    PracticeServer server =
        now()
            .orElseThrow(
                () -> new CliFailure(ExitCode.TROUBLE_HERE, "The practice server is not running."))
            .server();
    try {
      return server.password();
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.TROUBLE_HERE, "The practice server's password cannot be read.", e);
    }
  }
}
