package dev.drydock.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes new inputs of old ones: bytes flipped, cut out, doubled, spliced. */
final class Mutator {
  private static final int LONGEST = 4096;
  private static final byte[] TELLING = {
    0,
    1,
    7,
    8,
    9,
    10,
    13,
    0x1b,
    '[',
    ']',
    'm',
    '\\',
    '"',
    '\'',
    '{',
    '}',
    ' ',
    '-',
    '9',
    (byte) 0x80,
    (byte) 0x9b,
    (byte) 0xc2,
    (byte) 0xe2,
    (byte) 0xf0,
    (byte) 0xff
  };

  private final Random random;
  private final List<byte[]> seeds;

  Mutator(Random random, List<byte[]> seeds) {
    this.random = random;
    this.seeds = seeds;
  }

  byte[] next() {
    byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      input = changed(input);
    }
    return input.length > LONGEST ? Arrays.copyOf(input, LONGEST) : input;
  }

  private byte[] changed(byte[] input) {
    if (input.length == 0) {
      return random(8);
    }
    int at = random.nextInt(input.length);
    int to = Math.min(input.length, at + random.nextInt(16));
    switch (random.nextInt(6)) {
      case 0 -> {
        byte[] flipped = input.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        return flipped;
      }
      case 1 -> {
        byte[] told = input.clone();
        told[at] = TELLING[random.nextInt(TELLING.length)];
        return told;
      }
      case 2 -> {
        return joined(input, 0, at, new byte[0], input, to, input.length);
      }
      case 3 -> {
        return joined(input, 0, to, new byte[0], input, at, input.length);
      }
      case 4 -> {
        return joined(input, 0, at, random(6), input, at, input.length);
      }
      default -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        return joined(input, 0, at, new byte[0], other, from, other.length);
      }
    }
  }

  private byte[] random(int most) {
    byte[] bytes = new byte[1 + random.nextInt(most)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          random.nextBoolean()
              ? TELLING[random.nextInt(TELLING.length)]
              : (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static byte[] joined(
      byte[] head, int from, int to, byte[] middle, byte[] tail, int tailFrom, int tailTo) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(head, from, to - from);
    out.writeBytes(middle);
    out.write(tail, tailFrom, tailTo - tailFrom);
    return out.toByteArray();
  }
}
