package dev.drydock.practice;

import dev.drydock.files.PrivateFiles;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One Drydock at a time changes the practice folder. The system lets go of the lock when its holder
 * ends, however it ends.
 */
final class FolderLock implements AutoCloseable {
  // The system's lock is the whole process's: threads of one process need one of their own.
  private static final Map<Path, ReentrantLock> HERE = new ConcurrentHashMap<>();

  private final ReentrantLock thread;
  private final FileChannel channel;

  private FolderLock(ReentrantLock thread, FileChannel channel) {
    this.thread = thread;
    this.channel = channel;
  }

  /** Waits its turn; interrupting ends the wait. */
  static FolderLock take(Path folder, ProgressListener listener) throws PracticeException {
    Path file = folder.toAbsolutePath().normalize().resolve("lock");
    ReentrantLock thread = HERE.computeIfAbsent(file, f -> new ReentrantLock());
    boolean said = false;
    try {
      if (!thread.tryLock()) {
        waiting(listener);
        said = true;
        thread.lockInterruptibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw PracticeException.cancelled();
    }
    FileChannel channel = null;
    try {
      channel = PrivateFiles.openAppend(file);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        if (!said) {
          waiting(listener);
        }
        lock = channel.lock();
      }
      return new FolderLock(thread, channel);
    } catch (FileLockInterruptionException | ClosedByInterruptException e) {
      release(thread, channel);
      throw PracticeException.cancelled();
    } catch (IOException e) {
      release(thread, channel);
      throw new PracticeException(
          PracticeException.Kind.NO_RIGHTS,
          "Drydock cannot write in "
              + folder
              + " ("
              + e.getMessage()
              + "). Make that folder yours, or set DRYDOCK_HOME to a folder that is.",
          e);
    }
  }

  private static void waiting(ProgressListener listener) {
    listener.say("Another Drydock is busy with the practice server; waiting for it.");
  }

  private static void release(ReentrantLock thread, FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Closed or not, the system lets go of the lock at the latest when this process ends.
    } finally {
      thread.unlock();
    }
  }

  @Override
  public void close() {
    release(thread, channel);
  }
}
