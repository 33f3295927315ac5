package dev.drydock.ssh;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A password or passphrase: bytes in memory that are zeroed on {@link #close()}. Never a String, so
 * that it is never interned, logged or serialised by accident. Thread-safe.
 */
public final class Secret implements AutoCloseable {
  private final byte[] bytes;
  private boolean closed;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Encodes as UTF-8 and zeroes {@code chars}. */
  public static Secret of(char[] chars) {
    byte[] room = new byte[chars.length * 4];
    ByteBuffer encoded = ByteBuffer.wrap(room);
    StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(chars), encoded, true);
    byte[] bytes = Arrays.copyOf(room, encoded.position());
    Arrays.fill(room, (byte) 0);
    Arrays.fill(chars, '\0');
    return new Secret(bytes);
  }

  /** Takes over {@code bytes}: the caller must not use them again. */
  public static Secret of(byte[] bytes) {
    return new Secret(bytes);
  }

  /** A copy for the caller, who zeroes it after use. */
  public synchronized byte[] copy() {
    if (closed) {
      throw new IllegalStateException("secret is already wiped");
    }
    return bytes.clone();
  }

  /** An independent secret with the same bytes. */
  public Secret duplicate() {
    return new Secret(copy());
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    Arrays.fill(bytes, (byte) 0);
    closed = true;
  }

  /** Says nothing about the content, not even its length. */
  @Override
  public String toString() {
    return "Secret[hidden]";
  }
}
