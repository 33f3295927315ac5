package dev.drydock.cli;

import dev.drydock.files.DrydockHome;
import dev.drydock.profile.Profile;
import dev.drydock.profile.ProfileException;
import dev.drydock.profile.ProfileStore;
import dev.drydock.run.RunRecord;
import dev.drydock.run.StepState;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.Target;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs command lines in this process against a {@link FakeServer}, and keeps what they said. */
final class CliHarness {
  final FakeServer server = new FakeServer();
  final FakePractice practice = new FakePractice();
  final DrydockHome home;
  final ProfileStore profiles;
  final List<Optional<String>> wizardsOpened = new ArrayList<>();

  /** What the person will type, in order; null for no terminal. */
  Deque<String> typed;

  final List<String> asked = new ArrayList<>();
  String stdin = "";
  String noDisplay;
  Runnable farewell;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  CliHarness(Path folder) {
    home = DrydockHome.under(folder.resolve("home"));
    profiles = new ProfileStore(home.profiles());
    server.outFolder = folder;
  }

  Profile saved(String name) throws ProfileException {
    Profile profile = Profile.of(name, "poweredge", 2222, "owner");
    profiles.save(profile);
    return profile;
  }

  /** A run, recorded on this computer, whose first steps are in these states. */
  RunRecord recorded(String id, String profile, StepState... states) {
    RunRecord run =
        FakeRun.recorded(
            id,
            profile,
            "owner@poweredge:2222",
            FakeServer.plan(Map.of("IMAGE", "owner/base32")),
            server.outFolder,
            List.of(states));
    server.recorded.add(0, run);
    return run;
  }

  void types(String... lines) {
    typed = new ArrayDeque<>(List.of(lines));
  }

  int run(String... args) {
    out.reset();
    err.reset();
    CliEnvironment environment =
        new CliEnvironment(
            home,
            () -> new PracticeSessions(server, practice),
            profiles,
            practice,
            new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new FakeTerminal(),
            registered -> {
              farewell = registered;
              return () -> farewell = null;
            },
            ZoneOffset.UTC,
            new FakeWizard());
    return Cli.run(environment, args);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private final class FakeWizard implements CliEnvironment.WizardOpener {
    @Override
    public int open(Optional<String> profileName) {
      wizardsOpened.add(profileName);
      return ExitCode.DONE;
    }

    @Override
    public Optional<String> obstacle() {
      return Optional.ofNullable(noDisplay);
    }
  }

  private final class FakeTerminal implements Terminal {
    @Override
    public boolean isInteractive() {
      return typed != null;
    }

    @Override
    public Optional<char[]> readSecret(String question) {
      return readLine(question).map(String::toCharArray);
    }

    @Override
    public Optional<String> readLine(String question) {
      asked.add(question);
      return typed == null ? Optional.empty() : Optional.ofNullable(typed.poll());
    }
  }

  /** A practice server that is up or not. */
  static final class FakePractice implements PracticePort {
    static final Target TARGET = new Target("127.0.0.1", 2222, "owner");
    boolean up;
    boolean tied;
    String hostKey = FakeServer.KEY.sha256();
    Wanted wanted;
    CliFailure failure;

    private Access access() {
      return new Access(Profile.of("practice", "127.0.0.1", 2222, "owner"), TARGET, hostKey, tied);
    }

    @Override
    public Access up(Wanted options, Consumer<String> progress) {
      if (failure != null) {
        throw failure;
      }
      wanted = options;
      tied = up ? tied : options.tied();
      up = true;
      progress.accept("Booting.");
      return access();
    }

    @Override
    public List<String> status() {
      return List.of(up ? "It runs." : "It does not run.");
    }

    @Override
    public List<String> down(Consumer<String> progress) {
      up = false;
      return List.of("It is off.");
    }

    @Override
    public Optional<Access> running() {
      return up ? Optional.of(access()) : Optional.empty();
    }

    @Override
    public Secret password() {
      return Secret.of("practice-word".toCharArray());
    }
  }
}
