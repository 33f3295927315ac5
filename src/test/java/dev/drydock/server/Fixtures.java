package dev.drydock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The recorded texts under {@code src/test/resources/facts}. */
final class Fixtures {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Fixtures() {}

  static String text(String kind, String name) {
    try {
      return Files.readString(folder(kind).resolve(name + ".out"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode expected(String kind, String name) {
    try {
      return JSON.readTree(folder(kind).resolve(name + ".json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names of all cases of a kind, at least one. */
  static List<String> cases(String kind) {
    try (Stream<Path> files = Files.list(folder(kind))) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".out"))
              .map(name -> name.substring(0, name.length() - ".out".length()))
              .sorted()
              .toList();
      assertThat(names).isNotEmpty();
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder(String kind) {
    try {
      return Path.of(Fixtures.class.getResource("/facts/" + kind).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
