package dev.drydock.job;

import dev.drydock.ssh.CommandAbortedException;
import dev.drydock.ssh.ExecResult;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.TransferException;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folders {@code ~/.drydock/runs/<id>/} (0700, files 0600): what a run's plan is, what has been
 * told of its steps, and who executes it. So any computer with a login finds the run again. What is
 * kept there is not understood here, and what a server says is not to be trusted. Stateless; any
 * thread.
 */
public final class ServerRuns {
  /** Bytes. The longest plan of today has a tenth of it. */
  public static final int LONGEST_PLAN = 1 << 20;

  /** Bytes of a run's progress. */
  public static final int LONGEST_PROGRESS = 256 * 1024;

  /** As many of a person's runs on one server are listed, the newest. */
  private static final int MOST_RUNS = 20;

  private static final Pattern RUN =
      Pattern.compile(
          "run (\\S+) (nobody|mine|other) ([0-9]{1,9}) (-1|[0-9]{1,9}) (-1|[0-9]{1,9})"
              + " ([0-9]{1,18}) ([0-9]{1,18}) (.*)");
  private static final Pattern SUM = Pattern.compile("sum (\\S+) ([0-9a-f]{64}|none)");

  private final JobScripts scripts;
  private final SecureRandom random = new SecureRandom();

  ServerRuns(JobScripts scripts) {
    this.scripts = scripts;
  }

  /**
   * What the server says of a run.
   *
   * @param hasPlan whether its plan is kept there
   * @param progress what was told last, or nothing
   */
  // Never compared: the bytes are only handed on.
  @SuppressWarnings("ArrayRecordComponent")
  public record Told(Lease lease, boolean hasPlan, byte[] progress) {}

  /**
   * A run in the list.
   *
   * @param outputBytes of all its steps' outputs on the server
   * @param planBytes 0 if there is none
   */
  // Never compared: the bytes are only handed on.
  @SuppressWarnings("ArrayRecordComponent")
  public record Listed(
      String runId, Lease lease, long outputBytes, long planBytes, byte[] progress) {}

  /**
   * Makes {@code key} the one who executes the run, if nobody else does or the other has not been
   * heard of for a minute; the answer's lease says who it is now.
   *
   * @param force number of a lease that may be taken although its holder lives: what the person saw
   *     who decided so; 0 for none
   * @param plan kept there unless there is one; may be ""
   * @param progress kept there; may be "", and what stands there is left
   * @throws TransferException nothing can be kept there (disk full, ...)
   */
  public Told claim(Remote control, RunKey key, long force, String plan, String progress)
      throws RemoteException {
    Map<String, String> more = new TreeMap<>();
    more.put("DD_TOKEN", key.token());
    more.put("DD_LABEL", key.label());
    more.put("DD_FORCE", Long.toString(force));
    more.put("DD_STALE", Integer.toString(Lease.STALE_SECONDS));
    more.put("DD_PLAN", plan);
    more.put("DD_PROGRESS", progress);
    more.put("DD_MOST", Integer.toString(LONGEST_PROGRESS));
    return told(ask(control, "claim", key.runId(), more, "take up the run"));
  }

  /** Only looks. */
  public Told look(Remote control, RunKey key) throws RemoteException {
    return told(
        ask(
            control,
            "look",
            key.runId(),
            Map.of("DD_TOKEN", key.token(), "DD_MOST", Integer.toString(LONGEST_PROGRESS)),
            "look for the run"));
  }

  /**
   * Runs a script in the same round trip that says that the holder lives and keeps its progress.
   *
   * @param progress may be "": then what stands there is left
   * @return what the script itself said
   * @throws LeaseLostException somebody else has taken over; the script was not run
   */
  public ExecResult exec(Remote control, RunKey key, String progress, String script)
      throws RemoteException, LeaseLostException {
    String nonce = nonce();
    String keep =
        scripts.run(
            nonce, "keep", key.runId(), Map.of("DD_TOKEN", key.token(), "DD_PROGRESS", progress));
    ExecResult result = control.exec("(\n" + keep + "\n) || exit 1\n" + script);
    Pieces pieces = Pieces.of(nonce, result);
    Lease lease = pieces.lease();
    if (lease != null && !lease.isMine()) {
      throw new LeaseLostException(key.runId());
    }
    if (lease == null || !pieces.ended) {
      // Neither yes nor no: a shell that was killed, for example.
      throw unclear("say who executes the run", result);
    }
    return new ExecResult(result.exitCode(), pieces.after("end"), result.err());
  }

