package dev.drydock.recipe;

import dev.drydock.server.ServerFacts;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A named question to the facts. Recipes name conditions, as what they {@code need} and as when a
 * step is wanted.
 */
enum Condition {
  LINUX {
    @Override
    Answer ask(ServerFacts facts) {
      String kernel = facts.os().kernelName();
      return kernel.equals("Linux")
          ? Answer.yes("")
          : Answer.no(
              "This server runs "
                  + (kernel.isEmpty() ? "something unknown" : kernel)
                  + ", not Linux. Containers of this kind are a feature of the Linux kernel.");
    }
  },

  X86_32 {
    @Override
    Answer ask(ServerFacts facts) {
      String machine = facts.os().machine();
      if (machine.matches("i[3-6]86|i86pc")) {
        return Answer.yes("");
      }
      if (machine.equals("x86_64")) {
        // 32-bit programs under a 64-bit kernel: what is installed decides.
        if (facts.os().architecture().equals("i386")) {
          return Answer.yes("");
        }
        return Answer.no(
            "This server runs a 64-bit system ("
                + machine
                + "), which Docker supports itself. Install Docker's own packages for it: see"
                + " docs.docker.com/engine/install.");
      }
      if (machine.startsWith("arm") || machine.startsWith("aarch64")) {
        return Answer.no(
            "This server has an ARM processor ("
                + machine
                + "). Drydock is for 32-bit x86; for ARM see docs.docker.com/engine/install.");
      }
      return Answer.no(
          "This server's processor is "
              + (machine.isEmpty() ? "unknown" : "of the kind " + machine)
              + ". Drydock is for 32-bit x86.");
    }
  },

  APT {
    @Override
    Answer ask(ServerFacts facts) {
      return facts.packages().manager().equals("apt")
          ? Answer.yes("")
          : Answer.no(
              systemName(facts)
                  + " does not use apt. This route needs Debian 12, or an older relative of it.");
    }
  },

  /** The distribution's release is one whose i386 programs run on a CPU without SSE2. */
  DEBIAN_12_OR_OLDER {
    @Override
    Answer ask(ServerFacts facts) {
      if (debianMajor(facts) > LAST_WITHOUT_SSE2) {
        return Answer.no(
            systemName(facts)
                + " has no complete 32-bit system any more, and its 32-bit programs need SSE2."
                + " Debian 12 is the last Debian for such servers, with security updates until"
                + " 30 June 2028.");
      }
      return Answer.yes("");
    }
  },

  ENGINE_PACKAGED {
    @Override
    Answer ask(ServerFacts facts) {
      String installed = facts.packages().installed().getOrDefault(ENGINE_PACKAGE, "");
      if (!installed.isEmpty()) {
        return Answer.yes(
            "Docker is installed already, from the package docker.io " + installed + ".");
      }
      String candidate = facts.packages().candidates().getOrDefault(ENGINE_PACKAGE, "");
      if (!candidate.isEmpty()) {
        return Answer.yes(
            systemName(facts)
                + " has Docker as the ready-made package docker.io "
                + candidate
                + ": nothing has to be compiled.");
      }
      if (debianMajor(facts) >= FIRST_DEBIAN_WITH_ENGINE && !facts.packages().indexWorks()) {
        return Answer.yes(
            "The list of available packages does not answer yet; once a step has refreshed it, "
                + systemName(facts)
                + " offers the package docker.io.");
      }
      return Answer.no(
          systemName(facts)
              + " has no package docker.io: here Docker has to be built from source, which is the"
              + " other road.");
    }
  },

  ENGINE_FITS_CPU {
    @Override
    Answer ask(ServerFacts facts) {
      if (facts.cpu().has("sse2")) {
        return Answer.yes("This processor has SSE2, so every 32-bit program runs on it.");
      }
      if (!facts.cpu().flags().isEmpty() && !facts.cpu().has("mmx")) {
        return Answer.no(
            "This processor has no MMX. Docker is written in Go, and Go's programs stop at once on"
                + " a processor without MMX.");
      }
      String built = facts.engine().go386().toLowerCase(Locale.ROOT);
      if (built.equals("sse2")) {
        return Answer.no(
            "The Docker that is installed was built for processors with SSE2 (GO386=sse2), which"
                + " this one has not. Remove that Docker, then look again.");
      }
      if (built.equals("softfloat") || built.equals("387")) {
        return Answer.yes(
            "This processor has no SSE2, and the Docker installed here needs none (GO386="
                + built
                + ").");
      }
      if (debianMajor(facts) == LAST_WITHOUT_SSE2) {
        return Answer.yes(
            "This processor has no SSE2. Debian 12's Docker needs none: it was built with"
                + " GO386=softfloat. Drydock reads that from the programs before it starts them.");
      }
      return Answer.yes(
          "This processor has no SSE2. Whether this Docker needs it is read from its programs"
              + " right after they are installed.");
    }
  },

