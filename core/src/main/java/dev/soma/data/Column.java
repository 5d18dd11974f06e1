package dev.soma.data;

import dev.soma.data.store.NumberSet;
import dev.soma.data.store.Spool;
import dev.soma.data.text.NumberText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One named column of a table; immutable.
public sealed interface Column {
  /// The name; unique within a table.
  String name();

  /// Number of rows.
  int rows();

  /// Whether the row has no value: nothing at all, or a number that is not finite.
  boolean isMissing(int row);

  /// The value as text, numbers in their shortest form; empty if it is missing.
  String text(int row);

  /// The given rows in the given order, as a new column.
  Column rows(int[] rows);

  /// The same values under another name.
  Column named(String name);

  /// Numbers in double, or in one byte each as a column of a shared block (image files).
  ///
  /// NaN is a missing value; an infinity is a value that was there but is not finite.
  final class Numbers implements Column {
    private static final int ROWS_AT_ONCE = 64;

    private final String name;
    private final double[] values;
    private final int rows;
    private final byte[] block;
    private final int first; // where the bytes of the column begin
    private final int step; // from one row to the next; 0 if the numbers are doubles
    private final @Nullable Spool spool;
    private final @Nullable Spool index;

    private Numbers(String name, double[] values, int rows, byte[] block, int first, int step) {
      this.name = name;
      this.values = values;
      this.rows = rows;
      this.block = block;
      this.first = first;
      this.step = step;
      this.spool = null;
      this.index = null;
    }

    private Numbers(String name, Spool spool, @Nullable Spool index) {
      this.name = name;
      this.values = new double[0];
      this.rows = 0; // the spools know
      this.block = new byte[0];
      this.first = 0;
      this.step = 0;
      this.spool = spool;
      this.index = index;
    }

    /// A column of these numbers in a work file.
    static Numbers of(String name, Spool values) {
      return new Numbers(name, values, null);
    }

    /// A column of these numbers; the array is not copied and must not change.
    public static Numbers of(String name, double... values) {
      return first(name, values, values.length);
    }

    /// A column of the first `rows` of these numbers; the array is neither copied nor cut.
    static Numbers first(String name, double[] values, int rows) {
      return new Numbers(name, values, rows, new byte[0], 0, 0);
    }

    /// Column `offset` of a row-major block of unsigned bytes `[rows x stride]`, not copied.
    ///
    /// @throws IndexOutOfBoundsException if the offset is not within the stride
    public static Numbers ofBytes(String name, byte[] block, int stride, int offset) {
      Objects.checkIndex(offset, stride);
      return new Numbers(name, new double[0], block.length / stride, block, offset, stride);
    }

