package dev.drydock.relay;

import dev.drydock.relay.RelayException.Kind;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.api.FetchCommand;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.TransportException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/** A bare repository of this computer that holds one pinned commit. */
final class GitCopy {
  private static final int SILENCE_SECONDS = 60;

  /** JGit's ssh lives in other modules, and a pinned public upstream has no need of it. */
  private static final Set<String> SCHEMES = Set.of("https", "http", "git", "file");

  static {
    // JGit measures file systems and notes the result in a file of the person's own configuration;
    // nobody asked us to write there. The rest (a proxy, for example) is read as git reads it.
    SystemReader.setInstance(
        new SystemReader.Delegate(SystemReader.getInstance()) {
          @Override
          public FileBasedConfig openJGitConfig(Config parent, FS fs) {
            return new FileBasedConfig(parent, null, fs) {
              @Override
              public void load() {
                // Nothing is kept.
              }

              @Override
              public void save() {
                // Nothing is kept.
              }

              @Override
              public boolean isOutdated() {
                return false;
              }
            };
          }
        });
  }

  private GitCopy() {}

  static Repository open(Path folder) throws IOException {
    return new FileRepositoryBuilder()
        .setGitDir(folder.toFile())
        .setBare()
        .setMustExist(true)
        .build();
  }

  /** Whether the commit and its uppermost tree can be read there. */
  static boolean has(Path folder, String commit) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Repository repository = open(folder);
        RevWalk walk = new RevWalk(repository)) {
      walk.parseTree(walk.parseCommit(ObjectId.fromString(commit)).getTree());
      return true;
    } catch (IOException | RuntimeException e) {
      // Whatever is wrong with it (JGit throws much over damaged files): it is no use as it is.
      return false;
    }
  }

  /**
   * Fills a new folder.
   *
   * @throws IOException also of JGit's making; {@link GitFailures} has words for it
   */
  static void fetch(
      Path folder, Upstream upstream, FetchListener listener, BooleanSupplier cancelled)
      throws IOException {
    Optional<Path> local = local(upstream);
    String address = upstream.address();
    try (Repository repository =
        new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build()) {
      repository.create(true);
      Git git = new Git(repository);
      Monitor monitor = new Monitor(listener, cancelled);
      try {
        if (upstream.tag().isPresent()) {
          String ref = Constants.R_TAGS + upstream.tag().get();
          compareWithUpstream(git, upstream, address, ref);
        }
        if (local.isPresent()) {
          proveLocal(local.get(), upstream, cancelled);
        }
        if (upstream.tag().isPresent()) {
          String ref = Constants.R_TAGS + upstream.tag().get();
          fetchShallow(git, address, monitor, "+" + ref + ":" + ref);
        } else {
          fetchCommit(git, address, monitor, upstream.commit());
        }
      } catch (GitAPIException e) {
        throw cancelled.getAsBoolean() ? cancelled(upstream, e) : new IOException(e);
      }
      prove(repository, upstream);
    } catch (RuntimeException e) {
      throw new IOException(e);
    }
  }

  /**
   * Finds out as cheaply as possible whether {@link #fetch} would come by the pinned commit: where
   * a tag leads can be asked, and a folder can be looked into; only a commit without a tag that is
   * elsewhere must come over to be believed.
   *
   * @param folder a new one, for what must be fetched
   */
  static void test(Path folder, Upstream upstream, BooleanSupplier cancelled) throws IOException {
    Optional<Path> local = local(upstream);
    if (local.isEmpty() && upstream.tag().isEmpty()) {
      fetch(folder, upstream, FetchListener.SILENT, cancelled);
      return;
    }
    if (upstream.tag().isPresent()) {
      try (Repository repository =
          new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build()) {
        repository.create(true);
        compareWithUpstream(
            new Git(repository),
            upstream,
            upstream.address(),
            Constants.R_TAGS + upstream.tag().get());
      } catch (GitAPIException | RuntimeException e) {
        throw new IOException(e);
      }
    }
    if (local.isPresent() && !hasObject(local.get(), upstream.commit())) {
      throw noSuchCommit(upstream, null);
    }
  }

  static RelayException cancelled(Upstream upstream, Throwable cause) {
    return new RelayException(
        Kind.CANCELLED, "Fetching " + upstream.id() + " was cancelled.", cause);
  }

  /** The folder of a mirror on this computer; empty for one elsewhere. */
  private static Optional<Path> local(Upstream upstream) throws RelayException {
    try {
      URIish uri = new URIish(upstream.address());
      if (!SCHEMES.contains(uri.getScheme() == null ? "file" : uri.getScheme())
          || (uri.getScheme() == null && uri.getHost() != null)) {
        throw badAddress(upstream, null);
      }
      if (uri.isRemote()) {
        return Optional.empty();
      }
      File found = RepositoryCache.FileKey.resolve(Path.of(uri.getPath()).toFile(), FS.DETECTED);
      if (found == null) {
        throw new RelayException(
            Kind.NO_SUCH_REPOSITORY,
            "There is no repository in the folder "
                + uri.getPath()
                + " of this computer, where "
                + upstream.id()
                + " should be fetched from. Correct its mirror in the settings.",
            null);
      }
      return Optional.of(found.toPath());
    } catch (URISyntaxException | InvalidPathException e) {
      throw badAddress(upstream, e);
    }
  }

  /**
   * Reads all of the commit in a mirror on this computer before it is copied. JGit would find out
   * as well, but say no more than that something went wrong, and the rest on the terminal.
   */
  private static void proveLocal(Path mirror, Upstream upstream, BooleanSupplier cancelled)
      throws IOException {
    if (!hasObject(mirror, upstream.commit())) {
      throw noSuchCommit(upstream, null);
    }
    try {
      new SourceArchive(upstream.id(), mirror, upstream.commit(), Layout.PLAIN)
          .writeTo(OutputStream.nullOutputStream(), FetchListener.SILENT, cancelled);
    } catch (RelayException e) {
      if (e.kind() != Kind.DAMAGED) {
        throw e;
      }
      throw new RelayException(
          Kind.DAMAGED,
          "The repository "
              + upstream.address()
              + " is damaged: not all of commit "
              + upstream.commit()
              + " can be read. Use another mirror for "
              + upstream.id()
              + ".",
          e);
    }
  }

  private static boolean hasObject(Path folder, String commit) throws IOException {
    try (Repository repository = open(folder)) {
      return repository.getObjectDatabase().has(ObjectId.fromString(commit));
    }
  }

  static RelayException noSuchCommit(Upstream upstream, Throwable cause) {
    return new RelayException(
        Kind.NO_SUCH_COMMIT,
        upstream.address()
            + " does not have commit "
            + upstream.commit()
            + ", which is the one checked for this route. Use a mirror that has it.",
        cause);
  }

  private static RelayException badAddress(Upstream upstream, Exception cause) {
    return new RelayException(
        Kind.BAD_ADDRESS,
        upstream.address()
            + " is no address that "
            + upstream.id()
            + " can be fetched from: it must begin with https://, http://, git:// or file://, or be"
            + " a folder of this computer.",
        cause);
  }

  /** Before anything is fetched: a moved tag need not be downloaded to be refused. */
  private static void compareWithUpstream(Git git, Upstream upstream, String address, String name)
      throws GitAPIException, RelayException {
    Map<String, Ref> refs =
        git.lsRemote()
            .setRemote(address)
            .setHeads(false)
            .setTags(true)
            .setTimeout(SILENCE_SECONDS)
            .callAsMap();
    Ref ref = refs.get(name);
    if (ref == null) {
      throw new RelayException(
          Kind.NO_SUCH_TAG,
          address
              + " has no tag "
              + upstream.tag().orElseThrow()
              + ". Perhaps it is not a copy of "
              + upstream.id()
              + ", or one from before that tag.",
          null);
    }
    ObjectId found = ref.getPeeledObjectId() == null ? ref.getObjectId() : ref.getPeeledObjectId();
    compare(upstream, address, found);
  }

  private static void compare(Upstream upstream, String address, ObjectId found)
      throws RelayException {
    if (!found.name().equals(upstream.commit())) {
      throw new RelayException(
          Kind.TAG_MOVED,
          "The tag "
              + upstream.tag().orElse("")
              + " of "
              + address
              + " has been moved: it leads to commit "
              + found.name()
              + ", but the sources checked for this route are commit "
              + upstream.commit()
              + ". Nothing was taken from there. Use a mirror that still has the old tag, or find"
              + " out why it was changed.",
          null);
    }
  }

  /** Without the history if the upstream can leave it out, else with it. */
  private static void fetchShallow(Git git, String address, Monitor monitor, String spec)
      throws GitAPIException {
    try {
      command(git, address, monitor, spec).setDepth(1).call();
    } catch (TransportException e) {
      if (!GitFailures.isAboutShallow(e)) {
        throw e;
      }
      command(git, address, monitor, spec).call();
    }
  }

  private static void fetchCommit(Git git, String address, Monitor monitor, String commit)
      throws GitAPIException {
    try {
      fetchShallow(git, address, monitor, "+" + commit + ":refs/heads/pinned");
    } catch (TransportException e) {
      if (!GitFailures.isARefusal(e)) {
        throw e;
      }
      // Not every server gives a commit by its id; then all the branches that may hold it.
      command(git, address, monitor, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
          .call();
    }
  }

  private static FetchCommand command(Git git, String address, Monitor monitor, String... specs) {
    return git.fetch()
        .setRemote(address)
        .setRefSpecs(specs)
        .setTagOpt(TagOpt.NO_TAGS)
        .setTimeout(SILENCE_SECONDS)
        .setProgressMonitor(monitor);
  }

  /** The tag as it has come, which may be another one than it was a moment before. */
  private static void prove(Repository repository, Upstream upstream) throws IOException {
    ObjectId pinned = ObjectId.fromString(upstream.commit());
    try (RevWalk walk = new RevWalk(repository)) {
      if (upstream.tag().isPresent()) {
        Ref ref = repository.exactRef(Constants.R_TAGS + upstream.tag().get());
        RevObject found = walk.peel(walk.parseAny(ref.getObjectId()));
        compare(upstream, upstream.address(), found);
      }
      if (!repository.getObjectDatabase().has(pinned)) {
        throw noSuchCommit(upstream, null);
      }
      RevCommit commit = walk.parseCommit(pinned);
      walk.parseTree(commit.getTree());
    }
  }
}
