package dev.drydock.cli;

import dev.drydock.server.Go386;
import dev.drydock.server.GoVersion;
import java.util.List;

/**
 * What the GO386 rule says of one version of Go, as printed and as JSON.
 *
 * @param value {@code 387}, {@code sse2}, {@code softfloat}, {@code none}, or "" when GO386 means
 *     nothing here
 */
record GoSetting(String go, String value, String reason, List<String> warnings) {
  /** Docker 0.6.1's own, the last with 387, and Debian 12's. */
  static final List<String> VERSIONS = List.of("1.1.2", "1.15", "1.19");

  static GoSetting of(GoVersion version, Go386.Answer answer) {
    if (answer instanceof Go386.Use use) {
      return new GoSetting(version.toString(), use.value(), use.reason(), use.warnings());
    }
    return new GoSetting(version.toString(), "", answer.reason(), List.of());
  }
}
