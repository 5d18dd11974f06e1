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

  /// Statistics of a column; mixes its values into the hash of each row.
  static ColumnStatistics of(Column column, long[] rowHash) {
    return switch (column) {
      case Column.Text text -> of(text, rowHash);
      case Column.Numbers numbers -> of(numbers, rowHash);
    };
  }

  boolean isConstant() {
    return distinct == 0 || (distinct == 1 && missing == 0);
  }

  ColumnInfo info(String name, Role role, Kind kind, boolean chosen, List<Finding> findings) {
    return new ColumnInfo(
        name, role, kind, chosen, missing, notFinite, distinct, whole, min, max, levels, findings);
  }

  private static ColumnStatistics of(Column.Text text, long[] rowHash) {
    long[] hashes = text.levels().stream().mapToLong(l -> mix(l.hashCode())).toArray();
    long hash = 0;
    int missing = 0;
    for (int r = 0; r < text.rows(); r++) {
      int code = text.code(r);
      missing += code < 0 ? 1 : 0;
      long h = code < 0 ? ODD : hashes[code];
      hash = hash * 31 + h;
      rowHash[r] = mix(rowHash[r] * 31 + h);
    }
    List<Level> levels = SchemaInference.levels(text);
    return new ColumnStatistics(
        missing, 0, levels.size(), false, null, null, top(levels), mix(hash));
  }

  private static ColumnStatistics of(Column.Numbers numbers, long[] rowHash) {
    int rows = numbers.rows();
    int missing = 0;
    int notFinite = 0;
    long hash = 1;
    for (int r = 0; r < rows; r++) {
      double v = numbers.value(r) + 0.0; // -0 is 0
      missing += Double.isFinite(v) ? 0 : 1;
      notFinite += Double.isInfinite(v) ? 1 : 0;
      long h = Double.doubleToLongBits(v);
      hash = hash * 31 + h;
      rowHash[r] = mix(rowHash[r] * 31 + h);
    }
    double[] distinct = numbers.distinct();
    boolean whole = distinct.length > 0;
    for (double v : distinct) {
      whole &= v == Math.rint(v);
    }
    Double min = distinct.length == 0 ? null : distinct[0];
    Double max = distinct.length == 0 ? null : distinct[distinct.length - 1];
    List<Level> levels =
        distinct.length <= ColumnInfo.LEVELS ? SchemaInference.levels(numbers) : List.of();
    return new ColumnStatistics(
        missing, notFinite, distinct.length, whole, min, max, levels, mix(hash));
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
