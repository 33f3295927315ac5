package dev.drydock.run;

import dev.drydock.recipe.Sending;
import dev.drydock.relay.FetchListener;
import dev.drydock.relay.Payload;
import dev.drydock.relay.RelayException;

/** Where a run gets what it sends to the server. */
public interface Sources {
  /**
   * Fetches, unless it is here already, proves, and packs. Blocks; interrupting cancels.
   *
   * @throws RelayException with a message for the person
   */
  Payload prepare(Sending sending, FetchListener listener) throws RelayException;

  /** Whether it can be had without a network. */
  boolean isHere(Sending sending);

  /** From where it would be fetched, for a console. */
  String address(Sending sending) throws RelayException;
}
