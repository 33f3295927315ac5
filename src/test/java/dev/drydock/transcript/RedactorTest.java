package dev.drydock.transcript;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.ssh.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RedactorTest {
  private static final List<String> CANARIES =
      List.of(
          "canary-7391",
          "it's a \"$ecret\" `x` \\ %!",
          "schl\u00fcssel-\u20ac-\ud83d\udc33",
          "aaaaaaaa",
          "a+b/c=d&e f",
          "[31mtricky;0m");

  private static final List<String> BETWEEN =
      List.of("", "\n", "\r\n", "\u001b[31m", "\u001b[0m\n", "\u001b]0;t\u0007", "\u001b(B");

  private static Redactor redactor(String... secrets) {
    return Redactor.of(
        Arrays.stream(secrets).map(secret -> Secret.of(secret.getBytes(UTF_8))).toList());
  }

  private static byte[] filtered(Redactor redactor, byte[] bytes, int... cuts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream filter = redactor.wrap(out)) {
      int from = 0;
      for (int cut : cuts) {
        filter.write(bytes, from, cut - from);
        filter.flush();
        from = cut;
      }
      filter.write(bytes, from, bytes.length - from);
    }
    return out.toByteArray();
  }

  /** How a canary may be written, made without the code under test. */
  private static Map<String, String> written(String canary) {
    Map<String, String> forms = new LinkedHashMap<>();
    byte[] bytes = canary.getBytes(UTF_8);
    StringBuilder all = new StringBuilder();
    StringBuilder lower = new StringBuilder();
    for (byte b : bytes) {
      all.append(String.format("%%%02X", b & 0xff));
      lower.append(String.format("%%%02x", b & 0xff));
    }
    forms.put("exact", canary);
    forms.put("single quotes", "'" + canary.replace("'", "'\\''") + "'");
    forms.put("dash -x quotes", "'" + canary.replace("'", "'\"'\"'") + "'");
    forms.put("double quotes", "\"" + canary.replaceAll("([\\\\\"$`])", "\\\\$1") + "\"");
    forms.put("form", URLEncoder.encode(canary, UTF_8));
    forms.put("URL", URLEncoder.encode(canary, UTF_8).replace("+", "%20"));
    forms.put("all percent", all.toString());
    forms.put("all percent, lower", lower.toString());
    forms.put("JSON", canary.replace("\\", "\\\\").replace("\"", "\\\""));
    forms.put("base64", Base64.getEncoder().encodeToString(bytes));
    forms.put("base64 URL", Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    return forms;
  }

  @Test
  void wrap_everyFormSplitAtEveryByte() throws IOException {
    for (String canary : CANARIES) {
      for (Map.Entry<String, String> form : written(canary).entrySet()) {
        byte[] secret = form.getValue().getBytes(UTF_8);
        for (String between : BETWEEN) {
          for (int at = 0; at <= secret.length; at++) {
            byte[] before = concat("before ".getBytes(UTF_8), Arrays.copyOf(secret, at));
            byte[] after =
                concat(Arrays.copyOfRange(secret, at, secret.length), " after".getBytes(UTF_8));
            byte[] whole = concat(concat(before, between.getBytes(UTF_8)), after);
            Redactor redactor = redactor(canary);

            byte[] out = filtered(redactor, whole, before.length);

            String name = canary + " as " + form.getKey() + " cut at " + at;
            assertThat(new String(out, UTF_8))
                .as(name)
                .startsWith("before ")
                .endsWith(" after")
                .contains("[hidden]");
            assertNoTrace(name, out, form.getValue());
            assertThat(redactor.hits()).as(name).isNotEmpty();
          }
        }
      }
    }
  }

  /** Not even in pieces: the longest piece of the secret that is left is shorter than four. */
  private static void assertNoTrace(String name, byte[] out, String secret) {
    String left =
        new String(out, ISO_8859_1)
            .replace("[hidden]", "\u0000")
            .replaceAll("\u001b(\\[[0-9;]*m|\\]0;t\u0007|\\(B)", "")
            .replaceAll("[\r\n]", "");
    String raw = new String(secret.getBytes(UTF_8), ISO_8859_1);
    for (int i = 0; i + 4 <= raw.length(); i++) {
      assertThat(left).as(name).doesNotContain(raw.substring(i, i + 4));
    }
  }

  @Test
  void wrap_base64OfALongerTextAtEveryAlignment() throws IOException {
    for (String canary : CANARIES) {
      for (int before = 0; before < 7; before++) {
        byte[] text = ("x".repeat(before) + canary + "yyyyy").getBytes(UTF_8);
        String encoded = Base64.getMimeEncoder(20, "\n".getBytes(UTF_8)).encodeToString(text);

        String out = new String(filtered(redactor(canary), encoded.getBytes(UTF_8)), UTF_8);

        assertThat(out).as(canary + " after " + before).contains("[hidden]");
        // The longest row of whole groups within the secret is gone.
        String inner = Base64.getEncoder().encodeToString(text).replace("\n", "");
        int from = ((before + 2) / 3) * 4;
        assertThat(out.replace("\n", ""))
            .as(canary + " after " + before)
            .doesNotContain(inner.substring(from, from + 5));
      }
    }
  }

  @Test
  void wrap_escapesAndLineEndsBetweenAllBytes() throws IOException {
    String canary = CANARIES.get(0);
    StringBuilder scattered = new StringBuilder();
    for (int i = 0; i < canary.length(); i++) {
      scattered.append(canary.charAt(i)).append("\u001b[1;32m\n");
    }

    String out =
        new String(filtered(redactor(canary), scattered.toString().getBytes(UTF_8)), UTF_8);

    assertThat(out).isEqualTo("[hidden]" + "\n".repeat(canary.length() - 1) + "\u001b[1;32m\n");
  }

  @Test
  void wrap_strayEscapeBeforeTheSecret() throws IOException {
    for (String stray : List.of("\u001b", "\u001b[", "\u001b]", "\u001b(", "\u001bP")) {
      String out =
          new String(
              filtered(redactor("canary-7391"), (stray + "canary-7391").getBytes(UTF_8)), UTF_8);

      assertThat(out).as("after " + stray.length()).isEqualTo(stray + "[hidden]");
    }
  }

  @Test
  void wrap_keepsTheLineStructure() throws IOException {
    assertThat(redactor("canary").apply("a\ncan\r\nary\nb")).isEqualTo("a\n[hidden]\r\n\nb");
  }

  @Test
  void wrap_severalSecretsOneWithinTheOther() {
    assertThat(redactor("word", "password").apply("password word sword"))
        .isEqualTo("[hidden] [hidden] s[hidden]");
    assertThat(redactor("abcdef", "defghi").apply("-abcdefghi-")).isEqualTo("-[hidden]-");
  }

  @Test
  void apply_shortOrNoSecretChangesNothing() {
    assertThat(redactor("abc", "").apply("abc abc")).isEqualTo("abc abc");
    assertThat(Redactor.none().apply("abc\u001b[0m")).isEqualTo("abc\u001b[0m");
  }

  @Test
  void hits_formAndPlace() {
    Redactor redactor = redactor("canary-7391");

    redactor.apply(
        "12345canary-7391 " + Base64.getEncoder().encodeToString("canary-7391".getBytes(UTF_8)));

    assertThat(redactor.hits())
        .containsExactly(new Redactor.Hit("exact", 5), new Redactor.Hit("base64", 17));
  }

  @Test
  void close_forgets() {
    Redactor redactor = redactor("canary-7391");

    redactor.close();

    assertThat(redactor.apply("canary-7391")).isEqualTo("canary-7391");
  }

  @Test
  void wrap_bigStreamWithSecretsAcrossEveryBlock() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    ByteArrayOutputStream in = new ByteArrayOutputStream();
    int planted = 0;
    while (in.size() < 3_000_000) {
      byte[] filler = new byte[random.nextInt(3000)];
      for (int i = 0; i < filler.length; i++) {
        filler[i] = (byte) "xyz \n\u001b[0m;".charAt(random.nextInt(10));
      }
      in.writeBytes(filler);
      in.writeBytes(" canary-7391 ".getBytes(UTF_8));
      planted++;
    }
    Redactor redactor = redactor("canary-7391");

    String out = new String(filtered(redactor, in.toByteArray()), UTF_8);

    assertThat(out).as("seed " + seed).doesNotContain("canary");
    assertThat(redactor.hits()).as("seed " + seed).hasSize(planted);
    assertThat(out.replace("[hidden]", "canary-7391").getBytes(UTF_8)).isEqualTo(in.toByteArray());
  }

  @Test
  void wrap_holdsBackNoMoreThanItsLimit() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream filter = redactor("canary-7391").wrap(out)) {
      filter.write("can".getBytes(UTF_8));
      byte[] newlines = new byte[1 << 20];
      Arrays.fill(newlines, (byte) '\n');
      filter.write(newlines);
      filter.write(newlines);
      assertThat(out.size()).isGreaterThan(1 << 20);
    }
    assertThat(out.size()).isEqualTo(3 + (2 << 20));
  }

  /** Without a secret in it, everything passes unchanged, however it is cut. */
  @Property(tries = 500)
  void wrap_otherBytesPassUnchanged(
      @ForAll @Size(max = 400) byte[] bytes,
      @ForAll @Size(max = 5) List<@IntRange(max = 400) Integer> at)
      throws IOException {
    int[] cuts = at.stream().mapToInt(i -> Math.min(i, bytes.length)).sorted().toArray();

    assertThat(filtered(redactor("canary-7391-canary-7391"), bytes, cuts)).isEqualTo(bytes);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
