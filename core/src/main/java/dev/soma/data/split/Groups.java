package dev.soma.data.split;

import dev.soma.math.Seeds;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Rows that belong together, such as those of one patient, and never go to different parts.
///
/// Groups are assigned one after the other, each to the part that it would fill least: the mean
/// over the rows of the group of what the part would have of the row's stratum, divided by what it
/// should have.
public final class Groups {
  private static final int FEW = 200_000; // groups times strata that are worth another look

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
  static Groups of(int count, int[] of) {
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

  /// A group for every text; a row without one is a group of its own.
  public static Groups byText(int rows, IntFunction<@Nullable String> text) {
    Map<String, Integer> found = new HashMap<>();
    int[] numbers = new int[rows];
    int alone = 0;
    for (int r = 0; r < rows; r++) {
      int next = found.size() + alone;
      String of = text.apply(r);
      if (of == null) {
        alone++;
        numbers[r] = next;
      } else {
        numbers[r] = found.computeIfAbsent(of, _ -> next);
      }
    }
    return of(found.size() + alone, numbers);
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
  /// Where that leaves a part with far fewer or far more rows than its share, groups change places.
  ///
  /// @param shares of the parts; a part with share 0 gets nothing, every other one at least a group
  /// @param all whether the first part shall have rows of every stratum
  /// @param seeds the stream `groups` is used
  public int[] share(Strata strata, double[] shares, boolean all, Seeds seeds) {
    int[] order = Seeds.permutation(count(), seeds.stream("groups"));
    int[] drawn = assign(strata, shares, order);
    if ((long) count() * strata.count() <= FEW) {
      exchange(drawn, strata, shares, all, order);
    }
    return drawn;
  }

  private void exchange(int[] drawn, Strata strata, double[] shares, boolean all, int[] order) {
    int[][] own = new int[count()][strata.count()];
    int[] part = new int[count()];
    for (int g = 0; g < part.length; g++) {
      for (int m = starts[g]; m < starts[g + 1]; m++) {
        own[g][strata.of(members[m])]++;
        part[g] = drawn[members[m]];
      }
    }
    Exchange.of(own, part, shares, strata.sizes(), all, order);
    for (int g = 0; g < part.length; g++) {
      for (int m = starts[g]; m < starts[g + 1]; m++) {
        drawn[members[m]] = part[g];
      }
    }
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
