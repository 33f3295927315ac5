package dev.drydock.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/**
 * A mirror's address is an address: no option or helper program of git, no JSON, no path that leads
 * out of the cache. Every network address below is this computer's own, at a port where nobody is.
 */
class HostileMirrorsTest {
  private static final String NOBODY = "127.0.0.1:9";
  private Path folder;
  private Path mark;

  @BeforeTry
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("drydock-hostile-mirror");
    mark = folder.resolve("was-run");
  }

  @AfterTry
  void removeFolder() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** MARK stands for a file that a command would make. */
  @Provide
  static Arbitrary<String> hostile() {
    Arbitrary<String> starts =
        Arbitraries.of(
            "ext::sh -c touch% MARK",
            "ext::touch MARK",
            "fd::17",
            "--upload-pack=touch MARK",
            "-u",
            "--",
            "file://",
            "file:///",
            "file://" + NOBODY + "/",
            "file:",
            "FILE:///",
            "https://" + NOBODY + "/",
            "http://" + NOBODY + "/",
            "git://" + NOBODY + "/",
            "ssh://" + NOBODY + "/",
            "ssh://-oProxyCommand=touch%20MARK/x",
            "-oProxyCommand=touch MARK:x",
            "owner@127.0.0.1:x",
            "git+ssh://" + NOBODY + "/",
            "https://me:word@" + NOBODY + "/",
            "javascript:",
            "jar:file:///x!/",
            "/",
            "..",
            "../../x",
            "/tmp",
            "/dev/zero",
            "/proc/self/root",
            "C:\\x",
            "\\\\127.0.0.1\\x",
            "bundle",
            "origin",
            ".",
            "",
            " ");
    Arbitrary<String> ends =
        Arbitraries.of(
            "",
            "go",
            "/",
            "/..",
            "/../../etc",
            "\n",
            "\r\n[core]\n\tfsmonitor = touch MARK\n",
            "\u0000",
            "\u001b[2J",
            "\u0085",
            "\u2028",
            "\u202e",
            " --upload-pack=touch MARK",
            "$(touch MARK)",
            "`touch MARK`",
            "; touch MARK",
            "| touch MARK",
            "\"",
            "\\",
            "'",
            "\", \"other\": \"x",
            "{",
            "}",
            "%00",
            "%0a",
            "%2e%2e/",
            "?a=b",
            "#x",
            "*",
            "~",
            "<html>",
            "\ud83d\ude00",
            "!",
            "@x",
            ":22");
    return Arbitraries.oneOf(
        starts.flatMap(
            start -> ends.list().ofMaxSize(4).map(more -> start + String.join("", more))),
        ends.list().ofMinSize(1).ofMaxSize(5).map(more -> String.join("", more)));
  }

  /** Of a hostile text alone no host's name can come, and so no stranger is asked. */
  private static boolean staysHere(String address) {
    try {
      String host = URI.create(address).getHost();
      return host == null || host.equals("127.0.0.1");
    } catch (IllegalArgumentException e) {
      return !address.matches("(?is)\\s*(https?|git)://.*")
          || address.contains("://" + NOBODY + "/");
    }
  }

  @Property(tries = 1500)
  void store_refusesOrKeepsTheAddressAsItIs(
      @ForAll("hostile") String raw, @ForAll("hostile") String id) throws IOException {
    String address = raw.replace("MARK", mark.toString());
    Path file = folder.resolve("config").resolve("mirrors.json");
    MirrorStore store = new MirrorStore(file);
    store.set("go", "https://mirror.example/go");
    Map<String, String> wanted = new TreeMap<>(Map.of("go", "https://mirror.example/go"));
    try {
      store.set(id, address);
      wanted.put(id, address.strip());
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    assertThat(new MirrorStore(file).load()).isEqualTo(wanted);
    JsonNode root = new ObjectMapper().readTree(file.toFile());
    assertThat(root.fieldNames()).toIterable().containsExactly("schema", "mirrors");
    assertThat(root.get("mirrors").size()).isEqualTo(wanted.size());
    try (Stream<Path> all = Files.list(file.getParent())) {
      assertThat(all).containsExactly(file);
    }
    assertThat(mark).doesNotExist();
    String kept = wanted.get(id);
    if (kept != null && !id.equals("go")) {
      assertThat(kept).doesNotStartWith("-").doesNotContain("::");
      assertThat(kept.chars()).noneMatch(Character::isISOControl);
      assertThat(kept).matches("(?s)(?i)((https?|git|file)://|/|[a-z]:[\\\\/]).*");
    }
  }

  /** Also one that a person wrote into the file by hand, past all that the store asks. */
  @Property(tries = 250)
  void fetch_asksOrRefuses_runsNothingAndWritesNowhereElse(@ForAll("hostile") String raw)
      throws IOException {
    String address = raw.replace("MARK", mark.toString());
    if (!staysHere(address)) {
      return;
    }
    Upstream upstream =
        Upstream.of("go", "https://" + NOBODY + "/go", "go1.1.2", "0".repeat(40))
            .withMirror(address);
    Upstreams upstreams = new Upstreams(folder.resolve("cache"));
    RelayException refusal = null;
    try {
      upstreams.test(upstream);
    } catch (RelayException e) {
      refusal = e;
    }
    assertThat(refusal).as("nothing there has that commit").isNotNull();
    assertThat(refusal.getMessage()).isNotBlank().doesNotContain("Exception", "org.eclipse");
    assertThat(mark).doesNotExist();
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all.map(path -> path.getFileName().toString())).containsAnyOf("cache").hasSize(1);
    }
    try (Stream<Path> left = Files.walk(folder.resolve("cache"))) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
    assertThat(UTF_8.newEncoder().canEncode(address)).isTrue();
  }
}
