package dev.drydock.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.profile.ProfileException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileStoreTest {
  @TempDir Path temp;
  private Path folder;
  private ProfileStore store;

  private static final Profile FULL =
      new Profile(
          "poweredge",
          "poweredge",
          2222,
          "owner",
          "/home/owner/.ssh/id_ed25519",
          false,
          Set.of("HOST_KEYS", "MACS"),
          "debian-package",
          Map.of("IMAGE", "owner/base32", "DOCKERFILE", "FROM x\nRUN \"y\"\n"),
          "20261124-1",
          List.of(
              new Profile.JumpHost(
                  "gate", 24, "keeper", "/home/owner/.ssh/gate", Set.of("CIPHERS", "NEWER_ONE")),
              new Profile.JumpHost("inner", 22, "owner", "")),
          Map.of());

  @BeforeEach
  void setUp() {
    folder = temp.resolve("config/drydock/profiles");
    store = new ProfileStore(folder);
  }

  private static ProfileException thrownBy(ThrowingCallable code) {
    ProfileException thrown = catchThrowableOfType(ProfileException.class, code);
    assertThat(thrown).as("a ProfileException").isNotNull();
    return thrown;
  }

  private Path file(String name, String content) throws IOException {
    Files.createDirectories(folder);
    return Files.writeString(folder.resolve(name + ".json"), content);
  }

  @Test
  void list_noFolder() throws ProfileException {
    assertThat(store.list()).isEmpty();
  }

  @Test
  void save_thenLoad() throws ProfileException {
    store.save(FULL);

    assertThat(store.load("poweredge")).isEqualTo(FULL);
    assertThat(store.list())
        .singleElement()
        .satisfies(entry -> assertThat(entry.profile()).contains(FULL));
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "POSIX modes")
  void save_onlyTheOwnerReads() throws Exception {
    store.save(FULL);

    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("poweredge.json"))))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  @Test
  void save_keepsUnknownFields() throws Exception {
    Path file =
        file(
            "p",
            """
            {"schema": 1, "host": "h", "user": "u", "colour": {"deep": [1, 2.50, null, "x"]},
             "big": 123456789012345678901234567890}
            """);

    store.save(store.load("p").withLastRun("run-1"));

    assertThat(Files.readString(file))
        .contains("\"colour\"", "2.50", "null", "123456789012345678901234567890", "run-1");
    Profile again = store.load("p");
    assertThat(again.unknown()).containsOnlyKeys("colour", "big");
    assertThat(again.port()).isEqualTo(22);
    assertThat(again.useAgent()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "not json",
        "{\"schema\": 1, \"host\": \"h\", \"user\": \"u\"} trailing",
        "{\"schema\": 1, \"schema\": 1}",
        "\u0000\u0000\u0000",
      })
  void load_notJson(String content) throws IOException {
    Path file = file("p", content);

    ProfileException e = thrownBy(() -> store.load("p"));

    if (content.isEmpty()) {
      assertThat(e.kind()).isEqualTo(Kind.DAMAGED);
    } else {
      assertThat(e.kind()).isEqualTo(Kind.NOT_JSON);
      assertThat(e).hasMessageContaining("not JSON").hasMessageContaining("nothing was changed");
    }
    assertThat(file).hasContent(content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "{}",
        "{\"schema\": \"1\", \"host\": \"h\", \"user\": \"u\"}",
        "{\"schema\": 0, \"host\": \"h\", \"user\": \"u\"}",
        "{\"schema\": 1, \"user\": \"u\"}",
        "{\"schema\": 1, \"host\": 7, \"user\": \"u\"}",
        "{\"schema\": 1, \"host\": \"h\", \"user\": \"u\", \"port\": 0}",
        "{\"schema\": 1, \"host\": \"h\", \"user\": \"u\", \"port\": 65536}",
        "{\"schema\": 1, \"host\": \"h\", \"user\": \"u\", \"port\": 22.5}",
        "{\"schema\": 1, \"host\": \"h\", \"user\": \"u\", \"port\": \"22\"}",
        "{\"schema\": 1, \"host\": \"h h\", \"user\": \"u\"}",
        "{\"schema\": 1, \"host\": \"-oProxyCommand=x\", \"user\": \"u\"}",
        "{\"schema\": 1, \"host\": \"h\", \"user\": \"-l\"}",
        "{\"schema\": 1, \"host\": \"h\", \"user\": \"u\", \"useAgent\": \"yes\"}",
        "{\"schema\": 1, \"host\": \"h\", \"user\": \"u\", \"legacy\": [\"\\u001b[31m\"]}",
        "{\"schema\": 1, \"host\": \"h\", \"user\": \"u\", \"through\": [{\"host\": \"g\", \"user\": \"u\","
            + " \"legacy\": \"MACS\"}]}",
        "{\"schema\": 1, \"host\": \"h\", \"user\": \"u\", \"through\": [{\"host\": \"g\", \"user\": \"u\","
            + " \"legacy\": [\"\\u001b[31m\"]}]}",
        "{\"schema\": 1, \"host\": \"h\", \"user\": \"u\", \"choices\": {\"A\": 1}}",
        "{\"schema\": 1, \"host\": \"h\", \"user\": \"u\", \"lastRun\": \"../../etc\"}",
      })
  void load_damaged(String content) throws Exception {
    Path file = file("p", content);

    ProfileException e = thrownBy(() -> store.load("p"));

    assertThat(e.kind()).isEqualTo(Kind.DAMAGED);
    assertThat(e).hasMessageContaining("is damaged").hasMessageContaining("nothing was changed");
    assertThat(e.getMessage()).doesNotContain("\u001b");
    assertThat(thrownBy(() -> store.save(FULL.withName("p"))).kind()).isEqualTo(Kind.DAMAGED);
    assertThat(file).hasContent(content);
  }

  /** A file from before computers on the way could have old algorithms of their own. */
  @Test
  void load_onTheWayWithoutLegacy_allowsNone() throws Exception {
    file(
        "p",
        "{\"schema\": 1, \"host\": \"h\", \"user\": \"u\", \"legacy\": [\"MACS\"], \"through\":"
            + " [{\"host\": \"g\", \"port\": 24, \"user\": \"k\", \"identityFile\": \"/k\"}]}");

    assertThat(store.load("p").through())
        .containsExactly(new Profile.JumpHost("g", 24, "k", "/k", Set.of()));
  }

  @Test
  void load_newerVersion() throws Exception {
    String content = "{\"schema\": 2, \"servers\": [{}]}";
    Path file = file("p", content);

    ProfileException e = thrownBy(() -> store.load("p"));

    assertThat(e.kind()).isEqualTo(Kind.NEWER);
    assertThat(e).hasMessageContaining("newer Drydock").hasMessageContaining("nothing was changed");
    assertThat(thrownBy(() -> store.save(FULL.withName("p"))).kind()).isEqualTo(Kind.NEWER);
    assertThat(thrownBy(() -> store.rename("p", "q")).kind()).isEqualTo(Kind.NEWER);
    assertThat(file).hasContent(content);
  }

  @Test
  void load_newerVersionBeyondAnyInteger() throws IOException {
    file("p", "{\"schema\": 99999999999999999999}");

    assertThat(thrownBy(() -> store.load("p")).kind()).isEqualTo(Kind.NEWER);
  }

  @Test
  void load_deeplyNestedOrHuge() throws IOException {
    file("deep", "[".repeat(100_000));
    byte[] huge = new byte[(1 << 20) + 1];
    Arrays.fill(huge, (byte) ' ');
    Files.write(folder.resolve("huge.json"), huge);

    assertThat(thrownBy(() -> store.load("deep")).kind()).isEqualTo(Kind.NOT_JSON);
    assertThat(thrownBy(() -> store.load("huge")).kind()).isEqualTo(Kind.IO);
  }

  @Test
  void load_missing() {
    ProfileException e = thrownBy(() -> store.load("nobody"));

    assertThat(e.kind()).isEqualTo(Kind.MISSING);
    assertThat(e).hasMessage("There is no profile named \"nobody\".");
  }

  @Test
  void list_damagedOnesAreShownWithTheirReason() throws Exception {
    store.save(FULL);
    file("bad", "{");
    file("Newer", "{\"schema\": 7}");
    Files.createDirectory(folder.resolve("folder.json"));
    Files.writeString(folder.resolve("notes.txt"), "no profile");
    Files.writeString(folder.resolve(".poweredge.json.1f"), "left by a crash");

    List<ProfileStore.Entry> entries = store.list();

    assertThat(entries)
        .extracting(ProfileStore.Entry::name)
        .containsExactly("bad", "folder", "Newer", "poweredge");
    assertThat(entries)
        .extracting(ProfileStore.Entry::isUsable)
        .containsExactly(false, false, false, true);
    assertThat(entries.get(0).problem()).contains("not JSON");
    assertThat(entries.get(1).problem()).contains("ordinary file");
    assertThat(entries.get(2).problem()).contains("newer Drydock");
    assertThat(entries.get(3).problem()).isEmpty();
  }

  @Test
  void create_refusesAnExistingName() throws ProfileException {
    store.create(FULL);

    ProfileException e = thrownBy(() -> store.create(FULL.withLastRun("other")));

    assertThat(e.kind()).isEqualTo(Kind.EXISTS);
    assertThat(store.load("poweredge")).isEqualTo(FULL);
  }

  @Test
  void save_invalidFieldsAreAllNamed() {
    ProfileException e = thrownBy(() -> store.save(Profile.of("p", "", 0, "")));

    assertThat(e.kind()).isEqualTo(Kind.INVALID);
    assertThat(e)
        .hasMessageContaining("host name")
        .hasMessageContaining("between 1 and 65535")
        .hasMessageContaining("user name");
    assertThat(folder).doesNotExist();
  }

  @Test
  void rename_movesAndKeeps() throws Exception {
    store.save(FULL);
    store.save(FULL.withName("taken"));

    assertThat(thrownBy(() -> store.rename("poweredge", "taken")).kind()).isEqualTo(Kind.EXISTS);
    Profile renamed = store.rename("poweredge", "attic");

    assertThat(renamed).isEqualTo(FULL.withName("attic"));
    assertThat(store.load("attic")).isEqualTo(renamed);
    assertThat(store.exists("poweredge")).isFalse();
  }

  @Test
  void duplicate_withoutTheRun() throws ProfileException {
    store.save(FULL);

    Profile copy = store.duplicate("poweredge", "second");

    assertThat(copy).isEqualTo(FULL.withName("second").withLastRun(""));
    assertThat(store.load("second")).isEqualTo(copy);
    assertThat(thrownBy(() -> store.duplicate("poweredge", "second")).kind())
        .isEqualTo(Kind.EXISTS);
  }

  @Test
  void delete_alsoADamagedOne() throws Exception {
    Path file = file("bad", "{");

    store.delete("bad");

    assertThat(file).doesNotExist();
    assertThat(thrownBy(() -> store.delete("bad")).kind()).isEqualTo(Kind.MISSING);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "symbolic links")
  void delete_linkNotItsTarget() throws Exception {
    Path victim = Files.writeString(temp.resolve("victim"), "precious");
    Files.createDirectories(folder);
    Files.createSymbolicLink(folder.resolve("p.json"), victim);

    store.delete("p");

    assertThat(victim).hasContent("precious");
  }

  @Test
  void save_diskRefuses() throws Exception {
    // A file where the folder should be refuses everybody, root too.
    Files.createDirectories(folder.getParent());
    Files.writeString(folder, "in the way");

    ProfileException e = thrownBy(() -> store.save(FULL));

    assertThat(e.kind()).isEqualTo(Kind.IO);
    assertThat(e).hasMessageContaining("could not be saved");
    try (Stream<Path> files = Files.list(folder.getParent())) {
      assertThat(files).containsExactly(folder);
    }
  }

  @Test
  void load_wayThatCannotBe_isDamaged() throws Exception {
    for (String way :
        List.of(
            "[{\"host\": \"-oProxyCommand=x\", \"user\": \"u\"}]",
            "[{\"host\": \"gate\", \"user\": \"a b\"}]",
            "[{\"host\": \"gate\"}]",
            "[{\"host\": \"gate\", \"user\": \"u\", \"port\": 0}]",
            "[\"gate\"]",
            "\"gate\"")) {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("x.json"),
          "{\"schema\": 1, \"host\": \"h\", \"user\": \"u\", \"through\": " + way + "}");
      assertThat(
              org.assertj.core.api.Assertions.catchThrowableOfType(
                      ProfileException.class, () -> store.load("x"))
                  .kind())
          .as(way)
          .isEqualTo(ProfileException.Kind.DAMAGED);
    }
  }
}
