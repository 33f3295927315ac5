package dev.drydock.run;

import dev.drydock.files.DrydockHome;
import dev.drydock.recipe.Sending;
import dev.drydock.relay.FetchListener;
import dev.drydock.relay.Layout;
import dev.drydock.relay.MirrorStore;
import dev.drydock.relay.OwnFiles;
import dev.drydock.relay.Payload;
import dev.drydock.relay.RelayException;
import dev.drydock.relay.RelayException.Kind;
import dev.drydock.relay.Upstream;
import dev.drydock.relay.Upstreams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** This computer's cache of upstream sources, filled from the person's mirrors or the upstreams. */
public final class DesktopSources implements Sources {
  private final Path cache;
  private final MirrorStore mirrors;
  private final Upstreams upstreams;

  public DesktopSources(DrydockHome home) {
    this(home.cache(), new MirrorStore(home.mirrors()));
  }

  /**
   * @param cache as {@link DrydockHome#cache()}
   */
  public DesktopSources(Path cache, MirrorStore mirrors) {
    this.cache = cache;
    this.mirrors = mirrors;
    this.upstreams = new Upstreams(cache);
  }

  @Override
  public Payload prepare(Sending sending, FetchListener listener) throws RelayException {
    if (sending.ours()) {
      return OwnFiles.pack(cache, sending.id(), sending.files());
    }
    Layout layout = sending.part().isEmpty() ? Layout.PLAIN : Layout.PLAIN.only(sending.part());
    return upstreams.archive(upstream(sending), layout, listener);
  }

  @Override
  public boolean isHere(Sending sending) {
    return sending.ours() || upstreams.isCached(pinned(sending, Optional.empty()));
  }

  @Override
  public String address(Sending sending) throws RelayException {
    return upstream(sending).address();
  }

  /** A list of mirrors that cannot be read matters only where something must be fetched. */
  private Upstream upstream(Sending sending) throws RelayException {
    try {
      return pinned(sending, mirrors.get(sending.repository()));
    } catch (IOException e) {
      Upstream upstream = pinned(sending, Optional.empty());
      if (upstreams.isCached(upstream)) {
        return upstream;
      }
      throw new RelayException(Kind.OTHER, e.getMessage(), e);
    }
  }

  private static Upstream pinned(Sending sending, Optional<String> mirror) {
    return new Upstream(
        sending.id(),
        sending.url(),
        Optional.of(sending.tag()).filter(tag -> !tag.isEmpty()),
        sending.commit(),
        mirror);
  }
}
