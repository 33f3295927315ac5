package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.practice.PracticeGuest;
import dev.drydock.practice.PracticeServer;
import dev.drydock.recipe.Route;
import dev.drydock.relay.MirrorStore;
import dev.drydock.run.StepRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import javax.swing.JList;
import javax.swing.ListModel;
import org.junit.jupiter.api.Test;

/**
 * The whole road of 2013 through the window, on a fresh practice server: about an hour on a quiet
 * machine. {@code -Ddrydock.heritage.mirrors=go=ADDRESS,docker=ADDRESS,...} says where the sources
 * are; without it they come from their own addresses. The transcript is kept in {@code
 * target/heritage}.
 */
class WizardOnPracticeHeritage extends PracticeWalk {
  private static final long MINUTES_TO_ANSWER = 10;
  private static final long MINUTES_TO_FINISH = 360;
  private static final Path KEPT = Path.of("target", "heritage");

  WizardOnPracticeHeritage() {
    super(MINUTES_TO_ANSWER, MINUTES_TO_FINISH);
  }

  @Test
  void walk_theRoadOf2013() throws Exception {
    setMirrors(new MirrorStore(drydock().mirrors()));
    PracticeServer server = PracticeGuest.fresh();
    saveProfile(server.profile());
    anotherDrydock();
    open(PracticeServer.PROFILE_NAME);
    walkToRun();
    awaitFinished();

    assertAllDone();
    exportTranscript();
    Files.createDirectories(KEPT);
    Files.copy(exported, KEPT.resolve("transcript.txt"), StandardCopyOption.REPLACE_EXISTING);
    tellTimes();

    assertThat(output("go-proof"))
        .contains("go version go1.1.2 linux/386")
        .contains("pi=3.14159")
        .contains("no SSE2 but where Go asks the processor first");
    assertThat(output("old-engine-start"))
        .contains("version: 0.6.1")
        .contains("Go version")
        .contains("go1.1.2");
    assertThat(output("old-import")).contains("docker images").contains("owner/base32");
    assertThat(output("old-run-env")).contains("container=lxc").contains("HOSTNAME=");
    assertThat(output("old-build")).contains("Successfully built");
    assertThat(output("old-run-built")).containsPattern("(?m)^Itamae v[0-9]+\\.[0-9]+");
    assertThat(PracticeGuest.witness().sites()).as("SSE2 instructions executed").isEmpty();
  }

  private static void setMirrors(MirrorStore mirrors) throws IOException {
    String given = System.getProperty("drydock.heritage.mirrors", "");
    for (String one : given.isEmpty() ? new String[0] : given.split(",", -1)) {
      int equals = one.indexOf('=');
      assertThat(equals).as("ID=ADDRESS: " + one).isPositive();
      mirrors.set(one.substring(0, equals), one.substring(equals + 1));
    }
  }

  private void tellTimes() throws IOException {
    StringBuilder times = new StringBuilder();
    for (StepRecord step : record().steps()) {
      Duration time = Duration.between(step.started().orElseThrow(), step.finished().orElseThrow());
      times
          .append(step.stepId())
          .append(' ')
          .append(step.state())
          .append(' ')
          .append(time.toSeconds())
          .append(" s\n");
    }
    Files.writeString(KEPT.resolve("times.txt"), times.toString());
    System.out.print(times);
  }

  @Override
  void chooseRoute() {
    choose("source-2013");
    awaitIdle();
  }

  private void choose(String recipe) {
    awaitTrue("routes are shown", () -> find(wizard.frame(), Names.ROUTES).isShowing());
    onEdt(
        () -> {
          JList<?> list = (JList<?>) find(wizard.frame(), Names.ROUTES);
          ListModel<?> routes = list.getModel();
          for (int i = 0; i < routes.getSize(); i++) {
            if (routes.getElementAt(i) instanceof Route route
                && route.recipe().id().equals(recipe)) {
              list.setSelectedIndex(i);
              return null;
            }
          }
          throw new AssertionError("no route " + recipe);
        });
  }
}
