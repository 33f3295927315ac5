package dev.drydock.relay;

import dev.drydock.files.PrivateFiles;
import dev.drydock.relay.RelayException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Upstream sources and their copies on this computer, in {@code upstreams/} of the cache. A copy
 * that has the pinned commit needs no network any more.
 *
 * <p>Every method blocks and may be called from any thread but the event dispatch thread;
 * interrupting the caller ends the call at once with {@link Kind#CANCELLED}.
 */
public final class Upstreams {
  private static final Logger LOG = LoggerFactory.getLogger(Upstreams.class);

  /** Nobody fetches that long; what is older was left by a process that was killed. */
  private static final Duration LEFT_OVER = Duration.ofDays(2);

  private final Path folder;

  /**
   * @param cache as {@link dev.drydock.files.DrydockHome#cache()}
   */
  public Upstreams(Path cache) {
    folder = cache.resolve("upstreams");
  }

  /** Whether it can be had without a network. */
  public boolean isCached(Upstream upstream) {
    return GitCopy.has(repository(upstream), upstream.commit());
  }

  /**
   * Makes sure that the pinned commit is here.
   *
   * @return the bare repository that has it; only {@link SourceArchive} reads it, and checks it
   */
  public Path fetch(Upstream upstream, FetchListener listener) throws RelayException {
    Path repository = repository(upstream);
    if (GitCopy.has(repository, upstream.commit())) {
      return repository;
    }
    cancellable(
        upstream,
        cancelled -> {
          fetchAnew(upstream, repository, listener, cancelled);
          return null;
        });
    return repository;
  }

  /**
   * The sources as a tar in the cache, fetched if need be, and made anew from checked objects each
   * time. A damaged copy is thrown away and fetched again, once.
   */
  public Payload archive(Upstream upstream, Layout layout, FetchListener listener)
      throws RelayException {
    Path repository = fetch(upstream, listener);
    try {
      return pack(upstream, repository, layout, listener);
    } catch (RelayException e) {
      if (e.kind() != Kind.DAMAGED) {
        throw e;
      }
      LOG.warn("the copy of {} is damaged; fetching it again", upstream.id(), e);
      discard(upstream);
      return pack(upstream, fetch(upstream, listener), layout, listener);
    }
  }

  /**
   * Whether the pinned commit can be had from the upstream's address now, whatever copy is here.
   * Keeps nothing, and fetches only what it must.
   *
   * @throws RelayException why not
   */
  public void test(Upstream upstream) throws RelayException {
    cancellable(
        upstream,
        cancelled -> {
          PrivateFiles.createFolder(folder);
          deleteLeftOvers();
          Path fresh = temporary(upstream, "test");
          try {
            GitCopy.test(fresh, upstream, cancelled::get);
            return null;
          } finally {
            deleteTree(fresh);
          }
        });
  }

  /** Forgets the copy on this computer. */
  public void discard(Upstream upstream) throws RelayException {
    try {
      deleteTree(repository(upstream));
    } catch (IOException e) {
      throw GitFailures.explain(upstream, e);
    }
  }

  private Path repository(Upstream upstream) {
    return folder.resolve(upstream.id() + ".git");
  }

  private Payload pack(Upstream upstream, Path repository, Layout layout, FetchListener listener)
      throws RelayException {
    Path file = folder.resolve(upstream.id() + ".tar");
    return cancellable(
        upstream,
        cancelled -> {
          SourceArchive archive =
              new SourceArchive(upstream.id(), repository, upstream.commit(), layout);
          SourceArchive.Summary[] summary = new SourceArchive.Summary[1];
          PrivateFiles.writeStream(
              file, out -> summary[0] = archive.writeTo(out, listener, cancelled::get));
          return new Payload(file, summary[0].size(), summary[0].sha256());
        });
  }

  /** What can be told to stop, by a flag it looks at. */
  @FunctionalInterface
  private interface Work<T> {
    T run(AtomicBoolean cancelled) throws IOException;
  }

  /**
   * A worker does it, since a read from the network cannot be interrupted; it stops when it next
   * looks, and clears up behind itself.
   */
  private static <T> T cancellable(Upstream upstream, Work<T> work) throws RelayException {
    AtomicBoolean cancelled = new AtomicBoolean();
    FutureTask<T> task = new FutureTask<>(() -> work.run(cancelled));
    Thread thread = new Thread(task, "relay " + upstream.id());
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get();
    } catch (InterruptedException e) {
      cancelled.set(true);
      Thread.currentThread().interrupt();
      throw new RelayException(Kind.CANCELLED, "Fetching " + upstream.id() + " was cancelled.", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RelayException told) {
        throw told;
      }
      if (e.getCause() instanceof IOException failure) {
        throw GitFailures.explain(upstream, failure);
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Into a new folder, which takes the old one's place when all of it is proved. */
  private void fetchAnew(
      Upstream upstream, Path repository, FetchListener listener, AtomicBoolean cancelled)
      throws IOException {
    PrivateFiles.createFolder(folder);
    deleteLeftOvers();
    Path fresh = temporary(upstream, "new");
    try {
      GitCopy.fetch(fresh, upstream, listener, cancelled::get);
      Path old = temporary(upstream, "old");
      if (Files.exists(repository)) {
        Files.move(repository, old);
      }
      Files.move(fresh, repository);
      deleteTree(old);
    } finally {
      deleteTree(fresh);
    }
  }

  private Path temporary(Upstream upstream, String what) {
    return folder.resolve(
        "."
            + upstream.id()
            + "."
            + what
            + "."
            + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()));
  }

  private void deleteLeftOvers() throws IOException {
    Instant limit = Instant.now().minus(LEFT_OVER);
    List<Path> old;
    try (Stream<Path> all = Files.list(folder)) {
      old = all.filter(path -> path.getFileName().toString().startsWith(".")).toList();
    }
    for (Path path : old) {
      if (Files.getLastModifiedTime(path).toInstant().isBefore(limit)) {
        deleteTree(path);
      }
    }
  }

  private static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> files = Files.walk(tree)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
