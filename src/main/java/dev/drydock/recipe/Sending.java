package dev.drydock.recipe;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What this computer brings to the server for a step: sources of others at a pinned commit, or
 * files that come with Drydock. Complete in itself, as a plan must be.
 *
 * @param id its name in the recipe and in steps
 * @param title for a person
 * @param repository id of the {@link Repository}, or "" for files that come with Drydock
 * @param url where the repository is, if no mirror is set; "" likewise
 * @param tag that leads to the commit, or ""
 * @param commit the full id of the pinned commit; for our own files, the SHA-256 of them all
 * @param part the folder of the repository that is taken, or "" for all of it
 * @param files path to text, of our own files
 */
public record Sending(
    String id,
    String title,
    String repository,
    String url,
    String tag,
    String commit,
    String part,
    SortedMap<String, String> files) {
  public Sending {
    files =
        files == null
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  public boolean ours() {
    return repository.isEmpty();
  }

  /** What a step is told of it: name, commit, address, tag and folder, {@code -} for none. */
  String pin() {
    return String.join(" ", id, commit, orDash(url), orDash(tag), orDash(part));
  }

  /** In one line, for a person. */
  public String describe() {
    if (ours()) {
      return title + " (" + String.join(", ", files.keySet()) + ")";
    }
    return title
        + " (commit "
        + commit
        + (tag.isEmpty() ? "" : ", tag " + tag)
        + " of "
        + url
        + (part.isEmpty() ? "" : ", only its folder " + part)
        + ")";
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }
}
