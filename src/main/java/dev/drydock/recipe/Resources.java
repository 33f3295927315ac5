package dev.drydock.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads the text files that come with the program. */
final class Resources {
  private Resources() {}

  /**
   * @param path from the class path's root, without a leading slash
   * @throws RecipeException if there is none
   */
  static String text(String path) {
    try (InputStream in = Resources.class.getResourceAsStream("/" + path)) {
      if (in == null) {
        throw new RecipeException("there is no resource " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new RecipeException("the resource " + path + " cannot be read", e);
    }
  }
}
