package dev.drydock.ssh;

import java.nio.charset.StandardCharsets;

/**
 * What a command on the server said.
 *
 * @param exitCode 0 to 255
 * @param out bytes of standard output
 * @param err bytes of standard error
 */
// Never compared, never a key: the bytes are only handed on.
@SuppressWarnings("ArrayRecordComponent")
public record ExecResult(int exitCode, byte[] out, byte[] err) {
  public boolean ok() {
    return exitCode == 0;
  }

  public String text() {
    return new String(out, StandardCharsets.UTF_8);
  }

  public String errorText() {
    return new String(err, StandardCharsets.UTF_8);
  }
}
