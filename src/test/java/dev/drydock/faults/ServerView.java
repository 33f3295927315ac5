package dev.drydock.faults;

import dev.drydock.run.RunRecord;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.ssh.ExecResult;
import dev.drydock.ssh.Remote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the server itself has of the jobs, read by plain commands and none of Drydock's. */
final class ServerView {
  private static final String LIST =
      """
      for job in "$HOME"/.drydock/jobs/* /var/lib/drydock/jobs-"$(id -u)"/*; do
        [ -d "$job" ] || continue
        rc=- length=-
        [ ! -f "$job/exit" ] || read -r _ rc length _ <"$job/exit"
        # A power cut may have taken the file itself.
        out=$job/out
        [ -f "$out" ] || out=/dev/null
        size=$(wc -c <"$out")
        sum=$(sha256sum <"$out")
        kept=$(tr -d '\\000' <"$out" | wc -c)
        start=$(head -c "$kept" "$out" | sha256sum)
        echo "${job##*/} $rc $length $size ${sum%% *} $kept ${start%% *}"
      done
      """;

  /** Logs in. */
  interface Login {
    Remote open() throws IOException;
  }

  private final Login login;

  ServerView(Login login) {
    this.login = login;
  }

  /**
   * One job's folder.
   *
   * @param exitCode "-" when none is recorded
   * @param length of the output when it ended
   * @param size of the output now
   * @param kept how many bytes of it are not NUL: after a power cut a file system may give back
   *     NULs for the last of what was appended, under the length that the file had
   * @param keptSha256 of so many from its start
   */
  private record Job(
      String exitCode, String length, long size, String sha256, long kept, String keptSha256) {

    Job afterPowerCut() {
      return new Job(exitCode, length, kept, keptSha256, kept, keptSha256);
    }
  }

  /**
   * What differs between the two sides.
   *
   * @param faults a sentence each; none when all is as it should be
   */
  record Verdict(long lostBytes, int doubles, List<String> faults) {}

  Remote open() throws IOException {
    return login.open();
  }

  private Map<String, Job> jobs() throws IOException {
    Map<String, Job> jobs = new LinkedHashMap<>();
    for (String line : run(LIST).lines().toList()) {
      String[] words = line.split(" ", -1);
      jobs.put(
          words[0],
          new Job(
              words[1],
              words[2],
              Long.parseLong(words[3]),
              words[4],
              Long.parseLong(words[5]),
              words[6]));
    }
    return jobs;
  }

  List<String> jobNames() throws IOException {
    return List.copyOf(jobs().keySet());
  }

  /** What a script prints there. */
  String run(String script) throws IOException {
    try (Remote remote = login.open()) {
      ExecResult result = remote.exec(script);
      if (!result.ok()) {
        throw new IOException(script + ": " + result.exitCode() + " " + result.errorText());
      }
      return result.text();
    }
  }

  /** Compares every attempt of a run with its job's folder. */
  Verdict compare(RunRecord run, List<RunJournal.Event> events) throws IOException {
    Map<String, Job> jobs = jobs();
    jobs.keySet().removeIf(name -> !name.startsWith(run.runId() + "."));
    List<String> faults = new ArrayList<>();
    long lost = 0;
    int doubles = 0;
    for (int i = 0; i < run.steps().size(); i++) {
      StepRecord step = run.steps().get(i);
      int interrupted = 0;
      int executed = 0;
      for (int attempt = 1; attempt <= step.attempt(); attempt++) {
        String name = "%02d-%s.%d".formatted(i + 1, step.stepId(), attempt);
        Job job = jobs.remove(run.runId() + "." + name);
        Path out = step.out().resolveSibling(name + ".out");
        boolean last = attempt == step.attempt();
        Optional<String> ended = lastState(events, step.stepId(), attempt);
        interrupted += ended.equals(Optional.of("INTERRUPTED")) ? 1 : 0;
        if (job == null) {
          // A power cut may have taken the whole folder of the step that it interrupted.
          if (!ended.equals(Optional.of("ALREADY_DONE"))
              && !ended.equals(Optional.of("INTERRUPTED"))) {
            faults.add(name + " is not on the server, but ended as " + ended);
          }
          continue;
        }
        executed++;
        if (ended.equals(Optional.of("INTERRUPTED")) && job.exitCode.equals("-")) {
          job = job.afterPowerCut();
        }
        byte[] here = Files.exists(out) ? Files.readAllBytes(out) : new byte[0];
        if (last && step.state() == StepState.DONE) {
          String code = step.exitCode().map(Object::toString).orElse("-");
          if (!code.equals(job.exitCode)) {
            faults.add(name + ": exit code " + code + " here, " + job.exitCode + " there");
          }
          if (!job.length.equals(Long.toString(job.size)) || here.length != job.size) {
            faults.add(name + ": " + here.length + " bytes here; there " + job);
          }
        }
        // A power cut may take from the server what had been fetched from it already.
        byte[] compared = Arrays.copyOf(here, (int) Math.min(here.length, job.size));
        lost += job.size - compared.length;
        if (!sha256(compared).equals(job.sha256)) {
          faults.add(name + " is not what the server has; there " + job);
        }
      }
      int more = Math.max(0, executed - 1 - interrupted);
      doubles += more;
      if (more > 0) {
        faults.add(step.stepId() + " was executed " + executed + " times");
      }
    }
    doubles += jobs.size();
    jobs.keySet().forEach(name -> faults.add("nobody here knows of the job " + name));
    return new Verdict(lost, doubles, List.copyOf(faults));
  }

  private static Optional<String> lastState(
      List<RunJournal.Event> events, String stepId, int attempt) {
    return events.stream()
        .filter(
            event ->
                event.kind().equals("step")
                    && event.text("stepId").equals(stepId)
                    && event.fields().path("attempt").asInt() == attempt)
        .map(event -> event.text("state"))
        .reduce((one, next) -> next);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
