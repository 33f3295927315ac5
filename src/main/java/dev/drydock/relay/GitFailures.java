package dev.drydock.relay;

import dev.drydock.files.PrivateFiles;
import dev.drydock.relay.RelayException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.PackInvalidException;
import org.eclipse.jgit.errors.PackMismatchException;
import org.eclipse.jgit.errors.RemoteRepositoryException;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.errors.UnpackException;

/** Words for what JGit throws. */
final class GitFailures {
  private GitFailures() {}

  static RelayException explain(Upstream upstream, IOException failure) {
    if (failure instanceof RelayException told) {
      return told;
    }
    String from = upstream.address();
    if (isDiskFull(failure)) {
      return new RelayException(
          Kind.DISK_FULL,
          "The disk of this computer is full: "
              + upstream.id()
              + " could not be kept. Make room and try again.",
          failure);
    }
    if (find(failure, UnknownHostException.class) != null) {
      return new RelayException(
          Kind.NO_NETWORK,
          from
              + " could not be looked up. Is this computer connected to the internet, and is the"
              + " address right?",
          failure);
    }
    if (find(failure, SSLException.class) != null) {
      return new RelayException(
          Kind.NO_NETWORK,
          "No safe connection to "
              + from
              + " came about. Is the clock of this computer right, and does a proxy stand between?",
          failure);
    }
    if (find(failure, SocketException.class) != null
        || find(failure, SocketTimeoutException.class) != null
        || says(failure, "timed out", "timeout")) {
      return new RelayException(
          Kind.NO_NETWORK,
          from + " does not answer. Is this computer connected to the internet? Try again later.",
          failure);
    }
    if (find(failure, NoRemoteRepositoryException.class) != null
        || find(failure, RepositoryNotFoundException.class) != null
        || says(failure, "not authorized", "authentication is required", "not found: ")) {
      return new RelayException(
          Kind.NO_SUCH_REPOSITORY,
          "There is no repository at "
              + from
              + " that can be read without a login. Correct the address of "
              + upstream.id()
              + " in the settings.",
          failure);
    }
    if (isAboutTheCommit(failure)) {
      return GitCopy.noSuchCommit(upstream, failure);
    }
    if (isDamage(failure)) {
      return new RelayException(
          Kind.DAMAGED,
          "What "
              + from
              + " sent of "
              + upstream.id()
              + " is damaged or not whole, and was thrown away. Try again; if it stays so, use a"
              + " mirror.",
          failure);
    }
    return new RelayException(
        Kind.OTHER,
        "Fetching "
            + upstream.id()
            + " from "
            + from
            + " failed: "
            + PrivateFiles.explain(root(failure))
            + ".",
        failure);
  }

  /** Whether the other side cannot leave out the history. */
  static boolean isAboutShallow(Throwable failure) {
    return says(failure, "shallow", "depth");
  }

  /** Whether the other side, not the network, said no. */
  static boolean isARefusal(Throwable failure) {
    return find(failure, RemoteRepositoryException.class) != null || isAboutTheCommit(failure);
  }

  /** Whether the other side does not know the commit, or does not give one out by its id. */
  private static boolean isAboutTheCommit(Throwable failure) {
    return says(failure, "not our ref", "not valid", "does not have", "not available for fetch");
  }

  private static boolean isDamage(Throwable failure) {
    return find(failure, CorruptObjectException.class) != null
        || find(failure, MissingObjectException.class) != null
        || find(failure, IncorrectObjectTypeException.class) != null
        || find(failure, PackInvalidException.class) != null
        || find(failure, PackMismatchException.class) != null
        || find(failure, UnpackException.class) != null
        || find(failure, EOFException.class) != null
        || says(failure, "corrupt", "missing", "invalid pack", "unexpected end");
  }

  static boolean isDiskFull(Throwable failure) {
    // Java has no class for it; these are the words of Linux, macOS and Windows.
    return says(failure, "no space left", "not enough space", "disk quota exceeded");
  }

  private static <T extends Throwable> T find(Throwable failure, Class<T> type) {
    for (Throwable one = failure; one != null; one = one.getCause()) {
      if (type.isInstance(one)) {
        return type.cast(one);
      }
    }
    return null;
  }

  private static boolean says(Throwable failure, String... words) {
    for (Throwable one = failure; one != null; one = one.getCause()) {
      String message = String.valueOf(one.getMessage()).toLowerCase(Locale.ROOT);
      for (String word : words) {
        if (message.contains(word)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Exception root(Exception failure) {
    Exception deepest = failure;
    while (deepest.getCause() instanceof Exception cause) {
      deepest = cause;
    }
    return deepest;
  }
}
