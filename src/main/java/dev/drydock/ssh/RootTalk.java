package dev.drydock.ssh;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * What sudo or su says before root's shell is ready. Heard by the session's reader thread, asked by
 * the thread that wants root; both hold this object's monitor.
 */
abstract class RootTalk implements Remote.Sink {
  private static final int KEPT = 64 * 1024;

  /** Text without a line end, and then nothing more: a question. */
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String ready;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private String text = "";
  private boolean isReady;
  private boolean passwordSent;
  private int answered;
  private long lastNanos = Awake.now();

  RootTalk(String nonce) {
    ready = nonce + ":R";
  }

  @Override
  public final synchronized void accept(byte[] buffer, int offset, int length) {
    if (isReady || heard.size() > KEPT) {
      return;
    }
    heard.write(buffer, offset, length);
    text = told(heard.toString(StandardCharsets.UTF_8));
    isReady = text.contains(ready);
    lastNanos = Awake.now();
  }

  /** What of all that was heard is theirs. */
  String told(String all) {
    return all;
  }

  final synchronized boolean isReady() {
    return isReady;
  }

  final synchronized void passwordSent() {
    passwordSent = true;
    answered = text.length();
    lastNanos = Awake.now();
  }

  final synchronized boolean isPasswordSent() {
    return passwordSent;
  }

  /** After the password was sent, silence is thinking: only new text can be a question. */
  final synchronized String lastLine() {
    return text.substring(Math.max(answered, text.lastIndexOf('\n') + 1)).strip();
  }

  final synchronized boolean isQuietFor(long nanos) {
    return Awake.now() - lastNanos > nanos;
  }

  /** Whether something else than the known question waits for an answer. */
  synchronized boolean isStalled() {
    return !lastLine().isEmpty() && isQuietFor(STALL_NANOS);
  }

  final synchronized String text() {
    return text;
  }
}
