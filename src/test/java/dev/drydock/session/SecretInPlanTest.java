package dev.drydock.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.recipe.Recipe;
import dev.drydock.run.RunStore;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.ThrowawayUser;
import dev.drydock.transcript.Redactor;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a session knows of secrets protects what is planned and exported. */
@Timeout(120)
class SecretInPlanTest {
  @TempDir Path folder;

  @Test
  void plan_withThePasswordInTheDockerfile_isRefused_andExportsHideIt() throws Exception {
    assumeTrue(LocalSshd.isRoot(), "needs root to make a user");
    try (LocalSshd sshd =
            LocalSshd.builder()
                .config("PasswordAuthentication yes")
                .config("PubkeyAuthentication no")
                .start();
        ThrowawayUser user = ThrowawayUser.create("/bin/bash")) {
      ConnectOptions all = sshd.options(user.name());
      ConnectOptions options =
          new ConnectOptions(all.target(), Optional.empty(), false, all.legacy(), all.timeout());
      LiveSessions sessions =
          new LiveSessions(
              sshd.connector(),
              OwnPlace.in(folder),
              new RunStore(folder.resolve("runs"), Clock.systemUTC()),
              Clock.systemUTC());
      try (Session session =
          sessions.connect(options, new ScriptedPrompts().password(user.password()))) {
        session.readFacts();
        Recipe recipe =
            sessions.recipes().stream()
                .filter(one -> one.parameter("DOCKERFILE").isPresent())
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(
                () ->
                    session.plan(
                        recipe,
                        Map.of("DOCKERFILE", "FROM x\nRUN echo " + user.password() + " | x\n")))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("Your password stands in \"Dockerfile\"")
            .hasMessageNotContaining(user.password());
        assertThatCode(() -> session.plan(recipe, Map.of("DOCKERFILE", "FROM x\nRUN echo y\n")))
            .satisfies(
                e ->
                    assertThat(e == null || !String.valueOf(e.getMessage()).contains("password"))
                        .isTrue());
        assertThat(filtered(sessions, user.password())).isEqualTo("before [hidden] after");
      }
      assertThat(filtered(sessions, user.password()))
          .as("a session that is closed has forgotten it")
          .contains(user.password());
    }
  }

  private static String filtered(LiveSessions sessions, String secret) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Redactor redactor = sessions.redactor();
        OutputStream filter = redactor.wrap(out)) {
      filter.write(("before " + secret + " after").getBytes(UTF_8));
    }
    return out.toString(UTF_8);
  }
}
