package dev.drydock.run;

import dev.drydock.files.PrivateFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes this process the one that executes a run, until closed or until the process ends.
 *
 * <p>POSIX drops all locks a process has on a file when the process closes any descriptor of it. So
 * a second try within one process must not even open the file: that would let other processes in.
 */
final class RunLock implements Closeable {
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;
  private boolean closed;

  private RunLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Empty when somebody has it. */
  static Optional<RunLock> tryLock(Path lockFile) throws IOException {
    Path folder = lockFile.toAbsolutePath().getParent();
    Path file = folder.toRealPath().resolve(lockFile.getFileName());
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    FileLock lock = null;
    try {
      channel = PrivateFiles.openAppend(file);
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by this very process by way of another class loader.
    } finally {
      if (lock == null) {
        HELD.remove(file);
        if (channel != null) {
          channel.close();
        }
      }
    }
    return lock == null ? Optional.empty() : Optional.of(new RunLock(file, channel));
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      channel.close();
    } finally {
      HELD.remove(file);
    }
  }
}
