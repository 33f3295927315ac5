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
final class RunScripts {
  private final Places places;

  RunScripts(Places places) {
    this.places = places;
  }

  /**
   * @param names of the scripts, in order
   */
  String of(String nonce, Map<String, String> more, String... names) {
    Map<String, String> parameters = new TreeMap<>(more);
    int half = nonce.length() / 2;
    parameters.put("DD_N1", nonce.substring(0, half));
    parameters.put("DD_N2", nonce.substring(half));
    return assemble(parameters, names);
  }

  String start(String nonce, Start start) {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("DD_ID", start.runId());
    parameters.put("DD_ROOT", start.root() ? "yes" : "no");
    parameters.put("DD_LOGIN", start.login());
    parameters.put("DD_DIGEST", start.digest());
    parameters.put("DD_WALK", Integer.toString(start.walk()));
    parameters.put("DD_HOW", "person");
    parameters.put("DD_NOW", Long.toString(start.now().getEpochSecond()));
    parameters.put("DD_AFTER", start.afterReboot().map(yes -> yes ? "yes" : "no").orElse(""));
    parameters.put("DD_LAY", start.files().isEmpty() ? "no" : "yes");
    return lay(nonce, start.files()) + of(nonce, parameters, "start");
  }

  /** A function that writes the run's files; the nonce cannot stand in any of them. */
  private String lay(String nonce, Map<String, String> files) {
    if (files.isEmpty()) {
      return "";
    }
    TreeMap<String, String> all = new TreeMap<>(files);
    all.put("walk", assemble(new TreeMap<>(), "walk"));
    StringBuilder text = new StringBuilder("lay() {\n");
    all.forEach(
        (name, content) ->
            text.append("cat > ")
                .append(Shell.quote(name))
                .append(" << '")
                .append(nonce)
                .append("' &&\n")
                .append(content)
                .append(content.endsWith("\n") ? "" : "\n")
                .append(nonce)
                .append('\n'));
    return text.append(":\n}\n").toString();
  }

  private String assemble(Map<String, String> parameters, String... names) {
    parameters.put("DD_ROOT_BASE", places.rootBase());
    parameters.put("DD_BOOT_FILE", places.bootFile());
    parameters.put("DD_GRACE", Integer.toString(places.graceSeconds()));
    parameters.put("DD_LOOK", Integer.toString(places.lookSeconds()));
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
    try (InputStream in = RunScripts.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("missing from the program: " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
