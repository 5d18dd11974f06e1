package dev.soma.data.csv;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Locale;

/// Decodes bytes strictly and knows the line of the first byte that is no text.
final class TextReader extends Reader {
  private static final int SIZE = 1 << 16;

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(SIZE).limit(0);
  private int line = 1;
  private int beyond;
  private boolean ended;
  private boolean flushed;

  TextReader(InputStream in, Charset charset) {
    this.in = in;
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /// Bytes that are not text in the charset that was expected.
  static final class NotText extends IOException {
    private static final long serialVersionUID = 1L;

    /// The line of the byte.
    final int line;

    /// The byte in hexadecimal, such as `0xE9`.
    final String value;

    /// Whether characters beyond ASCII were decoded before it.
    final boolean mixed;

    NotText(int line, int value, boolean mixed) {
      super("not text");
      this.line = line;
      this.mixed = mixed;
      this.value = String.format(Locale.ROOT, "0x%02X", value);
    }
  }

  @Override
  public int read(char[] chars, int offset, int length) throws IOException {
    if (flushed) {
      return -1;
    }
    CharBuffer out = CharBuffer.wrap(chars, offset, length).slice(); // positions from 0
    while (out.position() == 0 && !flushed) {
      CoderResult result = decoder.decode(bytes, out, ended);
      if (result.isError()) {
        count(chars, offset, out.position());
        throw new NotText(line, bytes.get(bytes.position()) & 0xff, beyond > 0x7f);
      }
      if (result.isUnderflow()) {
        if (ended) {
          flushed = decoder.flush(out).isUnderflow();
        } else if (out.position() == 0) {
          fill();
        }
      }
    }
    count(chars, offset, out.position());
    return out.position() == 0 ? -1 : out.position();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void fill() throws IOException {
    bytes.compact();
    int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
    ended = read < 0;
    bytes.position(bytes.position() + Math.max(0, read));
    bytes.flip();
  }

  private void count(char[] chars, int offset, int length) {
    int lines = 0;
    int bits = 0;
    for (int i = offset; i < offset + length; i++) {
      lines += chars[i] == '\n' ? 1 : 0;
      bits |= chars[i];
    }
    line += lines;
    beyond |= bits;
  }
}
