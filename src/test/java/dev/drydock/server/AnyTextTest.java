package dev.drydock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a server says, it is read without failing. */
class AnyTextTest {
  private static final List<String> SECTIONS =
      List.of(
          "begin",
          "uname",
          "id",
          "files",
          "df",
          "init",
          "loaders",
          "kernel",
          "iptables",
          "tools",
          "sudo",
          "dpkg",
          "apt",
          "docker",
          "network");

  @Property
  void parsers_anyText(@ForAll("texts") String text) {
    assertThatCode(
            () -> {
              CpuInfo.parse(text);
              MemInfo.parse(text);
              DiskFree.parse(text);
              OsRelease.parse(text, text, text);
              AptPolicy.parse(text);
              AptSources.parse(
                  Map.of(
                      "/etc/apt/sources.list",
                      text.lines().toList(),
                      "/a.sources",
                      text.lines().toList()),
                  "bookworm");
              FactsParser.parse(text);
            })
        .doesNotThrowAnyException();
  }

  @Property(tries = 300)
  void factsAndFindings_anyTextInOneSection(
      @ForAll("texts") String text, @ForAll("sectionNames") String section) throws Exception {
    String answer = Fixtures.text("Server", "debian12-pentium3-docker");
    ServerFacts facts = FactsParser.parse(replaced(answer, section, text));

    assertThat(CheckUp.judge(facts)).isNotEmpty();
    assertThat(new ObjectMapper().writeValueAsString(facts)).isNotEmpty();
  }

  @Property(tries = 300)
  void factsAndFindings_answerDamagedSomewhere(
      @ForAll("texts") String text,
      @ForAll("positions") double from,
      @ForAll("positions") double to) {
    String answer = Fixtures.text("Server", "debian12-pentium3-docker");
    int start = (int) (answer.length() * Math.min(from, to));
    int end = (int) (answer.length() * Math.max(from, to));

    ServerFacts facts =
        FactsParser.parse(answer.substring(0, start) + text + answer.substring(end));

    assertThat(CheckUp.judge(facts)).isNotEmpty();
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> likely =
        Arbitraries.of(
                "path=/",
                "MemTotal:",
                " kB",
                "flags\t: ",
                "deb ",
                "[",
                "]",
                "http://",
                "@",
                ":",
                "=",
                "\"",
                "'",
                "uid=",
                "gid=",
                " groups=",
                "(",
                ")",
                "exit ",
                "99999999999999999999",
                "-1",
                "\n",
                "\n",
                " ",
                "\t",
                "\\",
                "$1",
                "%",
                "Types: deb\n",
                "URIs:",
                "E: ",
                "0",
                "target ",
                " 80 mirror",
                "\0",
                "é",
                "/proc/cpuinfo:",
                "/proc/net/route:")
            .list()
            .ofMaxSize(40)
            .map(words -> String.join("", words));
    return Arbitraries.oneOf(likely, Arbitraries.strings().ofMaxLength(200));
  }

  @Provide
  Arbitrary<String> sectionNames() {
    return Arbitraries.of(SECTIONS);
  }

  @Provide
  Arbitrary<Double> positions() {
    return Arbitraries.doubles().between(0, 1);
  }

  private static String replaced(String answer, String section, String text) {
    StringBuilder out = new StringBuilder();
    boolean inside = false;
    for (String line : answer.lines().toList()) {
      if (line.startsWith("@@")) {
        inside = line.endsWith(" " + section);
        out.append(line).append('\n');
        if (inside) {
          out.append(text).append('\n');
        }
      } else if (!inside) {
        out.append(line).append('\n');
      }
    }
    return out.toString();
  }
}
