package dev.drydock.transcript;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** The ways a secret is commonly written. Works on bytes, so that no String of it stays behind. */
final class SecretForms {
  private static final String UNRESERVED = "-._~";
  private static final String COMPONENT = UNRESERVED + "!'()*";
  private static final String PATH = COMPONENT + "$&+,;=:@/";

  private SecretForms() {}

  /**
   * @param bytes as they appear between line ends and escape sequences
   */
  // The bytes are searched for and wiped, never compared as a value.
  @SuppressWarnings("ArrayRecordComponent")
  record Form(String name, byte[] bytes) {}

  static List<Form> of(byte[] secret) {
    List<Form> forms = new ArrayList<>();
    add(forms, "exact", secret);
    add(forms, "shell-quoted", replace(secret, "'", "'\\''"));
    add(forms, "shell-quoted", replace(secret, "'", "'\"'\"'"));
    add(forms, "shell-quoted", escape(secret, "'\\"));
    add(forms, "shell-quoted", escape(secret, "\\\"$`"));
    add(forms, "shell-quoted", escape(secret, "\\\"$`!"));
    add(forms, "shell-quoted", escapeAllBut(secret, "_@%+=:,./-"));
    add(forms, "shell-quoted", escapeAllBut(secret, "_@%+:./-"));
    for (boolean upper : new boolean[] {true, false}) {
      add(forms, "URL-encoded", percent(secret, UNRESERVED, upper, false, false));
      add(forms, "URL-encoded", percent(secret, UNRESERVED, upper, true, false));
      add(forms, "URL-encoded", percent(secret, "-._*", upper, true, false));
      add(forms, "URL-encoded", percent(secret, COMPONENT, upper, false, false));
      add(forms, "URL-encoded", percent(secret, PATH, upper, false, false));
      add(forms, "URL-encoded", percent(secret, "", upper, false, true));
    }
    add(forms, "JSON", escape(secret, "\\\""));
    add(forms, "JSON", escape(secret, "\\\"/"));
    add(forms, "JSON", jsonEscapes(secret, true));
    add(forms, "JSON", jsonEscapes(secret, false));
    add(forms, "HTML", html(secret));
    for (boolean upper : new boolean[] {true, false}) {
      for (String before : List.of("", " ", ":", "\\x", "0x")) {
        hex(forms, secret, before, upper);
      }
    }
    base64(forms, secret, Base64.getEncoder());
    base64(forms, secret, Base64.getUrlEncoder());
    return forms;
  }

  /**
   * As dumps write bytes ({@code xxd -p}, {@code od -t x1}, {@code printf '\x..'}). What stands
   * before each byte stands between two of them only, but is then part of every one.
   */
  private static void hex(List<Form> forms, byte[] secret, String before, boolean upper) {
    String digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte b : secret) {
      if (out.size() > 0) {
        out.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
      }
      out.write(digits.charAt((b & 0xff) >> 4));
      out.write(digits.charAt(b & 0xf));
    }
    if (secret.length >= Redactor.SHORTEST) {
      add(forms, "hexadecimal", out.toByteArray());
    }
  }

  /** JSON that keeps to ASCII; a secret that is no text has none. */
  private static byte[] jsonEscapes(byte[] secret, boolean upper) {
    CharBuffer chars = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(secret));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (chars.hasRemaining()) {
      char c = chars.get();
      if (c == '"' || c == '\\') {
        out.write('\\');
        out.write(c);
      } else if (c < ' ' || c > '~') {
        String code = String.format(Locale.ROOT, upper ? "\\u%04X" : "\\u%04x", (int) c);
        out.writeBytes(code.getBytes(StandardCharsets.US_ASCII));
      } else {
        out.write(c);
      }
    }
    Arrays.fill(chars.array(), '\0');
    return out.toByteArray();
  }

  private static byte[] html(byte[] secret) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte b : secret) {
      String name =
          switch (b) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&#39;";
            default -> "";
          };
      if (name.isEmpty()) {
        out.write(b);
      } else {
        out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
      }
    }
    return out.toByteArray();
  }

  /** Reduces to what the filter looks at, and leaves out what is too short or there already. */
  private static void add(List<Form> forms, String name, byte[] bytes) {
    int[] significant = EscapeScan.significant(bytes, bytes.length, false);
    byte[] kept = new byte[significant.length];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = bytes[significant[i]];
    }
    boolean known = forms.stream().anyMatch(form -> Arrays.equals(form.bytes(), kept));
    if (kept.length >= Redactor.SHORTEST && !known) {
      forms.add(new Form(name, kept));
    }
  }

  /**
   * Within a longer text a secret's base64 depends on where it starts (modulo 3), and its outermost
   * characters on its neighbours: the characters that do not are looked for, and the whole of it
   * standing alone.
   */
  private static void base64(List<Form> forms, byte[] secret, Base64.Encoder encoder) {
    if (secret.length < Redactor.SHORTEST) {
      return;
    }
    add(forms, "base64", encoder.encode(secret));
    for (int shift = 0; shift < 3; shift++) {
      byte[] shifted = new byte[shift + secret.length];
      System.arraycopy(secret, 0, shifted, shift, secret.length);
      byte[] encoded = encoder.withoutPadding().encode(shifted);
      int from = (shift * 8 + 5) / 6;
      int to = shifted.length * 8 / 6;
      add(forms, "base64", Arrays.copyOfRange(encoded, from, to));
      Arrays.fill(shifted, (byte) 0);
    }
  }

  /** Each byte that is in {@code which} replaced by {@code by}. */
  private static byte[] replace(byte[] secret, String which, String by) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte b : secret) {
      if (which.indexOf(b) >= 0) {
        out.writeBytes(by.getBytes(StandardCharsets.US_ASCII));
      } else {
        out.write(b);
      }
    }
    return out.toByteArray();
  }

  private static byte[] escape(byte[] secret, String which) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte b : secret) {
      if (which.indexOf(b) >= 0) {
        out.write('\\');
      }
      out.write(b);
    }
    return out.toByteArray();
  }

  private static byte[] escapeAllBut(byte[] secret, String plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte b : secret) {
      if (b >= 0 && !alphanumeric(b) && plain.indexOf(b) < 0) {
        out.write('\\');
      }
      out.write(b);
    }
    return out.toByteArray();
  }

  private static byte[] percent(
      byte[] secret, String plain, boolean upper, boolean plusForSpace, boolean all) {
    String digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte b : secret) {
      if (b == ' ' && plusForSpace) {
        out.write('+');
      } else if (!all && (alphanumeric(b) || (b >= 0 && plain.indexOf(b) >= 0))) {
        out.write(b);
      } else {
        out.write('%');
        out.write(digits.charAt((b & 0xff) >> 4));
        out.write(digits.charAt(b & 0xf));
      }
    }
    return out.toByteArray();
  }

  private static boolean alphanumeric(byte b) {
    return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
  }
}
