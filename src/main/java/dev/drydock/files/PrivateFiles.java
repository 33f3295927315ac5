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
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Files only their owner can read (0600, folders 0700), replaced whole or not at all. */
public final class PrivateFiles {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final int BUFFER = 1 << 16;
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

  /** Makes the folder and its missing parents, 0700; an existing one is tightened to 0700. */
  public static void createFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      if (!Files.isSymbolicLink(folder)) {
        tighten(folder, "rwx------");
      }
      return;
    }
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      createFolder(parent);
    }
    try {
      Files.createDirectory(folder, FOLDER);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw new NotDirectoryException(folder.toString());
      }
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
    // Renaming over /dev/null or a pipe would destroy it (root may): only files are replaced.
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FileSystemException(file.toString(), null, "is not an ordinary file");
    }
    Path folder = folderOf(file);
    createFolderIfMissing(folder);
    // CREATE_NEW never follows a link and never opens what is there, so a name guessed and planted
    // by somebody else makes the write fail instead of going astray.
    Path temporary =
        folder.resolve(
            "."
                + file.getFileName()
                + "."
                + Long.toHexString(ThreadLocalRandom.current().nextLong()));
    FileChannel channel =
        FileChannel.open(
            temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE);
    try {
      try (channel) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        body.writeTo(out);
        out.flush();
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
    forceFolder(folder);
  }

  /**
   * Opens (creating it if need be) a file for appending, 0600 also if it was wider before. A
   * symbolic link in its place is refused, so that nobody can steer a log into another file.
   */
  public static FileChannel openAppend(Path file) throws IOException {
    createFolderIfMissing(folderOf(file));
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
      tighten(file, "rw-------");
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return channel;
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
