package dev.soma.data.split;

import dev.soma.data.store.Ranked;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;

/// Sets of rows that are shared out alike, such as the rows of a class.
public final class Strata {
  private static final int BINS = 10;

  private final int[] sizes;
  private final IntUnaryOperator of;

  private Strata(int[] sizes, IntUnaryOperator of) {
    this.sizes = sizes;
    this.of = of;
  }

  /// All rows as one stratum.
  public static Strata all(int rows) {
    return new Strata(new int[] {rows}, _ -> 0);
  }

  /// Strata by number.
  ///
  /// @param of the stratum of each row, 0 .. count - 1
  public static Strata of(int count, int rows, IntUnaryOperator of) {
    int[] sizes = new int[count];
    for (int r = 0; r < rows; r++) {
      sizes[of.applyAsInt(r)]++;
    }
    return new Strata(sizes, of);
  }

  /// A stratum for every text, in the order of the texts.
  public static Strata byText(int rows, IntFunction<String> text) {
    Map<String, Integer> found = new HashMap<>();
    int[] numbers = new int[rows];
    for (int r = 0; r < rows; r++) {
      numbers[r] = found.computeIfAbsent(text.apply(r), _ -> found.size());
    }
    int[] ranks = new int[found.size()];
    int rank = 0;
    for (int number : new TreeMap<>(found).values()) {
      ranks[number] = rank++;
    }
    return of(ranks.length, rows, r -> ranks[numbers[r]]);
  }

  /// Tenths by value, of equal values by position; all rows as one if they are fewer than 100.
  public static Strata tenths(int rows, IntToDoubleFunction value) {
    if (rows < 10 * BINS) {
      return all(rows);
    }
    double[] limits = new double[BINS - 1];
    int[] limitRows = new int[BINS - 1];
    for (int b = 1; b < BINS; b++) {
      int rank = (int) ((long) rows * b / BINS);
      double limit = Ranked.of(rows, value, rank);
      limits[b - 1] = limit;
      limitRows[b - 1] = row(rows, value, limit, rank);
    }
    return of(
        BINS,
        rows,
        r -> {
          int bin = 0;
          while (bin < BINS - 1) {
            int order = Double.compare(value.applyAsDouble(r), limits[bin]);
            if (order < 0 || (order == 0 && r < limitRows[bin])) {
              break;
            }
            bin++;
          }
          return bin;
        });
  }

  /// The row of a rank whose value is known.
  private static int row(int rows, IntToDoubleFunction values, double value, int rank) {
    int before = 0;
    for (int r = 0; r < rows; r++) {
      before += Double.compare(values.applyAsDouble(r), value) < 0 ? 1 : 0;
    }
    int left = rank - before;
    for (int r = 0; r < rows; r++) {
      if (Double.compare(values.applyAsDouble(r), value) == 0 && left-- == 0) {
        return r;
      }
    }
    throw new IllegalStateException("no row of rank " + rank);
  }

  /// How many there are.
  public int count() {
    return sizes.length;
  }

  /// The rows of each; not copied.
  public int[] sizes() {
    return sizes;
  }

  /// The stratum of a row.
  public int of(int row) {
    return of.applyAsInt(row);
  }
}
