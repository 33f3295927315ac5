package dev.drydock.relay;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/** What a server can compare a file with, the best first. */
public enum Checksum {
  SHA256SUM("sha256sum", "sha256sum"),
  OPENSSL("openssl dgst -sha256", "openssl"),

  /** POSIX; 32 bits that find damage, but would not find deceit. */
  CKSUM("cksum", "cksum");

  /** SHA-256 of {@code abc}, from FIPS 180-2, appendix B.1. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private final String command;
  private final String tool;

  Checksum(String command, String tool) {
    this.command = command;
    this.tool = tool;
  }

  /** The program's name, for a person. */
  public String tool() {
    return tool;
  }

  /** Whether it finds also what somebody changed on purpose. */
  public boolean isStrong() {
    return this != CKSUM;
  }

  /** Reads standard input; its answer is for {@link #answer}. */
  String command() {
    return command;
  }

  /**
   * A shell's test whether the server has it and it tells the truth: an old openssl lacks SHA-256
   * and says so on standard output.
   */
  String probe() {
    String right = this == CKSUM ? "1219131554 3" : ABC;
    return "case $(printf abc | "
        + command
        + " 2>/dev/null) in *'"
        + right
        + "'*) true;; *) false;; esac";
  }

  /** What is to be compared, out of all that the program printed. */
  String answer(String printed) {
    String text = printed.strip();
    return this == CKSUM
        ? text.replaceAll("\\s+", " ")
        // openssl puts "(stdin)= " or more before it, sha256sum " -" behind it.
        : text.replaceAll("^.*= *", "").replaceAll("\\s.*", "");
  }

  Calculation begin() {
    return this == CKSUM ? new Crc() : new Sha256();
  }

  /** The same sum on this side. */
  interface Calculation {
    void update(byte[] bytes, int offset, int length);

    /** As {@link Checksum#answer} has it; more may be added afterwards. */
    String value();
  }

  private static final class Sha256 implements Calculation {
    private final MessageDigest digest = Digests.sha256();

    @Override
    public void update(byte[] bytes, int offset, int length) {
      digest.update(bytes, offset, length);
    }

    @Override
    public String value() {
      try {
        return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException("Java's own SHA-256 can be cloned", e);
      }
    }
  }

  /** The CRC of POSIX cksum: the polynomial of Ethernet, highest bit first, then the length. */
  private static final class Crc implements Calculation {
    private static final int[] TABLE = table();

    private int crc;
    private long length;

    private static int[] table() {
      int[] table = new int[256];
      for (int i = 0; i < 256; i++) {
        int value = i << 24;
        for (int bit = 0; bit < 8; bit++) {
          value = value < 0 ? value << 1 ^ 0x04C11DB7 : value << 1;
        }
        table[i] = value;
      }
      return table;
    }

    private static int step(int crc, int next) {
      return crc << 8 ^ TABLE[(crc >>> 24 ^ next) & 0xff];
    }

    @Override
    public void update(byte[] bytes, int offset, int count) {
      int sum = crc;
      for (int i = offset; i < offset + count; i++) {
        sum = step(sum, bytes[i]);
      }
      crc = sum;
      length += count;
    }

    @Override
    public String value() {
      int sum = crc;
      for (long rest = length; rest != 0; rest >>>= 8) {
        sum = step(sum, (int) rest);
      }
      return Integer.toUnsignedString(~sum) + " " + length;
    }
  }

  static Optional<Checksum> named(String tool) {
    for (Checksum one : values()) {
      if (one.tool.equals(tool)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }
}
