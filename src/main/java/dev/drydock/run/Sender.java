package dev.drydock.run;

import dev.drydock.recipe.Sending;
import dev.drydock.relay.FetchListener;
import dev.drydock.relay.Payload;
import dev.drydock.relay.RelayException;
import dev.drydock.relay.Upload;
import dev.drydock.relay.UploadProgress;
import dev.drydock.ssh.ExecResult;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.TransferException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Brings to the server what one step needs from this computer, over whatever cuts of the link. */
final class Sender {
  private static final int MODE = 0600;
  private static final int COMMIT_DIGITS = 12;

  /** Nobody but the user may write there, or what was proved could be exchanged. */
  private static final String FOLDER_SCRIPT =
      "umask 077\n"
          + "mkdir -p \"$HOME/.drydock/sources\" && chmod 700 \"$HOME/.drydock/sources\""
          + " && cd \"$HOME/.drydock/sources\" && printf 'folder=%s\\n' \"$(pwd -P)\"";

  /** A session that is free for as long as it takes. */
  interface Link {
    Remote remote() throws IOException;
  }

  private final Sources sources;
  private final Reconnector reconnector;
  private final Link link;

  Sender(Sources sources, Reconnector reconnector, Link link) {
    this.sources = sources;
    this.reconnector = reconnector;
    this.link = link;
  }

  /** Hears structured progress. */
  interface Listener {
    void progress(String what, UploadProgress progress);
  }

  /**
   * @return what the step's script is told of it
   * @throws RelayException it could not be had on this computer
   * @throws RemoteException it could not be brought to the server
   */
  String send(List<Sending> all, SendLog log, Listener listener)
      throws IOException, InterruptedException {
    String folder = reconnector.persistently(this::folder);
    StringBuilder sent = new StringBuilder();
    for (Sending one : all) {
      log.line("# " + one.describe());
      Payload payload = prepare(one, log);
      String path = folder + "/" + one.id() + "-" + digits(one.commit()) + ".tar";
      Upload upload =
          new Upload(
              payload,
              path,
              MODE,
              progress -> {
                listener.progress(one.title(), progress);
                log.progress(text(progress), progress.sent() == progress.total());
              });
      Upload.Result result = reconnector.persistently(() -> upload.run(link.remote()));
      log.line(
          "  SHA-256 "
              + payload.sha256()
              + ", "
              + result.proof()
              + (result.alreadyThere()
                  ? "; it was there already"
                  : result.continuedFrom() > 0
                      ? "; went on from " + size(result.continuedFrom())
                      : "")
              + (result.startedAnew() > 0 ? "; a damaged beginning was thrown away" : "")
              + ".");
      sent.append(sent.isEmpty() ? "" : "\n")
          .append(String.join(" ", one.id(), payload.sha256(), "" + payload.size(), path));
    }
    return sent.toString();
  }

  private Payload prepare(Sending one, SendLog log) throws RelayException {
    if (!one.ours()) {
      log.line(
          sources.isHere(one)
              ? "  It is in this computer's cache: nothing is fetched."
              : "  Fetching from " + sources.address(one));
    }
    FetchListener listener =
        (what, done, total) ->
            log.progress(
                "  " + what + ": " + done + (total > 0 ? " of " + total : ""),
                total > 0 && done == total);
    Payload payload = sources.prepare(one, listener);
    log.line("  Sending " + size(payload.size()) + ".");
    return payload;
  }

  private String folder() throws IOException {
    Remote remote = link.remote();
    ExecResult made = remote.exec(FOLDER_SCRIPT);
    // Behind whatever a login prints of its own.
    int start = made.text().lastIndexOf("folder=/");
    if (!made.ok() || start < 0) {
      String said = (made.errorText() + " " + made.text()).strip();
      throw new TransferException(
          "The folder .drydock/sources could not be made in your home folder on "
              + remote.target().host()
              + (said.isEmpty() ? "." : ". The server said: " + said),
          null);
    }
    return made.text().substring(start + "folder=".length()).lines().findFirst().orElseThrow();
  }

  private static String digits(String commit) {
    return commit.substring(0, Math.min(COMMIT_DIGITS, commit.length()));
  }

  private static String text(UploadProgress progress) {
    return "  "
        + size(progress.sent())
        + " of "
        + size(progress.total())
        + (progress.bytesPerSecond() > 0
            ? ", " + size((long) progress.bytesPerSecond()) + "/s"
            : "")
        + progress.left().map(left -> ", " + time(left) + " left").orElse("");
  }

  static String time(Duration left) {
    long seconds = Math.max(1, left.toSeconds());
    return seconds < 100 ? seconds + " s" : (seconds + 59) / 60 + " min";
  }

  static String size(long bytes) {
    if (bytes < 1000) {
      return bytes + " bytes";
    }
    return bytes < 1_000_000
        ? (bytes + 500) / 1000 + " kB"
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
