package dev.drydock.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.drydock.recipe.Route;
import dev.drydock.server.Finding;
import dev.drydock.server.Go386;
import dev.drydock.server.GoVersion;
import dev.drydock.server.ServerFacts;
import dev.drydock.server.Verdict;
import dev.drydock.session.Session;
import dev.drydock.ssh.HostKey;
import java.util.List;

/**
 * All that {@code probe} tells; its component names are the JSON's.
 *
 * @param schema version of this form
 */
record ProbeReport(
    int schema,
    String target,
    HostKey hostKey,
    ServerFacts facts,
    List<Finding> findings,
    List<GoSetting> go386,
    List<RouteLine> routes) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  /** A route as judged for this server. */
  record RouteLine(
      String id,
      String title,
      boolean possible,
      boolean recommended,
      List<String> reasons,
      double minutes,
      String engine,
      String time,
      int diskMb,
      int memoryMb,
      List<String> warnings) {}

  static ProbeReport of(Session session, ServerFacts facts, List<String> goVersions) {
    return new ProbeReport(
        1,
        session.target().toString(),
        session.hostKey(),
        facts,
        session.findings(),
        goVersions.stream()
            .map(GoVersion::parse)
            .map(version -> GoSetting.of(version, Go386.decide(facts, version)))
            .toList(),
        session.routes().stream().map(ProbeReport::line).toList());
  }

  private static RouteLine line(Route route) {
    return new RouteLine(
        route.recipe().id(),
        route.recipe().title(),
        route.possible(),
        route.recommended(),
        route.reasons(),
        route.minutes(),
        route.engine(),
        route.time().text(),
        route.diskMb(),
        route.memoryMb(),
        route.recipe().about().warnings());
  }

  String json() throws JsonProcessingException {
    return JSON.writeValueAsString(this);
  }

  void print(Output output) {
    output.line(target + "  (" + hostKey.type() + " " + hostKey.sha256() + ")");
    output.line();
    int width = findings.stream().mapToInt(finding -> finding.label().length()).max().orElse(0) + 2;
    for (Finding finding : findings) {
      output.line(
          word(finding.verdict()) + "  " + padded(finding.label(), width) + finding.value());
      if (!finding.advice().isEmpty()) {
        output.line("            " + finding.advice());
      }
    }
    output.line();
    output.line("GO386, by version of Go:");
    for (GoSetting setting : go386) {
      String value = setting.value().isEmpty() ? "does not apply" : setting.value();
      output.line("  " + padded(setting.go(), 8) + padded(value, 11) + setting.reason());
      setting.warnings().forEach(warning -> output.line("            Take care: " + warning));
    }
    output.line();
    output.line("Routes:");
    for (RouteLine route : routes) {
      String state =
          route.possible() ? (route.recommended() ? "recommended" : "possible") : "not here";
      output.line("  " + padded(state, 13) + route.id() + ": " + route.title());
      String indent = " ".repeat(15);
      if (route.possible()) {
        output.line(
            indent
                + (route.engine().isEmpty() ? "" : route.engine() + ", ")
                + route.time()
                + ", "
                + route.diskMb()
                + " MB of disk, "
                + route.memoryMb()
                + " MB of memory.");
      }
      route.reasons().forEach(reason -> output.line(indent + reason));
      route.warnings().forEach(warning -> output.line(indent + "Take care: " + warning));
    }
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case FINE -> "fine      ";
      case CARE -> "take care ";
      case STOP -> "STOPS YOU ";
    };
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
