package dev.drydock.faults;

import dev.drydock.Jvm;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunState;
import dev.drydock.session.LiveSessions;
import dev.drydock.session.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A desktop in a process of its own, to be stopped, woken and killed with signals. It is started
 * ahead of its time and waits for its order on standard input: a JVM needs longer to come up than
 * most faults last.
 */
final class DesktopProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader lines;

  private DesktopProcess(Process process) {
    this.process = process;
    lines = process.inputReader(StandardCharsets.UTF_8);
  }

  static DesktopProcess start() throws IOException {
    return start(30);
  }

  /**
   * @param timeoutSeconds how long it waits for each stage of a login
   */
  static DesktopProcess start(int timeoutSeconds) throws IOException {
    return new DesktopProcess(
        new ProcessBuilder(
                Jvm.command(
                    List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Ddrydock.faults.timeout=" + timeoutSeconds),
                    Main.class))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Takes the run up there; returns at once. */
  void order(FaultServer.Address address, Path runs, String runId, String password)
      throws IOException {
    order(address, runs, runId, password, 0);
  }

  /**
   * @param haltAfter so many events it ends itself on the spot; 0 for never
   */
  void order(FaultServer.Address address, Path runs, String runId, String password, int haltAfter)
      throws IOException {
    process
        .getOutputStream()
        .write(
            String.join("\t", "" + address, "" + runs, runId, password, haltAfter + "\n")
                .getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** The next state it tells: STARTED, then what becomes of the run; null when it is no more. */
  String awaitState() throws IOException {
    return lines.readLine();
  }

  void signal(String name) throws IOException {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
          .inheritIO()
          .start()
          .waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Waits for its own end. */
  int awaitEnd() throws IOException {
    try {
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        throw new IOException("it does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** kill -9; returns when it is dead, and with it its lock on the run. */
  void kill() throws IOException {
    process.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** What runs in the other process. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
      // Loaded while there is time.
      Class.forName(LiveSessions.class.getName());
      Class.forName("dev.drydock.ssh.JschConnector");
      Class.forName("com.jcraft.jsch.Session");
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      String order = in.readLine();
      if (order == null) {
        return;
      }
      String[] words = order.split("\t", -1);
      FaultServer.Address address = FaultServer.Address.parse(words[0]);
      Session session =
          address
              .sessions(Path.of(words[1]))
              .connect(address.options(), FaultServer.prompts(words[3]));
      RunControl run = session.openRun(words[2], "faults");
      AtomicInteger left = new AtomicInteger(Integer.parseInt(words[4]));
      run.addListener(
          event -> {
            if (left.decrementAndGet() == 0) {
              // No hooks, no finally: what is not on disk by now never will be.
              Runtime.getRuntime().halt(137);
            }
            if (event instanceof RunEvent.RunChanged change
                && (change.state() == RunState.FINISHED
                    || change.state() == RunState.NEEDS_DECISION)) {
              System.out.println(change.state());
            }
          });
      System.out.println("STARTED");
      run.start();
      // Until the one who gives the orders is gone, whatever becomes of the run.
      while (in.readLine() != null) {
        run.resume();
      }
      Runtime.getRuntime().halt(1);
    }
  }
}
