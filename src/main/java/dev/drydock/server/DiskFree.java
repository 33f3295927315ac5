package dev.drydock.server;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code df -P -k} says of some paths. */
final class DiskFree {
  // The device may hold spaces (a network share), so the line is read from its numbers.
  private static final Pattern ROW =
      Pattern.compile("^.*?\\s([0-9]{1,15})\\s+[0-9]+\\s+(-?[0-9]{1,15})\\s+\\S+%?\\s+(/.*)$");

  private DiskFree() {}

  /**
   * @param text a line {@code path=...} for each path asked for, then df's table with one row for
   *     each, in that order
   */
  static List<ServerFacts.Disk> parse(String text) {
    List<String> paths = new ArrayList<>();
    List<ServerFacts.Disk> disks = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("path=")) {
        paths.add(line.substring("path=".length()));
        continue;
      }
      Matcher row = ROW.matcher(line);
      if (row.matches() && disks.size() < paths.size()) {
        disks.add(
            new ServerFacts.Disk(
                paths.get(disks.size()),
                row.group(3),
                Math.max(0, Long.parseLong(row.group(2)) / 1024),
                Long.parseLong(row.group(1)) / 1024));
      }
    }
    return disks;
  }
}
