package dev.drydock.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobScriptsTest {
  private static final String NONCE = "0123456789abcdef";

  @TempDir Path folder;

  /** As they are sent, and the wrapper as it is written on the server. */
  private static Map<String, String> all() throws IOException {
    JobScripts scripts = new JobScripts(JobScripts.Places.standard());
    JobId id = new JobId("a-job");
    Map<String, String> all = new TreeMap<>();
    all.put("start", scripts.start(NONCE, new JobSpec(id, "it's me\n", false), 6, 100));
    all.put("start-root", scripts.start(NONCE, new JobSpec(id, "it's me\n", true), 6, 100));
    all.put("state", scripts.state(NONCE, id, false));
    all.put("tail", scripts.tail(NONCE, id, true, 12));
    all.put("stop", scripts.stop(NONCE, id, true));
    all.put("list", scripts.list(NONCE));
    all.put("remove", scripts.remove(NONCE, id, false));
    String run = "20261124-090000-abcdef";
    RunKey key = new RunKey(run, "0".repeat(32), "anna@laptop");
    all.put("tail-keeping", scripts.tail(NONCE, id, false, 12, key));
    Map<String, String> more = new TreeMap<>();
    for (String name :
        List.of("DD_LABEL", "DD_FORCE", "DD_STALE", "DD_PLAN", "DD_PROGRESS", "DD_MOST")) {
      more.put(name, "it's me\n");
    }
    more.put("DD_RUNS", "20");
    more.put("DD_OUTPUTS", "no:12:a-job");
    for (String name : List.of("claim", "keep", "look", "plan", "runs", "sums")) {
      all.put("run-" + name, scripts.run(NONCE, name, run, more));
    }
    all.put("wrapper", resource("common") + resource("wrapper"));
    return all;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = JobScripts.class.getResourceAsStream("/job/" + name + ".sh")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : "fails: " + said;
  }

  @Test
  void text_shellcheck_isClean() throws Exception {
    String shellcheck = Shells.find("shellcheck").toString();
    for (Map.Entry<String, String> script : all().entrySet()) {
      // Each script gets all the common parameters and uses some; some hold quoted shell text.
      Path file = Files.writeString(folder.resolve(script.getKey()), script.getValue());
      assertThat(run(List.of(shellcheck, "-s", "sh", "-e", "SC2034,SC2016", file.toString())))
          .as(script.getKey())
          .isEmpty();
    }
    for (String name :
        List.of(
            "common", "start", "wrapper", "state", "tail", "stop", "list", "remove", "lease",
            "claim", "keep", "look", "plan", "runs", "sums")) {
      Path file = Files.writeString(folder.resolve(name + ".sh"), resource(name));
      assertThat(run(List.of(shellcheck, "-s", "sh", file.toString()))).as(name).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Shells.class)
  void text_everyShell_parses(Shells shell) throws Exception {
    String sh = shell.path(folder.resolve("bin")).split(":", 2)[0] + "/sh";
    for (Map.Entry<String, String> script : all().entrySet()) {
      Path file = Files.writeString(folder.resolve(script.getKey()), script.getValue());
      assertThat(run(List.of(sh, "-n", file.toString()))).as(script.getKey()).isEmpty();
    }
  }

  @Test
  void text_nonce_neverInOnePiece() throws IOException {
    all().forEach((name, text) -> assertThat(text).as(name).doesNotContain(NONCE));
  }
}