  ROOT_POSSIBLE {
    @Override
    Answer ask(ServerFacts facts) {
      String user = facts.access().user();
      if (facts.needsSu()) {
        return Answer.yes(
            "The user " + user + " has no sudo here: root's own password is asked for, for su.");
      }
      return switch (facts.access().sudo()) {
        case ROOT, NOPASSWD, PASSWORD -> Answer.yes("");
        case NONE ->
            Answer.no(
                "The user "
                    + user
                    + " may not use sudo here. Log in as root, or have root run: adduser "
                    + user
                    + " sudo");
        case MISSING ->
            Answer.no(
                "There is no sudo on this server and the user "
                    + user
                    + " is not root. Log in as root, or have root run: apt-get install sudo &&"
                    + " adduser "
                    + user
                    + " sudo");
      };
    }
  },

  KERNEL_READY {
    @Override
    Answer ask(ServerFacts facts) {
      ServerFacts.Kernel kernel = facts.kernel();
      if (!kernel.namespaces()) {
        return Answer.no(
            "The kernel "
                + facts.os().kernelRelease()
                + " has no namespaces, which containers are made of. Install the distribution's"
                + " own kernel and restart the server.");
      }
      if (!kernel.cgroupV1() && !kernel.cgroupV2()) {
        return Answer.no(
            "The kernel "
                + facts.os().kernelRelease()
                + " has no control groups, which Docker needs. Install the distribution's own"
                + " kernel and restart the server.");
      }
      return Answer.yes("");
    }
  },

  /** What builds Go's C part is there, or can be had. */
  COMPILER_INSTALLABLE {
    @Override
    Answer ask(ServerFacts facts) {
      boolean there = facts.tools().containsKey("gcc") && facts.tools().containsKey("make");
      if (there || (hasPackage(facts, "gcc") && hasPackage(facts, "make"))) {
        return Answer.yes("");
      }
      if (!facts.packages().indexWorks() || MIRROR_GONE.holds(facts)) {
        return Answer.yes(
            "There is no C compiler yet; it comes once a step has refreshed the list of packages.");
      }
      return Answer.no(
          "This server has no C compiler (gcc and make), and its package sources offer none. Go is"
              + " built with one. Add the distribution's main section to /etc/apt/sources.list, then"
              + " look again.");
    }
  },

  /** The kernel can lay one file system over another, which images are made of. */
  LAYERS_POSSIBLE {
    @Override
    Answer ask(ServerFacts facts) {
      if (facts.kernel().aufs()) {
        return Answer.yes("The kernel has AUFS, which Docker 0.6.1 was made for.");
      }
      Matcher version = KERNEL_VERSION.matcher(facts.os().kernelRelease());
      boolean whiteouts =
          !version.matches() || Integer.parseInt(version.group(1)) >= FIRST_KERNEL_FOR_OVERLAY;
      if (facts.kernel().overlay() && whiteouts) {
        return Answer.yes(
            "The kernel has no AUFS, which Docker 0.6.1 was made for; Drydock's patches let it use"
                + " overlayfs instead.");
      }
      if (facts.os().id().equals("ubuntu")) {
        return Answer.yes(
            "The kernel has no AUFS yet; a step installs it with the package linux-image-extra.");
      }
      return Answer.no(
          "The kernel "
              + facts.os().kernelRelease()
              + " has neither AUFS nor the overlayfs of Linux 4.0 and later, and Docker's images are"
              + " layers laid over each other."
              + " Install the distribution's own kernel and restart the server.");
    }
  },

