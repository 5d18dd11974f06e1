package dev.soma.data;

import dev.soma.data.store.ClassCounts;
import dev.soma.math.Gaps;
import dev.soma.math.Levels;
import dev.soma.math.Places;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Whether one column alone predicts the target, or follows from it.
///
/// A number to be predicted may follow from another by any rising or falling function, also one of
/// few steps, or from the level of a category; a class from the level, or from a few bounds on a
/// number. Steps are what these bounds are for classes: whether a score was graded or a weight has
/// a price, nothing else is left to learn from. A column that has but few values, each for bands of
/// the target, was made of the target, unless the target has gaps between the bands. What needs an
/// order looks at [#SAMPLE] rows at most.
final class Leak {
  /// Share of rows that must be right.
  private static final double ACCURACY = 0.995;

  /// Correlation with a number to be predicted, of the values or of their ranks.
  private static final double CORRELATION = 0.9999;

  /// Correlation of some rows from which on all are looked at.
  private static final double NEAR = 0.99;

  /// Correlation of ranks from which on it is asked whether no two rows contradict the order.
  private static final double ORDERED = 0.5;

  /// Share of pairs that have to differ, in either number, for an order without contradictions to
  /// mean something: more than of five numbers that are equally frequent. Of fewer, most pairs are
  /// equal, and a strong input may order the others.
  private static final double TOLD_APART = 0.8;

  /// Share of pairs that differ in a column of many values: more than of twenty that are equally
  /// frequent. The target may be steps of it then.
  private static final double MANY = 0.95;

  /// Pairs of rows that the borders between the values part, of column and target, for an order
  /// without contradictions to mean something: those of a target of 0 and 1 in 100 rows each. Of
  /// fewer, no two rows may be near enough to a border to contradict it although there is noise.
  private static final int PARTED = 10_000;

  /// Share of the variance of a number that the means of the levels explain.
  private static final double EXPLAINED = 0.99;

  /// Share of the targets on either side that count as the next one: a few of them would be most of
  /// the variance.
  private static final double TAIL = 0.005;

  /// Rows that are sorted.
  private static final int SAMPLE = 1 << 12;

  /// Fewer rows with a value than this say nothing.
  private static final int FEW_ROWS = 20;

  /// Odd, so that the rows of the sample have no common step.
  private static final long ODD = 0x9e3779b1L;

  /// Rows a level needs on average, so that the levels are not simply learned by heart.
  private static final int ROWS_A_LEVEL = 5;

  /// Cells of a table of levels and classes that is still counted.
  private static final int TABLE = 50_000_000;

  private final Column target;
  private final boolean regression;
  private final Codes classes;
  private final double majority;
  private final int[] sample;
  private final Places targets; // numbers to be predicted, of the sample

  Leak(Column target, @Nullable Task task) {
    this.target = target;
    this.regression = task == Task.REGRESSION;
    this.classes = regression ? new Codes(1, _ -> 0) : codes(target);
    this.majority = regression ? 0 : accuracy(new Codes(1, _ -> 0));
    this.sample = sample(target.rows());
    boolean numbers = regression && target instanceof Column.Numbers;
    this.targets = Places.of(numbers ? values((Column.Numbers) target, sample) : new double[0]);
  }

  /// All rows, or one of each of [#SAMPLE] stretches of them.
  private static int[] sample(int rows) {
    int[] sample = new int[Math.min(rows, SAMPLE)];
    for (int i = 0; i < sample.length; i++) {
      int from = (int) ((long) i * rows / sample.length);
      int to = (int) ((i + 1L) * rows / sample.length);
      sample[i] = from + (int) (i * ODD % (to - from));
    }
    return sample;
  }

  /// A code from 0 for each row, without an array of them.
  private record Codes(int count, IntUnaryOperator at) {}

  /// How well, for display, such as `accuracy 100.0 %`; empty if not well enough.
  Optional<String> of(Column column, int distinct) {
    if (distinct < 2 || (long) distinct * classes.count > TABLE) {
      return Optional.empty();
    }
    if (regression) {
      return target instanceof Column.Numbers y ? ofNumber(column, y, distinct) : Optional.empty();
    }
    double accuracy = 0;
    if ((long) distinct * ROWS_A_LEVEL <= column.rows()) {
      accuracy =
          column instanceof Column.Numbers numbers && !numbers.isBytes()
              ? accuracy(numbers)
              : accuracy(codes(column));
    } else if (column instanceof Column.Numbers numbers) {
      accuracy = separates(numbers) ? 1 : bounded(numbers);
    }
    return accuracy < ACCURACY || accuracy <= majority + (1 - majority) / 2
        ? Optional.empty()
        : Optional.of(String.format(Locale.ROOT, "accuracy %.1f %%", 100 * accuracy));
  }

