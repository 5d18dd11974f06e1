package dev.soma.data.scale;

import dev.soma.data.store.Ranks;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/// Numbers of which the one at any place of their order can be asked for; they need not be sorted,
/// nor in memory.
public interface Sorted {
  /// How many numbers there are.
  int size();

  /// The numbers at these places, 0 is the smallest.
  ///
  /// @param ranks in ascending order, each below [#size()]
  double[] at(int[] ranks);

  /// The finite ones of these values.
  ///
  /// @param present how many are finite
  static Sorted of(int rows, IntToDoubleFunction value, int present) {
    return new Sorted() {
      @Override
      public int size() {
        return present;
      }

      @Override
      public double[] at(int[] ranks) {
        return Ranks.of(rows, value, ranks);
      }
    };
  }

  /// Numbers that occur so often each.
  ///
  /// @param values ascending
  static Sorted ofCounts(double[] values, int[] counts) {
    return new Sorted() {
      @Override
      public int size() {
        return Arrays.stream(counts).sum();
      }

      @Override
      public double[] at(int[] ranks) {
        double[] found = new double[ranks.length];
        int value = 0;
        int below = counts[0]; // so many are at most values[value]
        for (int i = 0; i < ranks.length; i++) {
          while (below <= ranks[i]) {
            value++;
            below += counts[value];
          }
          found[i] = values[value];
        }
        return found;
      }
    };
  }

  /// Quantiles between the numbers, by straight lines as NumPy has them: number (n - 1) q of the
  /// order.
  ///
  /// @param shares ascending, 0 .. 1
  default double[] quantiles(double... shares) {
    int[] ranks = new int[2 * shares.length];
    for (int i = 0; i < shares.length; i++) {
      ranks[2 * i] = (int) Math.floor((size() - 1) * shares[i]);
      ranks[2 * i + 1] = Math.min(ranks[2 * i] + 1, size() - 1);
    }
    int[] ascending = Arrays.stream(ranks).sorted().distinct().toArray();
    double[] found = at(ascending);
    double[] quantiles = new double[shares.length];
    for (int i = 0; i < shares.length; i++) {
      double a = found[Arrays.binarySearch(ascending, ranks[2 * i])];
      double b = found[Arrays.binarySearch(ascending, ranks[2 * i + 1])];
      quantiles[i] = between(a, b, (size() - 1) * shares[i] - ranks[2 * i]);
    }
    return quantiles;
  }

  private static double between(double a, double b, double t) {
    if (a == b || t == 0) {
      return a;
    }
    if (!Double.isFinite(b - a)) {
      return a * (1 - t) + b * t;
    }
    return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
  }
}
