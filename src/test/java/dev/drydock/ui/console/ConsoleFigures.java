package dev.drydock.ui.console;

import com.formdev.flatlaf.FlatDarkLaf;
import java.awt.AWTEvent;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.Toolkit;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.swing.JFrame;
import javax.swing.SwingUtilities;
import javax.swing.UIManager;

/**
 * Measures the console, by hand: how fast it takes output in, how long the event dispatch thread is
 * held up meanwhile, and what a log of 1 GB costs. Needs a display and 1 GB of temporary space.
 */
final class ConsoleFigures {
  private static final long GIGABYTE = 1_000_000_000;
  private static final byte[] YES = bytes("y\n".repeat(1 << 17));
  private static final byte[] BUILD =
      bytes(
          "\u001b[32mCC\u001b[0m  drivers/net/ethernet/intel/e100/e100_main.o and some more words\n"
              .repeat(2500));
  private static final byte[] ONE_LINE = bytes("no end of this line, ever; ".repeat(1 << 13));
  private static final byte[] PROGRESS = bytes(" 12% [====>      ] 1.2 MB/s\r".repeat(1 << 13));
  private static final byte[] STYLED = bytes("\u001b[3mx\u001b[31my\u001b[44mz".repeat(1 << 14));

  private ConsoleFigures() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("drydock-figures");
    Toolkit.getDefaultToolkit().getSystemEventQueue().push(new Meter());
    try {
      onEdt(
          () -> {
            UIManager.setLookAndFeel(new FlatDarkLaf());
            return null;
          });
      // The first is only to warm up.
      flood(folder, "(warm-up)", BUILD, true, 100);
      flood(folder, "yes", YES, true, 100);
      flood(folder, "build log", BUILD, true, 100);
      flood(folder, "build log, not wrapped", BUILD, false, 100);
      flood(folder, "one line", ONE_LINE, true, 100);
      flood(folder, "one line, not wrapped", ONE_LINE, false, 100);
      flood(folder, "progress line", PROGRESS, true, 100);
      flood(folder, "a style a character, not wrapped", STYLED, false, 100);
      flood(folder, "build log, as fast as it goes", BUILD, true, 10_000);
      gigabyte(folder, "build log", BUILD);
      gigabyte(folder, "y and line feed", YES);
      gigabyte(folder, "one line", ONE_LINE);
    } finally {
      Files.delete(folder);
    }
    System.exit(0);
  }

  /** Takes the processor time of each event: unlike the wall clock's, it is the console's own. */
  private static final class Meter extends EventQueue {
    private static final AtomicLong DEAREST = new AtomicLong();
    private static final AtomicLong SUM = new AtomicLong();

    @Override
    protected void dispatchEvent(AWTEvent event) {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadCpuTime();
      super.dispatchEvent(event);
      long cost = threads.getCurrentThreadCpuTime() - before;
      DEAREST.accumulateAndGet(cost, Math::max);
      SUM.addAndGet(cost);
    }

    static String reset() {
      return String.format(
          Locale.ROOT,
          "dearest event %.0f ms of processor, all together %.1f s",
          DEAREST.getAndSet(0) / 1e6,
          SUM.getAndSet(0) / 1e9);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void flood(Path folder, String name, byte[] piece, boolean wrap, int rate)
      throws Exception {
    Path log = Files.createFile(folder.resolve("out"));
    ConsoleView view = open(log);
    onEdt(
        () -> {
          view.setWrap(wrap);
          return null;
        });
    Meter.reset();
    Pings pings = new Pings();
    long total = 0;
    long began = System.nanoTime();
    try (OutputStream out = Files.newOutputStream(log)) {
      while (System.nanoTime() - began < 5_000_000_000L) {
        out.write(piece);
        total += piece.length;
        view.logGrew(total);
        long due = began + total * 1000 / rate;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(1_000_000);
        }
      }
    }
    settle(view);
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "flood of %s: %.0f MB/s written and shown; event thread held up at most %d ms (%s)%n",
        name,
        total / 1e6 / seconds,
        pings.stop(),
        Meter.reset());
    close(view);
    Files.delete(log);
  }

  private static void gigabyte(Path folder, String name, byte[] piece) throws Exception {
    Path log = folder.resolve("out");
    try (OutputStream out = Files.newOutputStream(log)) {
      for (long total = 0; total < GIGABYTE; total += piece.length) {
        out.write(piece);
      }
    }
    long before = usedMemory();
    Pings pings = new Pings();
    long began = System.nanoTime();
    ConsoleView view = open(log);
    settle(view);
    double seconds = (System.nanoTime() - began) / 1e9;
    long beforeJump = System.nanoTime();
    onEdt(
        () -> {
          ConsolePane pane = find(view);
          pane.scrollToRow(pane.reader().rows() / 2);
          return view.visibleText();
        });
    double jump = (System.nanoTime() - beforeJump) / 1e6;
    onEdt(
        () -> {
          view.setFollow(true);
          return null;
        });
    long pause = pings.stop();
    System.out.printf(
        Locale.ROOT,
        "1 GB, %s: read in %.2f s (%.0f MB/s), %,d rows; jump to the middle %.1f ms; event thread"
            + " held up at most %d ms; whole heap in use %.1f MB, of it %.1f MB since before%n",
        name,
        seconds,
        GIGABYTE / 1e6 / seconds,
        onEdt(() -> find(view).reader().rows()),
        jump,
        pause,
        usedMemory() / 1e6,
        (usedMemory() - before) / 1e6);
    close(view);
    Search search = searchFor(log);
    long beforeSearch = System.nanoTime();
    if (search.call().isPresent()) {
      throw new AssertionError("found what is not there");
    }
    System.out.printf(
        Locale.ROOT, "   a search through it: %.1f s%n", (System.nanoTime() - beforeSearch) / 1e9);
    Files.delete(log);
  }

  private static Search searchFor(Path log) throws IOException {
    LogIndex index = new LogIndex(log);
    index.catchUp(() -> false);
    return new Search(new RowReader(index), "not to be found", Position.START, true);
  }

  private static ConsolePane find(ConsoleView view) {
    for (var part : view.getComponents()) {
      if (part instanceof ConsolePane pane) {
        return pane;
      }
    }
    throw new AssertionError("no pane");
  }

  private static long usedMemory() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static ConsoleView open(Path log) throws Exception {
    return onEdt(
        () -> {
          ConsoleView view = new ConsoleView(log);
          view.setPreferredSize(new Dimension(1200, 800));
          JFrame frame = new JFrame("Figures");
          frame.add(view);
          frame.pack();
          frame.setVisible(true);
          return view;
        });
  }

  private static void settle(ConsoleView view) throws Exception {
    while (!onEdt(view::isCaughtUp)) {
      LockSupport.parkNanos(2_000_000);
    }
  }

  private static void close(ConsoleView view) throws Exception {
    onEdt(
        () -> {
          SwingUtilities.getWindowAncestor(view).dispose();
          return null;
        });
  }

  private static <T> T onEdt(Callable<T> task) throws Exception {
    FutureTask<T> future = new FutureTask<>(task);
    SwingUtilities.invokeLater(future);
    return future.get();
  }

  /** Asks the event dispatch thread for an answer every few milliseconds. */
  private static final class Pings {
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong worst = new AtomicLong();
    private final Thread thread = new Thread(this::ping, "pings");

    Pings() {
      thread.setDaemon(true);
      thread.start();
    }

    private void ping() {
      while (!stop.get()) {
        long asked = System.nanoTime();
        try {
          SwingUtilities.invokeAndWait(
              () -> worst.accumulateAndGet(System.nanoTime() - asked, Math::max));
        } catch (InterruptedException | java.lang.reflect.InvocationTargetException e) {
          throw new AssertionError(e);
        }
        LockSupport.parkNanos(2_000_000);
      }
    }

    long stop() throws InterruptedException {
      stop.set(true);
      thread.join();
      return worst.get() / 1_000_000;
    }
  }
}
