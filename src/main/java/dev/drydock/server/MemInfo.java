package dev.drydock.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text of /proc/meminfo. */
public final class MemInfo {
  private static final Pattern LINE =
      Pattern.compile("(?m)^(MemTotal|SwapTotal):[ \\t]+([0-9]{1,15})[ \\t]*kB[ \\t]*$");

  private MemInfo() {}

  /** Never fails: what is not told is 0. */
  public static ServerFacts.Memory parse(String text) {
    long ram = 0;
    long swap = 0;
    Matcher matcher = LINE.matcher(text);
    while (matcher.find()) {
      long megabytes = Long.parseLong(matcher.group(2)) / 1024;
      if (matcher.group(1).equals("MemTotal")) {
        ram = megabytes;
      } else {
        swap = megabytes;
      }
    }
    return new ServerFacts.Memory(ram, swap);
  }
}
