package dev.drydock.relay;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Sources of others, pinned. The tag says where to look; what is trusted is the commit alone.
 *
 * @param id names the copy on this computer: lower-case letters, digits, dots, dashes
 * @param url where the repository is, if nobody says otherwise: https, http, git, file, or a path
 * @param tag without {@code refs/tags/}; empty for a commit that has none
 * @param commit the full id (40 hexadecimal digits) of the commit that the tag must lead to
 * @param mirror a person's own address for it, in place of {@code url}
 */
public record Upstream(
    String id, String url, Optional<String> tag, String commit, Optional<String> mirror) {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  /** What git takes for a name (git-check-ref-format), less what nobody uses. */
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+/-]{0,127}");

  /**
   * @throws IllegalArgumentException a part has not the form it must have
   */
  public Upstream {
    // Absent in a file means none.
    tag = tag == null ? Optional.empty() : tag;
    mirror = mirror == null ? Optional.empty() : mirror.filter(text -> !text.isBlank());
    require(id != null && ID.matcher(id).matches(), "not an id for an upstream: " + id);
    require(url != null && !url.isBlank(), id + ": no url");
    require(
        commit != null && COMMIT.matcher(commit).matches(),
        id + ": a pinned commit has 40 digits of 0-9 and a-f, not: " + commit);
    require(tag.isEmpty() || isTag(tag.get()), id + ": not the name of a tag: " + tag.orElse(null));
  }

  public static Upstream of(String id, String url, String tag, String commit) {
    return new Upstream(id, url, Optional.of(tag), commit, Optional.empty());
  }

  /** For a commit that no tag names. */
  public static Upstream of(String id, String url, String commit) {
    return new Upstream(id, url, Optional.empty(), commit, Optional.empty());
  }

  /**
   * @param address empty for none
   */
  public Upstream withMirror(String address) {
    return new Upstream(id, url, tag, commit, Optional.of(address));
  }

  /** Where it is fetched from. */
  public String address() {
    return mirror.orElse(url);
  }

  private static boolean isTag(String name) {
    return TAG.matcher(name).matches()
        && !name.contains("..")
        && !name.contains("//")
        && !name.contains("/.")
        && !name.endsWith("/")
        && !name.endsWith(".")
        && !name.endsWith(".lock");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
