package dev.drydock.ssh;

import com.jcraft.jsch.Identity;
import com.jcraft.jsch.IdentityRepository;
import java.util.Arrays;
import java.util.List;
import java.util.Vector;

/**
 * The keys offered in one login, in order: the chosen file's (through the agent where it holds that
 * key), then a few of the agent's others. A server hangs up after six refusals (MaxAuthTries), and
 * three must be left for a password.
 */
final class Identities implements IdentityRepository {
  private static final int MAX_OF_AGENT = 3;

  private final List<Identity> keys;

  private Identities(List<Identity> keys) {
    this.keys = keys;
  }

  /**
   * @param file null for none
   */
  static Identities of(FileIdentity file, List<Identity> agent) {
    List<Identity> keys = new java.util.ArrayList<>();
    byte[] shown = file == null ? null : file.publicKeyIfShown();
    if (shown != null) {
      agent.stream()
          .filter(key -> Arrays.equals(key.getPublicKeyBlob(), shown))
          .limit(1)
          .forEach(keys::add);
    }
    if (file != null && keys.isEmpty()) {
      keys.add(file);
    }
    agent.stream()
        .filter(key -> shown == null || !Arrays.equals(key.getPublicKeyBlob(), shown))
        .limit(MAX_OF_AGENT - keys.size())
        .forEach(keys::add);
    return new Identities(keys);
  }

  /** Whether a key of this type, as RFC 4253 names it, is among them. */
  boolean holds(String type) {
    return keys.stream()
        .map(key -> key instanceof FileIdentity file ? file.publicKeyIfShown() : blob(key))
        .anyMatch(blob -> blob != null && ServerKeys.type(blob).equals(type));
  }

  private static byte[] blob(Identity key) {
    return key.getPublicKeyBlob();
  }

  int count() {
    return keys.size();
  }

  @Override
  @SuppressWarnings("JdkObsolete") // the type that JSch's interface asks for
  public Vector<Identity> getIdentities() {
    return new Vector<>(keys);
  }

  @Override
  public String getName() {
    return "Drydock";
  }

  @Override
  public int getStatus() {
    return RUNNING;
  }

  @Override
  public boolean add(byte[] identity) {
    return false;
  }

  @Override
  public boolean remove(byte[] blob) {
    return false;
  }

  @Override
  public void removeAll() {}
}
