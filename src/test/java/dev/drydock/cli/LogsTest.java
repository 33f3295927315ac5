package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LogsTest {
  @TempDir Path folder;
  private final LoggerContext context = new LoggerContext();
  private Path file;
  private LogFile log;

  @BeforeEach
  void setUp() {
    file = folder.resolve("cache/drydock.log");
    log = new LogFile(file);
    log.setContext(context);
    log.start();
  }

  @AfterEach
  void tearDown() {
    log.stop();
  }

  private void say(String message, Throwable thrown) {
    log.doAppend(
        new LoggingEvent(
            "", context.getLogger("dev.drydock.Test"), Level.INFO, message, thrown, null));
  }

  @Test
  void append_lineAndStack() {
    say("hello", new IOException("cause"));

    assertThat(file)
        .content()
        .contains("INFO", "hello", "java.io.IOException: cause", "\tat dev.drydock.cli.LogsTest");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "POSIX modes")
  void append_onlyTheOwnerReads() throws IOException {
    say("hello", null);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void append_startsAnewWhenFull() throws IOException {
    try (RandomAccessFile big = new RandomAccessFile(file.toFile(), "rw")) {
      big.setLength((4L << 20) + 1);
    }

    say("after", null);

    assertThat(file).content().contains("after").hasSizeLessThan(200);
    assertThat(file.resolveSibling("drydock.log.1")).hasSize((4L << 20) + 1);
  }

  @Test
  void append_afterAnInterrupt() {
    Thread.currentThread().interrupt();
    say("lost, for the channel closes itself", null);
    assertThat(Thread.interrupted()).isTrue();

    say("back", null);

    assertThat(file).content().contains("back");
  }

  @Test
  void start_placeThatCannotBeWritten() throws IOException {
    LogFile nowhere = new LogFile(Files.writeString(folder.resolve("f"), "").resolve("log"));
    nowhere.setContext(context);

    nowhere.start();

    assertThat(nowhere.isStarted()).isFalse();
  }

  @Test
  void configuration_quietAndOwnLevel() {
    LoggerContext running = (LoggerContext) LoggerFactory.getILoggerFactory();

    assertThat(running.getLogger("ROOT").getLevel()).isEqualTo(Level.WARN);
    assertThat(running.getLogger("com.jcraft.jsch.Session").getEffectiveLevel())
        .isEqualTo(Level.WARN);
    assertThat(running.getLogger("ROOT").iteratorForAppenders().hasNext())
        .as("nothing is written to standard output")
        .isFalse();
    Logs.setVerbose(true);
    assertThat(running.getLogger("dev.drydock.run").isDebugEnabled()).isTrue();
    Logs.setVerbose(false);
    assertThat(running.getLogger("dev.drydock.run").isDebugEnabled()).isFalse();
    assertThat(running.getLogger("dev.drydock.run").isInfoEnabled()).isTrue();
  }
}
