package dev.soma.data;

import dev.soma.data.Schema.ColumnInfo;
import dev.soma.data.Schema.Finding;
import dev.soma.data.Schema.Kind;
import dev.soma.data.Schema.Level;
import dev.soma.data.Schema.Role;
import dev.soma.data.read.ReadOptions;
import dev.soma.data.remedy.OtherMark;
import dev.soma.data.text.NumberText;
import dev.soma.kernel.ThreadTeam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one pass over a column tells.
///
/// @param missing rows without a finite value
/// @param notFinite rows with a value that is not finite
/// @param distinct number of distinct values
/// @param whole whether every number is an integer
/// @param min smallest number, or null
/// @param max largest number, or null
/// @param levels the most frequent levels
/// @param hash equal columns have equal hashes
record ColumnStatistics(
    int missing,
    int notFinite,
    int distinct,
    boolean whole,
    @Nullable Double min,
    @Nullable Double max,
    List<Level> levels,
    long hash) {

  private static final long ODD = 0x9e3779b97f4a7c15L;

  /// The bytes 0 .. 255 as bits of doubles.
  private static final long[] BITS = new long[256];

  static {
    Arrays.setAll(BITS, v -> Double.doubleToLongBits(v));
  }

  /// Fewer cells than this are not worth a second thread.
  private static final int CELLS_A_THREAD = 200_000;

  private static final int MOST_THREADS = 8;

  /// The same for a table on disk: each may fill a fifth of the heap with distinct numbers.
  private static final int MOST_ON_DISK = 2;

  /// Threads for work on all cells of a table.
  static ThreadTeam team(Table table) {
    long cells = (long) table.rows() * table.columns().size();
    int limit = table.work() == null ? MOST_THREADS : MOST_ON_DISK;
    int most = Math.min(limit, Runtime.getRuntime().availableProcessors());
    return new ThreadTeam((int) Math.min(1 + cells / CELLS_A_THREAD, most));
  }

  /// Statistics of each column.
  static ColumnStatistics[] of(List<Column> columns, ThreadTeam team) {
    ColumnStatistics[] all = new ColumnStatistics[columns.size()];
    Distinct[] seen = new Distinct[team.size()];
    Arrays.setAll(seen, i -> new Distinct());
    team.run((part, member) -> all[part] = of(columns.get(part), seen[member]), all.length);
    return all;
  }

  private static ColumnStatistics of(Column column, Distinct seen) {
    return switch (column) {
      case Column.Text text -> of(text);
      case Column.Numbers bytes when bytes.isBytes() -> ofBytes(bytes);
      case Column.Numbers numbers -> of(numbers, seen);
    };
  }

  /// A hash of each row: equal rows have equal hashes.
  static long[] rowHashes(List<Column> columns, int rows, ThreadTeam team) {
    long[] hashes = new long[rows];
    List<long[]> levels = levelHashes(columns);
    int parts = 4 * team.size();
    team.run(
        (part, _) -> {
          int from = (int) ((long) rows * part / parts);
          int to = (int) ((long) rows * (part + 1) / parts);
          mixInto(hashes, 0, columns, levels, from, to);
        },
        parts);
    return hashes;
  }

  /// The hashes of the levels of each column; none for numbers.
  static List<long[]> levelHashes(List<Column> columns) {
    return columns.stream()
        .map(c -> c instanceof Column.Text text ? levelHashes(text) : new long[0])
        .toList();
  }

  /// Mixes all values of the rows `from` to `to` into their hashes.
  ///
  /// @param hashes that of row `first` is at index 0
  /// @param levels [#levelHashes] of the columns
  static void mixInto(
      long[] hashes, int first, List<Column> columns, List<long[]> levels, int from, int to) {
    for (int c = 0; c < levels.size(); c++) {
      mixInto(hashes, first, columns.get(c), levels.get(c), from, to);
    }
  }

  private static void mixInto(
      long[] hashes, int first, Column column, long[] levels, int from, int to) {
    switch (column) {
      case Column.Text text -> {
        for (int r = from; r < to; r++) {
          int code = text.code(r);
          hashes[r - first] = mix(hashes[r - first] * 31 + (code < 0 ? ODD : levels[code]));
        }
      }
      case Column.Numbers bytes when bytes.isBytes() -> {
        for (int r = from; r < to; r++) {
          hashes[r - first] = mix(hashes[r - first] * 31 + BITS[bytes.byteAt(r)]);
        }
      }
      case Column.Numbers numbers -> {
        for (int r = from; r < to; r++) {
          long bits = Double.doubleToLongBits(numbers.value(r) + 0.0);
          hashes[r - first] = mix(hashes[r - first] * 31 + bits);
        }
      }
    }
  }

  private static long[] levelHashes(Column.Text text) {
    return text.levels().stream().mapToLong(l -> mix(l.hashCode())).toArray();
  }

  boolean isConstant() {
    return distinct == 0 || (distinct == 1 && missing == 0);
  }

  ColumnInfo info(String name, Role role, Kind kind, boolean chosen, List<Finding> findings) {
    return new ColumnInfo(
        name, role, kind, chosen, missing, notFinite, distinct, whole, min, max, levels, findings);
  }

  private static ColumnStatistics of(Column.Text text) {
    long[] hashes = levelHashes(text);
    long hash = 0;
    int missing = 0;
    for (int r = 0; r < text.rows(); r++) {
      int code = text.code(r);
      missing += code < 0 ? 1 : 0;
      hash = hash * 31 + (code < 0 ? ODD : hashes[code]);
    }
    List<Level> levels = levels(text);
    return new ColumnStatistics(
        missing, 0, levels.size(), false, null, null, top(levels), mix(hash));
  }

  private static ColumnStatistics ofBytes(Column.Numbers bytes) {
    double[] distinct = bytes.distinct();
    int count = distinct.length;
    long hash = 1;
    for (int r = 0; r < bytes.rows(); r++) {
      hash = hash * 31 + BITS[bytes.byteAt(r)];
    }
    return new ColumnStatistics(
        0,
        0,
        count,
        count > 0,
        count == 0 ? null : (Double) distinct[0],
        count == 0 ? null : (Double) distinct[count - 1],
        count <= ColumnInfo.LEVELS ? levels(bytes) : List.of(),
        mix(hash));
  }

  private static ColumnStatistics of(Column.Numbers numbers, Distinct seen) {
    int missing = 0;
    int notFinite = 0;
    long hash = 1;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    boolean whole = true;
    boolean onDisk = numbers.isOnDisk();
    seen.clear();
    for (int r = 0; r < numbers.rows(); r++) {
      double v = numbers.value(r) + 0.0; // -0 is 0
      long bits = Double.doubleToLongBits(v);
      hash = hash * 31 + bits;
      if (Double.isFinite(v)) {
        if (!onDisk) {
          seen.add(bits);
        }
        min = Math.min(min, v);
        max = Math.max(max, v);
        whole &= v == Math.rint(v);
      } else {
        missing++;
        notFinite += Double.isInfinite(v) ? 1 : 0;
      }
    }
    int distinct = onDisk ? numbers.distinctCount() : seen.count();
    List<Level> levels = distinct <= ColumnInfo.LEVELS ? levels(numbers) : List.of();
    return new ColumnStatistics(
        missing,
        notFinite,
        distinct,
        whole && distinct > 0,
        distinct == 0 ? null : (Double) min,
        distinct == 0 ? null : (Double) max,
        levels,
        mix(hash));
  }

  /// Counts distinct numbers without sorting them; 0 stands for an empty place and is kept apart.
  ///
  /// Its memory is used again for the next column: fresh memory costs more than the counting.
  private static final class Distinct {
    private static final int FIRST = 512;

    private long[] places = new long[FIRST];
    private long[] spare = new long[0];
    private int size = FIRST;
    private int used;
    private boolean zero;

    void clear() {
      size = FIRST;
      Arrays.fill(places, 0, size, 0);
      used = 0;
      zero = false;
    }

    void add(long bits) {
      if (bits == 0) {
        zero = true;
      } else if (put(bits) && 2 * used > size) {
        grow();
      }
    }

    int count() {
      return used + (zero ? 1 : 0);
    }

    private boolean put(long bits) {
      int mask = size - 1;
      int at = (int) ((bits * ODD) >>> Long.numberOfLeadingZeros(mask));
      while (places[at] != 0) {
        if (places[at] == bits) {
          return false;
        }
        at = (at + 1) & mask;
      }
      places[at] = bits;
      used++;
      return true;
    }

    private void grow() {
      long[] old = places;
      int oldSize = size;
      size = Math.min(1 << 30, 4 * size);
      places = spare.length < size ? new long[size] : spare;
      Arrays.fill(places, 0, size, 0);
      spare = old;
      used = 0;
      for (int i = 0; i < oldSize; i++) {
        if (old[i] != 0) {
          put(old[i]);
        }
      }
    }
  }

  /// Whether there are numbers that are not whole, which show the decimal mark in force.
  boolean isFractional() {
    return min != null && !whole;
  }

  /// What another decimal mark would do to a table.
  ///
  /// @param free columns of which none is more than an input
  static OtherMark marks(Table table, List<Column> free) {
    ReadOptions options = table.options();
    Set<String> used = new HashSet<>(options.used());
    table.columns().stream().filter(c -> !free.contains(c)).map(Column::name).forEach(used::add);
    List<OtherMark.Seen> seen =
        table.columns().stream().map(c -> seen(c, List.of(), options)).toList();
    return new OtherMark(seen, options, used, table.source().thousands());
  }

  /// What a column shows of the decimal mark.
  ///
  /// @param bad texts among its numbers
  static OtherMark.Seen seen(Column column, List<String> bad, ReadOptions options) {
    ColumnStatistics stats = of(column, new Distinct());
    boolean text = options.category().contains(column.name());
    List<String> texts = column instanceof Column.Text t && !text ? t.levels() : bad;
    boolean ids = column instanceof Column.Text && 2 * stats.distinct() > column.rows();
    return new OtherMark.Seen(
        column.name(),
        stats.isFractional(),
        texts,
        column instanceof Column.Numbers,
        stats.distinct() > 1 && !ids);
  }

  /// The levels of a column with their counts, most frequent first.
  static List<Level> levels(Column column) {
    return switch (column) {
      case Column.Text text -> levels(text);
      case Column.Numbers numbers -> levels(numbers);
    };
  }

  /// How many levels there are.
  static int distinct(Column column) {
    return switch (column) {
      case Column.Text text -> (int) Arrays.stream(text.counts()).filter(n -> n > 0).count();
      case Column.Numbers numbers -> numbers.distinctCount();
    };
  }

  static List<Level> levels(Column.Text text) {
    int[] counts = text.counts();
    List<Level> levels = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        levels.add(new Level(text.levels().get(i), counts[i]));
      }
    }
    levels.sort(Comparator.comparingInt((Level l) -> -l.count()).thenComparing(Level::name));
    return levels;
  }

  static List<Level> levels(Column.Numbers numbers) {
    double[] distinct = numbers.distinct();
    int[] ofBytes = numbers.byteCounts();
    int[] counts = new int[distinct.length];
    for (int i = 0; i < distinct.length && numbers.isBytes(); i++) {
      counts[i] = ofBytes[(int) distinct[i]];
    }
    for (int r = 0; r < numbers.rows() && !numbers.isBytes(); r++) {
      if (!numbers.isMissing(r)) {
        counts[Arrays.binarySearch(distinct, numbers.value(r) + 0.0)]++;
      }
    }
    List<Level> levels = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      levels.add(new Level(NumberText.canonical(distinct[i]), counts[i]));
    }
    levels.sort(Comparator.comparingInt(l -> -l.count())); // stable: equal counts by value
    return levels;
  }

  private static List<Level> top(List<Level> levels) {
    return levels.subList(0, Math.min(ColumnInfo.LEVELS, levels.size()));
  }

  private static long mix(long z) { // the finaliser of SplitMix64
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