  /**
   * Docker 0.6.1 starts containers with LXC, of its own time or with patches for LXC 3 and later.
   */
  LXC_FITS {
    @Override
    Answer ask(ServerFacts facts) {
      String lxc = packageVersion(facts, "lxc");
      Matcher version = PACKAGE_VERSION.matcher(lxc);
      if (version.matches()) {
        int major = Integer.parseInt(version.group(1));
        return major == 0 || major >= FIRST_LXC_PATCHED
            ? Answer.yes("")
            : Answer.no(
                systemName(facts)
                    + " has LXC "
                    + version.group(1)
                    + "."
                    + version.group(2)
                    + ". Docker 0.6.1 was written for LXC 0.7 to 0.9, and Drydock's patches are for"
                    + " LXC 3 and later: between them it cannot start containers.");
      }
      return lxc.isEmpty() && facts.packages().indexWorks() && !MIRROR_GONE.holds(facts)
          ? Answer.no(
              systemName(facts)
                  + " offers no package lxc, with which Docker 0.6.1 starts containers.")
          : Answer.yes("");
    }
  },

  /** Two engines would fight for one socket and one folder. */
  ENGINE_NOT_PACKAGED {
    @Override
    Answer ask(ServerFacts facts) {
      String installed = facts.packages().installed().getOrDefault(ENGINE_PACKAGE, "");
      return installed.isEmpty()
          ? Answer.yes("")
          : Answer.no(
              "The package docker.io "
                  + installed
                  + " is installed here, and a server can have only one Docker. To take this road,"
                  + " remove that one first: apt-get purge docker.io");
    }
  },

  /** Less than that does not even hold Go's linker, however much swap there is. */
  MEMORY_FOR_GO {
    @Override
    Answer ask(ServerFacts facts) {
      long ram = facts.memory().ramMb();
      return ram == 0 || ram >= LEAST_RAM_MB
          ? Answer.yes("")
          : Answer.no(
              "This server has "
                  + ram
                  + " MB of RAM. Building Go and Docker needs at least "
                  + LEAST_RAM_MB
                  + " MB.");
    }
  },

  /** The release's packages have been moved to the archive of old releases. */
  MIRROR_GONE {
    @Override
    Answer ask(ServerFacts facts) {
      if (!facts.os().id().equals("ubuntu")
          || facts.packages().sources().stream().anyMatch(line -> line.contains("old-releases"))) {
        return Answer.no("");
      }
      Matcher version = UBUNTU.matcher(facts.os().versionId());
      if (!version.matches()) {
        return Answer.no("");
      }
      int year = Integer.parseInt(version.group(1));
      boolean longTerm = year % 2 == 0 && version.group(2).equals("04");
      return year < FIRST_UBUNTU_KEPT || (!longTerm && year < LAST_UBUNTU_KEPT)
          ? Answer.yes(
              systemName(facts)
                  + " has left Ubuntu's mirrors; a step turns the server to the archive of old"
                  + " releases.")
          : Answer.no("");
    }
  },

  /** GCC is, or will be, one that Go 1.1 did not know: it stops at warnings that are new. */
  COMPILER_NEW {
    @Override
    Answer ask(ServerFacts facts) {
      String version = packageVersion(facts, "gcc");
      Matcher parts = PACKAGE_VERSION.matcher(version);
      if (!parts.matches()) {
        return Answer.yes("");
      }
      int major = Integer.parseInt(parts.group(1));
      int minor = Integer.parseInt(parts.group(2));
      return major > 4 || (major == 4 && minor >= FIRST_NEW_GCC_4)
          ? Answer.yes(
              "The C compiler (GCC "
                  + major
                  + (major > 4 ? "" : "." + minor)
                  + ") is newer than Go 1.1.2 knows; a small wrapper keeps it from refusing Go's"
                  + " sources.")
          : Answer.no("");
    }
  },

  /** The server's own git gets through today's TLS, and its clock is right for it. */
  SERVER_CLONES {
    @Override
    Answer ask(ServerFacts facts) {
      String git = packageVersion(facts, "git");
      Matcher version = PACKAGE_VERSION.matcher(git);
      if (!version.matches()
          || Integer.parseInt(version.group(1)) < 2
          || (Integer.parseInt(version.group(1)) == 2
              && Integer.parseInt(version.group(2)) < FIRST_MODERN_GIT_2)) {
        return Answer.no(
            "The server's git ("
                + (git.isEmpty() ? "not installed, and no package" : git)
                + ") is too old for today's TLS. Let this computer fetch.");
      }
      if (Math.abs(facts.clock().aheadSeconds()) > CLOCK_SECONDS) {
        return Answer.no(
            "The server's clock is wrong, and TLS refuses every certificate then. Let this computer"
                + " fetch.");
      }
      if (!hasPackage(facts, "ca-certificates")) {
        return Answer.no(
            "The server has no certificates to know others by (package ca-certificates). Let this"
                + " computer fetch.");
      }
      if (!facts.network().hasDefaultRoute()) {
        return Answer.no(
            "The server has no way into the Internet (no default route). Let this computer fetch.");
      }
      return Answer.yes("");
    }
  },

