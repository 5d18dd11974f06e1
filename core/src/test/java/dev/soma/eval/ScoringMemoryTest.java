package dev.soma.eval;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.fixtures.HeldBytes;
import dev.soma.math.Matrix;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is there while an epoch is scored, against what is said of it before: at most what is made
/// meanwhile, and at least what is held when the metric is summed up.
class ScoringMemoryTest {
  private static final int ROWS = 60_000;

  /// Predictions of these rows, and what is true.
  private record Rows(TargetEncoder target, float[] a, Matrix truth, float[] weights) {
    Outcomes outcomes() {
      return TargetOutcomes.of(target, a.length / truth.rows(), a, a, truth, weights);
    }

    long said(Metric metric) {
      return ROWS * TargetOutcomes.bytes(target, metric, weights != null);
    }
  }

  private static final TargetEncoder TWO = new TargetEncoder.Classes("y", List.of("a", "b"));
  private static final TargetEncoder FIVE =
      new TargetEncoder.Classes("y", List.of("a", "b", "c", "d", "e"));
  private static final TargetEncoder LABELS =
      new TargetEncoder.Labels(names(10), Collections.nCopies(10, List.of("no", "yes")));
  private static final TargetEncoder NUMBER = numbers(1);
  private static final TargetEncoder NUMBERS = numbers(10);

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "y" + i).toList();
  }

  private static TargetEncoder numbers(int count) {
    return new TargetEncoder.Numbers(
        names(count), Collections.nCopies(count, 0.0), Collections.nCopies(count, 1.0));
  }

  private static Rows rows(TargetEncoder target, int rows, boolean weighted) {
    SplittableRandom random = new SplittableRandom(1);
    float[] a = new float[rows * target.outputs()];
    for (int i = 0; i < a.length; i++) {
      a[i] = (float) random.nextDouble();
    }
    int columns = target instanceof TargetEncoder.Classes ? 1 : target.outputs();
    Matrix truth = Matrix.zeros(rows, columns);
    for (int i = 0; i < truth.data().length; i++) {
      truth.data()[i] = random.nextInt(2);
    }
    return new Rows(target, a, truth, weighted ? new float[rows] : null);
  }

  @BeforeAll
  static void loads_the_classes() {
    for (TargetEncoder target : List.of(TWO, LABELS, NUMBERS)) {
      Rows some = rows(target, 100, true);
      Metric.all(some.outcomes()).forEach(m -> m.of(some.outcomes()));
    }
  }

  static Stream<Arguments> what_makes_nothing_in_vain() {
    return Stream.of(
        Arguments.of(TWO, Metric.LOG_LOSS, false, 40),
        Arguments.of(TWO, Metric.MACRO_F1, false, 32),
        Arguments.of(FIVE, Metric.ACCURACY, false, 64),
        Arguments.of(FIVE, Metric.LOG_LOSS, true, 64),
        Arguments.of(NUMBER, Metric.RMSE, false, 32),
        Arguments.of(NUMBER, Metric.RMSE, true, 32));
  }

  @ParameterizedTest(name = "{1}, weights {2}")
  @MethodSource("what_makes_nothing_in_vain")
  void an_epoch_is_scored_in_what_the_formula_says(
      TargetEncoder target, Metric metric, boolean weighted, int bytes) {
    Rows some = rows(target, ROWS, weighted);
    assertThat(some.said(metric)).isEqualTo((long) ROWS * bytes);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    double value = metric.of(some.outcomes());
    long made = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(value).isNotEqualTo(-1);
    assertThat(made).as("made meanwhile").isLessThan((long) (1.1 * some.said(metric)));
    assertThat(held(some, metric)).as("held").isGreaterThan((long) (0.9 * some.said(metric)));
  }

  /// Bytes that are held when the metric is summed up.
  private static long held(Rows some, Metric metric) {
    long before = HeldBytes.settled();
    Outcomes outcomes = some.outcomes();
    RowScore score = RowScore.of(metric, outcomes);
    double[] weights = RowScore.weights(outcomes);
    long held = HeldBytes.live() - before;
    Reference.reachabilityFence(outcomes);
    Reference.reachabilityFence(score);
    Reference.reachabilityFence(weights);
    return held;
  }

  static Stream<Arguments> what_takes_more_before() {
    return Stream.of(
        Arguments.of(TWO, Metric.ROC_AUC, 12), // to sort
        Arguments.of(FIVE, Metric.AVERAGE_PRECISION, 12),
        Arguments.of(LABELS, Metric.LOG_LOSS, 16), // a label alone
        Arguments.of(LABELS, Metric.MCC, 0),
        Arguments.of(LABELS, Metric.ROC_AUC, 32),
        Arguments.of(NUMBER, Metric.MEDAE, 14),
        Arguments.of(NUMBERS, Metric.RMSE, 8), // a target alone
        Arguments.of(NUMBERS, Metric.R2, 0));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("what_takes_more_before")
  void what_is_sorted_or_looked_at_alone_is_in_the_formula(
      TargetEncoder target, Metric metric, int more) {
    Rows some = rows(target, ROWS, false);
    long most = held(some, metric) + (long) more * ROWS;
    assertThat(some.said(metric))
        .as("the formula, %,d bytes are there", most)
        .isBetween((long) (0.9 * most), (long) (1.1 * most));
  }

  @Test
  void a_ranking_sorts_in_what_is_said_of_it() {
    SplittableRandom random = new SplittableRandom(1);
    double[] p = random.doubles(ROWS).toArray();
    long before = HeldBytes.settled();
    long[] most = new long[1];
    long[] asked = new long[1];
    int[] order =
        Ranking.order(
            ROWS,
            r -> {
              if (++asked[0] % (4 * ROWS) == 0) { // of some 30
                most[0] = Math.max(most[0], HeldBytes.live() - before);
              }
              return p[r];
            });
    assertThat(order).hasSize(ROWS);
    assertThat(most[0])
        .isBetween((long) (0.9 * Ranking.SORTS * ROWS), (long) (1.1 * Ranking.SORTS * ROWS));
  }
}
