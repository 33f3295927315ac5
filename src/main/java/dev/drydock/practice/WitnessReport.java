package dev.drydock.practice;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the SSE2 witness saw since QEMU was last started: instructions newer than SSE that programs
 * executed and a Pentium III could not.
 *
 * @param executed how many in all
 * @param sites where, at most 4096, in the order first met
 */
public record WitnessReport(long executed, List<Site> sites) {
  private static final Pattern EXECUTED = Pattern.compile("executed (\\d{1,18})");
  private static final Pattern SITE =
      Pattern.compile("site ([0-9a-f]{8}) ((?:[0-9a-f]{2}){1,15}) (\\d{1,18})");

  /**
   * @param address virtual address in the process
   * @param bytes the instruction in hexadecimal
   * @param count how often it ran
   */
  public record Site(long address, String bytes, long count) {
    @Override
    public String toString() {
      return String.format("%08x  %-30s  %d times", address, bytes, count);
    }
  }

  public WitnessReport {
    sites = List.copyOf(sites);
  }

  /**
   * @throws IllegalArgumentException for a text that is not a whole report
   */
  static WitnessReport parse(String text) {
    List<String> lines = text.lines().toList();
    Matcher first = EXECUTED.matcher(lines.isEmpty() ? "" : lines.get(0));
    if (!first.matches()) {
      throw new IllegalArgumentException("not a report of the SSE2 witness");
    }
    List<Site> sites = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      Matcher site = SITE.matcher(line);
      if (!site.matches()) {
        throw new IllegalArgumentException("not a line of the SSE2 witness: " + line);
      }
      sites.add(
          new Site(
              Long.parseLong(site.group(1), 16), site.group(2), Long.parseLong(site.group(3))));
    }
    return new WitnessReport(Long.parseLong(first.group(1)), sites);
  }
}