    /// The columns of a row-major block of unsigned bytes `[rows x names]`. They share a copy of it
    /// that goes column by column: most of what is done to a table goes down its columns.
    static List<Column> ofBytes(List<String> names, byte[] block) {
      int columns = names.size();
      int rows = block.length / columns;
      byte[] turned = new byte[block.length];
      for (int from = 0; from < rows; from += ROWS_AT_ONCE) {
        int to = Math.min(from + ROWS_AT_ONCE, rows);
        for (int c = 0; c < columns; c++) {
          for (int r = from; r < to; r++) {
            turned[c * rows + r] = block[r * columns + c];
          }
        }
      }
      return IntStream.range(0, columns)
          .<Column>mapToObj(
              c -> new Numbers(names.get(c), new double[0], rows, turned, c * rows, 1))
          .toList();
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int rows() {
      return spool == null ? rows : index == null ? spool.size() : index.size();
    }

    /// The number in a row; NaN if it is missing, an infinity if it was not finite.
    public double value(int row) {
      if (spool != null) {
        return spool.doubleAt(index == null ? row : index.intAt(row));
      }
      return step == 0 ? values[row] : block[first + row * step] & 0xff;
    }

    @Override
    public boolean isMissing(int row) {
      return step == 0 && !Double.isFinite(value(row));
    }

    /// Whether every value is a byte of a shared block, so that none is missing.
    public boolean isBytes() {
      return step > 0;
    }

    /// What stands for each byte 0 .. 255, for the rows `from` to `to` of a column of bytes.
    ///
    /// @param into where the rows go, the first at `at`, each next one `stride` after the last
    public void translate(float[] ofByte, int from, int to, float[] into, int at, int stride) {
      int next = at;
      for (int r = from; r < to; r++, next += stride) {
        into[next] = ofByte[block[first + r * step] & 0xff];
      }
    }

    /// The value in a row of a column of bytes.
    int byteAt(int row) {
      return block[first + row * step] & 0xff;
    }

    /// Whether the numbers are in a work file.
    boolean isOnDisk() {
      return spool != null;
    }

    /// Whether both are columns of one block of bytes, such as two pixels of the same images.
    @SuppressWarnings("ReferenceEquality") // the same array, not equal bytes
    public boolean sharesBlockWith(Numbers other) {
      return step > 0 && block == other.block;
    }

    /// How many rows have each value 0 .. 255, if the column is of bytes; else nothing.
    public int[] byteCounts() {
      int[] counts = new int[step == 0 ? 0 : 256];
      int[] others = new int[counts.length]; // a neighbour is often equal, and need not wait
      for (int r = 0; r < rows && step > 0; r++) {
        (r % 2 == 0 ? counts : others)[byteAt(r)]++;
      }
      Arrays.setAll(counts, v -> counts[v] + others[v]);
      return counts;
    }

    /// The distinct finite numbers in ascending order; 0 and -0 are one.
    public double[] distinct() {
      int[] counts = byteCounts();
      if (counts.length > 0) {
        return IntStream.range(0, counts.length)
            .filter(v -> counts[v] > 0)
            .asDoubleStream()
            .toArray();
      }
      return NumberSet.sorted(rows(), this::value);
    }

    /// How many distinct finite numbers there are.
    public int distinctCount() {
      return isBytes() ? distinct().length : NumberSet.count(rows(), this::value);
    }

    /// Whether a value was there that is not a finite number.
    public boolean isNotFinite(int row) {
      return step == 0 && Double.isInfinite(value(row));
    }

    @Override
    public String text(int row) {
      return isMissing(row) ? "" : NumberText.canonical(value(row));
    }

    @Override
    public Numbers rows(int[] rows) {
      double[] taken = new double[rows.length];
      for (int i = 0; i < rows.length; i++) {
        taken[i] = value(rows[i]);
      }
      return of(name, taken);
    }

    @Override
    public Numbers named(String other) {
      return spool == null
          ? new Numbers(other, values, rows, block, first, step)
          : new Numbers(other, spool, index);
    }

    /// The same columns with rows taken from others; only for columns of one work folder.
    static List<Column> view(List<Column> columns, Spool rows) {
      List<Column> taken = new ArrayList<>(columns.size());
      for (Column column : columns) {
        taken.add(
            switch (column) {
              case Numbers n -> new Numbers(n.name, Objects.requireNonNull(n.spool), rows);
              case Text t -> new Text(t, rows);
            });
      }
      return taken;
    }

    /// The rows of many columns; those of bytes that share a block go to one block again.
    static List<Column> gather(List<Column> columns, int[] rows) {
      IdentityHashMap<byte[], Integer> shares = new IdentityHashMap<>();
      IdentityHashMap<byte[], byte[]> gathered = new IdentityHashMap<>();
      for (Column column : columns) {
        if (column instanceof Numbers n && n.isBytes()) {
          shares.merge(n.block, 1, Integer::sum);
        }
      }
      shares.forEach(
          (block, share) -> gathered.put(block, new byte[Math.multiplyExact(rows.length, share)]));
      List<Column> taken = new ArrayList<>(columns.size());
      for (Column column : columns) {
        taken.add(
            column instanceof Numbers n && n.isBytes()
                ? n.rows(
                    rows,
                    Objects.requireNonNull(gathered.get(n.block)),
                    rows.length * shares.merge(n.block, -1, Integer::sum))
                : column.rows(rows));
      }
      return taken;
    }

    /// The same rows of a column of bytes, copied to a block.
    private Numbers rows(int[] rows, byte[] into, int at) {
      for (int i = 0; i < rows.length; i++) {
        into[at + i] = block[first + rows[i] * step];
      }
      return new Numbers(name, values, rows.length, into, at, 1);
    }
  }

