package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.practice.PracticeGuest;
import dev.drydock.practice.PracticeServer;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The whole job as a newcomer does it: the window, a real server on an emulated Pentium III, and a
 * container on it at the end. The window is closed in the middle of debootstrap and opened again.
 */
class WizardOnPracticeIT extends PracticeWalk {
  /** For connecting and reading facts on a busy 866 MHz machine. */
  private static final long MINUTES_TO_ANSWER = 5;

  /** Far above the 20 minutes measured: a test machine may be loaded. */
  private static final long MINUTES_TO_FINISH = 75;

  private PracticeServer server;

  WizardOnPracticeIT() {
    super(MINUTES_TO_ANSWER, MINUTES_TO_FINISH);
  }

  @Test
  void walk_fromAnEmptyWindowToAContainer() throws Exception {
    server = PracticeGuest.fresh();
    saveProfile(server.profile());
    anotherDrydock();
    open(PracticeServer.PROFILE_NAME);
    walkToRun();

    awaitRun(
        "debootstrap is under way",
        () -> step("base-rootfs").state() == StepState.RUNNING && size(step("base-rootfs")) > 3000);
    String runId = record().runId();
    closeWindow();

    // As after a restart of the computer.
    anotherDrydock();
    open(PracticeServer.PROFILE_NAME);
    awaitTrue("resume is offered", () -> find(wizard.frame(), Names.SERVER_RESUME).isShowing());
    press(Names.SERVER_RESUME);
    awaitAnswer("the run page", () -> wizard.current() == PageId.RUN);
    awaitFinished();
    assertThat(record().runId()).isEqualTo(runId);
    assertAllDone();
    assertThat(step("base-rootfs").attempt()).as("done once").isEqualTo(1);
    assertThat(output("base-rootfs")).contains("Base system installed successfully");
    assertThat(output("run-env")).contains("i686").contains("PATH=").contains("HOSTNAME=");
    assertThat(output("run-built")).contains("ruby");

    exportTranscript();
    assertThat(exported)
        .content()
        .contains("docker run")
        .contains("Base system installed successfully")
        .contains("i686");
    assertNoSecretIn(home);
    assertThat(PracticeGuest.witness().sites()).as("SSE2 instructions executed").isEmpty();
    closeWindow();

    open(PracticeServer.PROFILE_NAME);
    walkToRun();
    awaitFinished();
    assertThat(record().runId()).isNotEqualTo(runId);
    assertThat(record().steps()).extracting(StepRecord::state).containsOnly(StepState.ALREADY_DONE);
  }

  private static long size(StepRecord step) {
    try {
      return Files.exists(step.out()) ? Files.size(step.out()) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** The password must be in no file that Drydock wrote here. */
  private void assertNoSecretIn(Path folder) throws IOException {
    String password = Files.readString(server.passwordFile()).strip();
    List<Path> files;
    try (var walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    assertThat(files).hasSizeGreaterThan(10);
    for (Path file : files) {
      assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
          .as("%s", file)
          .doesNotContain(password);
    }
  }
}
