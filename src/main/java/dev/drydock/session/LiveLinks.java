package dev.drydock.session;

import dev.drydock.run.Links;
import dev.drydock.ssh.Awake;
import dev.drydock.ssh.ConnectFailedException;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.ConnectionLostException;
import dev.drydock.ssh.Connector;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.SudoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Two sessions to one server, connected when needed. */
final class LiveLinks implements Links, AutoCloseable {
  /** A login to an old server takes some seconds; each "now" after that doubles what is waited. */
  private static final long HURRIED_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(40);

  private final Connector connector;
  private final ConnectOptions options;
  private final RememberingPrompts prompts;
  private final Slot control = new Slot();
  private final Slot tail = new Slot();
  private Way way = Way.SUDO;
  private Secret sudo;

  /** How root is had on the server. */
  enum Way {
    /** Without a password: the login is root's, or sudo wants none. */
    FREE,
    SUDO,
    /** Through su, with root's own password. */
    SU
  }

  LiveLinks(Connector connector, ConnectOptions options, RememberingPrompts prompts) {
    this.connector = connector;
    this.options = options;
    this.prompts = prompts;
  }

  /**
   * One session. Whoever wants it waits while another connects it, but can be interrupted
   * meanwhile; {@link #drop} and {@link #hurry} wait for nobody and end what is being connected.
   */
  private final class Slot {
    private final ReentrantLock connecting = new ReentrantLock();

    // All below are guarded by this.
    private Remote remote;
    private Attempt attempt;
    private long patienceNanos = HURRIED_NANOS;
    private long drops;
    private boolean closed;

    Remote get() throws RemoteException {
      try {
        connecting.lockInterruptibly();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw cancelled(e);
      }
      try {
        boolean hurried = false;
        while (true) {
          long before;
          Remote old;
          Attempt mine;
          synchronized (this) {
            if (closed) {
              throw cancelled(null);
            }
            if (remote != null && remote.isOpen()) {
              return remote;
            }
            old = remote;
            remote = null;
            before = drops;
            mine = new Attempt(hurried);
            attempt = mine;
          }
          end(old);
          Optional<Remote> made = mine.result();
          boolean unwanted;
          synchronized (this) {
            attempt = null;
            if (!closed && drops == before) {
              if (made.isPresent()) {
                remote = made.get();
                patienceNanos = HURRIED_NANOS;
                return remote;
              }
              hurried = true;
              continue;
            }
            unwanted = closed;
          }
          made.ifPresent(LiveLinks::end);
          if (unwanted) {
            throw cancelled(null);
          }
          throw new ConnectionLostException(
              "The connection to " + options.target() + " was closed while it was being made.",
              null);
        }
      } finally {
        connecting.unlock();
      }
    }

    void drop(boolean forever) {
      Remote old;
      synchronized (this) {
        old = remote;
        remote = null;
        drops++;
        closed |= forever;
        if (attempt != null) {
          attempt.abandon();
        }
      }
      end(old);
    }

    /**
     * Begins anew, at once: the try under way may hang in a network that is gone. But the one begun
     * in answer to an earlier "now" is given time to log in, and each further one more, or whoever
     * says "now" again and again would never get there.
     */
    synchronized void hurry() {
      if (attempt == null) {
        return;
      }
      if (attempt.hurried) {
        if (System.nanoTime() - attempt.begun < patienceNanos) {
          return;
        }
        patienceNanos = Math.min(2 * patienceNanos, MOST_NANOS);
      }
      attempt.abandon();
    }
  }

  /** One try to connect, on a thread of its own, so that it can be given up from outside. */
  private final class Attempt {
    private final CompletableFuture<Optional<Remote>> result = new CompletableFuture<>();
    private final Thread thread = new Thread(this::connect, "drydock-connect");
    private final long begun = System.nanoTime();
    private final boolean hurried;

    /**
     * @param hurried begun because a person said "now"
     */
    Attempt(boolean hurried) {
      this.hurried = hurried;
    }

    private void connect() {
      try {
        Remote made = connector.connect(patient(), prompts);
        if (!result.complete(Optional.of(made))) {
          end(made);
        }
      } catch (RemoteException | RuntimeException e) {
        result.completeExceptionally(e);
      }
    }

    /** Longer after a wake-up, where the server may have slept, too. */
    private ConnectOptions patient() {
      return Awake.computer().isJustUp()
          ? options.withTimeout(options.timeout().multipliedBy(2))
          : options;
    }

    /** Empty when it was given up. */
    Optional<Remote> result() throws RemoteException {
      thread.setDaemon(true);
      thread.start();
      try {
        return result.get();
      } catch (InterruptedException e) {
        abandon();
        Thread.currentThread().interrupt();
        throw cancelled(e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RemoteException failure) {
          throw failure;
        }
        throw (RuntimeException) e.getCause();
      }
    }

    void abandon() {
      if (result.complete(Optional.empty())) {
        thread.interrupt();
      }
    }
  }

  private ConnectFailedException cancelled(InterruptedException cause) {
    return new ConnectFailedException(
        ConnectFailedException.Kind.CANCELLED,
        "Connecting to " + options.target().host() + " was cancelled.",
        cause);
  }

  /** On a thread of its own: taking leave of a link that hangs takes half a second. */
  private static void end(Remote remote) {
    if (remote != null) {
      Thread farewell = new Thread(remote::close, "ssh farewell");
      farewell.setDaemon(true);
      farewell.start();
    }
  }

  @Override
  public Remote control() throws RemoteException {
    Remote remote = control.get();
    return way() == Way.SU ? new SuRemote(remote) : remote;
  }

  @Override
  public Remote tail() throws RemoteException {
    return tail.get();
  }

  @Override
  public void drop() {
    control.drop(false);
    tail.drop(false);
  }

  @Override
  public void hurry() {
    if (!prompts.isAsking()) {
      control.hurry();
      tail.hurry();
    }
  }

  /** As the facts have it. */
  synchronized void setWay(Way known) {
    way = known;
  }

  synchronized Way way() {
    return way;
  }

  /** It opens nothing here: the next is another account's. */
  synchronized void forgetSudo() {
    if (sudo != null) {
      sudo.close();
      sudo = null;
    }
  }

  @Override
  public Secret sudoPassword(boolean retry) throws SudoException {
    Way now;
    synchronized (this) {
      now = way;
      if (sudo != null && !retry) {
        // First: a sudo that began to ask after the facts were read goes on asking.
        return sudo;
      }
      if (now == Way.FREE && !retry) {
        return null;
      }
    }
    Optional<Secret> answer =
        now == Way.SU
            ? prompts.rootPassword(options.target(), retry)
            : prompts.sudoPassword(options.target(), retry);
    synchronized (this) {
      forgetSudo();
      sudo = answer.orElse(null);
      if (sudo == null) {
        throw new SudoException(
            SudoException.Kind.PASSWORD_NEEDED,
            "There are steps that need root, and no password for "
                + (now == Way.SU ? "root" : "sudo")
                + " was given. They were not run; try again to be asked again.");
      }
      return sudo;
    }
  }

  /** Copies of the secrets that are known now, for the caller to close. */
  List<Secret> secrets() {
    List<Secret> known = new ArrayList<>(prompts.secrets());
    synchronized (this) {
      if (sudo != null && !sudo.isClosed()) {
        known.add(sudo.duplicate());
      }
    }
    return known;
  }

  @Override
  public void close() {
    control.drop(true);
    tail.drop(true);
    prompts.close();
    forgetSudo();
  }
}
