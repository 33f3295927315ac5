package dev.drydock.job;

import dev.drydock.ssh.BareRemote;
import dev.drydock.ssh.ConnectionLostException;
import dev.drydock.ssh.ExecResult;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A {@link Remote} without a network: real shells on this machine, with a home of their own. Can
 * lose its link in the middle of a stream, as a server sees it: nobody reads any more.
 */
final class LocalRemote extends BareRemote {
  private final Path home;
  private final String path;
  private final List<String> asUser;
  private final Map<String, String> sudoEnvironment;
  private final AtomicInteger streams = new AtomicInteger();
  private volatile long cutAfter = Long.MAX_VALUE;
  private volatile String banner = "";
  private volatile int stdinLimit = Integer.MAX_VALUE;

  /**
   * @param path the PATH; its first {@code sh} is the server's shell
   */
  LocalRemote(Path home, String path) {
    this(home, path, List.of(), Map.of());
  }

  /**
   * @param asUser command that what does not run by sudo is run with, to run it as somebody else
   * @param sudoEnvironment what sudo would set
   */
  LocalRemote(Path home, String path, List<String> asUser, Map<String, String> sudoEnvironment) {
    this.home = home;
    this.path = path;
    this.asUser = asUser;
    this.sudoEnvironment = sudoEnvironment;
  }

  /** The next streams lose the link after this many bytes. */
  void cutStreamsAfter(long bytes) {
    cutAfter = bytes;
  }

  /** What a chatty login prints before everything. */
  void setBanner(String text) {
    banner = text;
  }

  /** What is fed to sudo breaks off after this many bytes. */
  void cutStdinAfter(int bytes) {
    stdinLimit = bytes;
  }

  int streams() {
    return streams.get();
  }

  private ProcessBuilder shell(String script, boolean root) {
    List<String> command = new ArrayList<>();
    if (!root) {
      command.addAll(asUser);
    }
    command.addAll(List.of(sh(), "-c", script));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().put("HOME", home.toString());
    builder.environment().put("PATH", path);
    if (root) {
      builder.environment().putAll(sudoEnvironment);
    }
    return builder.directory(home.toFile());
  }

  private String sh() {
    for (String folder : path.split(":", -1)) {
      Path sh = Path.of(folder, "sh");
      if (sh.toFile().canExecute()) {
        return sh.toString();
      }
    }
    throw new IllegalStateException("no sh in " + path);
  }

  private ExecResult run(ProcessBuilder builder, byte[] stdin) throws ConnectionLostException {
    try {
      Process process = builder.start();
      Collector err = new Collector(process.getErrorStream());
      try (OutputStream in = process.getOutputStream()) {
        in.write(stdin, 0, Math.min(stdin.length, stdinLimit));
      } catch (IOException e) {
        // It did not want it all.
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(banner.getBytes(StandardCharsets.UTF_8));
      process.getInputStream().transferTo(out);
      return new ExecResult(process.waitFor(), out.toByteArray(), err.bytes());
    } catch (IOException | InterruptedException e) {
      throw new ConnectionLostException("the local shell failed", e);
    }
  }

  @Override
  public ExecResult exec(String script) throws RemoteException {
    return run(shell(script, false), new byte[0]);
  }

  @Override
  public ExecResult sudo(String script, byte[] stdin, Secret password) throws RemoteException {
    return run(shell(script, true), stdin);
  }

  @Override
  public ExecResult stream(String script, Sink sink) throws RemoteException {
    streams.incrementAndGet();
    try {
      Process process = shell(script, false).start();
      process.getOutputStream().close();
      Collector err = new Collector(process.getErrorStream());
      Pump pump = new Pump(process.getInputStream(), sink);
      try {
        pump.thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.getInputStream().close();
        throw new ConnectionLostException("interrupted", e);
      }
      if (pump.lost) {
        throw new ConnectionLostException("cut by the test", null);
      }
      return new ExecResult(process.waitFor(), new byte[0], err.bytes());
    } catch (IOException | InterruptedException e) {
      if (e instanceof ConnectionLostException lost) {
        throw lost;
      }
      throw new ConnectionLostException("the local shell failed", e);
    }
  }

  /** Hands on what comes on a thread of its own, as an SSH session does. */
  private final class Pump implements Runnable {
    private final InputStream in;
    private final Sink sink;
    private final Thread thread = new Thread(this, "local-remote");
    private volatile boolean lost;

    Pump(InputStream in, Sink sink) {
      this.in = in;
      this.sink = sink;
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void run() {
      byte[] first = banner.getBytes(StandardCharsets.UTF_8);
      sink.accept(first, 0, first.length);
      long left = cutAfter;
      byte[] buffer = new byte[32 * 1024];
      try (in) {
        while (left > 0) {
          int got = in.read(buffer, 0, (int) Math.min(buffer.length, left));
          if (got < 0) {
            return;
          }
          sink.accept(buffer, 0, got);
          left -= got;
        }
      } catch (IOException e) {
        // Closed by an interrupt.
      }
      lost = true;
    }
  }

  /** Reads error output to its end, so that nothing blocks on it. */
  private static final class Collector implements Runnable {
    private final InputStream in;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Thread thread = new Thread(this, "local-remote-stderr");

    Collector(InputStream in) {
      this.in = in;
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void run() {
      try (in) {
        in.transferTo(out);
      } catch (IOException e) {
        // Its end.
      }
    }

    byte[] bytes() throws InterruptedException {
      thread.join();
      return out.toByteArray();
    }
  }

  @Override
  public Target target() {
    return new Target("127.0.0.1", 22, "owner");
  }
}
