package dev.drydock.profile;

import com.fasterxml.jackson.core.JsonProcessingException;

/** A profile's file is understood or refused with a reason; what is understood is kept. */
public final class ProfileFuzz {
  private ProfileFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws JsonProcessingException {
    Profile profile;
    try {
      profile = ProfileJson.read("name", input);
    } catch (ProfileException e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("no reason given", e);
      }
      return;
    }
    try {
      Profile again = ProfileJson.read("name", ProfileJson.write(profile));
      if (!again.equals(profile)) {
        throw new AssertionError(profile + " became " + again);
      }
    } catch (ProfileException e) {
      throw new AssertionError("what was written cannot be read", e);
    }
  }
}
