package dev.drydock.relay;

import dev.drydock.relay.RelayException.Kind;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.util.sha1.SHA1;

/**
 * The tree of one commit as a tar: the same bytes for the same commit and layout, whoever makes it,
 * wherever and whenever. All times are the commit's, the owner is root, the order is git's.
 *
 * <p>The commit, every folder and every file are compared with their ids on the way, so a tar that
 * comes to its end is the pinned one even if the copy on the disk has decayed or been tampered
 * with.
 */
public final class SourceArchive {
  /** Names longer than this do not fit in a tar header. */
  private static final int NAME_LIMIT = TarConstants.NAMELEN - 1;

  private static final int FILE_MODE = 0100644;
  private static final int PROGRAM_MODE = 0100755;
  private static final int FOLDER_MODE = 040755;
  private static final int LINK_MODE = 0120777;

  private final String id;
  private final Path repository;
  private final ObjectId commit;
  private final Layout layout;

  /**
   * @param id what the sources are called in messages
   * @param repository as {@link Upstreams#fetch} returned it
   * @param commit its full id
   */
  public SourceArchive(String id, Path repository, String commit, Layout layout) {
    this.id = id;
    this.repository = repository;
    this.commit = ObjectId.fromString(commit);
    this.layout = layout;
  }

  /**
   * What was written.
   *
   * @param size of the tar, in bytes
   * @param sha256 of the tar, 64 hexadecimal digits
   * @param files files and links in it, without folders
   */
  public record Summary(long size, String sha256, int files) {}

