package dev.drydock.job;

import dev.drydock.ssh.CommandAbortedException;
import dev.drydock.ssh.ExecResult;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.TransferException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The runs on a server, by nothing but POSIX sh and /proc there. What a server says is not to be
 * trusted: what has not the right form is as if it were not there. Stateless; any thread.
 */
public final class ServerRuns {
  /** Bytes. The longest plan of today has a tenth of it. */
  public static final int LONGEST_PLAN = 1 << 20;

  /** Bytes of a run's events, or of what it is about, in a look. */
  private static final int MOST = 256 * 1024;

  /** As many of a person's runs on one server are listed, the newest. */
  private static final int MOST_RUNS = 20;

  private static final Pattern RUN =
      Pattern.compile("run (\\S+) (root|own) (yes|no) ([0-9]{1,18}) ([0-9]{1,18})");
  private static final Pattern MACHINE = Pattern.compile("machine ([0-9a-f]{32}|none) (\\S{1,80})");

  private final RunScripts scripts;
  private final SecureRandom random = new SecureRandom();

  public ServerRuns() {
    this(Places.standard());
  }

  public ServerRuns(Places places) {
    this.scripts = new RunScripts(places);
  }

  /**
   * A run as its server has it.
   *
   * @param root whether root walks it
   * @param going whether it is being walked now
   * @param planBytes 0 if there is no plan
   * @param outputBytes of all its steps' outputs
   * @param about what was laid down about it; only handed on here
   * @param events the lines told so far
   */
  public record Listed(
      String runId,
      boolean root,
      boolean going,
      long planBytes,
      long outputBytes,
      String about,
      List<String> events) {}

  /**
   * What a server has.
   *
   * @param machine its {@code /etc/machine-id}, or "none"
   * @param boot differs after every start of the server
   * @param runs those that this login can read, newest last
   * @param earlier ids of runs that an earlier Drydock walked from a desktop
   * @param oldJob a job that an earlier Drydock started and that still runs, or ""
   */
  public record Look(
      String machine, String boot, List<Listed> runs, List<String> earlier, String oldJob) {}

  /**
   * Lays the run down if it is not there, and starts its runner.
   *
   * @param sudoPassword where root walks; may be null
   * @throws TransferException it was not done (disk full, folder not writable, ...)
   * @throws dev.drydock.ssh.ConnectionLostException it may or may not have begun: ask again
   */
  public Start.Outcome start(Remote control, Start start, Secret sudoPassword)
      throws RemoteException {
    String nonce = nonce();
    String script = scripts.start(nonce, start);
    ExecResult result =
        start.root() ? control.sudo(script, new byte[0], sudoPassword) : control.exec(script);
    String task = "start the run";
    Pieces pieces = Pieces.of(nonce, result, task);
    String answer =
        pieces.frames.stream().findFirst().orElseThrow(() -> unclear(task, result.errorText()));
    String[] words = answer.split(" ", 2);
    return switch (words[0]) {
      case "begun" -> new Start.Outcome.Begun();
      case "known" -> new Start.Outcome.Known();
      case "absent" -> new Start.Outcome.Absent();
      case "differs" -> new Start.Outcome.Differs();
      case "busy" -> new Start.Outcome.Busy(RunId.isOne(words[1]) ? words[1] : "");
      case "old" -> new Start.Outcome.OldJob(shorten(words[1]));
      default -> throw unclear(task, result.errorText());
    };
  }

  /** All that offers are made from, in one round trip. */
  public Look look(Remote control) throws RemoteException {
    Pieces pieces =
        ask(
            control,
            Map.of("DD_RUNS", Integer.toString(MOST_RUNS), "DD_MOST", Integer.toString(MOST)),
            "list its runs",
            "look");
    String machine = "none";
    String boot = "";
    String oldJob = "";
    List<Listed> runs = new ArrayList<>();
    List<String> earlier = new ArrayList<>();
    for (int i = 0; i < pieces.frames.size(); i++) {
      String frame = pieces.frames.get(i);
      Matcher here = MACHINE.matcher(frame);
      Matcher run = RUN.matcher(frame);
      if (here.matches()) {
        machine = here.group(1);
        boot = here.group(2);
      } else if (frame.startsWith("old ")) {
        oldJob = shorten(frame.substring("old ".length()));
      } else if (frame.startsWith("earlier ") && RunId.isOne(frame.substring(8))) {
        earlier.add(frame.substring(8));
      } else if (run.matches()
          && RunId.isOne(run.group(1))
          && runs.size() < MOST_RUNS
          && i + 1 < pieces.frames.size()
          && pieces.frames.get(i + 1).equals("events")) {
        runs.add(
            new Listed(
                run.group(1),
                run.group(2).equals("root"),
                run.group(3).equals("yes"),
                Long.parseLong(run.group(4)),
                Long.parseLong(run.group(5)),
                pieces.text(i),
                pieces.text(i + 1).lines().toList()));
      }
    }
    return new Look(machine, boot, List.copyOf(runs), List.copyOf(earlier), oldJob);
  }

  /** The plan of a run; empty if there is none or it is longer than {@link #LONGEST_PLAN}. */
  public Optional<byte[]> plan(Remote control, String runId) throws RemoteException {
    if (!RunId.isOne(runId)) {
      return Optional.empty();
    }
    Pieces pieces =
        ask(
            control,
            Map.of("DD_ID", runId, "DD_MOST", Integer.toString(LONGEST_PLAN)),
            "read the run's plan",
            "place",
            "plan");
    return pieces.frames.isEmpty() || !pieces.frames.get(0).startsWith("plan ")
        ? Optional.empty()
        : Optional.of(pieces.data.get(0).toByteArray()).filter(plan -> plan.length > 0);
  }

