package dev.drydock.ssh;

import com.jcraft.jsch.Identity;
import com.jcraft.jsch.KeyPair;
import dev.drydock.ssh.ConnectFailedException.Kind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The key of a file. Its passphrase is asked for only when the server has said that it takes this
 * key (where the file shows its public half), as ssh(1) does: nobody types one in vain.
 */
final class FileIdentity implements Identity {
  private static final int TRIES = 3;

  private final Path file;
  private final KeyPair key;
  private final Login login;

  FileIdentity(Path file, KeyPair key, Login login) {
    this.file = file;
    this.key = key;
    this.login = login;
  }

  private void open() {
    for (int attempt = 0; key.isEncrypted() && attempt < TRIES; attempt++) {
      boolean retry = attempt > 0;
      Optional<Secret> answer = login.ask(prompts -> prompts.passphrase(file, retry));
      if (answer.isEmpty()) {
        throw stop("The key file " + file + " is encrypted, and its passphrase was not given.");
      }
      try (Secret secret = answer.get()) {
        byte[] passphrase = secret.copy();
        try {
          key.decrypt(passphrase);
        } catch (RuntimeException e) {
          // A wrong passphrase yields nonsense, and JSch's parser trips over some of it.
        } finally {
          Arrays.fill(passphrase, (byte) 0);
        }
      }
    }
    if (key.isEncrypted()) {
      throw stop(
          "The passphrase does not open the key file "
              + file
              + ". (It is the one chosen when the key was made, not the server's password.)");
    }
  }

  private static LoginStopped stop(String message) {
    return new LoginStopped(new ConnectFailedException(Kind.KEY_PASSPHRASE, message, null));
  }

  @Override
  public boolean setPassphrase(byte[] passphrase) {
    return true;
  }

  @Override
  public byte[] getPublicKeyBlob() {
    if (key.getPublicKeyBlob() == null) {
      open();
    }
    return key.getPublicKeyBlob();
  }

  /** Null where only the passphrase would tell. */
  byte[] publicKeyIfShown() {
    return key.getPublicKeyBlob();
  }

  @Override
  public byte[] getSignature(byte[] data) {
    open();
    return key.getSignature(data);
  }

  @Override
  public byte[] getSignature(byte[] data, String algorithm) {
    open();
    return key.getSignature(data, algorithm);
  }

  @Override
  public String getAlgName() {
    if (key.getKeyType() == KeyPair.DEFERRED || key.getKeyType() == KeyPair.UNKNOWN) {
      open();
    }
    return key.getKeyTypeString();
  }

  @Override
  public String getName() {
    return file.toString();
  }

  @Override
  public boolean isEncrypted() {
    return false; // else JSch would ask, and before knowing whether the server wants the key
  }

  @Override
  public void clear() {
    key.dispose();
  }
}
