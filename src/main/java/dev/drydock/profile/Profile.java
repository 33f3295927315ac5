package dev.drydock.profile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * One server as the person saved it. Holds no secret. Immutable; may be half filled in (see {@link
 * ProfileRules} for what a saved one must satisfy).
 *
 * @param name file name without {@code .json}; 1 to 64 of letters, digits, space, {@code . _ - @}
 * @param identityFile private key, or ""
 * @param legacy names of {@code ssh.LegacyAlgorithms}
 * @param route recipe id, or "" when not chosen yet
 * @param choices the Route page's parameters
 * @param lastRun id of the newest run, or ""
 * @param through computers on the way to the server, the nearest first
 * @param unknown fields of a newer or foreign writer, kept on save
 */
public record Profile(
    String name,
    String host,
    int port,
    String user,
    String identityFile,
    boolean useAgent,
    Set<String> legacy,
    String route,
    Map<String, String> choices,
    String lastRun,
    List<JumpHost> through,
    Map<String, Object> unknown) {

  public static final int DEFAULT_PORT = 22;

  /**
   * A computer on the way.
   *
   * @param identityFile private key for it alone, or "" for the server's
   * @param legacy names of {@code ssh.LegacyAlgorithms}, for it alone
   */
  public record JumpHost(
      String host, int port, String user, String identityFile, Set<String> legacy) {
    public JumpHost {
      legacy = Collections.unmodifiableSet(new TreeSet<>(legacy));
    }

    public JumpHost(String host, int port, String user, String identityFile) {
      this(host, port, user, identityFile, Set.of());
    }

    public JumpHost withLegacy(Set<String> allowed) {
      return new JumpHost(host, port, user, identityFile, allowed);
    }
  }

  public Profile {
    legacy = Collections.unmodifiableSet(new TreeSet<>(legacy));
    choices = Collections.unmodifiableMap(new LinkedHashMap<>(choices));
    through = List.copyOf(through);
    unknown = Collections.unmodifiableMap(new LinkedHashMap<>(unknown));
  }

  /** A server that is reached straight. */
  public Profile(
      String name,
      String host,
      int port,
      String user,
      String identityFile,
      boolean useAgent,
      Set<String> legacy,
      String route,
      Map<String, String> choices,
      String lastRun,
      Map<String, Object> unknown) {
    this(
        name,
        host,
        port,
        user,
        identityFile,
        useAgent,
        legacy,
        route,
        choices,
        lastRun,
        List.of(),
        unknown);
  }

  /** A new profile with nothing chosen yet. */
  public static Profile of(String name, String host, int port, String user) {
    return new Profile(
        name, host, port, user, "", true, Set.of(), "", Map.of(), "", List.of(), Map.of());
  }

  public Profile withName(String newName) {
    return with(copy -> copy.name = newName);
  }

  public Profile withIdentityFile(String file) {
    return with(copy -> copy.identityFile = file);
  }

  public Profile withUseAgent(boolean use) {
    return with(copy -> copy.useAgent = use);
  }

  public Profile withLegacy(Set<String> allowed) {
    return with(copy -> copy.legacy = allowed);
  }

  public Profile withRoute(String recipeId, Map<String, String> values) {
    return with(
        copy -> {
          copy.route = recipeId;
          copy.choices = values;
        });
  }

  /** Whether the other has the same address and login. */
  public boolean isAt(Profile other) {
    return host.equals(other.host()) && port == other.port() && user.equals(other.user());
  }

  public Profile withLastRun(String runId) {
    return with(copy -> copy.lastRun = runId);
  }

  public Profile withThrough(List<JumpHost> way) {
    return with(copy -> copy.through = way);
  }

  private Profile with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.profile();
  }

  /** What of a profile can be changed; the rest is the original's. */
  private static final class Copy {
    private final Profile original;
    private String name;
    private String identityFile;
    private boolean useAgent;
    private Set<String> legacy;
    private String route;
    private Map<String, String> choices;
    private String lastRun;
    private List<JumpHost> through;

    Copy(Profile original) {
      this.original = original;
      name = original.name;
      identityFile = original.identityFile;
      useAgent = original.useAgent;
      legacy = original.legacy;
      route = original.route;
      choices = original.choices;
      lastRun = original.lastRun;
      through = original.through;
    }

    Profile profile() {
      return new Profile(
          name,
          original.host,
          original.port,
          original.user,
          identityFile,
          useAgent,
          legacy,
          route,
          choices,
          lastRun,
          through,
          original.unknown);
    }
  }
}
