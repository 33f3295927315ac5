package dev.drydock.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drydock.files.DrydockHome;
import dev.drydock.files.Kept;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Each version knows one server more. */
public final class KeptKnownHosts implements Kept {
  private static final int LONG = 3000;

  @Override
  public Path file(DrydockHome home) {
    return home.knownHosts();
  }

  private static KnownHosts files(DrydockHome home) {
    return new KnownHosts(home.knownHosts(), home.config().resolve("none"));
  }

  @Override
  public void write(DrydockHome home, int number) throws IOException {
    byte[] type = "ssh-ed25519".getBytes(UTF_8);
    byte[] key = ByteBuffer.allocate(LONG).putInt(type.length).put(type).putInt(number).array();
    files(home).add("h" + number, key);
  }

  @Override
  public int read(DrydockHome home) throws IOException {
    int number = 0;
    while (files(home).find("h" + number).stream().anyMatch(known -> known.key().length == LONG)) {
      number++;
    }
    if (number == 0) {
      throw new IOException("no line is whole");
    }
    return number - 1;
  }
}
