package dev.drydock.session;

import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.Connector;
import dev.drydock.ssh.ExecResult;
import dev.drydock.ssh.ForwardingRemote;
import dev.drydock.ssh.Prompts;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what is asked of a server: each is a round trip at least. */
final class Counting implements Connector {
  private final Connector connector;
  private final List<String> calls = new CopyOnWriteArrayList<>();

  Counting(Connector connector) {
    this.connector = connector;
  }

  /** The kinds of calls so far, in their order. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  void reset() {
    calls.clear();
  }

  @Override
  public Remote connect(ConnectOptions options, Prompts prompts) throws RemoteException {
    return new Counted(connector.connect(options, prompts));
  }

  private final class Counted extends ForwardingRemote {
    Counted(Remote remote) {
      super(remote);
    }

    @Override
    public ExecResult exec(String script) throws RemoteException {
      calls.add("exec");
      return super.exec(script);
    }

    @Override
    public ExecResult sudo(String script, byte[] stdin, Secret password) throws RemoteException {
      calls.add("sudo");
      return super.sudo(script, stdin, password);
    }

    @Override
    public ExecResult su(String script, byte[] stdin, Secret password) throws RemoteException {
      calls.add("su");
      return super.su(script, stdin, password);
    }

    @Override
    public ExecResult stream(String script, Sink sink) throws RemoteException {
      calls.add("stream");
      return super.stream(script, sink);
    }
  }
}
