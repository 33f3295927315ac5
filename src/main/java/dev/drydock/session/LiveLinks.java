package dev.drydock.session;

import dev.drydock.run.Links;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.Connector;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.SudoException;
import java.util.Optional;

/** Two sessions to one server, connected when needed. */
final class LiveLinks implements Links, AutoCloseable {
  private final Connector connector;
  private final ConnectOptions options;
  private final RememberingPrompts prompts;
  private final Slot control = new Slot();
  private final Slot tail = new Slot();
  private boolean sudoNeedsPassword = true;
  private Secret sudo;

  LiveLinks(Connector connector, ConnectOptions options, RememberingPrompts prompts) {
    this.connector = connector;
    this.options = options;
    this.prompts = prompts;
  }

  /** One session; connecting holds only this slot's lock, and {@link #drop} never waits for it. */
  private final class Slot {
    private volatile Remote remote;

    synchronized Remote get() throws RemoteException {
      Remote now = remote;
      if (now == null || !now.isOpen()) {
        close();
        now = connector.connect(options, prompts);
        remote = now;
      }
      return now;
    }

    void close() {
      Remote old = remote;
      remote = null;
      if (old != null) {
        old.close();
      }
    }
  }

  @Override
  public Remote control() throws RemoteException {
    return control.get();
  }

  @Override
  public Remote tail() throws RemoteException {
    return tail.get();
  }

  @Override
  public void drop() {
    control.close();
    tail.close();
  }

  /** As the facts have it: root and NOPASSWD need none. */
  synchronized void setSudoNeedsPassword(boolean needed) {
    sudoNeedsPassword = needed;
  }

  @Override
  public Secret sudoPassword(boolean retry) throws SudoException {
    synchronized (this) {
      if (!sudoNeedsPassword && !retry) {
        return null;
      }
      if (sudo != null && !retry) {
        return sudo;
      }
    }
    Optional<Secret> answer = prompts.sudoPassword(options.target(), retry);
    synchronized (this) {
      if (sudo != null) {
        sudo.close();
      }
      sudo = answer.orElse(null);
      if (sudo == null) {
        throw new SudoException(
            SudoException.Kind.PASSWORD_NEEDED,
            "This step needs root, and no sudo password was given. Nothing was changed; press Retry"
                + " to be asked again.");
      }
      return sudo;
    }
  }

  @Override
  public void close() {
    drop();
    prompts.close();
    synchronized (this) {
      if (sudo != null) {
        sudo.close();
        sudo = null;
      }
    }
  }
}
