package dev.drydock.job;

import dev.drydock.ssh.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts together the shell text that is sent: parameters as quoted variables, then the common part,
 * then the script proper. Parameters are never spliced into the text itself.
 */
final class JobScripts {
  private final Places places;

  /**
   * Where things are on the server, and how patient its scripts are.
   *
   * @param rootBase folder of the root jobs' folders
   * @param bootFile holds another text after every boot
   * @param graceSeconds between TERM and KILL
   * @param leaseSeconds in which a start must have come to its end or is given up
   */
  record Places(String rootBase, String bootFile, int graceSeconds, int leaseSeconds) {
    static Places standard() {
      return new Places("/var/lib/drydock", "/proc/sys/kernel/random/boot_id", 10, 20);
    }

    Places withBootFile(String file) {
      return new Places(rootBase, file, graceSeconds, leaseSeconds);
    }
  }

  JobScripts(Places places) {
    this.places = places;
  }

  /**
   * @param looks how often to look for a quick end (0.05 s each); 0: not at all
   */
  String start(String nonce, JobSpec spec, int looks, int inline) {
    Map<String, String> parameters = parameters(nonce, spec.id().value(), spec.root());
    parameters.put("DD_WRAPPER", resource("common") + resource("wrapper"));
    parameters.put("DD_WAIT", Integer.toString(looks));
    parameters.put("DD_INLINE", Integer.toString(inline));
    if (spec.root()) {
      parameters.put("DD_LENGTH", Integer.toString(content(spec).length));
    } else {
      parameters.put("DD_SCRIPT", spec.script());
    }
    return assemble(parameters, "start");
  }

  /** The job's script as bytes, for the standard input of a root job's start. */
  static byte[] content(JobSpec spec) {
    return spec.script().getBytes(StandardCharsets.UTF_8);
  }

  String state(String nonce, JobId id, boolean root) {
    return assemble(parameters(nonce, id.value(), root), "state");
  }

  /**
   * @param from how many bytes the desktop has
   */
  String tail(String nonce, JobId id, boolean root, long from) {
    return tail(nonce, id, root, from, null);
  }

  /**
   * @param from how many bytes the desktop has
   * @param key the run whose lease is kept meanwhile, or null
   */
  String tail(String nonce, JobId id, boolean root, long from, RunKey key) {
    Map<String, String> parameters = parameters(nonce, id.value(), root);
    parameters.put("DD_FROM", Long.toString(from));
    parameters.put("DD_RUN", key == null ? "" : key.runId());
    parameters.put("DD_TOKEN", key == null ? "" : key.token());
    return assemble(parameters, "lease", "tail");
  }

  /**
   * A script about a run's folder.
   *
   * @param name claim, keep, look, plan, runs or sums
   * @param runId the run, or ""
   * @param more what that script needs besides
   */
  String run(String nonce, String name, String runId, Map<String, String> more) {
    Map<String, String> parameters = parameters(nonce, "", false);
    parameters.put("DD_RUN", runId);
    parameters.put("DD_TOKEN", "");
    parameters.putAll(more);
    return assemble(parameters, "lease", name);
  }

  String stop(String nonce, JobId id, boolean root) {
    Map<String, String> parameters = parameters(nonce, id.value(), root);
    parameters.put("DD_GRACE", Integer.toString(places.graceSeconds()));
    return assemble(parameters, "stop");
  }

  String list(String nonce) {
    return assemble(parameters(nonce, "", false), "list");
  }

  String remove(String nonce, JobId id, boolean root) {
    return assemble(parameters(nonce, id.value(), root), "remove");
  }

  private Map<String, String> parameters(String nonce, String id, boolean root) {
    Map<String, String> parameters = new TreeMap<>();
    int half = nonce.length() / 2;
    parameters.put("DD_N1", nonce.substring(0, half));
    parameters.put("DD_N2", nonce.substring(half));
    parameters.put("DD_ID", id);
    parameters.put("DD_ROOT", root ? "yes" : "no");
    parameters.put("DD_ROOT_BASE", places.rootBase());
    parameters.put("DD_BOOT_FILE", places.bootFile());
    parameters.put("DD_LEASE", Integer.toString(places.leaseSeconds()));
    return parameters;
  }

  private static String assemble(Map<String, String> parameters, String... names) {
    StringBuilder text = new StringBuilder();
    parameters.forEach(
        (key, value) -> text.append(key).append('=').append(Shell.quote(value)).append('\n'));
    text.append(resource("common"));
    for (String name : names) {
      text.append(resource(name));
    }
    return text.toString();
  }

  private static String resource(String name) {
    String path = "/job/" + name + ".sh";
    try (InputStream in = JobScripts.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("missing from the program: " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
