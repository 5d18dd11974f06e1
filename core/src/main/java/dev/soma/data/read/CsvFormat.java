package dev.soma.data.read;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a delimited text file looks like; null is to be detected.
///
/// @param delimiter between fields: `,` `;` tab `|` are detected, any other can be given
/// @param quote around fields: `"` or `'`
/// @param charset of the bytes: UTF-8 and UTF-16 with or without a byte order mark, else
///   windows-1252
/// @param decimal the decimal mark of numbers, `.` or `,`; never detected
public record CsvFormat(
    @Nullable Character delimiter,
    @Nullable Character quote,
    @Nullable Charset charset,
    char decimal) {
  /// Everything detected, decimal points.
  public static final CsvFormat DETECT = new CsvFormat(null, null, null, '.');

  /// With this delimiter.
  public CsvFormat delimiter(@Nullable Character other) {
    return new CsvFormat(other, quote, charset, decimal);
  }

  /// With this quote.
  public CsvFormat quote(@Nullable Character other) {
    return new CsvFormat(delimiter, other, charset, decimal);
  }

  /// With this encoding.
  public CsvFormat charset(@Nullable Charset other) {
    return new CsvFormat(delimiter, quote, other, decimal);
  }

  /// With this decimal mark.
  public CsvFormat decimal(char other) {
    return new CsvFormat(delimiter, quote, charset, other);
  }

  /// What to give as delimiter for a header line that was read as one field: the mark that occurs
  /// most often in it, of semicolon, comma, tab, pipe and colon; empty if none does.
  public static Optional<String> otherDelimiter(String header) {
    String most = null;
    long times = 0;
    for (String mark : List.of(";", ",", "\t", "|", ":")) {
      long count = header.chars().filter(c -> c == mark.charAt(0)).count();
      if (count > times) {
        times = count;
        most = mark;
      }
    }
    return Optional.ofNullable(most)
        .map(mark -> mark.equals("\t") ? "tab" : mark.equals(":") ? mark : "'" + mark + "'");
  }

  /// `UTF-8, comma, header`: for display.
  public String describe() {
    String mark =
        delimiter == null
            ? "delimiter to be detected"
            : switch (delimiter) {
              case ',' -> "comma";
              case ';' -> "semicolon";
              case '\t' -> "tab";
              case '|' -> "pipe";
              default -> "delimiter " + delimiter;
            };
    String bytes = charset == null ? "encoding to be detected" : charset.name();
    return bytes + ", " + mark + ", header" + (decimal == ',' ? ", decimal comma" : "");
  }
}
