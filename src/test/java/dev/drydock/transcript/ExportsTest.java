package dev.drydock.transcript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.ssh.Secret;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportsTest {
  private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");

  @TempDir Path folder;

  private final List<PlannedStep> planned = new ArrayList<>();
  private final List<StepRecord> records = new ArrayList<>();

  private void step(String id, boolean root, StepState state, Integer exitCode, byte[] output)
      throws IOException {
    Step step =
        new Step(
            id,
            "Do " + id,
            "Because " + id + " is needed.",
            root,
            1,
            0,
            0,
            "",
            false,
            "check() { false; }\n");
    planned.add(new PlannedStep(step, new TreeMap<>(Map.of("IMAGE", "owner/base32"))));
    Path out = folder.resolve(id + ".out");
    if (output != null) {
      Files.write(out, output);
    }
    boolean ran = state != StepState.WAITING;
    int n = records.size();
    records.add(
        new StepRecord(
            id,
            state,
            ran ? (state == StepState.FAILED ? 2 : 1) : 0,
            ran ? "job-" + id : "",
            out,
            ran ? Optional.of(START.plusSeconds(60L * n)) : Optional.empty(),
            ran ? Optional.of(START.plusSeconds(60L * n + 83)) : Optional.empty(),
            Optional.ofNullable(exitCode),
            state == StepState.FAILED ? "The disk is full: free some space, then Retry." : ""));
  }

  private Transcript transcript(String facts, Map<String, String> choices) {
    RunRecord run =
        new RunRecord(
            "20261124-080000-1",
            "poweredge",
            "owner@poweredge:22",
            facts,
            START,
            RunState.NEEDS_DECISION,
            "A step failed.",
            new Plan("debian-package", "Docker from Debian's packages", choices, planned),
            records,
            "");
    return Transcript.of(run, ZoneOffset.UTC);
  }

  private Transcript example() throws IOException {
    step(
        "clock",
        true,
        StepState.ALREADY_DONE,
        0,
        "Already done: nothing was changed.\n".getBytes(UTF_8));
    step(
        "engine",
        true,
        StepState.DONE,
        0,
        """
        $ apt-get install docker.io
        \u001b[32mReading\u001b[0m lists\u2026
        10%\r 50%\r100%\r
        ## Not a heading
        ```
        nor the end of a fence
        ````
        password is canary-7391
        """
            .getBytes(UTF_8));
    ByteArrayOutputStream broken = new ByteArrayOutputStream();
    broken.writeBytes("$ debootstrap\nbad byte: ".getBytes(UTF_8));
    broken.write(0xff);
    broken.writeBytes("\n\n! The disk is full.".getBytes(UTF_8));
    step("rootfs", true, StepState.FAILED, 1, broken.toByteArray());
    step("import", false, StepState.WAITING, null, null);
    Map<String, String> choices = new TreeMap<>();
    choices.put("DOCKERFILE", "FROM owner/base32\nRUN apt-get -y install ruby # canary-7391\n");
    choices.put("IMAGE", "owner/base32");
    return transcript(
        "CPU: Pentium III (Katmai), 866 MHz\nSSE2: missing\nName | odd: <b>*x*</b>\n", choices);
  }

  private static Redactor redactor() {
    return Redactor.of(List.of(Secret.of("canary-7391".getBytes(UTF_8))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "markdown"})
  void write_golden(String id) throws IOException {
    TranscriptFormat format = Exports.format(id).orElseThrow();
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    format.write(example(), redactor(), out);

    try (InputStream golden =
        ExportsTest.class.getResourceAsStream("/transcript/example." + format.extension())) {
      assertThat(golden).as("golden file").isNotNull();
      assertThat(out.toString(UTF_8)).isEqualTo(new String(golden.readAllBytes(), UTF_8));
    }
  }

  @Test
  void preview_linesWithWhatIsHidden_cut() throws IOException {
    try (Redactor redactor = redactor()) {
      Preview preview = Exports.preview(example(), new TextExport(), redactor);
      assertThat(preview.places()).isEqualTo(redactor.hits().size()).isEqualTo(2);
      assertThat(preview.lines())
          .hasSize(2)
          .allMatch(line -> line.contains(Redactor.MARK))
          .anyMatch(line -> line.contains("password is [hidden]"))
          .noneMatch(line -> line.contains("canary"));
    }
  }

  @Test
  void preview_hugeLine_onlyItsSurroundings() throws IOException {
    String line = "x".repeat(3_000_000) + "canary-7391" + "y".repeat(3_000_000) + "\n";
    step("huge", false, StepState.DONE, 0, line.getBytes(UTF_8));
    try (Redactor redactor = redactor()) {
      Preview preview = Exports.preview(transcript("", Map.of()), new TextExport(), redactor);
      assertThat(preview.places()).isEqualTo(1);
      assertThat(String.join("", preview.lines())).hasSizeLessThan(200);
    }
  }

  @Test
  void preview_nothingHidden_empty() throws IOException {
    assertThat(Exports.preview(example(), new MarkdownExport(), Redactor.none()))
        .isEqualTo(new Preview(0, List.of()));
  }

  @Test
  void save_privateAndWhole() throws IOException {
    Path file = folder.resolve("t.md");

    Exports.save(example(), new MarkdownExport(), redactor(), file);

    assertThat(Files.readString(file)).startsWith("# Drydock transcript").doesNotContain("canary");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "POSIX modes")
  void save_onlyTheOwnerReads() throws IOException {
    Path file = folder.resolve("t.txt");

    Exports.save(example(), new TextExport(), Redactor.none(), file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void save_failureLeavesTheOldFile() throws IOException {
    Path exports = Files.createDirectory(folder.resolve("exports"));
    Path file = Files.writeString(exports.resolve("t.txt"), "old");

    assertThatThrownBy(() -> Exports.save(example(), new FailingFormat(), Redactor.none(), file))
        .hasMessage("No space left on device");

    assertThat(file).hasContent("old");
    try (Stream<Path> files = Files.list(exports)) {
      assertThat(files).containsExactly(file);
    }
  }

  private static final class FailingFormat implements TranscriptFormat {
    @Override
    public String id() {
      return "failing";
    }

    @Override
    public String label() {
      return "Failing";
    }

    @Override
    public String extension() {
      return "x";
    }

    @Override
    public void write(Transcript transcript, Redactor redactor, OutputStream out)
        throws IOException {
      out.write(new byte[100_000]);
      throw new IOException("No space left on device");
    }
  }

  /** The server's output may hold anything: no line of it may stand as Markdown of its own. */
  @Test
  void markdown_contentStaysInItsFence() throws IOException {
    String hostile = "``` `````` \r`````````\n```\n# x\n~~~\n<script>\n";
    step("hostile", false, StepState.DONE, 0, hostile.getBytes(UTF_8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    new MarkdownExport().write(transcript("", Map.of()), Redactor.none(), out);

    List<String> lines = out.toString(UTF_8).lines().toList();
    String fence = "`".repeat(11);
    int open = lines.indexOf(fence + "console");
    assertThat(open).isPositive();
    assertThat(lines.subList(open + 1, lines.size()))
        .containsExactly("`".repeat(10) + " ", "```", "# x", "~~~", "<script>", fence);
  }

  @Test
  void write_logFarBiggerThanItsBuffers() throws IOException {
    step("big", false, StepState.DONE, 0, new byte[0]);
    try (OutputStream big =
        new BufferedOutputStream(Files.newOutputStream(folder.resolve("big.out")))) {
      byte[] line = "0123456789 canary-7391 0123456789 0123456789\n".getBytes(UTF_8);
      for (int i = 0; i < 200_000; i++) {
        big.write(line);
      }
    }
    Path file = folder.resolve("t.txt");

    Exports.save(transcript("", Map.of()), new TextExport(), redactor(), file);

    try (Stream<String> lines = Files.lines(file)) {
      assertThat(lines.filter("    0123456789 [hidden] 0123456789 0123456789"::equals).count())
          .isEqualTo(200_000);
    }
  }

  @Test
  void formats_supported() {
    assertThat(Exports.ids()).startsWith("text, markdown");
    assertThat(Exports.format("pdf")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0=0.0 s", "1999=1.9 s", "8000=8 s", "83000=1 min 23 s", "7380000=2 h 03 min"})
  void elapsed_text(String example) {
    String[] parts = example.split("=", 2);

    assertThat(Elapsed.text(Duration.ofMillis(Long.parseLong(parts[0])))).isEqualTo(parts[1]);
  }
}
