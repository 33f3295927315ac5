package dev.drydock.ssh;

/** Opens sessions. Implemented over JSch; tests of other packages may supply their own. */
public interface Connector {
  /**
   * Blocks until the person is logged in; never on the event dispatch thread. Interrupting the
   * calling thread cancels within a second ({@link ConnectFailedException.Kind#CANCELLED}).
   *
   * @throws ConnectFailedException with a message fit for a person
   */
  Remote connect(ConnectOptions options, Prompts prompts) throws RemoteException;
}
