package dev.soma.studio.data;

import dev.soma.data.read.ByteSource;
import dev.soma.error.SomaException;
import java.io.IOException;
import java.io.InputStream;

/// A file that a browser sent: how much it may be.
public final class Upload {
  /// Bytes as they are sent, at most.
  public static final int MOST = 32 << 20;

  /// Bytes as they are read, at most: a packed file may be a thousand times as long.
  private static final long MOST_UNPACKED = 64L << 20;

  private static final int LONGEST = 80; // letters of a name

  private Upload() {}

  /// A name for the screen only, without folders: no file of that name is looked for. Control and
  /// format characters are left out, also those that turn the direction of a text, and so are ends
  /// of lines and paragraphs, private letters and halves of letters.
  ///
  /// @return `table` if nothing is left that can be seen
  public static String name(String asked) {
    String plain = asked.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "").replaceAll(".*[/\\\\]", "");
    int letters = Math.min(LONGEST, plain.codePointCount(0, plain.length()));
    return plain.matches("\\p{Z}*")
        ? "table"
        : plain.substring(0, plain.offsetByCodePoints(0, letters));
  }

  /// The bytes to be read as a table, packed or not.
  ///
  /// @param name for the screen
  /// @param bytes as they were sent
  /// @throws SomaException.Data E350 if they are gzip and damaged, or of more than 64 MB unpacked
  public static ByteSource of(String name, byte[] bytes) {
    ByteSource source = ByteSource.of(name, bytes);
    try (InputStream in = source.open()) {
      long left = MOST_UNPACKED + 1;
      for (long n = 1; n > 0 && left > 0; left -= n) {
        n = in.skip(left);
      }
      if (left <= 0) {
        throw new SomaException.Data(
            "E350",
            "cannot read · "
                + name
                + ": unpacked it has more than "
                + (MOST_UNPACKED >> 20)
                + " MB, the page keeps no more in memory",
            "soma studio FILE --target COLUMN");
      }
    } catch (IOException e) {
      throw source.failure(e);
    }
    return source;
  }
}
