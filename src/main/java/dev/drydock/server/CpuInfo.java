package dev.drydock.server;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the text of /proc/cpuinfo, of any Linux from 2.2 on. */
public final class CpuInfo {
  private CpuInfo() {}

  /** Never fails: what the text does not tell is "", 0 or empty. */
  public static ServerFacts.Cpu parse(String text) {
    Map<String, String> first = new LinkedHashMap<>();
    Set<String> keys = new LinkedHashSet<>();
    int processors = 0;
    for (String line : text.lines().toList()) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        continue;
      }
      String key = line.substring(0, colon).strip();
      String value = line.substring(colon + 1).strip();
      keys.add(key);
      // Old ARM kernels have a line "Processor" with the model's name before the numbered ones.
      if (key.equals("processor") && Texts.number(value) >= 0) {
        processors++;
      }
      first.putIfAbsent(key, value);
    }
    Set<String> flags = flags(first.getOrDefault("flags", ""));
    return new ServerFacts.Cpu(
        first.getOrDefault("vendor_id", ""),
        modelName(first),
        Texts.number(first.get("cpu family"), 0),
        Texts.number(first.get("model"), 0),
        flags,
        megahertz(first.getOrDefault("cpu MHz", "")),
        processors,
        kernelBits(keys, flags));
  }

  private static String modelName(Map<String, String> fields) {
    for (String key : new String[] {"model name", "Processor", "cpu model", "cpu", "Hardware"}) {
      String value = fields.getOrDefault(key, "");
      if (!value.isEmpty()) {
        return String.join(" ", Texts.words(value));
      }
    }
    return "";
  }

  private static Set<String> flags(String value) {
    Set<String> flags = new LinkedHashSet<>(Texts.words(value.toLowerCase(Locale.ROOT)));
    // Linux 2.2 called the flag after the registers (arch/i386/kernel/setup.c, x86_cap_flags).
    if (flags.contains("xmm")) {
      flags.add("sse");
    }
    return flags;
  }

  private static double megahertz(String value) {
    if (!value.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
      return 0;
    }
    return Double.parseDouble(value);
  }

  /**
   * Only 32-bit kernels report the old bugs of 32-bit processors (arch/x86/kernel/cpu/proc.c,
   * show_cpuinfo_misc).
   */
  private static int kernelBits(Set<String> keys, Set<String> flags) {
    if (keys.contains("fdiv_bug") || keys.contains("f00f_bug") || keys.contains("coma_bug")) {
      return 32;
    }
    if (keys.contains("cpuid level") && flags.contains("lm")) {
      return 64;
    }
    return 0;
  }
}
