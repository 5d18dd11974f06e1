package dev.soma.data.split;

import java.util.Arrays;

/// Rows parted in order of time; rows of one time stay together.
public final class Times {
  private Times() {}

  /// The part of every row: the earliest rows in part 0, the latest in the last. A border that
  /// would part rows of one time moves to the nearest that does not, the earlier of two as near.
  ///
  /// @param times of the rows, finite
  /// @param shares of the parts; a part with share 0 gets nothing
  /// @return empty if there are fewer different times than parts
  public static int[] part(double[] times, double[] shares) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    int parts = shares.length;
    int[] borders = new int[parts + 1];
    borders[parts] = n;
    double sum = 0;
    int filled = 0;
    int needed = (int) Arrays.stream(shares).filter(s -> s > 0).count();
    for (int p = 0; p < parts - 1; p++) {
      sum += shares[p];
      int before = borders[p];
      if (shares[p] > 0) {
        filled++;
        borders[p + 1] =
            filled == needed
                ? n
                : nearest(sorted, (int) Math.round(sum * n), before, needed - filled);
        if (borders[p + 1] < 0) {
          return new int[0];
        }
      } else {
        borders[p + 1] = before;
      }
    }
    int[] part = new int[n];
    for (int r = 0; r < n; r++) {
      int p = 0;
      while (borders[p + 1] <= before(sorted, times[r])) {
        p++;
      }
      part[r] = p;
    }
    return part;
  }

  /// How many rows have an earlier time.
  private static int before(double[] sorted, double time) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Double.compare(sorted[middle], time) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// The border nearest to a wanted one that parts no time, after another border, and leaves
  /// `later` different times behind it; -1 if there is none.
  private static int nearest(double[] sorted, int wanted, int after, int later) {
    int best = -1;
    int left = 0; // different times from the border on
    for (int i = sorted.length - 1; i > after; i--) {
      if (sorted[i] != sorted[i - 1]) {
        left++;
        if (left >= later && (best < 0 || Math.abs(i - wanted) <= Math.abs(best - wanted))) {
          best = i;
        }
      }
    }
    return best;
  }
}
