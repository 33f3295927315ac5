package dev.drydock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CpuInfoTest {
  static List<String> cases() {
    return Fixtures.cases("CpuInfo");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void parse_realMachine(String name) {
    ServerFacts.Cpu cpu = CpuInfo.parse(Fixtures.text("CpuInfo", name));
    JsonNode expected = Fixtures.expected("CpuInfo", name);

    assertThat(cpu.vendor()).isEqualTo(expected.get("vendor").asText());
    assertThat(cpu.modelName()).isEqualTo(expected.get("modelName").asText());
    assertThat(cpu.family()).isEqualTo(expected.get("family").asInt());
    assertThat(cpu.model()).isEqualTo(expected.get("model").asInt());
    assertThat(cpu.mhz()).isCloseTo(expected.get("mhz").asDouble(), within(0.001));
    assertThat(cpu.count()).isEqualTo(expected.get("count").asInt());
    assertThat(cpu.flags()).hasSize(expected.get("flagCount").asInt());
    for (String flag : List.of("mmx", "sse", "sse2")) {
      assertThat(cpu.has(flag)).as(flag).isEqualTo(expected.get(flag).asBoolean());
    }
    assertThat(cpu.kernelBits()).isEqualTo(expected.get("kernelBits").asInt());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void decide_realMachine(String name) {
    ServerFacts.Cpu cpu = CpuInfo.parse(Fixtures.text("CpuInfo", name));
    JsonNode expected = Fixtures.expected("CpuInfo", name);

    expected
        .get("go386")
        .properties()
        .forEach(
            entry -> {
              Go386.Answer answer = Go386.decide(cpu, GoVersion.parse(entry.getKey()));
              String value = answer instanceof Go386.Use use ? use.value() : "impossible";
              assertThat(value).as("Go " + entry.getKey()).isEqualTo(entry.getValue().asText());
              assertThat(answer.reason()).isNotBlank();
              boolean warned = answer instanceof Go386.Use use && !use.warnings().isEmpty();
              assertThat(warned)
                  .as("warned at Go " + entry.getKey())
                  .isEqualTo(contains(expected.get("warnedAt"), entry.getKey()));
            });
  }

  @Test
  void parse_nothing() {
    ServerFacts.Cpu cpu = CpuInfo.parse("");

    assertThat(cpu.modelName()).isEmpty();
    assertThat(cpu.flags()).isEmpty();
    assertThat(cpu.count()).isZero();
    assertThat(cpu.kernelBits()).isZero();
  }

  private static boolean contains(JsonNode array, String text) {
    for (JsonNode element : array) {
      if (element.asText().equals(text)) {
        return true;
      }
    }
    return false;
  }
}
