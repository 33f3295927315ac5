package dev.drydock.session;

import dev.drydock.job.Places;
import dev.drydock.job.ServerRuns;
import java.nio.file.Path;

/**
 * A server side of a test's own: what other tests walk at the same time is none of its business.
 */
public final class OwnPlace {
  private OwnPlace() {}

  public static ServerRuns in(Path folder) {
    return new ServerRuns(places(folder));
  }

  public static Places places(Path folder) {
    return new Places(
        folder.resolve("var-lib-drydock").toString(), Places.standard().bootFile(), 2, 1);
  }
}
