package dev.drydock.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Arrays;

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
      // By what is written: a number such as 530e0 reads as another Java type, and is the same.
      byte[] once = ProfileJson.write(profile);
      Profile again = ProfileJson.read("name", once);
      if (!Arrays.equals(once, ProfileJson.write(again)) || !again.host().equals(profile.host())) {
        throw new AssertionError(profile + " became " + again);
      }
    } catch (ProfileException e) {
      throw new AssertionError("what was written cannot be read", e);
    }
  }
}
