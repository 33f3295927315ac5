package dev.drydock.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The person's own addresses for upstream repositories: a URL, or the folder of a repository on
 * this computer. One JSON file, 0600, replaced whole or not at all; what this Drydock does not know
 * in it (fields of a newer one, ids of other recipes) is kept. A file that cannot be understood is
 * never written over. Thread-safe within this process; every method reads the file anew.
 */
public final class MirrorStore {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final String MIRRORS = "mirrors";
  private static final String SCHEMA = "schema";
  private static final int VERSION = 1;
  private static final int LIMIT = 1 << 20;
  private static final Pattern URL =
      // Nothing that is not to be seen: it is shown in terminals and windows.
      Pattern.compile(
          "(?:https?|git|file)://[^\\s\\p{Cc}\\p{Cf}\\p{Z}]+", Pattern.CASE_INSENSITIVE);
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
  private static final Pattern LOGIN = Pattern.compile("[A-Za-z]+://[^/]*@.*");

  private final Path file;

  /**
   * @param file as {@link dev.drydock.files.DrydockHome#mirrors()}; need not exist
   */
  public MirrorStore(Path file) {
    this.file = file;
  }

  /**
   * Repository id to address, by id.
   *
   * @throws IOException with a message for the person
   */
  public synchronized SortedMap<String, String> load() throws IOException {
    SortedMap<String, String> mirrors = new TreeMap<>();
    read()
        .path(MIRRORS)
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isTextual()) {
                mirrors.put(entry.getKey(), entry.getValue().textValue());
              }
            });
    return Collections.unmodifiableSortedMap(mirrors);
  }

  /**
   * @throws IOException with a message for the person
   */
  public Optional<String> get(String id) throws IOException {
    return Optional.ofNullable(load().get(id));
  }

  /**
   * @throws IllegalArgumentException with the sentence of {@link #problem}
   * @throws IOException with a message for the person; what was saved before is untouched
   */
  public synchronized void set(String id, String address) throws IOException {
    String trimmed = address.strip();
    Optional<String> problem = problem(trimmed);
    if (problem.isPresent()) {
      throw new IllegalArgumentException(problem.get());
    }
    ObjectNode root = read();
    root.withObjectProperty(MIRRORS).put(id, trimmed);
    write(root);
  }

  /**
   * @return whether there was one
   * @throws IOException with a message for the person; what was saved before is untouched
   */
  public synchronized boolean remove(String id) throws IOException {
    ObjectNode root = read();
    if (!root.path(MIRRORS).has(id)) {
      return false;
    }
    root.withObjectProperty(MIRRORS).remove(id);
    write(root);
    return true;
  }

  /** Why an address cannot be a mirror, in a sentence for the person, or empty. */
  public static Optional<String> problem(String address) {
    if (address.isBlank()) {
      return Optional.of("Give an address: a URL, or the folder of a repository on this computer.");
    }
    if (LOGIN.matcher(address).matches()) {
      return Optional.of(
          "A mirror's address must not hold a user name or password: it would be written to a file."
              + " Use a mirror that can be read without a login.");
    }
    if (URL.matcher(address).matches()) {
      return Optional.empty();
    }
    if (SCHEME.matcher(address).matches() && !address.matches("[A-Za-z]:[\\\\/].*")) {
      return Optional.of(
          "\""
              + address
              + "\" is no address that sources can be fetched from: it must begin with https://,"
              + " http://, git:// or file://, or be a folder of this computer.");
    }
    try {
      Path folder = Path.of(address);
      if (!folder.isAbsolute()) {
        return Optional.of(
            "Give the whole path of the folder, from the root of the file system, instead of \""
                + address
                + "\".");
      }
      return isRepository(folder)
          ? Optional.empty()
          : Optional.of(
              "There is no git repository in the folder "
                  + folder
                  + ". It must hold one made with \"git clone\" (or \"git clone --bare\").");
    } catch (InvalidPathException e) {
      return Optional.of("\"" + address + "\" is neither a URL nor the path of a folder.");
    }
  }

  private static boolean isRepository(Path folder) {
    return Stream.of(folder, folder.resolve(".git"))
        .anyMatch(one -> Files.isRegularFile(one.resolve("HEAD")) && Files.isDirectory(one));
  }

  private ObjectNode read() throws IOException {
    byte[] content;
    try {
      content = PrivateFiles.read(file, LIMIT);
    } catch (NoSuchFileException e) {
      return JSON.createObjectNode().put(SCHEMA, VERSION);
    } catch (IOException e) {
      throw new IOException(
          "The list of mirrors cannot be read: " + PrivateFiles.explain(e) + ".", e);
    }
    try {
      JsonNode root = JSON.readTree(content);
      if (root instanceof ObjectNode object
          && (!object.has(MIRRORS) || object.get(MIRRORS).isObject())) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw damaged(e);
    }
    throw damaged(null);
  }

  private IOException damaged(Exception cause) {
    return new IOException(
        "The list of mirrors, "
            + file
            + ", is damaged and was left as it is. Correct it with a text editor, or delete it and"
            + " set the mirrors again.",
        cause);
  }

  private void write(ObjectNode root) throws IOException {
    try {
      PrivateFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    } catch (IOException e) {
      throw new IOException(
          "The list of mirrors could not be saved: "
              + PrivateFiles.explain(e)
              + ". What was saved before is untouched.",
          e);
    }
  }
}