  /** RAM and swap together do not reach {@link Planner#ENOUGH_MEMORY_MB}. */
  SWAP_SHORT {
    @Override
    Answer ask(ServerFacts facts) {
      long total = facts.memory().ramMb() + facts.memory().swapMb();
      return total < Planner.ENOUGH_MEMORY_MB
          ? Answer.yes(
              "Memory is short ("
                  + total
                  + " MB with swap): a swap file is added first, so that nothing is killed"
                  + " half-way.")
          : Answer.no("");
    }
  };

  static final String ENGINE_PACKAGE = "docker.io";

  /** Debian 13 raised its i386 baseline to SSE2 (its release notes). */
  private static final int LAST_WITHOUT_SSE2 = 12;

  /** Debian 10 to 12 carry docker.io for i386; 8 and 9 had none in the release. */
  private static final int FIRST_DEBIAN_WITH_ENGINE = 10;

  private static final int LEAST_RAM_MB = 96;

  /** Still on Ubuntu's mirrors, as releases under long-term support from 14.04 on are. */
  private static final int FIRST_UBUNTU_KEPT = 14;

  /** What came later has no i386 to install and is none of this program's business. */
  private static final int LAST_UBUNTU_KEPT = 24;

  /** GCC 4.8 brought the first warnings that -Werror stops Go 1.1 at. */
  private static final int FIRST_NEW_GCC_4 = 8;

  /** Debian 9's git, whose TLS library speaks TLS 1.2. */
  private static final int FIRST_MODERN_GIT_2 = 11;

  /** The first overlayfs with a form for removed files that the patches use. */
  private static final int FIRST_KERNEL_FOR_OVERLAY = 4;

  private static final int FIRST_LXC_PATCHED = 3;
  private static final Pattern KERNEL_VERSION = Pattern.compile("([0-9]{1,3})\\..*");
  private static final long CLOCK_SECONDS = 24L * 3600;
  private static final Pattern UBUNTU = Pattern.compile("([0-9]{1,2})\\.([0-9]{2})(\\..*)?");

  /** An epoch, then the version of the program. */
  private static final Pattern PACKAGE_VERSION =
      Pattern.compile("(?:[0-9]+:)?([0-9]{1,4})\\.([0-9]{1,4}).*");

  /** The version that is, or would be, installed; "" where there is none. */
  private static String packageVersion(ServerFacts facts, String name) {
    return facts
        .packages()
        .installed()
        .getOrDefault(name, facts.packages().candidates().getOrDefault(name, ""));
  }

  private static boolean hasPackage(ServerFacts facts, String name) {
    return !facts.packages().installed().getOrDefault(name, "").isEmpty()
        || !facts.packages().candidates().getOrDefault(name, "").isEmpty();
  }

  abstract Answer ask(ServerFacts facts);

  boolean holds(ServerFacts facts) {
    return ask(facts).yes();
  }

  /** The name used in recipes, e.g. {@code swap-short}. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @throws RecipeException if there is none
   */
  static Condition named(String key) {
    return Arrays.stream(values())
        .filter(condition -> condition.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new RecipeException(
                    "there is no condition \""
                        + key
                        + "\"; there are "
                        + List.of(values()).stream().map(Condition::key).toList()));
  }

  /** Debian's major release, 0 if it is another distribution or untold (testing). */
  private static int debianMajor(ServerFacts facts) {
    if (!facts.os().id().equals("debian")) {
      return 0;
    }
    if (facts.os().codename().equals("trixie") || facts.os().codename().equals("forky")) {
      return LAST_WITHOUT_SSE2 + 1;
    }
    String digits = facts.os().versionId().replaceFirst("^([0-9]{1,3}).*$", "$1");
    return digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : 0;
  }

  private static String systemName(ServerFacts facts) {
    String pretty = facts.os().prettyName();
    if (!pretty.isEmpty()) {
      return pretty;
    }
    return facts.os().id().isEmpty() ? "This system" : facts.os().id();
  }

  /**
   * @param sentence why, for the person, or ""
   */
  record Answer(boolean yes, String sentence) {
    static Answer yes(String sentence) {
      return new Answer(true, sentence);
    }

    static Answer no(String sentence) {
      return new Answer(false, sentence);
    }
  }
}
