package dev.drydock.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.security.SecureRandom;
import java.util.Set;

/** Files only their owner can read (0600, folders 0700), replaced whole or not at all. */
public final class PrivateFiles {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final boolean UNIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

  /** {@code S_IFMT} and {@code S_IFCHR} of POSIX's sys/stat.h. */
  private static final int KIND = 0170000;

  private static final int CHARACTER_DEVICE = 0020000;
  private static final int BUFFER = 1 << 16;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final FileAttribute<?>[] FILE = permissions("rw-------");
  private static final FileAttribute<?>[] FOLDER = permissions("rwx------");

  private PrivateFiles() {}

  private static FileAttribute<?>[] permissions(String mode) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * Makes one of Drydock's own folders and its missing parents, 0700. What is there already, from
   * Drydock's root folder down to this one, is tightened to 0700; a symbolic link among it, or a
   * folder of somebody else's, is refused: whoever can put one there could read or feed what is
   * kept in it. (Above that root the person may arrange links as they like.)
   *
   * @throws FileSystemException with a reason fit for a person
   */
  public static void createFolder(Path folder) throws IOException {
    Path whole = folder.toAbsolutePath();
    for (Path own : DrydockHome.ownFolders(whole)) {
      if (Files.exists(own, LinkOption.NOFOLLOW_LINKS)) {
        secure(own);
      }
    }
    makeFolders(whole);
  }

