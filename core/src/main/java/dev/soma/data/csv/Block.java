package dev.soma.data.csv;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Whole records of a text file in UTF-8, and the fields of the one that was read last.
///
/// It reads what FastCSV reads with the settings of [CsvSource], but knows no errors: of bytes that
/// it does not understand it says that they are [#isOdd()], and somebody else reads them.
public final class Block {
  private static final byte PLAIN = 0;
  private static final byte DELIMITER = 1;
  private static final byte LINE_END = 2;

  private final byte[] kinds = new byte[256];
  private final byte quote;
  private final boolean keepBlanks;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);

  private byte[] bytes;
  private int end;
  private int at;
  private int line;
  private boolean odd;

  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private int count;
  private byte[] unescaped = new byte[0]; // fields that hold quotes; their places are negative
  private int unescapedEnd;
  private int recordLine;
  private char[] chars = new char[64];

  /// @param size bytes that fit at first
  Block(int size, char delimiter, char quote, boolean keepBlanks) {
    this.bytes = new byte[size];
    this.quote = (byte) quote;
    this.keepBlanks = keepBlanks;
    kinds[delimiter] = DELIMITER;
    kinds['\n'] = LINE_END;
    kinds['\r'] = LINE_END;
  }

  byte[] bytes() {
    return bytes;
  }

  /// Room for more bytes behind those that are there.
  void grow() {
    bytes = Arrays.copyOf(bytes, 2 * bytes.length);
  }

  /// Gives up everything before `from` bytes and says that there are records up to `end`.
  void begin(int end) {
    this.end = end;
    rewind();
  }

  /// Back to the first record.
  void rewind() {
    at = 0;
    line = 0;
    odd = false;
  }

  /// Bytes of its records.
  int size() {
    return end;
  }

  /// Line ends passed so far.
  int lines() {
    return line;
  }

  /// Whether something was met that has to be read by other means.
  boolean isOdd() {
    return odd;
  }

  /// The line of the record, counted from 0 at the beginning of the block.
  public int line() {
    return recordLine;
  }

  /// Number of fields of the record.
  public int count() {
    return count;
  }

  /// The array in which field `i` stands, in UTF-8.
  public byte[] bytes(int i) {
    return starts[i] < 0 ? unescaped : bytes;
  }

  /// Where field `i` begins.
  public int start(int i) {
    return starts[i] < 0 ? ~starts[i] : starts[i];
  }

  /// Where field `i` ends.
  public int end(int i) {
    return ends[i];
  }

  /// Decodes field `i`: the characters stand at the beginning of [#chars()] until the next call.
  ///
  /// @return how many there are
  public int decode(int i) {
    int from = start(i);
    int to = ends[i];
    byte[] source = bytes(i);
    if (to - from > chars.length) {
      chars = new char[Math.max(2 * chars.length, to - from)];
    }
    for (int k = from; k < to; k++) {
      if (source[k] < 0) {
        return decodeBeyondAscii(source, from, to);
      }
      chars[k - from] = (char) source[k];
    }
    return to - from;
  }

  /// The characters of the field that was decoded last.
  public char[] chars() {
    return chars;
  }

  private int decodeBeyondAscii(byte[] source, int from, int to) {
    CharBuffer out = CharBuffer.wrap(chars);
    decoder.reset();
    odd |= decoder.decode(ByteBuffer.wrap(source, from, to - from), out, true).isError();
    return out.position();
  }

  /// Reads the next record; false at the end of the block or where it is odd.
  boolean next() {
    while (at < end && kinds[bytes[at] & 0xff] == LINE_END) { // an empty line
      lineEnd();
    }
    if (at == end || odd) {
      return false;
    }
    recordLine = line;
    count = 0;
    unescapedEnd = 0;
    while (field()) {
      // until the last one
    }
    return !odd;
  }

  /// Reads one field and what ends it; false after the last one of the record.
  private boolean field() {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    if (at < end && bytes[at] == quote) {
      quoted();
    } else {
      plain();
    }
    if (at < end && kinds[bytes[at] & 0xff] == DELIMITER) {
      at++;
      return !odd;
    }
    if (at < end) {
      lineEnd();
    }
    return false;
  }

  private void plain() {
    byte[] b = bytes;
    int to = end;
    int from = at;
    int i = from;
    while (i < to && kinds[b[i] & 0xff] == PLAIN) {
      i++;
    }
    at = i;
    if (!keepBlanks) {
      while (from < i && b[from] == ' ') {
        from++;
      }
      while (i > from && b[i - 1] == ' ') {
        i--;
      }
    }
    starts[count] = from;
    ends[count++] = i;
  }

  private void quoted() {
    int from = at + 1;
    int i = from;
    int twice = 0;
    while (i < end) {
      byte b = bytes[i];
      if (b == quote) {
        if (i + 1 == end || bytes[i + 1] != quote) {
          break;
        }
        twice++;
        i++;
      } else if (b == '\n' || (b == '\r' && (i + 1 == end || bytes[i + 1] != '\n'))) {
        line++;
      }
      i++;
    }
    at = i + 1;
    odd |= i >= end || (at < end && kinds[bytes[at] & 0xff] == PLAIN);
    if (twice == 0) {
      starts[count] = from;
      ends[count++] = i;
    } else {
      unescape(from, Math.min(i, end), twice);
    }
  }

  private void unescape(int from, int to, int twice) {
    int need = unescapedEnd + to - from - twice;
    if (need > unescaped.length) {
      unescaped = Arrays.copyOf(unescaped, Math.max(2 * unescaped.length, need));
    }
    starts[count] = ~unescapedEnd;
    for (int i = from; i < to; i++) {
      unescaped[unescapedEnd++] = bytes[i];
      i += bytes[i] == quote ? 1 : 0;
    }
    ends[count++] = unescapedEnd;
  }

  private void lineEnd() {
    at += bytes[at] == '\r' && at + 1 < end && bytes[at + 1] == '\n' ? 2 : 1;
    line++;
  }

  /// Where the last record ends that is whole in the first `to` bytes, at most; 0 if none is.
  int lastRecordEnd(int to) {
    for (int i = 0; i < to; i++) {
      if (bytes[i] == quote) {
        return lastRecordEndWithQuotes(to);
      }
    }
    for (int i = to - 1; i >= 0; i--) {
      if (endsRecord(i, to)) {
        return i + 1;
      }
    }
    return 0;
  }

  private int lastRecordEndWithQuotes(int to) {
    int last = 0;
    boolean begins = true;
    boolean isQuoted = false;
    boolean open = false;
    for (int i = 0; i < to; i++) {
      byte b = bytes[i];
      if (b == quote && (begins || isQuoted)) {
        isQuoted = true;
        open = !open;
        begins = false;
      } else if (!open) {
        begins = kinds[b & 0xff] != PLAIN;
        isQuoted &= !begins;
        last = endsRecord(i, to) ? i + 1 : last;
      }
    }
    return last;
  }

  /// Whether a line end is known to end with this byte.
  private boolean endsRecord(int i, int to) {
    return bytes[i] == '\n' || (bytes[i] == '\r' && i + 1 < to && bytes[i + 1] != '\n');
  }
}
