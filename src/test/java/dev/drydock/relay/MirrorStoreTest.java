package dev.drydock.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MirrorStoreTest {
  @TempDir Path folder;
  private Path file;
  private MirrorStore store;

  @BeforeEach
  void aStore() {
    file = folder.resolve("config").resolve("mirrors.json");
    store = new MirrorStore(file);
  }

  private String repository(String name) throws IOException {
    Path bare = Files.createDirectories(folder.resolve(name));
    Files.writeString(bare.resolve("HEAD"), "ref: refs/heads/main\n");
    return bare.toString();
  }

  @Test
  void load_noFileIsNoMirrors() throws Exception {
    assertThat(store.load()).isEmpty();
    assertThat(file).doesNotExist();
  }

  @Test
  void set_isThereForAnotherStoreAndPrivate() throws Exception {
    store.set("go", "https://mirror.example/go");
    store.set("docker", " " + repository("docker") + " ");

    assertThat(new MirrorStore(file).load())
        .containsEntry("go", "https://mirror.example/go")
        .containsEntry("docker", folder.resolve("docker").toString())
        .hasSize(2);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void remove_onlyThatOne() throws Exception {
    store.set("go", "https://mirror.example/go");
    store.set("net", "https://mirror.example/net");

    assertThat(store.remove("go")).isTrue();
    assertThat(store.remove("go")).isFalse();
    assertThat(store.get("go")).isEmpty();
    assertThat(store.get("net")).contains("https://mirror.example/net");
  }

  @Test
  void set_keepsWhatItDoesNotKnow() throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "{\"schema\": 7, \"later\": [1], \"mirrors\": {\"new\": {\"a\": 1}, \"other\": \"x\"}}");

    store.set("go", "https://mirror.example/go");
    store.remove("nothing");

    assertThat(Files.readString(file))
        .contains("\"later\"")
        .contains("\"schema\" : 7")
        .contains("\"new\"");
    assertThat(store.load()).containsOnlyKeys("go", "other");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"mirrors\": 3}", "{} {}", "null"})
  void set_damagedFileIsLeftAsItIs(String text) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);

    assertThatThrownBy(() -> store.set("go", "https://mirror.example/go"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
    assertThatThrownBy(() -> store.load()).hasMessageContaining(file.toString());
    assertThat(Files.readString(file)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "go",
        "./go",
        "ssh://host/go",
        "https://",
        "https://me:secret@mirror.example/go",
        "http://me@mirror.example/go",
        "javascript:alert(1)",
        "/no/such/folder"
      })
  void problem_notAnAddress(String address) {
    assertThat(MirrorStore.problem(address)).isPresent();
    assertThatThrownBy(() -> store.set("go", address)).isInstanceOf(IllegalArgumentException.class);
    assertThat(file).doesNotExist();
  }

  @Test
  void problem_passwordIsNotRepeated() {
    assertThat(MirrorStore.problem("https://me:hunter2@mirror.example/go").orElseThrow())
        .doesNotContain("hunter2");
  }

  @Test
  void problem_emptyFolder() throws Exception {
    Path empty = Files.createDirectories(folder.resolve("empty"));

    assertThat(MirrorStore.problem(empty.toString()).orElseThrow()).contains("no git repository");
  }

  @Test
  void problem_workTreeIsFine() throws Exception {
    repository("tree/.git");

    assertThat(MirrorStore.problem(folder.resolve("tree").toString())).isEmpty();
  }
}
