package dev.drydock.session;

import dev.drydock.ssh.ExecResult;
import dev.drydock.ssh.ForwardingRemote;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;

/** A session on which root is had through su, with root's own password. */
final class SuRemote extends ForwardingRemote {
  SuRemote(Remote remote) {
    super(remote);
  }

  @Override
  public ExecResult sudo(String script, byte[] stdin, Secret password) throws RemoteException {
    return su(script, stdin, password);
  }
}
