package dev.drydock.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Whatever a server answers to the check-up is judged without failing. */
public final class FactsFuzz {
  private FactsFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    List<Finding> findings = CheckUp.judge(FactsParser.parse(text));
    if (findings.isEmpty()) {
      throw new AssertionError("no findings");
    }
    CpuInfo.parse(text);
    MemInfo.parse(text);
    DiskFree.parse(text);
    OsRelease.parse(text, text, text);
    AptPolicy.parse(text);
    AptSources.parse(
        Map.of("/etc/apt/sources.list", text.lines().toList(), "/a.sources", text.lines().toList()),
        "bookworm");
    try {
      GoVersion.parse(text);
    } catch (IllegalArgumentException e) {
      // That is its way to say no.
    }
  }
}
