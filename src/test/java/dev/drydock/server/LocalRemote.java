package dev.drydock.server;

import dev.drydock.ssh.BareRemote;
import dev.drydock.ssh.ExecResult;
import dev.drydock.ssh.HostKey;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.SudoException;
import dev.drydock.ssh.Target;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** A server whose shell is a function; nothing else works. */
final class LocalRemote extends BareRemote {
  private final Function<String, String> shell;
  private final SudoException.Kind sudo;

  LocalRemote(Function<String, String> shell) {
    this(shell, null);
  }

  LocalRemote(Function<String, String> shell, SudoException.Kind sudo) {
    this.shell = shell;
    this.sudo = sudo;
  }

  @Override
  public ExecResult exec(String script) {
    return new ExecResult(0, shell.apply(script).getBytes(StandardCharsets.UTF_8), new byte[0]);
  }

  @Override
  public ExecResult sudo(String script, byte[] stdin, Secret password) throws RemoteException {
    if (sudo != null) {
      throw new SudoException(sudo, sudo.name());
    }
    return new ExecResult(0, new byte[0], new byte[0]);
  }

  @Override
  public Target target() {
    return new Target("poweredge", 22, "owner");
  }

  @Override
  public HostKey hostKey() {
    return new HostKey("ssh-ed25519", "SHA256:x", "MD5:x");
  }
}
