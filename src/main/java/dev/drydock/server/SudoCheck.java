package dev.drydock.server;

import dev.drydock.server.ServerFacts.Sudo;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.SudoException;

/**
 * Settles whether the user may use sudo. The probe alone cannot: sudo asks for the password before
 * it looks whether the user may do anything.
 */
public final class SudoCheck {
  private SudoCheck() {}

  /**
   * Does nothing unless the facts say that sudo wants a password. Costs one try of the password.
   *
   * @return the same facts, with NONE where sudo says that this user is not allowed
   * @throws SudoException the password is wrong, or sudo failed in another way
   */
  public static ServerFacts confirm(Remote remote, ServerFacts facts, Secret password)
      throws RemoteException {
    if (facts.access().sudo() != Sudo.PASSWORD) {
      return facts;
    }
    try {
      remote.sudo("true", new byte[0], password);
      return facts;
    } catch (SudoException e) {
      if (e.kind() != SudoException.Kind.NOT_ALLOWED) {
        throw e;
      }
      return with(facts, Sudo.NONE);
    }
  }

  /** What a person will be asked for before the first root step, in a sentence; "" for nothing. */
  public static String whatIsAsked(ServerFacts facts) {
    String user = Texts.firstOf(facts.access().user(), "this user");
    if (facts.needsSu()) {
      return "You are asked for root's own password first: " + user + " has no sudo here, only su.";
    }
    return facts.access().sudo() == Sudo.PASSWORD
        ? "You are asked for " + user + "'s password for sudo first, and it is tried at once."
        : "";
  }

  private static ServerFacts with(ServerFacts facts, Sudo sudo) {
    ServerFacts.Access access = facts.access();
    return new ServerFacts(
        facts.cpu(),
        facts.os(),
        facts.memory(),
        facts.disks(),
        facts.clock(),
        new ServerFacts.Access(
            access.user(),
            access.uid(),
            access.home(),
            access.groups(),
            sudo,
            access.requiresTty()),
        facts.packages(),
        facts.engine(),
        facts.kernel(),
        facts.network(),
        facts.tools());
  }
}
