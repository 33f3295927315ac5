package dev.drydock.relay;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How sources lie in an archive.
 *
 * @param prefix the folder all of it is in, for example {@code go}; empty for none
 * @param subtree the folder of the repository that is taken, for example {@code src/pkg}; empty for
 *     all of it
 * @param extra text files that the repository lacks, by their path below the prefix, such as Go's
 *     {@code VERSION}; they take the place of what has their name
 */
public record Layout(String prefix, String subtree, SortedMap<String, String> extra) {
  /** As it is in the repository. */
  public static final Layout PLAIN = new Layout("", "", new TreeMap<>());

  /**
   * @throws IllegalArgumentException a path is not a plain relative one
   */
  public Layout {
    extra = Collections.unmodifiableSortedMap(new TreeMap<>(extra));
    if (!prefix.isEmpty()) {
      segments(prefix);
    }
    if (!subtree.isEmpty()) {
      segments(subtree);
    }
    extra.keySet().forEach(Layout::segments);
  }

  public static Layout in(String prefix) {
    return new Layout(prefix, "", new TreeMap<>());
  }

  public Layout only(String folder) {
    return new Layout(prefix, folder, extra);
  }

  public Layout with(String path, String text) {
    TreeMap<String, String> more = new TreeMap<>(extra);
    more.put(path, text);
    return new Layout(prefix, subtree, more);
  }

  static List<String> segments(String path) {
    List<String> names = Arrays.asList(path.split("/", -1));
    for (String name : names) {
      if (name.isEmpty()
          || name.equals(".")
          || name.equals("..")
          || name.indexOf('\\') >= 0
          || name.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("not a plain relative path: " + path);
      }
    }
    return names;
  }
}
