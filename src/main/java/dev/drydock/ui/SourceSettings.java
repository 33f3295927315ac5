package dev.drydock.ui;

import dev.drydock.relay.MirrorStore;
import dev.drydock.relay.Upstream;
import java.io.IOException;

/**
 * Where this computer fetches upstream sources from.
 *
 * @param mirrors the person's own addresses
 * @param test whether an address is any good
 */
public record SourceSettings(MirrorStore mirrors, Test test) {
  /** Tries an address. Blocks; interrupting the thread ends it. */
  @FunctionalInterface
  public interface Test {
    /**
     * @throws IOException why the pinned commit cannot be had from there, for the person
     */
    void run(Upstream upstream) throws IOException;
  }
}