  private static void makeFolders(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.getParent();
    if (parent != null) {
      makeFolders(parent);
    }
    try {
      Files.createDirectory(folder, FOLDER);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw new NotDirectoryException(folder.toString());
      }
    }
  }

  private static void secure(Path folder) throws IOException {
    if (Files.isSymbolicLink(folder)) {
      throw new FileSystemException(
          folder.toString(),
          null,
          "is a symbolic link; Drydock keeps private things there and does not follow it. Remove the"
              + " link (DRYDOCK_HOME puts all of Drydock's folders elsewhere)");
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new NotDirectoryException(folder.toString());
    }
    if (!isOurs(folder)) {
      throw new FileSystemException(
          folder.toString(),
          null,
          "belongs to another user, who could read or change what Drydock keeps there");
    }
    tighten(folder, "rwx------");
  }

  /** Where the system cannot tell, the folder's mode has to do. */
  private static boolean isOurs(Path folder) throws IOException {
    if (!POSIX) {
      return true;
    }
    UserPrincipal owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS);
    try {
      return owner.equals(
          folder
              .getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByName(System.getProperty("user.name", "")));
    } catch (UserPrincipalNotFoundException e) {
      return true;
    }
  }

  /** Writes what the file is to hold. */
  @FunctionalInterface
  public interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Replaces {@code file} by {@code content}: written beside it, forced to disk, renamed over it.
   * On any failure the old file stands untouched and nothing is left beside it. A symbolic link in
   * its place is replaced, never followed; a device, pipe or folder is refused.
   */
  public static void write(Path file, byte[] content) throws IOException {
    writeStream(file, out -> out.write(content));
  }

  /** As {@link #write}, for content too big to hold in memory. */
  public static void writeStream(Path file, Body body) throws IOException {
    writeStream(file, body, new DiskCalls());
  }

  static void writeStream(Path file, Body body, DiskCalls system) throws IOException {
    // Renaming over /dev/null or a pipe would destroy it (root may): only files are replaced.
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FileSystemException(file.toString(), null, "is not an ordinary file");
    }
    Path folder = folderOf(file);
    createFolderIfMissing(folder);
    Path temporary = folder.resolve(temporaryName(file));
    // CREATE_NEW never follows a link and never opens what is there, so a name guessed and planted
    // by somebody else makes the write fail instead of going astray.
    FileChannel channel =
        FileChannel.open(
            temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE);
    boolean renamed = false;
    try {
      try (channel) {
        OutputStream out = new BufferedOutputStream(system.stream(channel), BUFFER);
        body.writeTo(out);
        out.flush();
        system.force(channel);
      }
      system.rename(temporary, file);
      renamed = true;
    } finally {
      if (!renamed) {
        Files.deleteIfExists(temporary);
      }
    }
    forceFolder(folder);
  }

  /** Unguessable, so that nobody can make it beforehand to keep the file from being written. */
  private static String temporaryName(Path file) {
    return "." + file.getFileName() + "." + Long.toHexString(RANDOM.nextLong());
  }

  /** The calls that a full or failing disk refuses; a test stands in for such a disk. */
  static class DiskCalls {
    OutputStream stream(FileChannel channel) {
      return Channels.newOutputStream(channel);
    }

    void force(FileChannel channel) throws IOException {
      channel.force(true);
    }

    void rename(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Opens (creating it if need be) a file for appending, 0600 also if it was wider before. A
   * symbolic link in its place is refused, and so is a file with a second name (a hard link), so
   * that nobody can steer a log into another file; and a pipe or device, which might never answer.
   */
  public static FileChannel openAppend(Path file) throws IOException {
    createFolderIfMissing(folderOf(file));
    refuseUnlessPlain(file);
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND,
                LinkOption.NOFOLLOW_LINKS),
            FILE);
    try {
      // Once more: it may have been put there between the look and the opening.
      refuseUnlessPlain(file);
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        tighten(file, "rw-------");
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return channel;
  }

  private static boolean isOfKind(Path file, int kind) throws IOException {
    return UNIX
        && Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) instanceof Integer mode
        && (mode & KIND) == kind;
  }

  private static void refuseUnlessPlain(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isSymbolicLink(file)) {
      throw new FileSystemException(
          file.toString(),
          null,
          "is a symbolic link; Drydock does not write through it. Remove the link");
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      // A character device (/dev/full, to see what a full disk does) answers at once.
      if (isOfKind(file, CHARACTER_DEVICE)) {
        return;
      }
      throw new FileSystemException(file.toString(), null, "is not an ordinary file");
    }
    if (UNIX
        && Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) instanceof Integer n
        && n > 1) {
      throw new FileSystemException(
          file.toString(),
          null,
          "has a second name (a hard link), so writing to it would change another file as well."
              + " Remove one of the two");
    }
  }

  /**
   * The whole content of an ordinary file.
   *
   * @throws FileSystemException if it is none, or longer than {@code limit} bytes
   */
  public static byte[] read(Path file, int limit) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FileSystemException(file.toString(), null, "is not an ordinary file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(limit);
      if (in.read() >= 0) {
        throw new FileSystemException(
            file.toString(), null, "is longer than " + limit + " bytes, which cannot be right");
      }
      return content;
    }
  }

  /** What went wrong with a file, in words for a person; the class names stay in the log. */
  public static String explain(Exception e) {
    Throwable cause = e instanceof DirectoryIteratorException ? e.getCause() : e;
    if (cause instanceof FileSystemException file) {
      String what =
          cause instanceof AccessDeniedException
              ? "permission denied"
              : cause instanceof NoSuchFileException
                  ? "there is no such file or folder"
                  : cause instanceof FileAlreadyExistsException
                      ? "it exists already"
                      : cause instanceof NotDirectoryException ? "not a folder" : file.getReason();
      return file.getFile() + ": " + (what == null ? "the system refused" : what);
    }
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }

  private static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || file.getFileName() == null) {
      throw new IllegalArgumentException("not the name of a file: " + file);
    }
    return folder;
  }

  private static void tighten(Path path, String mode) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view == null) {
      return;
    }
    Set<PosixFilePermission> wanted = PosixFilePermissions.fromString(mode);
    if (!view.readAttributes().permissions().equals(wanted)) {
      view.setPermissions(wanted);
    }
  }

  private static void createFolderIfMissing(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      createFolder(folder);
    }
  }

  /** Makes a rename durable; not possible everywhere, and then not needed. */
  private static void forceFolder(Path folder) {
    if (!POSIX) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Some file systems refuse fsync on a folder; the rename itself has already happened.
    }
  }
}
