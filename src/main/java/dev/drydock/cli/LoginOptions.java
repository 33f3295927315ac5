package dev.drydock.cli;

import dev.drydock.session.Session;
import dev.drydock.ssh.Hop;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** How to log in without being asked. Mixed into the commands that connect. */
final class LoginOptions {
  private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");

  @Option(
      names = "--password-stdin",
      description =
          "Read the password for the login, and for sudo, from one line of standard input.")
  boolean passwordStdin;

  @Option(
      names = "--sudo-password-stdin",
      description =
          "Read sudo's password from one line of standard input (the second, with"
              + " --password-stdin).")
  boolean sudoPasswordStdin;

  @Option(
      names = "--jump-password-stdin",
      description =
          "Read the passwords of the computers on the way (--jump) from standard input, one a line,"
              + " before all others. The server's own is never sent to them.")
  boolean jumpPasswordStdin;

  @Option(
      names = "--accept-host-key",
      paramLabel = "SHA256:...",
      description =
          "Trust exactly the host key with this fingerprint. May be repeated, once for each computer"
              + " on the way.")
  List<String> acceptHostKeys = new ArrayList<>();

  /** A session and the prompts that its reconnects may need. */
  record Connected(Session session, TerminalPrompts prompts) implements AutoCloseable {
    @Override
    public void close() {
      session.close();
      prompts.close();
    }
  }

  Connected connect(CliEnvironment environment, TargetOptions.Chosen chosen) {
    TerminalPrompts prompts =
        new TerminalPrompts(
            environment.terminal(), environment.output(), given(environment, chosen));
    boolean connected = false;
    try {
      Session session = environment.sessions().get().connect(chosen.options(), prompts);
      requireAccepted(session);
      connected = true;
      return new Connected(session, prompts);
    } catch (RemoteException e) {
      throw failure(e);
    } finally {
      if (!connected) {
        prompts.close();
      }
    }
  }

  /** A known host must be the one that was named on the command line, too. */
  private void requireAccepted(Session session) {
    if (!acceptHostKeys.isEmpty() && !acceptHostKeys.contains(session.hostKey().sha256())) {
      String shown = session.hostKey().sha256();
      session.close();
      throw new CliFailure(
          ExitCode.HOST_KEY,
          "The server's key is " + shown + ", not the one given with --accept-host-key.");
    }
  }

  private TerminalPrompts.Given given(CliEnvironment environment, TargetOptions.Chosen chosen) {
    for (String fingerprint : acceptHostKeys) {
      if (!FINGERPRINT.matcher(fingerprint).matches()) {
        throw CliFailure.usage(
            "--accept-host-key wants a fingerprint as ssh-keygen -l prints it: SHA256: and 43"
                + " characters.");
      }
    }
    Map<Target, Optional<Secret>> onTheWay = new LinkedHashMap<>();
    for (Hop hop : chosen.options().through()) {
      onTheWay.put(
          hop.target(), jumpPasswordStdin ? Optional.of(line(environment)) : Optional.empty());
    }
    Optional<Secret> password = passwordStdin ? Optional.of(line(environment)) : Optional.empty();
    Optional<Secret> sudo = sudoPasswordStdin ? Optional.of(line(environment)) : Optional.empty();
    return new TerminalPrompts.Given(List.copyOf(acceptHostKeys), onTheWay, password, sudo);
  }

  private static Secret line(CliEnvironment environment) {
    try {
      return SecretLines.read(environment.in())
          .orElseThrow(
              () -> CliFailure.usage("A password was to come on standard input, but it is empty."));
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.USAGE, "Standard input could not be read: " + e.getMessage(), e);
    }
  }

  /** The exit code that a broken or refused connection means. */
  static CliFailure failure(RemoteException e) {
    return new CliFailure(ExitCode.of(e), e.getMessage(), e);
  }
}
