package dev.soma.data.split;

import dev.soma.math.Seeds;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Rows that belong together, such as those of one patient, and never go to different parts.
///
/// Groups are assigned one after the other, each to the part that it would fill least: the mean
/// over the rows of the group of what the part would have of the row's stratum, divided by what it
/// should have.
public final class Groups {
  private final int[] starts; // of the rows of each group in `members`
  private final int[] members;

  private Groups(int[] starts, int[] members) {
    this.starts = starts;
    this.members = members;
  }

  /// Groups by number.
  ///
  /// @param count how many there are
  /// @param of the group of each row, 0 .. count - 1
  public static Groups of(int count, int[] of) {
    int[] starts = new int[count + 1];
    for (int group : of) {
      starts[group + 1]++;
    }
    for (int g = 0; g < count; g++) {
      starts[g + 1] += starts[g];
    }
    int[] next = Arrays.copyOf(starts, count);
    int[] members = new int[of.length];
    for (int r = 0; r < of.length; r++) {
      members[next[of[r]]++] = r;
    }
    return new Groups(starts, members);
  }

  /// How many there are.
  public int count() {
    return starts.length - 1;
  }

  /// How many rows a group has.
  public int size(int group) {
    return starts[group + 1] - starts[group];
  }

  /// The part of every row, groups in random order: no kind of group is always in the same part.
  ///
  /// @param shares of the parts; a part with share 0 gets nothing, every other one at least a group
  /// @param seeds the stream `groups` is used
  public int[] share(Strata strata, double[] shares, Seeds seeds) {
    return assign(strata, shares, Seeds.permutation(count(), seeds.stream("groups")));
  }

  /// The fold of every row, 0 .. k - 1, large groups first: so the folds become as equal as the
  /// groups let them, and each is held out once anyway.
  ///
  /// @param seeds the stream `folds` is used
  public int[] deal(Strata strata, int k, Seeds seeds) {
    double[] shares = new double[k];
    Arrays.fill(shares, 1.0 / k);
    int[] order =
        IntStream.of(Seeds.permutation(count(), seeds.stream("folds")))
            .boxed()
            .sorted((a, b) -> Integer.compare(size(b), size(a))) // stable
            .mapToInt(g -> g)
            .toArray();
    return assign(strata, shares, order);
  }

  private int[] assign(Strata strata, double[] shares, int[] order) {
    int parts = shares.length;
    long[][] filled = new long[parts][strata.count()];
    int[] groups = new int[parts];
    int[] own = new int[strata.count()]; // rows of the group by stratum
    int[] part = new int[members.length];
    for (int i = 0; i < order.length; i++) {
      int from = starts[order[i]];
      int to = starts[order[i] + 1];
      for (int m = from; m < to; m++) {
        own[strata.of(members[m])]++;
      }
      long empty = IntStream.range(0, parts).filter(p -> shares[p] > 0 && groups[p] == 0).count();
      boolean last = order.length - i <= empty; // as many left as there are empty parts
      int best = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int p = 0; p < parts; p++) {
        if (shares[p] > 0 && !(last && groups[p] > 0)) {
          double fill = 0;
          for (int m = from; m < to; m++) {
            int s = strata.of(members[m]);
            fill += (filled[p][s] + own[s]) / (shares[p] * strata.sizes()[s]);
          }
          if (fill < least) {
            least = fill;
            best = p;
          }
        }
      }
      groups[best]++;
      for (int m = from; m < to; m++) {
        int s = strata.of(members[m]);
        filled[best][s]++;
        own[s] = 0;
        part[members[m]] = best;
      }
    }
    return part;
  }
}
