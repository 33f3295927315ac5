package dev.drydock.transcript;

import dev.drydock.ssh.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The second line of defence against secrets in what leaves Drydock (the first: they are never
 * recorded). A streaming filter that hides given secrets in their exact, shell-quoted, URL-, JSON-,
 * HTML-, base64- and hex-encoded forms, also when they straddle chunks, line ends, other control
 * characters or escape sequences. Secrets of fewer than {@value #SHORTEST} bytes are left: hiding
 * them would mangle everything and, by the holes, tell what they are.
 *
 * <p>One thread at a time. {@link #close()} wipes what it knows of the secrets.
 */
public final class Redactor implements AutoCloseable {
  public static final int SHORTEST = 4;
  static final String MARK = "[hidden]";

  private final List<SecretForms.Form> forms;
  private final List<List<SecretForms.Form>> byFirst = new ArrayList<>();
  private final int longest;
  private final List<Hit> hits = new ArrayList<>();

  /**
   * One place where something was hidden.
   *
   * @param form how it was written there, e.g. "base64"
   * @param offset in the bytes given to the filter
   */
  public record Hit(String form, long offset) {}

  private Redactor(List<SecretForms.Form> forms) {
    this.forms = forms;
    this.longest = forms.stream().mapToInt(form -> form.bytes().length).max().orElse(0);
    for (int i = 0; i < 256; i++) {
      byFirst.add(new ArrayList<>());
    }
    forms.stream()
        .sorted(Comparator.comparingInt(form -> -form.bytes().length))
        .forEach(form -> byFirst.get(form.bytes()[0] & 0xff).add(form));
  }

  /** Hides nothing. */
  public static Redactor none() {
    return new Redactor(List.of());
  }

  /** Copies what it needs: the secrets may be closed afterwards. */
  public static Redactor of(Collection<Secret> secrets) {
    List<SecretForms.Form> forms = new ArrayList<>();
    for (Secret secret : secrets) {
      byte[] bytes = secret.copy();
      try {
        forms.addAll(SecretForms.of(bytes));
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    }
    return new Redactor(forms);
  }

  /** Whether it knows no secret, and so passes everything on as it is. */
  boolean hidesNothing() {
    return forms.isEmpty();
  }

  /** Everything hidden so far, in order. */
  public List<Hit> hits() {
    return List.copyOf(hits);
  }

  /**
   * A stream that passes on to {@code out} what is written to it, without the secrets. It holds
   * back what might be the start of one until it is closed, {@code flush} included; closing it
   * flushes {@code out} but leaves it open.
   */
  public OutputStream wrap(OutputStream out) {
    return new Filter(out);
  }

  /** {@code text} without the secrets. */
  public String apply(String text) {
    if (forms.isEmpty()) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream filter = wrap(bytes)) {
      filter.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    forms.forEach(form -> Arrays.fill(form.bytes(), (byte) 0));
    byFirst.forEach(List::clear);
  }

  private final class Filter extends OutputStream {
    private static final int BLOCK = 1 << 16;

    /** No more than this is held back, however many line ends lie within a secret. */
    private static final int MOST_HELD = 1 << 19;

    private final OutputStream out;
    private byte[] pending = new byte[2 * BLOCK];
    private int length;
    private long passed;
    private boolean closed;

    Filter(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int count) throws IOException {
      if (closed) {
        throw new IOException("the filter is closed");
      }
      if (forms.isEmpty()) {
        out.write(buffer, offset, count);
        return;
      }
      int from = offset;
      int left = count;
      while (left > 0) {
        int part = Math.min(left, BLOCK);
        if (length + part > pending.length) {
          byte[] bigger = Arrays.copyOf(pending, Math.max(length + part, pending.length * 2));
          Arrays.fill(pending, (byte) 0);
          pending = bigger;
        }
        System.arraycopy(buffer, from, pending, length, part);
        length += part;
        from += part;
        left -= part;
        if (length >= BLOCK && (length >= lookAgainAt)) {
          pass(false);
        }
      }
    }

    /** Looking at the same held-back bytes for every byte that comes would take quadratic time. */
    private int lookAgainAt;

    @Override
    public void close() throws IOException {
      if (!closed) {
        pass(true);
        closed = true;
        Arrays.fill(pending, (byte) 0);
      }
      out.flush();
    }

    private void pass(boolean end) throws IOException {
      int[] noEscapes = EscapeScan.significant(pending, length, true);
      int[] noLineEnds = EscapeScan.significant(pending, length, false);
      List<Range> ranges = new ArrayList<>();
      find(noEscapes, ranges);
      find(noLineEnds, ranges);
      ranges.sort(Comparator.comparingInt(Range::from));
      int safe = end ? length : safe(noEscapes, noLineEnds, ranges);
      emit(ranges, safe);
      System.arraycopy(pending, safe, pending, 0, length - safe);
      Arrays.fill(pending, length - safe, length, (byte) 0);
      length -= safe;
      passed += safe;
      lookAgainAt = length + BLOCK;
    }

    private int safe(int[] noEscapes, int[] noLineEnds, List<Range> ranges) {
      int safe = Math.min(holdFrom(noEscapes), holdFrom(noLineEnds));
      safe = Math.min(safe, EscapeScan.boundaryAtOrBefore(pending, length, safe));
      safe = Math.max(safe, length - MOST_HELD);
      boolean moved = true;
      while (moved) {
        moved = false;
        for (Range range : ranges) {
          if (range.from < safe && range.to > safe) {
            safe = length - range.from > MOST_HELD ? range.to : range.from;
            moved = true;
          }
        }
      }
      return safe;
    }

    /** The first byte that may belong to a secret whose end has not come yet. */
    private int holdFrom(int[] significant) {
      int first = significant.length - (longest - 1);
      return first <= 0 ? 0 : first >= significant.length ? length : significant[first];
    }

    private void find(int[] significant, List<Range> ranges) {
      for (int i = 0; i < significant.length; i++) {
        for (SecretForms.Form form : byFirst.get(pending[significant[i]] & 0xff)) {
          if (matches(form.bytes(), significant, i)) {
            int last = significant[i + form.bytes().length - 1];
            ranges.add(new Range(significant[i], last + 1, form.name()));
            break;
          }
        }
      }
    }

    private boolean matches(byte[] form, int[] significant, int at) {
      if (at + form.length > significant.length) {
        return false;
      }
      for (int i = 0; i < form.length; i++) {
        if (pending[significant[at + i]] != form[i]) {
          return false;
        }
      }
      return true;
    }

    private void emit(List<Range> ranges, int end) throws IOException {
      int at = 0;
      int next = 0;
      while (next < ranges.size() && ranges.get(next).from < end) {
        Range range = ranges.get(next++);
        int to = range.to;
        // Overlapping finds (a form within a form) are one place.
        while (next < ranges.size() && ranges.get(next).from < to) {
          to = Math.max(to, ranges.get(next++).to);
        }
        out.write(pending, at, range.from - at);
        out.write(MARK.getBytes(StandardCharsets.US_ASCII));
        for (int i = range.from; i < to; i++) {
          if (pending[i] == '\n' || pending[i] == '\r') {
            out.write(pending[i]);
          }
        }
        hits.add(new Hit(range.form, passed + range.from));
        at = to;
      }
      out.write(pending, at, Math.max(0, end - at));
    }
  }

  private record Range(int from, int to, String form) {}
}