  /**
   * Streams the tar; {@code out} is flushed and left open.
   *
   * @throws RelayException {@link Kind#DAMAGED}, {@link Kind#UNFIT} or {@link Kind#CANCELLED}; what
   *     was written until then is of no use
   */
  public Summary writeTo(OutputStream out, FetchListener listener, BooleanSupplier cancelled)
      throws IOException {
    Counted counted = new Counted(out);
    MessageDigest digest = Digests.sha256();
    try (Repository opened = GitCopy.open(repository);
        ObjectReader reader = opened.newObjectReader();
        // Latin-1 both ways: names are bytes to git and to tar, and stay the bytes they are.
        TarArchiveOutputStream tar =
            new TarArchiveOutputStream(new DigestOutputStream(counted, digest), "ISO-8859-1")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_TRUNCATE);
      Writing writing = new Writing(reader, tar, listener, cancelled);
      writing.all();
      tar.finish();
      tar.flush();
      return new Summary(counted.count, HexFormat.of().formatHex(digest.digest()), writing.files);
    } catch (org.eclipse.jgit.errors.MissingObjectException
        | CorruptObjectException
        | org.eclipse.jgit.errors.IncorrectObjectTypeException
        | org.eclipse.jgit.errors.RepositoryNotFoundException e) {
      throw damaged(e);
    } catch (org.eclipse.jgit.errors.LargeObjectException e) {
      throw new RelayException(
          Kind.UNFIT, "A folder of " + id + " is too big to be read in one piece.", e);
    }
  }

  private RelayException damaged(Exception cause) {
    return new RelayException(
        Kind.DAMAGED,
        "The copy of "
            + id
            + " on this computer is damaged ("
            + cause.getMessage()
            + "). It must be fetched again.",
        cause);
  }

  private RelayException unfit(String path, String why) {
    return new RelayException(
        Kind.UNFIT,
        "The sources of " + id + " cannot be used: " + readable(path) + " " + why + ".",
        null);
  }

  /** Of bytes kept as Latin-1, without what a terminal would obey. */
  private static String readable(String path) {
    return new String(path.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
        .replaceAll("\\p{Cntrl}", "?");
  }

  private static String latin(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** One pass over the tree. */
  private final class Writing {
    private final ObjectReader reader;
    private final TarArchiveOutputStream tar;
    private final FetchListener listener;
    private final BooleanSupplier cancelled;
    private final Map<String, String> extra = new HashMap<>();
    private final Set<String> folders = new HashSet<>();
    private final byte[] buffer = new byte[Digests.BUFFER];
    private long seconds;
    private long told;
    private int files;

    Writing(
        ObjectReader reader,
        TarArchiveOutputStream tar,
        FetchListener listener,
        BooleanSupplier cancelled) {
      this.reader = reader;
      this.tar = tar;
      this.listener = listener;
      this.cancelled = cancelled;
      layout.extra().forEach((path, text) -> extra.put(latin(path), text));
    }

    void all() throws IOException {
      RevCommit parsed = RevCommit.parse(checked(commit, Constants.OBJ_COMMIT));
      seconds = parsed.getCommitTime();
      ObjectId tree = parsed.getTree().copy();
      for (String name :
          layout.subtree().isEmpty() ? List.<String>of() : Layout.segments(layout.subtree())) {
        tree = below(tree, latin(name));
      }
      String prefix = layout.prefix().isEmpty() ? "" : latin(layout.prefix()) + "/";
      foldersOf(prefix);
      tree(tree, prefix, "");
      for (String path : layout.extra().keySet()) {
        byte[] text = extra.get(latin(path)).getBytes(StandardCharsets.UTF_8);
        String name = prefix + latin(path);
        foldersOf(name.substring(0, name.lastIndexOf('/') + 1));
        TarArchiveEntry entry = entry(name, TarConstants.LF_NORMAL, FILE_MODE, text.length);
        tar.putArchiveEntry(entry);
        tar.write(text);
        tar.closeArchiveEntry();
        count();
      }
      listener.progress("Packing " + id, files, files);
    }

    private ObjectId below(ObjectId tree, String wanted) throws IOException {
      for (Child child : children(tree, "")) {
        if (child.name.equals(wanted) && FileMode.TREE.equals(child.mode)) {
          return child.object;
        }
      }
      throw unfit(latin(layout.subtree()), "is not a folder of commit " + commit.name());
    }

    /** Folders that stand above what is written and are in no tree, uppermost first. */
    private void foldersOf(String path) throws IOException {
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        folder(path.substring(0, slash + 1));
      }
    }

    private void folder(String name) throws IOException {
      if (folders.add(name)) {
        tar.putArchiveEntry(entry(name, TarConstants.LF_DIR, FOLDER_MODE, 0));
        tar.closeArchiveEntry();
      }
    }

    /**
     * @param above the path of the tree as it is in the tar: empty, or with a slash at its end
     * @param path the same without the prefix
     */
    private void tree(ObjectId tree, String above, String path) throws IOException {
      for (Child child : children(tree, path)) {
        String inTar = above + child.name;
        String inTree = path + child.name;
        if (cancelled.getAsBoolean()) {
          throw new RelayException(Kind.CANCELLED, "Packing " + id + " was cancelled.", null);
        }
        if (FileMode.TREE.equals(child.mode)) {
          if (extra.containsKey(inTree)) {
            throw unfit(inTree, "is a folder there, and was to be a file");
          }
          folder(inTar + "/");
          tree(child.object, inTar + "/", inTree + "/");
        } else if (FileMode.GITLINK.equals(child.mode)) {
          throw unfit(inTree, "is another repository (a submodule), which is not fetched with it");
        } else if (extra.keySet().stream().anyMatch(one -> one.startsWith(inTree + "/"))) {
          throw unfit(inTree, "is a file there, and was to be a folder");
        } else if (!extra.containsKey(inTree)) {
          leaf(child, inTar, inTree);
        }
      }
    }

    private void leaf(Child child, String inTar, String inTree) throws IOException {
      if (FileMode.SYMLINK.equals(child.mode)) {
        String target =
            new String(checked(child.object, Constants.OBJ_BLOB), StandardCharsets.ISO_8859_1);
        if (leaves(inTree, target)) {
          throw unfit(inTree, "is a link to a place outside of them");
        }
        if (target.length() > NAME_LIMIT) {
          longName(target, TarConstants.LF_GNUTYPE_LONGLINK);
        }
        TarArchiveEntry link = entry(inTar, TarConstants.LF_SYMLINK, LINK_MODE, 0);
        link.setLinkName(target);
        tar.putArchiveEntry(link);
        tar.closeArchiveEntry();
      } else if (FileMode.REGULAR_FILE.equals(child.mode)
          || FileMode.EXECUTABLE_FILE.equals(child.mode)) {
        file(child, inTar);
      } else {
        throw unfit(inTree, "is neither a file nor a folder nor a link");
      }
      count();
    }

    private void count() {
      files++;
      if (System.nanoTime() - told > 100_000_000) {
        told = System.nanoTime();
        listener.progress("Packing " + id, files, 0);
      }
    }

    private void file(Child child, String inTar) throws IOException {
      ObjectLoader loader = reader.open(child.object, Constants.OBJ_BLOB);
      boolean program = FileMode.EXECUTABLE_FILE.equals(child.mode);
      tar.putArchiveEntry(
          entry(
              inTar, TarConstants.LF_NORMAL, program ? PROGRAM_MODE : FILE_MODE, loader.getSize()));
      SHA1 sha1 = begun(Constants.OBJ_BLOB, loader.getSize());
      long left = loader.getSize();
      try (InputStream in = loader.openStream()) {
        while (left > 0) {
          int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
          if (count < 0) {
            break;
          }
          sha1.update(buffer, 0, count);
          tar.write(buffer, 0, count);
          left -= count;
        }
      }
      prove(child.object, sha1);
      tar.closeArchiveEntry();
    }

    private TarArchiveEntry entry(String name, byte type, int mode, long size) throws IOException {
      if (name.length() > NAME_LIMIT) {
        longName(name, TarConstants.LF_GNUTYPE_LONGNAME);
      }
      return plain(name, type, mode, size);
    }

    private TarArchiveEntry plain(String name, byte type, int mode, long size) {
      TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
      entry.setMode(mode);
      entry.setIds(0, 0);
      entry.setNames("root", "root");
      entry.setModTime(seconds * 1000);
      entry.setSize(size);
      return entry;
    }

    /**
     * GNU's way, which old tars and busybox understand. By hand, since the library would put the
     * name of this computer's user into it.
     */
    private void longName(String name, byte type) throws IOException {
      byte[] bytes = (name + "\0").getBytes(StandardCharsets.ISO_8859_1);
      tar.putArchiveEntry(plain(TarConstants.GNU_LONGLINK, type, 0644, bytes.length));
      tar.write(bytes);
      tar.closeArchiveEntry();
    }

    private List<Child> children(ObjectId tree, String path) throws IOException {
      List<Child> all = new ArrayList<>();
      Set<String> names = new HashSet<>();
      CanonicalTreeParser parser = new CanonicalTreeParser();
      byte[] bytes = checked(tree, Constants.OBJ_TREE);
      try {
        for (parser.reset(bytes); !parser.eof(); parser.next()) {
          byte[] raw = new byte[parser.getNameLength()];
          parser.getName(raw, 0);
          String name = new String(raw, StandardCharsets.ISO_8859_1);
          if (name.isEmpty()
              || name.equals(".")
              || name.equals("..")
              || name.equalsIgnoreCase(".git")
              || name.indexOf('/') >= 0
              || name.indexOf('\\') >= 0
              || !names.add(name)) {
            throw unfit(path + name, "has a name that must not be unpacked");
          }
          all.add(new Child(name, parser.getEntryFileMode(), parser.getEntryObjectId()));
        }
      } catch (ArrayIndexOutOfBoundsException e) {
        throw damaged(e);
      }
      return all;
    }

    private byte[] checked(ObjectId object, int type) throws IOException {
      byte[] bytes = reader.open(object, type).getCachedBytes();
      SHA1 sha1 = begun(type, bytes.length);
      sha1.update(bytes);
      prove(object, sha1);
      return bytes;
    }

    /** An object's id is the SHA-1 of its type, its length and its content. */
    private SHA1 begun(int type, long length) {
      SHA1 sha1 = SHA1.newInstance();
      sha1.update(Constants.encodedTypeString(type));
      sha1.update((byte) ' ');
      sha1.update(Constants.encodeASCII(length));
      sha1.update((byte) 0);
      return sha1;
    }

    private void prove(AnyObjectId expected, SHA1 sha1) throws CorruptObjectException {
      if (!sha1.toObjectId().equals(expected)) {
        throw new CorruptObjectException(expected.toObjectId(), "its content is not its own");
      }
    }
  }

  private record Child(String name, FileMode mode, ObjectId object) {}

  /** Whether a link leads out of the tree, by its text alone. */
  private static boolean leaves(String link, String target) {
    if (target.isEmpty() || target.startsWith("/") || target.indexOf('\0') >= 0) {
      return true;
    }
    int depth = (int) link.chars().filter(c -> c == '/').count();
    for (String step : target.split("/", -1)) {
      if (step.equals("..")) {
        depth--;
      } else if (!step.isEmpty() && !step.equals(".")) {
        depth++;
      }
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }

  /** Stays open when the tar is closed. */
  private static final class Counted extends FilterOutputStream {
    private long count;

    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      out.write(buffer, offset, length);
      count += length;
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }
}