  /// How well a number is predicted.
  private Optional<String> ofNumber(Column column, Column.Numbers y, int distinct) {
    if (column instanceof Column.Numbers x) {
      double r = correlation(x, y);
      if (Math.abs(r) >= CORRELATION) {
        return Optional.of(String.format(Locale.ROOT, "correlation %.5f", r));
      }
      Optional<String> order = ordered(x, y);
      if (order.isPresent()) {
        return order;
      }
    }
    if ((long) distinct * ROWS_A_LEVEL > column.rows()) {
      return Optional.empty();
    }
    double explained = explained(column, y);
    return explained >= EXPLAINED
        ? Optional.of(
            String.format(Locale.ROOT, "its levels explain %.1f %%", 100 * Math.min(1, explained)))
        : isBand(column) ? Optional.of("bands of the target") : Optional.empty();
  }

  /// Codes from 0; 0 is a missing value.
  private static Codes codes(Column column) {
    return switch (column) {
      case Column.Text text -> new Codes(text.levels().size() + 1, r -> text.code(r) + 1);
      case Column.Numbers bytes when bytes.isBytes() ->
          new Codes(257, r -> (int) bytes.value(r) + 1);
      case Column.Numbers numbers -> {
        double[] distinct = numbers.distinct();
        yield new Codes(
            distinct.length + 1,
            r ->
                numbers.isMissing(r)
                    ? 0
                    : 1 + Arrays.binarySearch(distinct, numbers.value(r) + 0.0));
      }
    };
  }

  /// Share of rows that have the most frequent class of their number; 0 as soon as it cannot reach
  /// [#ACCURACY]: most columns are done with after a few rows.
  private double accuracy(Column.Numbers numbers) {
    int rows = target.rows();
    ClassCounts counts = new ClassCounts(classes.count);
    for (int r = 0; r < rows; r++) {
      counts.add(numbers.isMissing(r) ? Double.NaN : numbers.value(r), classes.at.applyAsInt(r));
      if ((double) (rows - counts.wrong()) / rows < ACCURACY) {
        return 0;
      }
    }
    return (double) (rows - counts.wrong()) / rows;
  }

  /// Share of rows that have the most frequent class of their level.
  private double accuracy(Codes levels) {
    int count = classes.count;
    int[] counts = new int[Math.multiplyExact(levels.count, count)];
    int rows = target.rows();
    for (int r = 0; r < rows; r++) {
      counts[levels.at.applyAsInt(r) * count + classes.at.applyAsInt(r)]++;
    }
    long right = 0;
    for (int level = 0; level < levels.count; level++) {
      int most = 0;
      for (int c = 0; c < count; c++) {
        most = Math.max(most, counts[level * count + c]);
      }
      right += most;
    }
    return (double) right / rows;
  }

  /// Whether thresholds on the number separate all classes, each class in one interval. Rows are
  /// compared by number, then by position, so that each class has a first and a last row.
  private boolean separates(Column.Numbers numbers) {
    int[] first = new int[classes.count];
    int[] last = new int[classes.count];
    double[] least = new double[classes.count];
    double[] most = new double[classes.count];
    Arrays.fill(first, -1);
    Comparator<Integer> order =
        Comparator.<Integer>comparingDouble(numbers::value).thenComparing(r -> r);
    for (int r = 0; r < target.rows(); r++) {
      int c = classes.at.applyAsInt(r);
      double v = numbers.value(r);
      boolean seen = first[c] >= 0;
      if (!seen || Double.compare(v, most[c]) >= 0) {
        last[c] = r;
        most[c] = v;
      }
      if (!seen || Double.compare(v, least[c]) < 0) {
        first[c] = r;
        least[c] = v;
      }
    }
    Integer[] byFirst =
        IntStream.range(0, first.length)
            .filter(c -> first[c] >= 0)
            .boxed()
            .sorted(Comparator.comparing(c -> first[c], order))
            .toArray(Integer[]::new);
    for (int i = 1; i < byFirst.length; i++) {
      if (order.compare(last[byFirst[i - 1]], first[byFirst[i]]) > 0) {
        return false;
      }
    }
    return true;
  }

  /// Correlation of the values: of all rows if that of the sample is near enough.
  private double correlation(Column.Numbers x, Column.Numbers y) {
    double r = correlation(x, y, sample.length, i -> sample[i]);
    return Math.abs(r) < NEAR ? r : correlation(x, y, x.rows(), i -> i);
  }