  /// Texts as codes into a list of distinct levels, in order of first appearance.
  ///
  /// Code -1 is a missing value. A level may occur in no row, after rows were taken.
  final class Text implements Column {
    private final String name;
    private final int[] codes;
    private final List<String> levels;
    private final @Nullable Spool spool;
    private final @Nullable Spool index;
    private final boolean[] missing; // levels of a spool that stand for a missing value

    private Text(String name, int[] codes, List<String> levels) {
      this.name = name;
      this.codes = codes;
      this.levels = levels;
      this.spool = null;
      this.index = null;
      this.missing = new boolean[0];
    }

    private Text(
        String name,
        @Nullable Spool codes,
        @Nullable Spool index,
        List<String> levels,
        boolean[] missing) {
      this.name = name;
      this.codes = new int[0];
      this.levels = levels;
      this.spool = Objects.requireNonNull(codes);
      this.index = index;
      this.missing = missing;
    }

    private Text(Text of, Spool rows) {
      this(of.name, of.spool, rows, of.levels, of.missing);
    }

    /// A column of codes in a work file.
    ///
    /// @param missing for each level, whether it stands for a missing value
    static Text of(String name, Spool codes, List<String> levels, boolean[] missing) {
      return new Text(name, codes, null, List.copyOf(levels), missing);
    }

    /// A column of codes into levels; the array is not copied and must not change.
    public static Text of(String name, int[] codes, List<String> levels) {
      return new Text(name, codes, List.copyOf(levels));
    }

    /// A column of texts; null is a missing value.
    public static Text of(String name, List<? extends @Nullable String> values) {
      Map<String, Integer> levels = new LinkedHashMap<>();
      int[] codes = new int[values.size()];
      for (int i = 0; i < codes.length; i++) {
        String value = values.get(i);
        codes[i] = value == null ? -1 : levels.computeIfAbsent(value, _ -> levels.size());
      }
      return new Text(name, codes, List.copyOf(levels.keySet()));
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int rows() {
      if (spool != null) {
        return index == null ? spool.size() : index.size();
      }
      return codes.length;
    }

    /// The code of a row, an index into [#levels()], or -1 if the value is missing.
    public int code(int row) {
      if (spool != null) {
        int code = spool.intAt(index == null ? row : index.intAt(row));
        return code >= 0 && missing[code] ? -1 : code;
      }
      return codes[row];
    }

    /// The distinct texts.
    public List<String> levels() {
      return levels;
    }

    @Override
    public boolean isMissing(int row) {
      return code(row) < 0;
    }

    @Override
    public String text(int row) {
      int code = code(row);
      return code < 0 ? "" : levels.get(code);
    }

    /// How many rows have each level.
    public int[] counts() {
      int[] counts = new int[levels.size()];
      for (int r = 0; r < rows(); r++) {
        int code = code(r);
        if (code >= 0) {
          counts[code]++;
        }
      }
      return counts;
    }

    @Override
    public Text rows(int[] rows) {
      int[] taken = new int[rows.length];
      Arrays.setAll(taken, i -> code(rows[i]));
      return new Text(name, taken, levels);
    }

    @Override
    public Text named(String other) {
      return spool == null
          ? new Text(other, codes, levels)
          : new Text(other, spool, index, levels, missing);
    }
  }
}
