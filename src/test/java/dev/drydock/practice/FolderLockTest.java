package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.ssh.Waiting;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
  @TempDir Path folder;

  @Test
  void take_secondWaitsItsTurnAndSaysSo() throws Exception {
    List<String> said = new CopyOnWriteArrayList<>();
    CountDownLatch got = new CountDownLatch(1);
    FolderLock first = FolderLock.take(folder, line -> {});
    Thread second =
        new Thread(
            () -> {
              try {
                FolderLock.take(folder, said::add).close();
                got.countDown();
              } catch (PracticeException e) {
                said.add("failed: " + e.getMessage());
              }
            });
    second.start();
    Waiting.await("it says that it waits", () -> !said.isEmpty());
    assertThat(got.getCount()).isEqualTo(1);

    first.close();

    assertThat(got.await(30, TimeUnit.SECONDS)).isTrue();
    second.join();
    assertThat(said).singleElement().asString().contains("waiting");
  }

  @Test
  void take_interruptEndsTheWait() throws Exception {
    AtomicReference<PracticeException.Kind> kind = new AtomicReference<>();
    CountDownLatch waiting = new CountDownLatch(1);
    FolderLock first = FolderLock.take(folder, line -> {});
    Thread second =
        new Thread(
            () -> {
              try {
                FolderLock.take(folder, line -> waiting.countDown()).close();
              } catch (PracticeException e) {
                kind.set(e.kind());
              }
            });
    second.start();
    waiting.await();

    second.interrupt();
    second.join();

    assertThat(kind.get()).isEqualTo(PracticeException.Kind.CANCELLED);
    first.close();
    FolderLock.take(folder, line -> {}).close();
  }
}