  private static double correlation(
      Column.Numbers x, Column.Numbers y, int count, IntUnaryOperator row) {
    double n = 0;
    double mx = 0;
    double my = 0;
    for (int i = 0; i < count; i++) {
      int r = row.applyAsInt(i);
      if (!x.isMissing(r)) {
        n++;
        mx += x.value(r);
        my += y.value(r);
      }
    }
    mx /= n;
    my /= n;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < count; i++) {
      int r = row.applyAsInt(i);
      if (!x.isMissing(r)) {
        double dx = x.value(r) - mx;
        double dy = y.value(r) - my;
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
      }
    }
    return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
  }

  /// The rows of the sample where a column has a value.
  private int[] present(Column column) {
    return Arrays.stream(sample).filter(r -> !column.isMissing(r)).toArray();
  }

  private static double[] values(Column.Numbers numbers, int[] rows) {
    return Arrays.stream(rows).mapToDouble(numbers::value).toArray();
  }

  /// How well the order of a number is that of the target; empty where it is not, and where hardly
  /// any number differs.
  private Optional<String> ordered(Column.Numbers x, Column.Numbers y) {
    int[] rows = present(x);
    Places places = Places.of(values(x, rows));
    if (rows.length < FEW_ROWS || rows.length - places.mostEqual() < ROWS_A_LEVEL) {
      return Optional.empty();
    }
    Places wanted = rows.length == sample.length ? targets : Places.of(values(y, rows));
    double ranks = places.correlation(wanted);
    if (Math.abs(ranks) >= CORRELATION) {
      return Optional.of(String.format(Locale.ROOT, "rank correlation %.5f", ranks));
    }
    double column = places.differing();
    boolean steps = column > MANY;
    boolean fine = column > TOLD_APART && wanted.differing() > TOLD_APART;
    return (fine || steps)
            && Math.abs(ranks) >= ORDERED
            && Math.min(places.parted(), wanted.parted()) >= PARTED
            && places.follows(wanted, ranks > 0)
            && (fine || !Gaps.part(values(x, rows), wanted.codes()))
        ? Optional.of("never " + (ranks > 0 ? "falls" : "rises") + " where the target rises")
        : Optional.empty();
  }

  /// Share of the rows whose class is that of the rows with a number near theirs.
  private double bounded(Column.Numbers numbers) {
    int[] rows = present(numbers);
    int[] codes = Arrays.stream(rows).map(classes.at).toArray();
    return rows.length < FEW_ROWS
        ? 0
        : 1 - (double) Places.of(values(numbers, rows)).wrong(codes) / rows.length;
  }

  /// Whether the levels of a column are bands of the target: each level, however rare, where the
  /// target is within some bounds, at least one of which the target has values on both sides of. A
  /// thing that parts the target, as its size or kind may, leaves gaps.
  private boolean isBand(Column column) {
    int rows = sample.length;
    int[] codes = levels(column);
    int[] counts = new int[rows + 1];
    for (int code : codes) {
      counts[code]++;
    }
    int[] levels = Arrays.stream(counts).filter(c -> c > 0).sorted().toArray();
    int others = rows - levels[levels.length - 1];
    if (rows < FEW_ROWS || others < ROWS_A_LEVEL) {
      return false;
    }
    int wrong = targets.wrong(codes) - (levels.length - 1); // besides a border a level
    return wrong <= (1 - ACCURACY) * rows
        && wrong < others / 2.0
        && !Gaps.part(values((Column.Numbers) target, sample), codes);
  }

  /// A code for each row of the sample, at most their number; 0 is a missing value.
  private int[] levels(Column column) {
    Map<Object, Integer> codes = new HashMap<>();
    int[] levels = new int[sample.length];
    for (int i = 0; i < levels.length; i++) {
      int r = sample[i];
      if (!column.isMissing(r)) {
        Object level =
            switch (column) {
              case Column.Text text -> text.code(r);
              case Column.Numbers numbers -> numbers.value(r) + 0.0; // -0 is 0
            };
        levels[i] = codes.computeIfAbsent(level, _ -> codes.size() + 1);
      }
    }
    return levels;
  }

  /// How much of the target the levels of a column explain. Texts are looked at in all rows.
  private double explained(Column column, Column.Numbers y) {
    double[] sorted = values(y, sample);
    Arrays.sort(sorted);
    int tail = (int) (TAIL * sorted.length);
    double least = sorted[tail];
    double most = sorted[sorted.length - 1 - tail];
    if (column instanceof Column.Text text) {
      Levels levels = new Levels(text.levels().size() + 1);
      for (int r = 0; r < text.rows(); r++) {
        levels.add(text.code(r) + 1, Math.clamp(y.value(r), least, most));
      }
      return levels.explained(ROWS_A_LEVEL);
    }
    int[] codes = levels(column);
    Levels levels = new Levels(codes.length + 1);
    for (int i = 0; i < codes.length; i++) {
      levels.add(codes[i], Math.clamp(y.value(sample[i]), least, most));
    }
    return levels.explained(ROWS_A_LEVEL);
  }
}
