package dev.drydock.ssh;

import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;
import dev.drydock.ssh.ConnectFailedException.Kind;
import dev.drydock.ssh.KnownHosts.Known;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Trust on first use, for one connection attempt. JSch is told {@code StrictHostKeyChecking yes},
 * so the only way past it is this class answering OK; JSch's own add, ask and replace are dead ends
 * here. (JSch 2.28.8 connects to a changed key for any setting it does not know, so that setting
 * must not be what protects the person.)
 */
final class HostKeyCheck implements HostKeyRepository {
  private final Target target;
  private final String name;
  private final KnownHosts files;
  private final Prompts prompts;
  private final Progress progress;
  private final Target server;
  private volatile ConnectFailedException refusal;
  private volatile HostKey proven;

  /**
   * @param server what is to be reached in the end; {@code target}, unless that is only on the way
   */
  HostKeyCheck(Target target, KnownHosts files, Prompts prompts, Progress progress, Target server) {
    this.server = server;
    this.target = target;
    this.name = KnownHosts.nameOf(target);
    this.files = files;
    this.prompts = prompts;
    this.progress = progress;
  }

  /** Why the key was refused, or null. */
  ConnectFailedException refusal() {
    return refusal;
  }

  /** The key the server proved to have, or null before that. */
  HostKey proven() {
    return proven;
  }

  @Override
  public int check(String host, byte[] key) {
    progress.keysExchanged();
    HostKey offered = ServerKeys.describe(key);
    List<Known> known;
    try {
      known = files.find(name);
    } catch (IOException e) {
      return refuse(
          Kind.OTHER,
          "The list of known servers could not be read ("
              + e.getMessage()
              + "), so nobody can tell whether "
              + place()
              + " is the server you know. Repair the file or its permissions and connect again.",
          e);
    }
    for (Known line : known) {
      if (line.revoked() && line.isKey(key)) {
        return refuse(
            Kind.HOST_KEY_REVOKED,
            place()
                + " showed a key that is marked as revoked: "
                + shown(offered)
                + ". Someone who stole that key may be pretending to be the server. The mark stands in "
                + where(line)
                + ". Ask whoever runs the server for its new key.",
            null);
      }
    }
    List<Known> authorities =
        known.stream().filter(line -> line.mark() == KnownHosts.Mark.AUTHORITY).toList();
    known = known.stream().filter(line -> line.mark() == KnownHosts.Mark.NONE).toList();
    if (known.stream().anyMatch(line -> line.isKey(key))) {
      proven = offered;
      return OK;
    }
    return known.isEmpty() ? ask(offered, key, authorities) : refuseOther(offered, known);
  }

  /** What the person should know beside the key before trusting it. */
  private String note(List<Known> authorities) {
    List<String> notes = new ArrayList<>();
    if (!target.equals(server)) {
      notes.add("It is on the way to " + server.host() + ".");
    }
    if (!authorities.isEmpty()) {
      notes.add(
          "For this name "
              + where(authorities.get(0))
              + " trusts an authority (@cert-authority). Drydock cannot check certificates and"
              + " passes that line over: nothing vouches for this key but your own comparison.");
    }
    return String.join(" ", notes);
  }

  private int ask(HostKey offered, byte[] key, List<Known> authorities) {
    boolean trusted;
    progress.asking();
    try {
      trusted = prompts.trustHostKey(target, offered, note(authorities));
    } finally {
      progress.answered();
    }
    if (!trusted) {
      return refuse(
          Kind.HOST_KEY_UNKNOWN,
          place()
              + " is not known yet, and its key was not accepted: "
              + shown(offered)
              + ". Compare it with what the server itself prints for"
              + " \"ssh-keygen -lf /etc/ssh/ssh_host_..._key.pub\", then connect again and accept it.",
          null);
    }
    try {
      files.add(name, key);
    } catch (IOException e) {
      return refuse(
          Kind.OTHER,
          "The key of "
              + place()
              + " could not be written to "
              + files.own()
              + " ("
              + e.getMessage()
              + "). Without it a false server could not be told from the true one. Make room or"
              + " repair the permissions of that folder and connect again.",
          e);
    }
    proven = offered;
    return OK;
  }

  private int refuseOther(HostKey offered, List<Known> known) {
    boolean newType = known.stream().noneMatch(line -> line.type().equals(offered.type()));
    StringBuilder text = new StringBuilder();
    text.append(place())
        .append(
            newType
                ? " showed a key of another type than the one on file for it."
                : " showed another key than the one on file for it.")
        .append(
            " Either the server was set up anew, or someone stands between you and it."
                + " Drydock did not log in.\n\n")
        .append("Shown now: ")
        .append(shown(offered))
        .append('\n');
    for (Known line : known) {
      text.append("On file:   ")
          .append(shown(ServerKeys.describe(line.key())))
          .append(", ")
          .append(where(line))
          .append('\n');
    }
    text.append(
        "\nIf you know that the change is right (ask whoever runs the server, and compare the"
            + " fingerprint), remove the old key and connect again:\n");
    known.stream()
        .map(Known::file)
        .distinct()
        .forEach(
            file ->
                text.append("  ssh-keygen -R ")
                    .append(Shell.quote(name))
                    .append(" -f ")
                    .append(Shell.quote(file.toString()))
                    .append('\n'));
    text.append("or delete the line in an editor.");
    return refuse(Kind.HOST_KEY_CHANGED, text.toString(), null);
  }

  private String place() {
    return target.host()
        + (target.port() == Target.DEFAULT_PORT ? "" : " (port " + target.port() + ")");
  }

  private static String shown(HostKey key) {
    return key.type() + " " + key.sha256() + " (" + key.md5() + ")";
  }

  private static String where(Known line) {
    return "line " + line.line() + " of " + line.file();
  }

  private int refuse(Kind kind, String message, Exception cause) {
    refusal = new ConnectFailedException(kind, message, cause);
    return CHANGED;
  }

  /**
   * What JSch asks for to put algorithms of known keys first: a server with several keys then shows
   * the one that is on file, and no second type turns up without need.
   */
  @Override
  public com.jcraft.jsch.HostKey[] getHostKey(String host, String type) {
    List<com.jcraft.jsch.HostKey> keys = new ArrayList<>();
    try {
      for (Known line : files.find(name)) {
        if (line.mark() == KnownHosts.Mark.NONE && (type == null || type.equals(line.type()))) {
          keys.add(new com.jcraft.jsch.HostKey(name, line.key()));
        }
      }
    } catch (IOException | JSchException e) {
      // Only the order of preference suffers; check() reports an unreadable file.
    }
    return keys.toArray(com.jcraft.jsch.HostKey[]::new);
  }

  @Override
  public com.jcraft.jsch.HostKey[] getHostKey() {
    return new com.jcraft.jsch.HostKey[0];
  }

  @Override
  public String getKnownHostsRepositoryID() {
    Path file = files.own();
    return file.toString();
  }

  @Override
  public void add(com.jcraft.jsch.HostKey key, UserInfo ui) {}

  @Override
  public void remove(String host, String type) {}

  @Override
  public void remove(String host, String type, byte[] key) {}
}
