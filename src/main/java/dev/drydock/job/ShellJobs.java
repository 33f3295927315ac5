package dev.drydock.job;

import dev.drydock.ssh.CommandAbortedException;
import dev.drydock.ssh.ExecResult;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.TransferException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Jobs by nothing but POSIX sh and /proc on the server. A user's job lives in {@code
 * ~/.drydock/jobs/<id>/}, a root job in {@code /var/lib/drydock/jobs-<uid>/<id>/}, where only root
 * can write. Stateless and safe for use by several threads.
 */
public final class ShellJobs implements Jobs {
  /** Looks of 0.05 s: what a script of a few commands needs even on a Pentium III. */
  private static final int LOOKS = 6;

  private static final int INLINE = 64 * 1024;

  /** Tails that bring no new byte before it is given up. */
  private static final int FRUITLESS = 3;

  private final JobScripts scripts;
  private final SecureRandom random = new SecureRandom();

  public ShellJobs() {
    this(JobScripts.Places.standard());
  }

  ShellJobs(JobScripts.Places places) {
    this.scripts = new JobScripts(places);
  }

  @Override
  public JobState start(Remote control, JobSpec spec, Secret sudoPassword) throws RemoteException {
    return launch(control, spec, sudoPassword, 0).answer().state();
  }

  @Override
  public JobState start(
      Remote control, JobSpec spec, Secret sudoPassword, Path log, TailListener listener)
      throws RemoteException, IOException {
    boolean empty = !Files.exists(log) || Files.size(log) == 0;
    Reply reply = launch(control, spec, sudoPassword, empty ? LOOKS : 0);
    byte[] output = reply.data();
    if (empty && reply.opened() && output.length == reply.answer().length()) {
      try (LogWriter writer = new LogWriter(log, listener, () -> {})) {
        writer.put(output, 0, output.length);
        writer.finish();
      }
    }
    return reply.answer().state();
  }

  private Reply launch(Remote control, JobSpec spec, Secret sudoPassword, int looks)
      throws RemoteException {
    String nonce = nonce();
    String script = scripts.start(nonce, spec, looks, INLINE);
    ExecResult result =
        spec.root()
            ? control.sudo(script, JobScripts.content(spec), sudoPassword)
            : control.exec(script);
    return Reply.read(nonce, result, "start \"" + spec.id() + "\"");
  }

  @Override
  public JobState state(Remote control, JobId id, boolean root) throws RemoteException {
    String nonce = nonce();
    ExecResult result = control.exec(scripts.state(nonce, id, root));
    return Reply.read(nonce, result, "look for \"" + id + "\"").answer().state();
  }

  @Override
  public JobState stop(Remote control, JobId id, boolean root, Secret sudoPassword)
      throws RemoteException {
    String nonce = nonce();
    ExecResult result = run(control, scripts.stop(nonce, id, root), root, sudoPassword);
    return Reply.read(nonce, result, "stop \"" + id + "\"").answer().state();
  }

  @Override
  public JobState remove(Remote control, JobId id, boolean root, Secret sudoPassword)
      throws RemoteException {
    String nonce = nonce();
    ExecResult result = run(control, scripts.remove(nonce, id, root), root, sudoPassword);
    return Reply.read(nonce, result, "clear away \"" + id + "\"").answer().state();
  }

  private static ExecResult run(Remote control, String script, boolean root, Secret sudoPassword)
      throws RemoteException {
    return root ? control.sudo(script, new byte[0], sudoPassword) : control.exec(script);
  }

  @Override
  public List<JobId> list(Remote control) throws RemoteException {
    String nonce = nonce();
    ExecResult result = control.exec(scripts.list(nonce));
    List<JobId> found = new ArrayList<>();
    for (String frame : Reply.read(nonce, result, "list its jobs").frames()) {
      if (frame.startsWith("job ")) {
        addIfJob(found, frame.substring("job ".length()));
      }
    }
    return List.copyOf(found);
  }

  private static void addIfJob(List<JobId> found, String name) {
    try {
      found.add(new JobId(name));
    } catch (IllegalArgumentException e) {
      // A folder that is not ours: no job.
    }
  }

  @Override
  public ServerRuns runs() {
    return new ServerRuns(scripts);
  }

  @Override
  public JobState tail(Remote tail, JobId id, boolean root, Path log, TailListener listener)
      throws RemoteException, IOException, InterruptedException {
    return tail(tail, id, root, log, listener, null);
  }

  @Override
  public JobState tail(
      Remote tail, JobId id, boolean root, Path log, TailListener listener, RunKey key)
      throws RemoteException, IOException, InterruptedException {
    Thread caller = Thread.currentThread();
    try (LogWriter writer = new LogWriter(log, listener, caller::interrupt)) {
      int fruitless = 0;
      while (true) {
        long before = writer.total();
        Follower follower = new Follower(writer);
        ExecResult result = follow(tail, id, root, writer, follower, key);
        follower.refuseIfForeign(id, log, before);
        if (follower.isTaken()) {
          throw new LeaseLostException(key.runId());
        }
        Answer answer = follower.answer;
        if (answer != null) {
          if (answer.state() instanceof JobState.Absent) {
            return answer.state();
          }
          if (!answer.state().isRunning()) {
            long length = answer.length();
            if (!(answer.state() instanceof JobState.Done)) {
              // A power cut may have taken the end of the server's log after it was fetched.
              if (writer.total() >= length) {
                return answer.state();
              }
            } else {
              if (writer.total() > length) {
                // Written by something the step left behind.
                writer.cut(length);
              }
              if (writer.total() == length) {
                return answer.state();
              }
              if (answer.size() < length && writer.total() >= answer.size()) {
                // Its record came to the server's disk, not all of its output: a power cut.
                return new JobState.Lost(answer.size());
              }
            }
          }
        }
        fruitless = writer.total() > before ? 0 : fruitless + 1;
        if (fruitless == FRUITLESS) {
          throw new TransferException(
              "The output of \"%s\" cannot be read from the server%s. The job itself is not harmed; try again."
                  .formatted(id, Reply.reason(result)),
              null);
        }
      }
    }
  }

