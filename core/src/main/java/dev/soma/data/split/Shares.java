package dev.soma.data.split;

import dev.soma.error.SomaException;
import dev.soma.math.Seeds;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Parts by largest remainder within and over the strata.
///
/// Each part has its share of all rows, as far as train can keep a row of every class; within these
/// sizes a stratum with enough rows gives at least one to each part.
public final class Shares {
  private Shares() {}

  /// Refuses shares that no table can be parted by.
  ///
  /// @param shares of train, validation and test
  /// @throws SomaException.Usage E206 if one is negative, train has none, or they do not add up to
  ///   1
  public static void require(double... shares) {
    double sum = Arrays.stream(shares).sum();
    boolean sensible = Arrays.stream(shares).allMatch(s -> s >= 0) && shares[0] > 0;
    if (!sensible || Math.abs(sum - 1) > 1e-9) {
      throw new SomaException.Usage(
          "E206",
          "split · shares of train, validation and test must be >= 0 (train > 0) and add up to 1,"
              + " got "
              + shown(shares)
              + "\ntrain has what --validation-fraction and --test-fraction leave",
          "--validation-fraction 0.15 --test-fraction 0.15");
    }
  }

  private static String shown(double[] shares) {
    return Arrays.stream(shares)
        .mapToObj(s -> Double.isFinite(s) ? rounded(s) : Double.toString(s))
        .collect(Collectors.joining(", "));
  }

  private static String rounded(double share) {
    String text =
        BigDecimal.valueOf(share)
            .setScale(6, RoundingMode.HALF_EVEN)
            .stripTrailingZeros()
            .toPlainString();
    return text.equals("-0") ? "0" : text;
  }

  /// How many rows of each stratum go to train, validation and test.
  ///
  /// @param sizes rows of the strata
  /// @param shares of the three parts
  /// @param combinations whether strata are combinations of labels, of which train may lack some
  /// @param seeds the stream `split of small classes` is used
  public static int[][] counts(int[] sizes, double[] shares, boolean combinations, Seeds seeds) {
    int[][] counts = new int[sizes.length][3];
    int[] ties = Seeds.permutation(sizes.length, seeds.stream("split of small classes"));
    for (int part = 1; part < 3; part++) {
      if (shares[part] > 0) {
        share(sizes, shares, part, counts, ties, combinations);
      }
    }
    for (int s = 0; s < counts.length; s++) {
      counts[s][0] = sizes[s] - counts[s][1] - counts[s][2];
    }
    return counts;
  }

  private static void share(
      int[] sizes, double[] shares, int part, int[][] counts, int[] ties, boolean combinations) {
    int rows = Arrays.stream(sizes).sum();
    int parts = (int) Arrays.stream(shares).filter(s -> s > 0).count();
    long left = Math.max(1, Math.round(rows * shares[part]));
    double[] remainders = new double[sizes.length];
    boolean small = false;
    for (int s = 0; s < sizes.length; s++) {
      double quota = sizes[s] * shares[part];
      counts[s][part] = (int) Math.floor(quota);
      remainders[s] = quota - counts[s][part];
      small |= quota < 1;
      if (counts[s][part] == 0 && sizes[s] >= parts && toSpare(counts[s], sizes[s]) > 1) {
        counts[s][part] = 1;
        remainders[s] = 0;
      }
      left -= counts[s][part];
    }
    left += takeBack(sizes, shares[part], part, counts, ties, -left);
    Comparator<Integer> largest = Comparator.comparingDouble(s -> -remainders[s]);
    Comparator<Integer> notGiven = largest.thenComparingInt(s -> counts[s][3 - part]);
    Integer[] order =
        order(sizes.length, small ? notGiven.thenComparingInt(s -> ties[s]) : largest);
    for (int keep = 1; keep >= (combinations ? 0 : 1); keep--) { // train has one of each class
      left = give(order, sizes, part, counts, left, keep);
    }
  }

  /// Gives one more row of each stratum in turn while train keeps some; what is left to give.
  private static long give(
      Integer[] order, int[] sizes, int part, int[][] counts, long left, int keep) {
    long rest = left;
    long before = rest + 1;
    int train = 0;
    for (int s = 0; s < sizes.length; s++) {
      train += toSpare(counts[s], sizes[s]);
    }
    while (rest > 0 && rest < before) {
      before = rest;
      for (int i = 0; i < order.length && rest > 0; i++) {
        int s = order[i];
        if (toSpare(counts[s], sizes[s]) > keep && train > 1) {
          counts[s][part]++;
          train--;
          rest--;
        }
      }
    }
    return rest;
  }

  /// Takes back what raising small strata to one row gave too many: from large strata, as long as
  /// they keep nine tenths of their quota, then from the smallest; how many rows.
  private static long takeBack(
      int[] sizes, double share, int part, int[][] counts, int[] ties, long tooMany) {
    long taken = 0;
    Integer[] largest = order(sizes.length, Comparator.comparingInt(s -> -sizes[s]));
    for (long before = -1; taken < tooMany && taken > before; ) {
      before = taken;
      for (int i = 0; i < largest.length && taken < tooMany; i++) {
        int s = largest[i];
        if (counts[s][part] > 1 && counts[s][part] - 1 >= 0.9 * share * sizes[s]) {
          counts[s][part]--;
          taken++;
        }
      }
    }
    Comparator<Integer> rarest = Comparator.comparingInt(s -> sizes[s]);
    Comparator<Integer> givenTwice = rarest.thenComparingInt(s -> -counts[s][3 - part]);
    Integer[] smallest = order(sizes.length, givenTwice.thenComparingInt(s -> ties[s]));
    for (int i = 0; i < smallest.length && taken < tooMany; i++) {
      int s = smallest[i];
      if (counts[s][part] == 1 && share * sizes[s] < 1) {
        counts[s][part] = 0;
        taken++;
      }
    }
    return taken;
  }

  private static Integer[] order(int n, Comparator<Integer> by) {
    Integer[] order = IntStream.range(0, n).boxed().toArray(Integer[]::new);
    Arrays.sort(order, by);
    return order;
  }

  /// The rows of a stratum that no part but train has.
  private static int toSpare(int[] counts, int size) {
    return size - counts[1] - counts[2];
  }
}
