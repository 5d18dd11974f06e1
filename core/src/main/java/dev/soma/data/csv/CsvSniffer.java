package dev.soma.data.csv;

import dev.soma.data.read.CsvFormat;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Guesses the format of a text file from its first bytes.
final class CsvSniffer {
  private static final Charset WINDOWS = Charset.forName("windows-1252");
  private static final char[] DELIMITERS = {',', ';', '\t', '|'};
  private static final int ROWS = 100;
  private static final int BINARY_HEAD = 1 << 12;

  private CsvSniffer() {}

  /// The format with everything that was null filled in.
  ///
  /// @param head the first bytes
  /// @param whole whether that is all there is
  static CsvFormat detect(byte[] head, boolean whole, CsvFormat wanted) {
    Charset charset = wanted.charset() == null ? charset(head, whole) : wanted.charset();
    String text = decode(head, charset);
    Character quote = wanted.quote();
    char mark = quote == null ? quote(text) : quote;
    Character delimiter = wanted.delimiter();
    char between = delimiter == null ? delimiter(text, mark) : delimiter;
    return new CsvFormat(between, mark, charset, wanted.decimal());
  }

  /// Whether the first characters hold a NUL, or one control character in twenty.
  static boolean isBinary(byte[] head, Charset charset) {
    String text = decode(Arrays.copyOf(head, Math.min(head.length, BINARY_HEAD)), charset);
    long controls =
        text.chars()
            .filter(c -> c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f')
            .count();
    return text.indexOf('\u0000') >= 0 || 20 * controls > text.length();
  }

  /// Length of the byte order mark at the head, 0 if there is none.
  static int mark(byte[] head, Charset charset) {
    if (charset.equals(StandardCharsets.UTF_8) && starts(head, 0xef, 0xbb, 0xbf)) {
      return 3;
    }
    boolean utf16 =
        (charset.equals(StandardCharsets.UTF_16LE) && starts(head, 0xff, 0xfe))
            || (charset.equals(StandardCharsets.UTF_16BE) && starts(head, 0xfe, 0xff));
    return utf16 ? 2 : 0;
  }

  /// By byte order mark, zero bytes, validity as UTF-8; else windows-1252.
  private static Charset charset(byte[] head, boolean whole) {
    if (starts(head, 0xff, 0xfe)) {
      return StandardCharsets.UTF_16LE;
    }
    if (starts(head, 0xfe, 0xff)) {
      return StandardCharsets.UTF_16BE;
    }
    int[] zeros = new int[2];
    for (int i = 0; i < head.length; i++) {
      zeros[i % 2] += head[i] == 0 ? 1 : 0;
    }
    if (Math.max(zeros[0], zeros[1]) > head.length / 4) {
      return zeros[0] > zeros[1] ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
    }
    return isUtf8(head, whole) ? StandardCharsets.UTF_8 : WINDOWS;
  }

  /// Whether the bytes are UTF-8, or broken UTF-8 rather than text of one byte a character.
  private static boolean isUtf8(byte[] head, boolean whole) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer out = CharBuffer.allocate(head.length);
    boolean error = decoder.decode(ByteBuffer.wrap(head), out, whole).isError();
    return !error || out.flip().chars().anyMatch(c -> c > 0x7f);
  }

  private static String decode(byte[] head, Charset charset) {
    int from = mark(head, charset);
    return new String(head, from, head.length - from, charset);
  }

  private static boolean starts(byte[] head, int... bytes) {
    if (head.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((head[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /// A single quote if fields stand in single quotes and there are no double ones.
  private static char quote(String text) {
    if (text.indexOf('"') >= 0) {
      return '"';
    }
    int opened = 0;
    int closed = 0;
    for (int i = text.indexOf('\''); i >= 0; i = text.indexOf('\'', i + 1)) {
      opened += i == 0 || isBoundary(text.charAt(i - 1)) ? 1 : 0;
      closed += i + 1 == text.length() || isBoundary(text.charAt(i + 1)) ? 1 : 0;
    }
    return opened >= 2 && opened == closed ? '\'' : '"';
  }

  private static boolean isBoundary(char c) {
    return c == ',' || c == ';' || c == '\t' || c == '|' || c == '\n' || c == '\r';
  }

  /// The mark that gives most rows as many fields as the header; more fields decide between equals.
  private static char delimiter(String text, char quote) {
    char best = ',';
    double bestScore = 0;
    for (char candidate : DELIMITERS) {
      List<Integer> fields = fields(text, candidate, quote);
      int header = fields.isEmpty() ? 1 : fields.getFirst();
      if (header > 1) {
        long same = fields.stream().filter(n -> n == header).count();
        double agreement = (double) same / fields.size();
        double score = agreement * agreement * StrictMath.log(1 + header);
        if (score > bestScore) {
          bestScore = score;
          best = candidate;
        }
      }
    }
    return best;
  }

  /// Number of fields of the first rows that are whole.
  private static List<Integer> fields(String text, char delimiter, char quote) {
    List<Integer> counts = new ArrayList<>();
    boolean quoted = false;
    boolean any = false;
    int count = 1;
    for (int i = 0; i < text.length() && counts.size() < ROWS; i++) {
      char c = text.charAt(i);
      if (c == quote) {
        quoted = !quoted;
        any = true;
      } else if (!quoted && (c == '\n' || c == '\r')) {
        if (any) {
          counts.add(count);
        }
        count = 1;
        any = false;
      } else if (!quoted && c == delimiter) {
        count++;
        any = true;
      } else {
        any = true;
      }
    }
    if (any && counts.isEmpty()) {
      counts.add(count);
    }
    return counts;
  }
}