  /** Newest last. */
  public List<Listed> list(Remote control) throws RemoteException {
    Pieces pieces =
        ask(
            control,
            "runs",
            "",
            Map.of(
                "DD_MOST",
                Integer.toString(LONGEST_PROGRESS),
                "DD_RUNS",
                Integer.toString(MOST_RUNS)),
            "list its runs");
    List<Listed> found = new ArrayList<>();
    for (int i = 0; i < pieces.frames.size(); i++) {
      Matcher form = RUN.matcher(pieces.frames.get(i));
      if (form.matches() && RunKey.isRunId(form.group(1)) && found.size() < MOST_RUNS) {
        Lease lease =
            new Lease(
                Lease.hold(form.group(2)),
                Long.parseLong(form.group(3)),
                Long.parseLong(form.group(4)),
                Long.parseLong(form.group(5)),
                RunKey.labelOf(form.group(8)));
        found.add(
            new Listed(
                form.group(1),
                lease,
                Long.parseLong(form.group(6)),
                Long.parseLong(form.group(7)),
                pieces.data.get(i).toByteArray()));
      }
    }
    return List.copyOf(found);
  }

  /**
   * The plan that is kept there; empty if there is none or it is longer than {@link #LONGEST_PLAN}.
   */
  public Optional<byte[]> plan(Remote control, String runId) throws RemoteException {
    if (!RunKey.isRunId(runId)) {
      return Optional.empty();
    }
    Pieces pieces =
        ask(
            control,
            "plan",
            runId,
            Map.of("DD_MOST", Integer.toString(LONGEST_PLAN)),
            "read the run's plan");
    byte[] plan = pieces.afterFrame("plan ");
    return plan.length == 0 || plan.length > LONGEST_PLAN ? Optional.empty() : Optional.of(plan);
  }

  /**
   * An output as it should be.
   *
   * @param length bytes of it that count
   */
  public record Output(JobId job, boolean root, long length) {}

  /** Job to the SHA-256 of its output; those that the server cannot tell are absent. */
  public Map<JobId, String> sums(Remote control, List<Output> outputs) throws RemoteException {
    StringBuilder words = new StringBuilder();
    Map<String, JobId> jobs = new HashMap<>();
    for (Output output : outputs) {
      words
          .append(output.root() ? "yes:" : "no:")
          .append(output.length())
          .append(':')
          .append(output.job())
          .append(' ');
      jobs.put(output.job().value(), output.job());
    }
    Map<JobId, String> sums = new HashMap<>();
    Pieces pieces =
        ask(control, "sums", "", Map.of("DD_OUTPUTS", words.toString()), "sum up outputs");
    for (String frame : pieces.frames) {
      Matcher form = SUM.matcher(frame);
      if (form.matches() && jobs.containsKey(form.group(1)) && !form.group(2).equals("none")) {
        sums.put(jobs.get(form.group(1)), form.group(2));
      }
    }
    return sums;
  }

  private static Told told(Pieces pieces) {
    Lease lease = pieces.lease();
    return new Told(
        lease == null ? Lease.NONE : lease,
        pieces.frames.contains("plan yes"),
        pieces.after("progress"));
  }

  private Pieces ask(
      Remote control, String name, String runId, Map<String, String> more, String task)
      throws RemoteException {
    String nonce = nonce();
    ExecResult result = control.exec(scripts.run(nonce, name, runId, more));
    Pieces pieces = Pieces.of(nonce, result);
    for (String frame : pieces.frames) {
      if (frame.startsWith("fail ")) {
        String why = frame.substring("fail ".length());
        throw new TransferException(
            "The server could not "
                + task
                + ": "
                + (why.startsWith("space")
                    ? "nothing could be written into its folder. Is the disk full?"
                    : shorten(why)),
            null);
      }
    }
    if (!pieces.ended) {
      throw unclear(task, result);
    }
    return pieces;
  }

  /** Asking again may help, and does no harm: a server short of memory kills shells. */
  private static CommandAbortedException unclear(String task, ExecResult result) {
    String[] lines = result.errorText().strip().split("\n", -1);
    String last = shorten(lines[lines.length - 1]);
    return new CommandAbortedException(
        CommandAbortedException.Kind.SHELL_DIED,
        "The server could not "
            + task
            + ": its shell gave no proper answer"
            + (last.isEmpty() ? "" : " (it says: " + last + ")")
            + ". Try again.",
        null);
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
    boolean ended;

    static Pieces of(String nonce, ExecResult result) {
      Pieces pieces = new Pieces();
      new FrameParser(nonce, pieces).feed(result.out(), 0, result.out().length);
      return pieces;
    }

    @Override
    public void data(byte[] buffer, int offset, int length) {
      if (!data.isEmpty()) {
        data.get(data.size() - 1).write(buffer, offset, length);
      }
    }

    @Override
    public void frame(String text) {
      frames.add(text);
      data.add(new ByteArrayOutputStream());
      ended |= text.equals("end");
    }

    Lease lease() {
      return frames.stream().flatMap(frame -> Lease.parse(frame).stream()).findFirst().orElse(null);
    }

    byte[] after(String frame) {
      int index = frames.indexOf(frame);
      return index < 0 ? new byte[0] : data.get(index).toByteArray();
    }

    byte[] afterFrame(String start) {
      for (int i = 0; i < frames.size(); i++) {
        if (frames.get(i).startsWith(start)) {
          return data.get(i).toByteArray();
        }
      }
      return new byte[0];
    }
  }
}
