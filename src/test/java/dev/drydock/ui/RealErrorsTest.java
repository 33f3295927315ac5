package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.profile.Profile;
import dev.drydock.run.RunStore;
import dev.drydock.server.Verdict;
import dev.drydock.session.LiveSessions;
import dev.drydock.ssh.LocalSshd;
import java.awt.Rectangle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a person sees when the real thing goes wrong: a real SSH client against what is really
 * there. Pictures go to target/screenshots.
 */
class RealErrorsTest extends GuiTest {
  private LocalSshd sshd;

  @BeforeEach
  void startServer() throws IOException {
    sshd = LocalSshd.start();
    Rectangle bounds = new Rectangle(0, 0, Wizard.SIZE.width, Wizard.SIZE.height);
    new Settings(Theme.Choice.LIGHT, 100, Optional.of(bounds), false).write(settings);
  }

  @AfterEach
  void stopServer() {
    sshd.close();
  }

  @Override
  WizardServices services() {
    WizardServices fake = super.services();
    return new WizardServices(
        new LiveSessions(
            sshd.connector(),
            new RunStore(home.resolve("runs"), Clock.systemUTC()),
            Clock.systemUTC()),
        profiles,
        fake.exporter(),
        fake.importer(),
        fake.sources(),
        settings,
        fake.files(),
        fake.whenClosed());
  }

  private Profile profile(String host, int port) {
    return Profile.of("poweredge", host, port, System.getProperty("user.name"))
        .withUseAgent(false)
        .withIdentityFile(sshd.clientKey().toString());
  }

  private void expectProblem(Profile profile, String what, String picture) throws IOException {
    saveProfile(profile);
    open("poweredge");
    next();
    awaitTrue("a problem is shown", () -> !text(Names.PROBLEM_WHAT).isEmpty());
    waitForIdle();
    assertThat(text(Names.PROBLEM_WHAT) + " " + text(Names.PROBLEM_WHY)).contains(what);
    assertThat(onEdt(wizard::current)).isEqualTo(PageId.SERVER);
    picture(picture);
  }

  @Test
  void connect_unknownHost() throws Exception {
    expectProblem(profile("nosuch.invalid", 22), "nosuch.invalid", "error-unknown-host");
  }

  @Test
  void connect_refused() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    expectProblem(profile("127.0.0.1", free), "refused", "error-refused");
  }

  @Test
  void connect_notSsh() throws Exception {
    try (ServerSocket web = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread thread =
          new Thread(
              () -> {
                try (Socket socket = web.accept()) {
                  socket
                      .getOutputStream()
                      .write(
                          "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  // the test is over
                }
              });
      thread.setDaemon(true);
      thread.start();
      expectProblem(profile("127.0.0.1", web.getLocalPort()), "SSH", "error-not-ssh");
    }
  }

  @Test
  void connect_notAKey() throws Exception {
    Path garbage = Files.writeString(home.resolve("id"), "hello\n");
    expectProblem(
        profile("127.0.0.1", sshd.port()).withIdentityFile(garbage.toString()),
        "is not a private key",
        "error-key");
  }

  @Test
  void connect_changedHostKey() throws Exception {
    try (LocalSshd other = LocalSshd.start()) {
      String line = other.knownHostsLine("ed25519").replace(":" + other.port(), ":" + sshd.port());
      Files.writeString(sshd.folder().resolve("known_hosts"), line);
    }
    expectProblem(profile("127.0.0.1", sshd.port()), "key", "error-host-key-changed");
  }

  /** This machine is 64-bit: the check-up says what to do, and no route leads on. */
  @Test
  void connect_64BitServer() throws Exception {
    saveProfile(profile("127.0.0.1", sshd.port()));
    open("poweredge");
    next();
    awaitTrue("the host's key is asked about", this::dialogShows);
    onEdt(
        () -> {
          ((javax.swing.AbstractButton) find(wizard.frame().getOwnedWindows()[0], Names.PROMPT_OK))
              .doClick();
          return null;
        });
    awaitPage(PageId.CHECK_UP);
    awaitTrue("facts are read", () -> wizard.model().facts().isPresent());
    waitForIdle();
    if (onEdt(() -> wizard.model().facts().orElseThrow().os().machine()).equals("x86_64")) {
      assertThat(onEdt(() -> wizard.model().findings()))
          .anyMatch(
              finding ->
                  finding.verdict() == Verdict.STOP
                      && finding.advice().contains("Docker's own packages"));
    }
    picture("error-64-bit");
  }

  private boolean dialogShows() {
    java.awt.Window[] owned = wizard.frame().getOwnedWindows();
    return owned.length > 0 && owned[0].isShowing() && find(owned[0], Names.PROMPT_OK) != null;
  }

  private void picture(String name) throws IOException {
    write(drawn(wizard.frame()), Path.of("target", "screenshots", name + ".png"));
  }
}
