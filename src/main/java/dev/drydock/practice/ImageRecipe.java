package dev.drydock.practice;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that decides what ends up on the practice server's disk. Same recipe, same id.
 *
 * @param script build.sh
 * @param packages what is installed, one a line
 * @param identity fingerprint of password and keys
 */
record ImageRecipe(
    String script, String packages, DebianMirror mirror, AptSettings settings, String identity) {
  static ImageRecipe of(Host host, PracticeOptions options, String identity)
      throws PracticeException {
    boolean keyring = Files.exists(Path.of(DebianMirror.keyring()));
    DebianMirror mirror;
    if (options.mirror().isPresent()) {
      mirror = DebianMirror.at(options.mirror().get(), keyring);
    } else {
      List<AptEntry> entries = sources(host.etcApt());
      mirror =
          DebianMirror.choose(entries, keyring)
              .orElseThrow(
                  () ->
                      new PracticeException(
                          PracticeException.Kind.MIRROR,
                          "The practice server's Debian comes from the mirror that this machine"
                              + " uses, and "
                              + host.etcApt()
                              + " names no Debian mirror that is reached over http or https. Name"
                              + " one with --mirror=http://..."));
    }
    String dump = "";
    if (host.tools().find("apt-config").isPresent()) {
      dump = Commands.run(List.of(host.tools().require("apt-config").toString(), "dump")).text();
    }
    return new ImageRecipe(
        text("build.sh"),
        text("packages"),
        mirror,
        AptSettings.parse(dump, host.environment()),
        identity);
  }

  private static String text(String resource) {
    return new String(Resources.read(resource), StandardCharsets.UTF_8);
  }

  /** All package sources of a machine, in apt's order. */
  static List<AptEntry> sources(Path etcApt) throws PracticeException {
    List<AptEntry> entries = new ArrayList<>();
    try {
      Path one = etcApt.resolve("sources.list");
      if (Files.isRegularFile(one)) {
        entries.addAll(AptEntry.parseList(Files.readString(one)));
      }
      Path parts = etcApt.resolve("sources.list.d");
      if (Files.isDirectory(parts)) {
        List<Path> files;
        try (Stream<Path> all = Files.list(parts)) {
          files = all.sorted().toList();
        }
        for (Path file : files) {
          String name = file.getFileName().toString();
          if (name.endsWith(".list")) {
            entries.addAll(AptEntry.parseList(Files.readString(file)));
          } else if (name.endsWith(".sources")) {
            entries.addAll(AptEntry.parseDeb822(Files.readString(file)));
          }
        }
      }
    } catch (IOException e) {
      throw new PracticeException(
          PracticeException.Kind.NO_RIGHTS,
          "apt's list of mirrors in "
              + etcApt
              + " could not be read ("
              + e.getMessage()
              + "). Name a mirror with --mirror=http://...",
          e);
    }
    return entries;
  }

  /** 16 hexadecimal digits. */
  String id() {
    List<byte[]> parts = new ArrayList<>();
    parts.add(bytes(script));
    parts.add(bytes(packages));
    parts.add(bytes(String.join("\n", mirror.attempts().get(0).guest())));
    parts.add(bytes(String.join("\n", settings.guest())));
    parts.add(bytes(identity));
    return Resources.hash(parts.toArray(new byte[0][])).substring(0, 16);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
