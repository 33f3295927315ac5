package dev.drydock.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamTest {
  private static final String URL = "https://example.org/go.git";
  private static final String COMMIT = "5105263dacc9372771d9bf478dcac6fceedb9a30";

  @Test
  void yaml_holdsOne() throws Exception {
    ObjectMapper mapper = new ObjectMapper(new YAMLFactory()).registerModule(new Jdk8Module());
    Upstream read =
        mapper.readValue(
            "id: docker\nurl: " + URL + "\ntag: v0.6.1\ncommit: " + COMMIT + "\n", Upstream.class);
    assertThat(read).isEqualTo(Upstream.of("docker", URL, "v0.6.1", COMMIT));
    Upstream untagged =
        mapper.readValue("id: pty\nurl: " + URL + "\ncommit: " + COMMIT + "\n", Upstream.class);
    assertThat(untagged.tag()).isEmpty();
  }

  @Test
  void mirror_takesThePlaceOfTheUrl() {
    Upstream upstream = Upstream.of("go", URL, "go1.1.2", COMMIT);
    assertThat(upstream.address()).isEqualTo(URL);
    assertThat(upstream.withMirror("/srv/go.git").address()).isEqualTo("/srv/go.git");
    assertThat(upstream.withMirror("/srv/go.git").withMirror(" ").address()).isEqualTo(URL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", ".go", "../go", "a/b", "Go", "a b", "-x"})
  void id_isANameForAFile(String id) {
    assertThatThrownBy(() -> Upstream.of(id, URL, "v1", COMMIT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-x", "a..b", "a:b", "a*", "a/", "x.lock", "a b", "^a", "a//b", "a/.b"})
  void tag_isNothingThatGitReadsOtherwise(String tag) {
    assertThatThrownBy(() -> Upstream.of("go", URL, tag, COMMIT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5105263", "5105263DACC9372771D9BF478DCAC6FCEEDB9A30"})
  void commit_isWhole(String commit) {
    assertThatThrownBy(() -> Upstream.of("go", URL, "v1", commit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("40 digits");
  }
}