  /**
   * Lays wishes down for the runner, which sees them within seconds, or at its next start.
   *
   * @param wishes for example {@code pause}, {@code stop.07.1}, {@code skip.07}, {@code again.07}
   * @param takenBack wishes that are no more
   * @return false if there is no such run
   */
  public boolean wish(
      Remote control, String runId, Collection<String> wishes, Collection<String> takenBack)
      throws RemoteException {
    Pieces pieces =
        ask(
            control,
            Map.of(
                "DD_ID",
                runId,
                "DD_WISH",
                String.join(" ", wishes),
                "DD_UNWISH",
                String.join(" ", takenBack)),
            "take the wish",
            "place",
            "wish");
    return !pieces.frames.contains("absent");
  }

  /**
   * What the desktop has of a run.
   *
   * @param lines how many lines of events
   * @param last the last of them, or ""
   * @param partly outputs it has a part of, in bytes
   * @param whole outputs it has whole
   */
  public record Here(
      int lines, String last, Map<Attempt, Long> partly, Collection<Attempt> whole) {}

  /**
   * Tells all that is new of a run, and goes on until its runner has ended and the last byte is on
   * this disk. Interrupting the thread ends the following, not the run.
   *
   * @param tail a session that is free for as long as it takes
   * @return false if there is no such run
   * @throws dev.drydock.ssh.ConnectionLostException call again
   * @throws IOException the copy cannot be written
   */
  public boolean follow(Remote tail, String runId, Here here, FollowListener listener)
      throws RemoteException, IOException, InterruptedException {
    String nonce = nonce();
    String script =
        scripts.of(
            nonce,
            Map.of(
                "DD_ID",
                runId,
                "DD_LINES",
                Integer.toString(here.lines()),
                "DD_LAST",
                here.last(),
                "DD_HAVE",
                here.partly().entrySet().stream()
                    .map(part -> part.getKey() + "=" + part.getValue())
                    .collect(Collectors.joining(" ")),
                "DD_DONE",
                here.whole().stream().map(Attempt::toString).collect(Collectors.joining(" "))),
            "place",
            "follow");
    try (Follower follower = new Follower(listener, Thread.currentThread())) {
      FrameParser parser = new FrameParser(nonce, follower);
      ExecResult result;
      try {
        result = tail.stream(script, parser::feed);
      } catch (RemoteException e) {
        // What has come stays: also after a lost link the copy is a correct beginning.
        follower.finish();
        if (Thread.interrupted()) {
          InterruptedException interrupted = new InterruptedException("the following was ended");
          interrupted.initCause(e);
          throw interrupted;
        }
        throw e;
      }
      follower.finish();
      if (!follower.isAbsent() && !follower.hasEnded()) {
        throw unclear("tell of the run", result.errorText());
      }
      return !follower.isAbsent();
    }
  }

  private Pieces ask(Remote control, Map<String, String> more, String task, String... names)
      throws RemoteException {
    String nonce = nonce();
    ExecResult result = control.exec(scripts.of(nonce, more, names));
    Pieces pieces = Pieces.of(nonce, result, task);
    if (!pieces.frames.contains("end") && !pieces.frames.contains("absent")) {
      throw unclear(task, result.errorText());
    }
    return pieces;
  }

  /** Asking again may help, and does no harm: a server short of memory kills shells. */
  private static CommandAbortedException unclear(String task, String errors) {
    String[] lines = errors.strip().split("\n", -1);
    String last = shorten(lines[lines.length - 1]);
    return new CommandAbortedException(
        CommandAbortedException.Kind.SHELL_DIED,
        "The server could not "
            + task
            + ": its shell gave no proper answer"
            + (last.isEmpty() ? "" : " (it says: " + last + ")")
            + ". Log in and see whether `sh` works there.",
        null);
  }

  private static TransferException failed(String task, String reason) {
    String[] parts = reason.split(" ", 2);
    String detail = parts.length > 1 ? shorten(parts[1]) : "";
    String why =
        switch (parts[0]) {
          case "space" ->
              "nothing could be written into the run's folder. Is the disk full? Look at: df -h";
          case "unsafe" ->
              "the folder "
                  + detail
                  + " belongs to somebody else, or others may write to it. Look at it as root";
          case "login" -> "there is no account " + detail + " on it";
          default -> detail;
        };
    return new TransferException("The server could not " + task + ": " + why + ".", null);
  }

  private static String shorten(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", " ").strip();
    return clean.length() <= 300 ? clean : clean.substring(0, 300) + "...";
  }

  private String nonce() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Frames, and what came after each of them. */
  private static final class Pieces implements FrameParser.Handler {
    final List<String> frames = new ArrayList<>();
    final List<ByteArrayOutputStream> data = new ArrayList<>();

    static Pieces of(String nonce, ExecResult result, String task) throws TransferException {
      Pieces pieces = new Pieces();
      new FrameParser(nonce, pieces).feed(result.out(), 0, result.out().length);
      for (String frame : pieces.frames) {
        if (frame.startsWith("fail ")) {
          throw failed(task, frame.substring("fail ".length()));
        }
      }
      return pieces;
    }

    @Override
    public void data(byte[] buffer, int offset, int length) {
      data.get(data.size() - 1).write(buffer, offset, length);
    }

    @Override
    public void frame(String text) {
      frames.add(text);
      data.add(new ByteArrayOutputStream());
    }

    String text(int index) {
      return data.get(index).toString(java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
