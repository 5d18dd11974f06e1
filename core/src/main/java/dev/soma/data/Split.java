package dev.soma.data;

import dev.soma.error.SomaException;
import dev.soma.math.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The three parts of a table; every row is in exactly one.
///
/// @param train rows to learn from; statistics are fitted on these only
/// @param validation rows to stop and choose by; may be empty
/// @param test rows to be opened once; may be empty
public record Split(Table train, Table validation, Table test) {
  private static final int BINS = 10;

  /// Parts by largest remainder within and over the strata; a stratum with enough rows gives at
  /// least one to each part. Rows keep their order within a part.
  static Split of(Table table, double[] shares, Seeds seeds) {
    check(table, shares);
    List<int[]> strata = strata(table);
    int[][] counts = counts(strata, shares);
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
              + Arrays.toString(shares),
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

  /// How many rows of each stratum go to train, validation and test.
  private static int[][] counts(List<int[]> strata, double[] shares) {
    int[][] counts = new int[strata.size()][3];
    for (int part = 1; part < 3; part++) {
      if (shares[part] > 0) {
        share(strata, shares, part, counts);
      }
    }
    for (int s = 0; s < counts.length; s++) {
      counts[s][0] = strata.get(s).length - counts[s][1] - counts[s][2];
    }
    return counts;
  }

  private static void share(List<int[]> strata, double[] shares, int part, int[][] counts) {
    int rows = strata.stream().mapToInt(s -> s.length).sum();
    int parts = (int) Arrays.stream(shares).filter(s -> s > 0).count();
    long left = Math.max(1, Math.round(rows * shares[part]));
    double[] remainders = new double[counts.length];
    for (int s = 0; s < counts.length; s++) {
      int size = strata.get(s).length;
      double quota = size * shares[part];
      counts[s][part] = (int) Math.floor(quota);
      remainders[s] = quota - counts[s][part];
      if (counts[s][part] == 0 && size >= parts) {
        counts[s][part] = 1;
        remainders[s] = 0;
      }
      left -= counts[s][part];
    }
    Integer[] order = IntStream.range(0, counts.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(s -> -remainders[s]));
    for (int i = 0; i < order.length && left > 0; i++) {
      int s = order[i];
      if (counts[s][1] + counts[s][2] + 1 < strata.get(s).length) { // train keeps one at least
        counts[s][part]++;
        left--;
      }
    }
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
