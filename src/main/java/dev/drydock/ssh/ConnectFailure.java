package dev.drydock.ssh;

import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchSessionDisconnectException;
import com.jcraft.jsch.Session;
import dev.drydock.ssh.ConnectFailedException.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Turns what went wrong while connecting into a kind and a message for a person. JSch wraps most
 * causes into one exception with a technical text, so this looks at the causes and at the wire.
 *
 * @param session null if it did not come so far
 * @param logged an exception that JSch told only its logger, or null
 * @param hop from where the target was to be reached, or empty for straight from here
 * @param isHop whether the target itself is only a computer on the way
 * @param signatures what the server said it takes of keys, or empty
 */
record ConnectFailure(
    Target target,
    ConnectOptions options,
    Session session,
    Wire wire,
    Progress progress,
    Login login,
    Throwable logged,
    Optional<Target> hop,
    boolean isHop,
    List<String> signatures) {

  private static final Pattern METHODS = Pattern.compile("for methods '([^']*)'");

  ConnectFailedException explain(Throwable cause) {
    String place = place();
    HopRefusedException refused = find(cause, HopRefusedException.class);
    if (refused != null) {
      return hopRefused(refused);
    }
    if (has(cause, UnknownHostException.class)) {
      return failed(
          Kind.UNKNOWN_HOST,
          "No computer named "
              + target.host()
              + " was found. Check the spelling and the network, or use the server's IP address.",
          cause);
    }
    if (has(cause, NoRouteToHostException.class)) {
      return failed(
          Kind.TIMEOUT,
          "There is no way to "
              + place
              + ": the server is switched off, or in a network this computer cannot reach.",
          cause);
    }
    if (has(cause, ConnectException.class)) {
      return failed(
          Kind.REFUSED,
          target.host()
              + " refused the connection on port "
              + target.port()
              + ". Either no SSH server runs there (on the server: systemctl status ssh, or apt-get"
              + " install openssh-server), or it listens on another port, or a firewall is in the"
              + " way.",
          cause);
    }
    if (has(cause, SocketTimeoutException.class)) {
      return late(cause);
    }
    if (!progress.isGreeted()) {
      return notGreeted(place, cause);
    }
    if (has(cause, JSchAlgoNegoFailException.class)) {
      return noCommonAlgorithm(place, cause);
    }
    String message = String.valueOf(cause.getMessage());
    if (message.contains("invalid server's version string")) {
      return failed(
          Kind.NOT_SSH,
          place
              + " speaks only version 1 of the SSH protocol, which is broken and which Drydock does"
              + " not speak. Update the SSH server there.",
          cause);
    }
    JSchSessionDisconnectException farewell = find(cause, JSchSessionDisconnectException.class);
    if (farewell == null) {
      farewell = find(logged, JSchSessionDisconnectException.class);
    }
    if (farewell != null) {
      return farewell(place, farewell, cause);
    }
    if (wire.isEnded()) {
      return failed(
          Kind.LOST,
          "The connection to "
              + place
              + (progress.isKeysExchanged()
                  ? " was lost while logging in."
                  : " was lost before the login.")
              + " The server may have waited too long for an answer, be overloaded or restarting, or"
              + " the network dropped out. Try again.",
          cause);
    }
    if (message.startsWith("Auth fail") || message.startsWith("Auth cancel")) {
      Matcher methods = METHODS.matcher(message);
      return authFailed(methods.find() ? methods.group(1) : "", cause);
    }
    return failed(Kind.OTHER, "Connecting to " + place + " failed: " + plain(cause) + ".", cause);
  }

  private String place() {
    return target.host() + " (port " + target.port() + ")";
  }

  private ConnectFailedException hopRefused(HopRefusedException refused) {
    String from = refused.hop().host();
    if (refused.isProhibited()) {
      return failed(
          Kind.HOP_REFUSED,
          from
              + " let "
              + refused.hop().user()
              + " log in, but does not allow going on to "
              + place()
              + " from there. Whoever runs it can allow that in its SSH server's settings"
              + " (AllowTcpForwarding, PermitOpen, or a \"restrict\" in authorized_keys).",
          refused);
    }
    return failed(
        Kind.REFUSED,
        from
            + " could not reach "
            + place()
            + ": it does not know that name, finds no way there, or nothing answers on that port. Check"
            + " the name and the port as they are seen from "
            + from
            + ", and that the server is switched on.",
        refused);
  }

  private ConnectFailedException authFailed(String methods, Throwable cause) {
    String text = login.refusedText(methods);
    boolean couldBeOld =
        !options.legacy().contains(LegacyAlgorithms.PUBLIC_KEYS) && login.offersRsa();
    if (!couldBeOld || !Algorithms.mayWantOldSignatures(signatures, session.getServerVersion())) {
      // A server may claim to know better signatures and yet be told to take none of them.
      String hint =
          couldBeOld && methods.equals("publickey")
              ? " (If your RSA key does stand there, the server may have been told to take only its"
                  + " old kind of signature: that is \""
                  + LegacyAlgorithms.PUBLIC_KEYS.label()
                  + "\".)"
              : "";
      return failed(Kind.AUTH_FAILED, text + hint, cause);
    }
    return new ConnectFailedException(
        Kind.AUTH_FAILED,
        text
            + " If your RSA key is meant to let you in: this server knows only an old kind of"
            + " signature by it. "
            + allowFor()
            + LegacyAlgorithms.PUBLIC_KEYS.label()
            + ".",
        cause,
        Set.of(LegacyAlgorithms.PUBLIC_KEYS));
  }

  ConnectFailedException late(Throwable cause) {
    String place = place() + hop.map(from -> ", seen from " + from.host() + ",").orElse("");
    String waited = options.timeout().toSeconds() + " s";
    if (!wire.hasConnected()) {
      return failed(
          Kind.TIMEOUT,
          place
              + " did not answer within "
              + waited
              + ". Check the address, that the server is switched on, and that no firewall is in the"
              + " way.",
          cause);
    }
    if (!progress.isGreeted()) {
      return failed(
          Kind.NOT_SSH,
          place
              + " takes connections, but "
              + (wire.head().length == 0 ? "said nothing" : "did not greet like an SSH server")
              + " for "
              + waited
              + ". Another service may listen on that port (SSH is usually on 22), or the server is"
              + " badly overloaded."
              + heard(),
          cause);
    }
    return failed(
        Kind.TIMEOUT,
        place
            + " is an SSH server, but stopped answering for "
            + waited
            + (progress.isKeysExchanged() ? " while logging in." : " while agreeing on keys.")
            + " It may be overloaded; try again, or allow more time.",
        cause);
  }

  private ConnectFailedException notGreeted(String place, Throwable cause) {
    if (wire.head().length == 0) {
      return failed(
          Kind.LOST,
          place
              + " hung up without a word. Its SSH server may still be starting, have too many logins"
              + " waiting, or be told to turn this computer away (/etc/hosts.deny, fail2ban). Wait a"
              + " minute and try again.",
          cause);
    }
    return failed(
        Kind.NOT_SSH,
        "What answers at "
            + place
            + " is not an SSH server. Check the port; SSH is usually on 22."
            + heard(),
        cause);
  }

  private String heard() {
    byte[] head = wire.head();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(head.length, 80) && head[i] != '\n' && head[i] != '\r'; i++) {
      text.append(head[i] >= ' ' && head[i] < 127 ? (char) head[i] : '.');
    }
    return text.isEmpty() ? "" : " It said: " + text;
  }

  private ConnectFailedException noCommonAlgorithm(String place, Throwable cause) {
    Map<String, List<String>> server = Algorithms.offeredBy(wire.head());
    if (Algorithms.onlyCertificates(server)) {
      return failed(
          Kind.NO_COMMON_ALGORITHM,
          place
              + " proves who it is only by a host certificate, which Drydock cannot check, so it did"
              + " not log in. Let that SSH server show a plain host key as well (HostKey and"
              + " HostKeyAlgorithms in its sshd_config). (The server has: "
              + String.join(", ", server.get("server_host_key"))
              + ")",
          cause);
    }
    Set<LegacyAlgorithms> help = Algorithms.wouldHelp(session, server);
    String lacking = String.join("; ", Algorithms.lacking(session, server));
    String text =
        help.isEmpty()
            ? place
                + " speaks SSH only with algorithms that Drydock does not have. Update the SSH server"
                + " there."
            : place
                + " is an old server: it speaks SSH only with algorithms that are no longer"
                + " considered safe. "
                + allowFor()
                + help.stream().map(LegacyAlgorithms::label).collect(Collectors.joining("; "))
                + ".";
    return new ConnectFailedException(
        Kind.NO_COMMON_ALGORITHM,
        text + (lacking.isEmpty() ? "" : " (The server has: " + lacking + ")"),
        cause,
        help);
  }

  private String allowFor() {
    return "If you trust the network "
        + hop.map(from -> "between " + from.host()).orElse("between here")
        + " and there, allow for "
        + (isHop ? "this computer on the way (" + target + ")" : "this server")
        + ": ";
  }

  private ConnectFailedException farewell(
      String place, JSchSessionDisconnectException farewell, Throwable cause) {
    String description = String.valueOf(farewell.getDescription());
    if (description.contains("authentication failures")) {
      return failed(
          Kind.AUTH_FAILED,
          login.refusedText("")
              + " The server hung up after too many tries. If your ssh-agent holds many keys, choose"
              + " the right key file or switch the agent off for this server.",
          cause);
    }
    return failed(
        progress.isKeysExchanged() ? Kind.LOST : Kind.OTHER,
        place + " ended the connection: " + description.strip(),
        cause);
  }

  /** The innermost reason, without the names of classes that wrappers put before it. */
  private static String plain(Throwable cause) {
    Throwable innermost = cause;
    for (int depth = 0; innermost.getCause() != null && depth < 20; depth++) {
      innermost = innermost.getCause();
    }
    String message = innermost.getMessage();
    return message == null || message.contains("Exception")
        ? "something unexpected happened (the log has the details)"
        : message;
  }

  private static ConnectFailedException failed(Kind kind, String message, Throwable cause) {
    return new ConnectFailedException(kind, message, cause);
  }

  private static boolean has(Throwable cause, Class<? extends Throwable> type) {
    return find(cause, type) != null;
  }

  private static <T extends Throwable> T find(Throwable cause, Class<T> type) {
    int depth = 0;
    for (Throwable t = cause; t != null && depth < 20; t = t.getCause(), depth++) {
      if (type.isInstance(t)) {
        return type.cast(t);
      }
    }
    return null;
  }
}
