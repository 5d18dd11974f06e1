package dev.soma.data;

import dev.soma.error.SomaException;
import dev.soma.math.Seeds;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
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
    List<int[]> strata = strata(table);
    int[][] counts = counts(strata, shares, table.targets().size() > 1, seeds);
    SplittableRandom random = seeds.stream("split");
    List<int[]> parts = new ArrayList<>();
    int[] partOf = new int[table.rows()];
    for (int s = 0; s < strata.size(); s++) {
      int[] rows = strata.get(s);
      int[] order = Seeds.permutation(rows.length, random);
      for (int i = 0; i < rows.length; i++) {
        int toValidation = counts[s][1];
        int part = i < toValidation ? 1 : i < toValidation + counts[s][2] ? 2 : 0;
        partOf[rows[order[i]]] = part;
      }
    }
    for (int part = 0; part < 3; part++) {
      int wanted = part;
      parts.add(IntStream.range(0, partOf.length).filter(r -> partOf[r] == wanted).toArray());
    }
    return new Split(table.rows(parts.get(0)), table.rows(parts.get(1)), table.rows(parts.get(2)));
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
  private static int[][] counts(
      List<int[]> strata, double[] shares, boolean combinations, Seeds seeds) {
    int[][] counts = new int[strata.size()][3];
    int[] sizes = strata.stream().mapToInt(s -> s.length).toArray();
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
  private static List<int[]> strata(Table table) {
    List<Column> targets = table.targets().stream().map(table::column).toList();
    if (targets.isEmpty() || (table.task() == Task.REGRESSION && targets.size() > 1)) {
      return List.of(IntStream.range(0, table.rows()).toArray());
    }
    if (table.task() == Task.REGRESSION) {
      return tenths(targets.getFirst());
    }
    Map<String, List<Integer>> byClass = new TreeMap<>();
    for (int r = 0; r < table.rows(); r++) {
      StringBuilder key = new StringBuilder();
      for (Column target : targets) {
        key.append(target.text(r)).append('\u0000');
      }
      byClass.computeIfAbsent(key.toString(), _ -> new ArrayList<>()).add(r);
    }
    return byClass.values().stream()
        .map(l -> l.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  private static List<int[]> tenths(Column column) {
    int rows = column.rows();
    if (rows < 10 * BINS || !(column instanceof Column.Numbers numbers)) {
      return List.of(IntStream.range(0, rows).toArray());
    }
    Integer[] order = IntStream.range(0, rows).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(numbers::value));
    List<int[]> bins = new ArrayList<>();
    for (int b = 0; b < BINS; b++) {
      int from = (int) ((long) rows * b / BINS);
      int to = (int) ((long) rows * (b + 1) / BINS);
      bins.add(Arrays.stream(order, from, to).mapToInt(Integer::intValue).sorted().toArray());
    }
    return bins;
  }
}
