package dev.soma.bench;

import dev.soma.math.Seeds;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Writes a table of numbers from -100 to 100 with three decimals and a class `a` or `b`: whether
/// the sum of the first four is positive. Always the same for a number of rows and columns.
final class TableFile {
  private static final int DECIMALS = 1000;
  private static final int LIMIT = 100 * DECIMALS;
  private static final int BUFFER = 1 << 20;
  private static final int DECIDING = 4;
  private static final int MOST_BYTES = 9; // -100.000 and the comma

  private static final Options.Form FORM =
      new Options.Form(
          "usage: bench/run TableFile --out FILE --rows N --columns N",
          List.of("--out", "--rows", "--columns"),
          List.of());

  private final int columns;
  private byte[] buffer = new byte[BUFFER];
  private int size;

  private TableFile(int columns) {
    this.columns = columns;
  }

  /// Runs: `--out FILE --rows N --columns N`, the columns without the class.
  public static void main(String[] args) throws IOException {
    Options.run(args, FORM, TableFile::run);
  }

  private static void run(Options options) throws IOException {
    if (!options.has("--out") || !options.has("--rows") || !options.has("--columns")) {
      throw new Options.Refused("--out, --rows and --columns are needed");
    }
    write(
        Path.of(options.get("--out", "")),
        options.count("--rows", 1),
        options.count("--columns", 1));
  }

  /// Writes the file.
  static void write(Path file, int rows, int columns) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      new TableFile(columns).write(out, rows);
    }
  }

  private void write(OutputStream out, int rows) throws IOException {
    SplittableRandom random = Seeds.of(1).stream("table of a file");
    String[] names = new String[columns];
    Arrays.setAll(names, c -> "x" + c);
    out.write((String.join(",", names) + ",y\n").getBytes(StandardCharsets.US_ASCII));
    int row = columns * MOST_BYTES + 2;
    buffer = new byte[Math.max(BUFFER, row)];
    for (int r = 0; r < rows; r++) {
      if (size + row > buffer.length) {
        out.write(buffer, 0, size);
        size = 0;
      }
      add(random);
    }
    out.write(buffer, 0, size);
  }

  private void add(SplittableRandom random) {
    int sum = 0;
    for (int c = 0; c < columns; c++) {
      int v = random.nextInt(2 * LIMIT) - LIMIT;
      sum += c < DECIDING ? v : 0;
      number(v);
      buffer[size++] = ',';
    }
    buffer[size++] = (byte) (sum > 0 ? 'a' : 'b');
    buffer[size++] = '\n';
  }

  private void number(int v) {
    int u = v;
    if (v < 0) {
      buffer[size++] = '-';
      u = -v;
    }
    int whole = u / DECIMALS;
    if (whole >= 100) {
      buffer[size++] = '1';
    }
    if (whole >= 10) {
      digit(whole / 10);
    }
    digit(whole);
    buffer[size++] = '.';
    digit(u / 100);
    digit(u / 10);
    digit(u);
  }

  private void digit(int n) {
    buffer[size++] = (byte) ('0' + n % 10);
  }
}