  private ExecResult follow(
      Remote tail, JobId id, boolean root, LogWriter writer, Follower follower, RunKey key)
      throws RemoteException, IOException, InterruptedException {
    String nonce = nonce();
    FrameParser parser = new FrameParser(nonce, follower);
    try {
      ExecResult result =
          tail.stream(scripts.tail(nonce, id, root, writer.total(), key), parser::feed);
      writer.finish();
      return result;
    } catch (RemoteException e) {
      // What has come stays: also after a lost link the log is a correct beginning.
      writer.finish();
      if (Thread.interrupted()) {
        InterruptedException interrupted = new InterruptedException("the tail was ended");
        interrupted.initCause(e);
        throw interrupted;
      }
      throw e;
    } finally {
      if (writer.hasFailed()) {
        // The writer interrupted us, to end the stream.
        Thread.interrupted();
      }
    }
  }

  private String nonce() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Takes a tail's frames; on the Remote's thread until the stream has ended. */
  private static final class Follower implements FrameParser.Handler {
    private final LogWriter writer;
    private boolean open;
    private boolean foreign;
    private boolean taken;
    private volatile Answer answer;

    Follower(LogWriter writer) {
      this.writer = writer;
    }

    @Override
    public synchronized void data(byte[] buffer, int offset, int length) {
      if (open) {
        writer.put(buffer, offset, length);
      }
    }

    @Override
    public synchronized void frame(String text) {
      if (text.equals("open")) {
        open = answer == null;
      } else if (text.startsWith("short ")) {
        foreign = true;
      } else if (text.equals("taken")) {
        taken = true;
      } else {
        Answer.parse(text)
            .ifPresent(
                end -> {
                  answer = end;
                  open = false;
                });
      }
    }

    synchronized boolean isTaken() {
      return taken;
    }

    synchronized void refuseIfForeign(JobId id, Path log, long has) throws TransferException {
      if (foreign) {
        throw new TransferException(
            "The log %s holds %d bytes, more than the output of \"%s\" on the server: it belongs to another job or was changed. It was left as it is; move it away to fetch the output anew."
                .formatted(log, has, id),
            null);
      }
    }
  }

  /** A whole answer of a script that was not followed. */
  // Never compared: the bytes are only handed on.
  @SuppressWarnings("ArrayRecordComponent")
  private record Reply(Answer answer, boolean opened, byte[] data, List<String> frames) {

    /**
     * @param task what was to be done, for the message
     * @throws TransferException the script itself says that it was not done
     * @throws CommandAbortedException it says nothing
     */
    static Reply read(String nonce, ExecResult result, String task) throws RemoteException {
      ByteArrayOutputStream data = new ByteArrayOutputStream();
      List<String> frames = new ArrayList<>();
      FrameParser parser =
          new FrameParser(
              nonce,
              new FrameParser.Handler() {
                @Override
                public void data(byte[] buffer, int offset, int length) {
                  data.write(buffer, offset, length);
                }

                @Override
                public void frame(String text) {
                  frames.add(text);
                }
              });
      parser.feed(result.out(), 0, result.out().length);
      for (String frame : frames) {
        if (frame.startsWith("fail ")) {
          throw failure(task, frame.substring("fail ".length()));
        }
        Answer answer = Answer.parse(frame).orElse(null);
        if (answer != null) {
          return new Reply(answer, frames.contains("open"), data.toByteArray(), frames);
        }
      }
      // Its shell may have been killed at any point: whether anything was done must be looked up.
      throw new CommandAbortedException(
          CommandAbortedException.Kind.SHELL_DIED,
          "The server could not "
              + task
              + ": its shell gave no proper answer"
              + reason(result)
              + ". Log in and see whether `sh` works there.",
          null);
    }

    /** The last line of the error output, to be put into a sentence. */
    static String reason(ExecResult result) {
      String[] lines = result.errorText().strip().split("\n", -1);
      String last = lines[lines.length - 1].strip();
      return last.isEmpty() ? "" : " (it says: " + shorten(last) + ")";
    }

    private static TransferException failure(String task, String reason) {
      String[] parts = reason.split(" ", 2);
      String detail = parts.length > 1 ? shorten(parts[1].strip()) : "";
      String why =
          switch (parts[0]) {
            case "space" ->
                "nothing could be written into the job's folder. Is the disk full? Free some space"
                    + " there (`df` shows it) and try again.";
            case "unsafe" ->
                "the folder "
                    + detail
                    + " is not a real folder that belongs to root alone. Root must not run anything"
                    + " from it: look who made it, remove it, and try again.";
            case "folder" ->
                "the job's folder could not be made"
                    + (detail.isEmpty() ? "" : " (" + detail + ")")
                    + ". Is the disk full, or mounted read-only?";
            case "write" -> "its script could not be written (" + detail + ").";
            case "begin" -> "the script was not begun: " + detail + ". Try again.";
            case "remove" -> "the folder could not be removed (" + detail + ").";
            default -> shorten(reason);
          };
      return new TransferException("The server could not " + task + ": " + why, null);
    }

    private static String shorten(String text) {
      String clean = text.replaceAll("\\p{Cntrl}", " ");
      return clean.length() <= 300 ? clean : clean.substring(0, 300) + "...";
    }
  }
}
