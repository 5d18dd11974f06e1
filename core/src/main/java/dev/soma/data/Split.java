package dev.soma.data;

import dev.soma.data.store.Ranked;
import dev.soma.error.SomaException;
import dev.soma.math.Seeds;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The three parts of a table; every row is in exactly one.
///
/// @param train rows to learn from; statistics are fitted on these only
/// @param validation rows to stop and choose by; may be empty
/// @param test rows to be opened once; may be empty
public record Split(Table train, Table validation, Table test) {
  private static final int BINS = 10;

  /// Parts by largest remainder within and over the strata. Each part has its share of all rows, as
  /// far as train can keep a row of every class; within these sizes a stratum with enough rows
  /// gives at least one to each part. Rows keep their order within a part.
  static Split of(Table table, double[] shares, Seeds seeds) {
    check(table, shares);
    Strata strata = strata(table);
    int[][] counts = counts(strata.sizes, shares, table.targets().size() > 1, seeds);
    SplittableRandom random = seeds.stream("split");
    byte[][] parts = new byte[counts.length][];
    int[][] rows = new int[3][];
    for (int part = 0; part < 3; part++) {
      int column = part;
      rows[part] = new int[Arrays.stream(counts).mapToInt(c -> c[column]).sum()];
    }
    for (int s = 0; s < counts.length; s++) {
      int[] order = Seeds.permutation(strata.sizes[s], random);
      parts[s] = new byte[order.length];
      for (int i = 0; i < counts[s][1] + counts[s][2]; i++) {
        parts[s][order[i]] = (byte) (i < counts[s][1] ? 1 : 2);
      }
    }
    int[] seen = new int[counts.length]; // rows of each stratum
    int[] taken = new int[3]; // rows of each part
    for (int r = 0; r < table.rows(); r++) {
      int s = strata.of.applyAsInt(r);
      int part = parts[s][seen[s]++];
      rows[part][taken[part]++] = r;
    }
    return new Split(table.rows(rows[0]), table.rows(rows[1]), table.rows(rows[2]));
  }

  /// Groups of rows that are shared out alike.
  ///
  /// @param sizes rows of each
  /// @param of the one that a row is in
  private record Strata(int[] sizes, IntUnaryOperator of) {
    static Strata all(int rows) {
      return new Strata(new int[] {rows}, _ -> 0);
    }

    static Strata of(int count, int rows, IntUnaryOperator of) {
      int[] sizes = new int[count];
      for (int r = 0; r < rows; r++) {
        sizes[of.applyAsInt(r)]++;
      }
      return new Strata(sizes, of);
    }
  }

  private static void check(Table table, double[] shares) {
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
    long needed = Arrays.stream(shares).filter(s -> s > 0).count();
    if (table.rows() < needed) {
      throw new SomaException.Data(
          "E319",
          "too few rows · "
              + table.source().name()
              + " has "
              + table.rows()
              + " usable rows, "
              + needed
              + " parts need at least one each");
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
  private static int[][] counts(int[] sizes, double[] shares, boolean combinations, Seeds seeds) {
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

  /// Rows by class, by combination of labels, or by tenths of a number; else all rows as one.
  private static Strata strata(Table table) {
    List<Column> targets = table.targets().stream().map(table::column).toList();
    int rows = table.rows();
    if (targets.isEmpty() || (table.task() == Task.REGRESSION && targets.size() > 1)) {
      return Strata.all(rows);
    }
    if (table.task() == Task.REGRESSION) {
      return tenths(targets.getFirst());
    }
    Map<String, Integer> found = new HashMap<>();
    int[] numbers = new int[rows];
    StringBuilder key = new StringBuilder();
    for (int r = 0; r < rows; r++) {
      key.setLength(0);
      for (Column target : targets) {
        key.append(target.text(r)).append('\u0000');
      }
      numbers[r] = found.computeIfAbsent(key.toString(), _ -> found.size());
    }
    int[] ranks = new int[found.size()];
    int rank = 0;
    for (int number : new TreeMap<>(found).values()) {
      ranks[number] = rank++;
    }
    return Strata.of(ranks.length, rows, r -> ranks[numbers[r]]);
  }

  /// Tenths by value, of equal values by position.
  private static Strata tenths(Column column) {
    int rows = column.rows();
    if (rows < 10 * BINS || !(column instanceof Column.Numbers numbers)) {
      return Strata.all(rows);
    }
    double[] limits = new double[BINS - 1];
    int[] limitRows = new int[BINS - 1];
    for (int b = 1; b < BINS; b++) {
      int rank = (int) ((long) rows * b / BINS);
      double limit = Ranked.of(rows, numbers::value, rank);
      limits[b - 1] = limit;
      limitRows[b - 1] = row(numbers, limit, rank);
    }
    return Strata.of(
        BINS,
        rows,
        r -> {
          int bin = 0;
          while (bin < BINS - 1) {
            int order = Double.compare(numbers.value(r), limits[bin]);
            if (order < 0 || (order == 0 && r < limitRows[bin])) {
              break;
            }
            bin++;
          }
          return bin;
        });
  }

  /// The row of a rank whose value is known.
  private static int row(Column.Numbers numbers, double value, int rank) {
    int before = 0;
    for (int r = 0; r < numbers.rows(); r++) {
      before += Double.compare(numbers.value(r), value) < 0 ? 1 : 0;
    }
    int left = rank - before;
    for (int r = 0; r < numbers.rows(); r++) {
      if (Double.compare(numbers.value(r), value) == 0 && left-- == 0) {
        return r;
      }
    }
    throw new IllegalStateException("no row of rank " + rank);
  }
}
