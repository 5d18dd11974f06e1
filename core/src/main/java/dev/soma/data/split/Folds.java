package dev.soma.data.split;

import dev.soma.math.Seeds;
import java.util.SplittableRandom;

/// Rows dealt to k folds like cards.
public final class Folds {
  private Folds() {}

  /// The fold of every row, 0 .. k - 1. Each stratum is shuffled and dealt on from where the one
  /// before it ended, so that folds differ by one row at most, in all and in every stratum.
  ///
  /// @param k 2 or more
  /// @param seeds the stream `folds` is used
  public static int[] deal(Strata strata, int rows, int k, Seeds seeds) {
    SplittableRandom random = seeds.stream("folds");
    int[][] dealt = new int[strata.count()][];
    int next = 0;
    for (int s = 0; s < dealt.length; s++) {
      int[] order = Seeds.permutation(strata.sizes()[s], random);
      dealt[s] = new int[order.length];
      for (int row : order) {
        dealt[s][row] = next;
        next = (next + 1) % k;
      }
    }
    int[] seen = new int[dealt.length];
    int[] folds = new int[rows];
    for (int r = 0; r < rows; r++) {
      int s = strata.of(r);
      folds[r] = dealt[s][seen[s]++];
    }
    return folds;
  }
}
