package dev.drydock.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Where Drydock's own log goes: one private file, never the terminal. */
public final class Logs {
  private static final String OWN = "dev.drydock";

  private Logs() {}

  /** Begins to log into {@code file}; a file that cannot be written is done without. */
  public static void start(Path file) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    LogFile appender = new LogFile(file);
    appender.setContext(context);
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }

  /** Drydock's own details too; of libraries (JSch tells much of a login) still warnings only. */
  static void setVerbose(boolean verbose) {
    if (LoggerFactory.getLogger(OWN) instanceof Logger logger) {
      logger.setLevel(verbose ? Level.DEBUG : Level.INFO);
    }
  }
}
