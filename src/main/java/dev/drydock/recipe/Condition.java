package dev.drydock.recipe;

import dev.drydock.server.ServerFacts;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

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
              + " has no package docker.io. Docker would have to be built from source here, which"
              + " this version of Drydock does not do yet.");
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
      if (facts.isSuOnly()) {
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
