package dev.soma.model.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Metric;
import dev.soma.math.Matrix;
import dev.soma.nn.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Validation rows that lack classes.
class LackTest {
  private static final TargetEncoder TWO = new TargetEncoder.Classes("y", List.of("no", "yes"));
  private static final TargetEncoder THREE = new TargetEncoder.Classes("y", List.of("a", "b", "c"));
  private static final TargetEncoder LABELS =
      new TargetEncoder.Labels(
          List.of("rain", "wind"), List.of(List.of("no", "yes"), List.of("no", "yes")));

  /// Rows of these classes, as often as is said.
  private static Dataset rows(int... counts) {
    int[] y =
        IntStream.range(0, counts.length)
            .flatMap(k -> IntStream.range(0, counts[k]).map(_ -> k))
            .toArray();
    Matrix targets = Matrix.zeros(y.length, 1);
    for (int r = 0; r < y.length; r++) {
      targets.set(r, 0, y[r]);
    }
    return Dataset.of(Matrix.zeros(y.length, 1), targets);
  }

  private static Calibration learned(Calibration.Rules rules, Dataset validation) {
    float[] z = new float[validation.rows()];
    for (int r = 0; r < z.length; r++) {
      z[r] = (r % 4 == 0 ? 1 : -1) * (r % 3 + 1);
    }
    Calibration plain = Calibration.NONE;
    float[] a = plain.outputs(Activation.LOGISTIC, z, z.length);
    return Calibration.learn(
        rules, TWO, Activation.LOGISTIC, List.of(z), a, validation, rows(60, 20), Metric.LOG_LOSS);
  }

  @Test
  void of_rows_of_one_class_neither_temperature_nor_threshold_is_learned() {
    Calibration.Rules both = new Calibration.Rules(true, Double.NaN);
    Calibration none = learned(both, rows(20, 0));
    assertThat(none.t()).isEqualTo(1);
    assertThat(none.temperature()).isNull();
    assertThat(none.threshold()).isEqualTo(Threshold.HALF);
    assertThat(none.lack()).isEqualTo(new Lack(List.of("yes"), 20, true, true));
    Calibration given = learned(new Calibration.Rules(true, 0.3), rows(0, 20));
    assertThat(given.threshold().p()).isEqualTo(0.3);
    assertThat(given.lack()).isEqualTo(new Lack(List.of("no"), 20, true, false));
    assertThat(learned(both, rows(15, 5)).lack()).isNull();
    assertThat(learned(both, rows(15, 5)).temperature()).isNotNull();
  }

  @Test
  void what_nobody_looks_for_is_not_missed() {
    Calibration.Rules off = new Calibration.Rules(false, 0.5);
    assertThat(learned(off, rows(20, 0))).isEqualTo(Calibration.NONE);
    assertThat(learned(Calibration.Rules.STANDARD, rows(0, 0))).isEqualTo(Calibration.NONE);
  }

  @Test
  void a_class_that_is_rare_may_be_absent_by_chance_and_a_frequent_one_may_not() {
    Dataset ab = rows(50, 50, 0);
    assertThat(Lack.of(THREE, ab, rows(500, 480, 20))).isEmpty(); // 0.98^100 = 0.13
    assertThat(Lack.of(THREE, ab, rows(500, 460, 40))).containsExactly("c"); // 0.96^100 = 0.017
    assertThat(Lack.of(THREE, rows(100, 0, 0), rows(998, 1, 1))).containsExactly("b", "c");
    assertThat(Lack.of(THREE, rows(98, 1, 1), rows(500, 300, 200))).isEmpty();
  }

  @Test
  void rows_that_weigh_nothing_do_not_count() {
    Dataset rows = rows(10, 10);
    float[] weights = new float[20];
    Arrays.fill(weights, 0, 10, 1);
    assertThat(Lack.of(TWO, rows, rows)).isEmpty();
    assertThat(Lack.of(TWO, rows.weighted(weights), rows)).containsExactly("yes");
  }

  @Test
  void classes_in_columns_of_their_own_are_counted_as_numbers_are() {
    Matrix ones = Matrix.zeros(6, 3);
    for (int r = 0; r < 6; r++) {
      ones.set(r, r % 2, 1);
    }
    Dataset ab = Dataset.of(Matrix.zeros(6, 1), ones);
    assertThat(Lack.of(THREE, ab, rows(40, 40, 80))).containsExactly("c");
  }

  @Test
  void of_labels_each_is_looked_at_alone_and_one_has_to_have_rows_of_both_kinds() {
    Matrix some = Matrix.zeros(50, 2);
    Matrix trained = Matrix.zeros(400, 2);
    for (int r = 0; r < 400; r++) {
      trained.set(r, 0, r % 2);
      trained.set(r, 1, r == 7 ? 1 : 0);
    }
    Dataset training = Dataset.of(Matrix.zeros(400, 1), trained);
    Dataset validation = Dataset.of(Matrix.zeros(50, 1), some);
    assertThat(Lack.of(LABELS, validation, training)).containsExactly("yes of rain", "yes of wind");
    some.set(0, 0, 1);
    assertThat(Lack.of(LABELS, validation, training)).isEmpty(); // wind is rare
  }
}
