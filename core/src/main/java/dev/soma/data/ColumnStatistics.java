package dev.soma.data;

import dev.soma.data.Schema.ColumnInfo;
import dev.soma.data.Schema.Finding;
import dev.soma.data.Schema.Kind;
import dev.soma.data.Schema.Level;
import dev.soma.data.Schema.Role;
import java.util.List;
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

  /// Statistics of a column.
  static ColumnStatistics of(Column column) {
    return switch (column) {
      case Column.Text text -> of(text);
      case Column.Numbers numbers -> of(numbers);
    };
  }

  /// Mixes the values of a column into the hashes of the rows from `from` on.
  ///
  /// @param levels [#levelHashes] of the column
  static void mixInto(Column column, long[] levels, int from, long[] rowHash, int rows) {
    for (int i = 0; i < rows; i++) {
      rowHash[i] = mix(rowHash[i] * 31 + hash(column, levels, from + i));
    }
  }

  /// The hash of each level of a text column.
  static long[] levelHashes(Column column) {
    return column instanceof Column.Text text
        ? text.levels().stream().mapToLong(l -> mix(l.hashCode())).toArray()
        : new long[0];
  }

  private static long hash(Column column, long[] levels, int row) {
    return switch (column) {
      case Column.Text text -> text.code(row) < 0 ? ODD : levels[text.code(row)];
      case Column.Numbers numbers -> Double.doubleToLongBits(numbers.value(row) + 0.0); // -0 is 0
    };
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
    List<Level> levels = SchemaInference.levels(text);
    return new ColumnStatistics(
        missing, 0, levels.size(), false, null, null, top(levels), mix(hash));
  }

  private static ColumnStatistics of(Column.Numbers numbers) {
    int rows = numbers.rows();
    int missing = 0;
    int notFinite = 0;
    long hash = 1;
    boolean whole = true;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int r = 0; r < rows; r++) {
      double v = numbers.value(r) + 0.0; // -0 is 0
      hash = hash * 31 + Double.doubleToLongBits(v);
      if (Double.isFinite(v)) {
        whole &= v == Math.rint(v);
        min = Math.min(min, v);
        max = Math.max(max, v);
      } else {
        missing++;
        notFinite += Double.isInfinite(v) ? 1 : 0;
      }
    }
    int distinct = numbers.distinctCount();
    List<Level> levels =
        distinct <= ColumnInfo.LEVELS ? SchemaInference.levels(numbers) : List.of();
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

  private static List<Level> top(List<Level> levels) {
    return levels.subList(0, Math.min(ColumnInfo.LEVELS, levels.size()));
  }

  private static long mix(long z) { // the finaliser of SplitMix64
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
