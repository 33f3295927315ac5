package dev.drydock.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import dev.drydock.ssh.ConnectFailedException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Reads a private key file, and says what is wrong with one that cannot be used. */
final class KeyFile {
  /** Far above any key (an 16384-bit RSA key has 12 KiB), far below a disk image. */
  private static final long MAX_BYTES = 256 * 1024;

  private static final Pattern PUBLIC_LINE =
      Pattern.compile(
          "(ssh-|ecdsa-sha2-|sk-ssh-|sk-ecdsa-)\\S+ [A-Za-z0-9+/]{20,}.*", Pattern.DOTALL);

  private KeyFile() {}

  static KeyPair load(JSch jsch, Path file) throws ConnectFailedException {
    byte[] content = read(file);
    try {
      refuseOtherFiles(file, content);
      Path publicHalf = file.resolveSibling(file.getFileName() + ".pub");
      byte[] publicKey = Files.isReadable(publicHalf) ? Files.readAllBytes(publicHalf) : null;
      return KeyPair.load(jsch, content, publicKey);
    } catch (ConnectFailedException e) {
      throw e;
    } catch (JSchException | IOException e) {
      throw bad(
          "The key file "
              + file
              + " cannot be used: it is damaged, or of a kind that Drydock does not know. Choose another key, or make one with: ssh-keygen -t ed25519",
          e);
    } catch (RuntimeException e) {
      // JSch's parser trusts the lengths it reads.
      throw bad(
          "The key file "
              + file
              + " is damaged: it starts like a private key, but its content makes no sense."
              + " Restore it from a copy, choose another key, or make one with: ssh-keygen -t ed25519",
          e);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private static byte[] read(Path file) throws ConnectFailedException {
    try {
      if (Files.isDirectory(file)) {
        throw bad(file + " is a folder, not a private key file. Choose a file in it.", null);
      }
      if (Files.size(file) > MAX_BYTES) {
        throw bad(file + " is far too large to be a private key. Choose the right file.", null);
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw bad(
          "The key file "
              + file
              + " does not exist. Check its name, choose another one, or make one with:"
              + " ssh-keygen -t ed25519",
          e);
    } catch (IOException e) {
      throw bad(
          "The key file "
              + file
              + " could not be read ("
              + e.getMessage()
              + "). It must belong to you and be readable: chmod 600 "
              + Shell.quote(file.toString()),
          e);
    }
  }

  private static void refuseOtherFiles(Path file, byte[] content) throws ConnectFailedException {
    String text = new String(content, StandardCharsets.ISO_8859_1).strip();
    if (text.isEmpty()) {
      throw bad("The key file " + file + " is empty. Choose another one.", null);
    }
    if (PUBLIC_LINE.matcher(text).matches()
        || text.startsWith("---- BEGIN SSH2 PUBLIC KEY")
        || text.startsWith("-----BEGIN PUBLIC KEY")
        || text.startsWith("-----BEGIN RSA PUBLIC KEY")) {
      String name = file.toString();
      throw bad(
          file
              + " is the public half of a key, the one that goes to servers. To log in, choose the"
              + " private half"
              + (name.endsWith(".pub")
                  ? ": " + name.substring(0, name.length() - 4)
                  : ", which usually lies beside it under the same name without .pub")
              + ".",
          null);
    }
    if (!text.contains("-----BEGIN ") && !text.startsWith("PuTTY-User-Key-File-")) {
      throw bad(
          file
              + " is not a private key: such a file starts with a line like"
              + " \"-----BEGIN OPENSSH PRIVATE KEY-----\". Choose another one.",
          null);
    }
  }

  private static ConnectFailedException bad(String message, Throwable cause) {
    return new ConnectFailedException(Kind.KEY_FILE_BAD, message, cause);
  }
}
