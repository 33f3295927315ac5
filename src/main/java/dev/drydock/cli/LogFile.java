package dev.drydock.cli;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.drydock.files.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Appends to a file that only its owner can read, and keeps one older one. Logback's own file
 * appenders create files as wide as the umask allows.
 */
final class LogFile extends AppenderBase<ILoggingEvent> {
  private static final long LIMIT = 4L << 20;

  private final Path file;
  private final PatternLayout layout = new PatternLayout();
  private FileChannel channel;

  LogFile(Path file) {
    this.file = file;
  }

  @Override
  public void start() {
    layout.setContext(getContext());
    layout.setPattern("%d{yyyy-MM-dd HH:mm:ss.SSS,UTC} %-5level [%thread] %logger{24} %msg%n");
    layout.start();
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        PrivateFiles.createFolder(folder);
      }
      channel = PrivateFiles.openAppend(file);
    } catch (IOException e) {
      addError("no log file", e);
      return;
    }
    super.start();
  }

  /** Called under AppenderBase's lock. */
  @Override
  protected void append(ILoggingEvent event) {
    ByteBuffer line =
        ByteBuffer.wrap(harmless(layout.doLayout(event)).getBytes(StandardCharsets.UTF_8));
    try {
      if (!channel.isOpen() || channel.size() > LIMIT) {
        reopen();
      }
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException e) {
      addError("log line lost", e);
    }
  }

  /** Messages may quote a server, and logs are looked at with cat. */
  private static String harmless(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == '\n' || c == '\t' || !Character.isISOControl(c) ? c : '?')
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private void reopen() throws IOException {
    // A channel closes itself when its thread is interrupted; cancelling does that.
    if (channel.isOpen()) {
      channel.close();
    }
    if (Files.isRegularFile(file) && Files.size(file) > LIMIT) {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    channel = PrivateFiles.openAppend(file);
  }

  @Override
  public void stop() {
    super.stop();
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      addError("closing the log", e);
    }
    layout.stop();
  }
}
