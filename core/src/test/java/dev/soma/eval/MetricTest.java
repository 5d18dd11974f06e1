package dev.soma.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.error.SomaException;
import dev.soma.math.Matrix;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricTest {
  private static final Offset<Double> CLOSE = within(1e-12);

  private static final java.util.List<String> HIGHER =
      java.util.List.of(
          "accuracy", "macro_f1", "roc_auc", "balanced_accuracy", "average_precision", "mcc", "r2");

  private static double of(String metric, Outcomes outcomes) {
    return Metric.parse(metric).of(outcomes);
  }

  // Expected values of the next four tests: scikit-learn 1.9.1, with probabilities clipped to at
  // least 1e-7 and renormalised before log_loss.

  @Test
  void three_classes_score_as_in_scikit_learn() {
    Outcomes rows = Rows.three();
    assertThat(of("accuracy", rows)).isCloseTo(0.7833333333333333, CLOSE);
    assertThat(of("log_loss", rows)).isCloseTo(0.8569774694366535, CLOSE);
    assertThat(of("macro_f1", rows)).isCloseTo(0.7770308123249299, CLOSE);
    assertThat(of("roc_auc", rows)).isCloseTo(0.818523778158981, CLOSE);
    Outcomes weighted = rows.withWeights(Rows.weights());
    assertThat(of("accuracy", weighted)).isCloseTo(0.78, CLOSE);
    assertThat(of("log_loss", weighted)).isCloseTo(0.8593137036126212, CLOSE);
    assertThat(of("macro_f1", weighted)).isCloseTo(0.7737407718904775, CLOSE);
    assertThat(of("roc_auc", weighted)).isCloseTo(0.8231339027589949, CLOSE);
  }

  @Test
  void two_classes_score_as_in_scikit_learn_also_with_ties_and_a_p_of_zero() {
    Outcomes rows = Rows.two();
    assertThat(of("accuracy", rows)).isCloseTo(0.7166666666666667, CLOSE);
    assertThat(of("log_loss", rows)).isCloseTo(0.487973957985171, CLOSE);
    assertThat(of("macro_f1", rows)).isCloseTo(0.7127569698676429, CLOSE);
    assertThat(of("roc_auc", rows)).isCloseTo(0.8282828282828283, CLOSE);
    Outcomes weighted = rows.withWeights(Rows.weights());
    assertThat(of("accuracy", weighted)).isCloseTo(0.6866666666666666, CLOSE);
    assertThat(of("log_loss", weighted)).isCloseTo(0.4973183525613015, CLOSE);
    assertThat(of("macro_f1", weighted)).isCloseTo(0.6849725188793065, CLOSE);
    assertThat(of("roc_auc", weighted)).isCloseTo(0.8219153515064562, CLOSE);
  }

  @Test
  void numbers_score_as_in_scikit_learn() {
    Outcomes rows = Rows.counts();
    assertThat(of("rmse", rows)).isCloseTo(1.8049411347742064, CLOSE);
    assertThat(of("mae", rows)).isCloseTo(1.525, CLOSE);
    assertThat(of("r2", rows)).isCloseTo(0.20857514002294353, CLOSE);
    assertThat(of("poisson_deviance", rows)).isCloseTo(1.5886272788096383, CLOSE);
    assertThat(of("pinball(0.9)", rows)).isCloseTo(0.2475, CLOSE);
    Outcomes weighted = rows.withWeights(Rows.weights());
    assertThat(of("rmse", weighted)).isCloseTo(1.783080200103181, CLOSE);
    assertThat(of("mae", weighted)).isCloseTo(1.5083333333333333, CLOSE);
    assertThat(of("r2", weighted)).isCloseTo(0.25340300680470895, CLOSE);
    assertThat(of("poisson_deviance", weighted)).isCloseTo(1.6354489574099424, CLOSE);
    assertThat(of("pinball(0.9)", weighted)).isCloseTo(0.2455, CLOSE);
  }

  @Test
  void labels_score_as_in_scikit_learn() {
    Outcomes rows = Rows.labels();
    assertThat(of("accuracy", rows)).isCloseTo(0.8333333333333334, CLOSE);
    assertThat(of("log_loss", rows)).isCloseTo(0.38526381691881006, CLOSE);
    assertThat(of("macro_f1", rows)).isCloseTo(0.8110464996645966, CLOSE);
    assertThat(of("roc_auc", rows)).isCloseTo(0.9351027404866907, CLOSE);
  }

  @Test
  void whole_weights_count_rows_that_often() {
    Outcomes.Classes rows = Rows.three();
    int[] repeated =
        java.util.stream.IntStream.range(0, Rows.N)
            .flatMap(i -> java.util.stream.IntStream.range(0, 1 + i % 4).map(_ -> i))
            .toArray();
    double[][] p = new double[repeated.length][3];
    int[] truth = new int[repeated.length];
    for (int r = 0; r < repeated.length; r++) {
      for (int k = 0; k < 3; k++) {
        p[r][k] = rows.p(repeated[r], k);
      }
      truth[r] = rows.truth()[repeated[r]];
    }
    Outcomes weighted = rows.withWeights(Rows.weights());
    for (Metric metric : Metric.all(rows)) {
      assertThat(metric.of(weighted))
          .as("%s", metric)
          .isCloseTo(metric.of(Outcomes.classes(p, truth)), CLOSE);
    }
  }

  @Test
  void small_cases_by_hand() {
    Outcomes classes =
        Outcomes.classes(
            new double[][] {{0.8, 0.2}, {0.4, 0.6}, {0.5, 0.5}, {0, 1}}, new int[] {0, 1, 1, 0});
    assertThat(of("accuracy", classes)).isEqualTo(0.5); // of equals the first class
    assertThat(of("roc_auc", classes)).isEqualTo(0.5); // 2 of 4 pairs
    assertThat(of("log_loss", classes))
        .isCloseTo(
            -(Math.log(0.8) + Math.log(0.6) + Math.log(0.5) + Math.log(1e-7 / (1 + 1e-7))) / 4,
            CLOSE);
    assertThat(of("macro_f1", classes)).isEqualTo(0.5); // each class: one right, one wrong each way
    Outcomes numbers = Outcomes.numbers(new double[] {1, 2, 6}, new double[] {1, 3, 5});
    assertThat(of("rmse", numbers)).isCloseTo(Math.sqrt(2.0 / 3), CLOSE);
    assertThat(of("mae", numbers)).isCloseTo(2.0 / 3, CLOSE);
    assertThat(of("r2", numbers)).isCloseTo(1 - 2.0 / 8, CLOSE);
    assertThat(of("pinball", numbers)).isCloseTo(1.0 / 3, CLOSE);
  }

  @Test
  void perfect_and_opposite_orders_are_one_and_zero() {
    double[][] p = {{0.9, 0.1}, {0.8, 0.2}, {0.3, 0.7}, {0.1, 0.9}};
    assertThat(of("roc_auc", Outcomes.classes(p, new int[] {0, 0, 1, 1}))).isEqualTo(1);
    assertThat(of("roc_auc", Outcomes.classes(p, new int[] {1, 1, 0, 0}))).isEqualTo(0);
  }

  @Test
  void what_cannot_be_said_is_nan() {
    double[][] p = {{0.9, 0.1}, {0.8, 0.2}};
    Outcomes oneClass = Outcomes.classes(p, new int[] {1, 1});
    assertThat(of("roc_auc", oneClass)).isNaN();
    assertThat(of("accuracy", oneClass)).isZero();
    assertThat(of("balanced_accuracy", oneClass)).isZero(); // of the one class that has rows
    assertThat(of("mcc", oneClass)).isNaN();
    assertThat(of("average_precision", oneClass)).isEqualTo(1);
    Outcomes noneOfIt = Outcomes.classes(p, new int[] {0, 0});
    assertThat(of("average_precision", noneOfIt)).isNaN();
    assertThat(of("mcc", Outcomes.classes(p, new int[] {0, 1}))).isZero(); // one predicted class
    Outcomes empty = Outcomes.classes(new double[0][], new int[0]);
    for (Metric metric : Metric.all(empty)) {
      assertThat(metric.of(empty)).as("%s", metric).isNaN();
    }
    Outcomes none = Outcomes.numbers(new double[0], new double[0]);
    for (Metric metric : Metric.all(none)) {
      assertThat(metric.of(none)).as("%s", metric).isNaN();
    }
    Outcomes constant = Outcomes.numbers(new double[] {1, 2}, new double[] {3, 3});
    assertThat(of("r2", constant)).isNaN();
    double[] tenths = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}; // whose mean is not exactly 0.1
    assertThat(of("r2", Outcomes.numbers(new double[7], tenths))).isNaN();
    assertThat(of("rmse", constant)).isCloseTo(Math.sqrt(2.5), CLOSE);
    assertThat(of("poisson_deviance", Outcomes.numbers(new double[] {-1}, new double[] {0})))
        .isNaN();
    assertThat(of("poisson_deviance", Outcomes.numbers(new double[] {0}, new double[] {0})))
        .isZero();
    assertThat(of("poisson_deviance", Outcomes.numbers(new double[] {0}, new double[] {2})))
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void a_broken_model_is_never_right() {
    double[][] p = {{Double.NaN, Double.NaN}, {0.2, 0.8}};
    Outcomes broken = Outcomes.classes(p, new int[] {0, 1});
    assertThat(of("accuracy", broken)).isEqualTo(0.5);
    assertThat(of("log_loss", broken)).isNaN();
    assertThat(of("roc_auc", broken)).isNaN();
    assertThat(of("rmse", Outcomes.numbers(new double[] {Double.NaN}, new double[] {1}))).isNaN();
  }

  @Test
  void a_class_without_rows_is_left_out_of_means() {
    double[][] p = {{0.6, 0.3, 0.1}, {0.3, 0.6, 0.1}, {0.5, 0.4, 0.1}};
    Outcomes rows = Outcomes.classes(p, new int[] {0, 1, 0});
    assertThat(of("macro_f1", rows)).isEqualTo(1);
    assertThat(of("roc_auc", rows)).isEqualTo(1);
  }

  @Test
  void several_targets_give_the_mean_of_each() {
    Matrix a = Matrix.of(new double[][] {{1, 10}, {2, 20}, {6, 30}});
    Matrix y = Matrix.of(new double[][] {{1, 10}, {3, 20}, {5, 36}});
    Outcomes.Numbers both = Outcomes.numbers(a, y);
    for (Metric metric : Metric.usual(both)) {
      double mean = (metric.of(both.target(0)) + metric.of(both.target(1))) / 2;
      assertThat(metric.of(both)).as("%s", metric).isCloseTo(mean, CLOSE);
    }
  }

  @Test
  void one_logistic_output_is_the_probability_of_class_one() {
    Matrix p = Matrix.of(new double[][] {{0.25}, {0.75}});
    Outcomes.Classes rows = Outcomes.classes(p, new int[] {0, 0});
    assertThat(rows.classes()).isEqualTo(2);
    assertThat(rows.predicted()).containsExactly(0, 1);
    assertThat(of("log_loss", rows)).isCloseTo(-(Math.log(0.75) + Math.log(0.25)) / 2, CLOSE);
  }

  @Test
  void decisions_have_no_log_loss_and_other_decisions_change_accuracy_alone() {
    Outcomes.Classes rows = Rows.two();
    int[] always = new int[Rows.N];
    Arrays.fill(always, 1);
    assertThat(of("accuracy", rows.withPredicted(always))).isCloseTo(0.45, CLOSE);
    assertThat(of("roc_auc", rows.withPredicted(always))).isEqualTo(of("roc_auc", rows));
    Outcomes decisions = Outcomes.decisions(2, always, rows.truth());
    assertThat(Metric.usual(decisions)).containsExactly(Metric.ACCURACY, Metric.MACRO_F1);
    assertThatThrownBy(() -> of("log_loss", decisions))
        .isInstanceOfSatisfying(
            SomaException.Usage.class,
            e -> {
              assertThat(e.id()).isEqualTo("E235");
              assertThat(e.fixes()).containsExactly("--metric accuracy", "--metric macro_f1");
            });
    assertThatThrownBy(() -> of("rmse", rows)).hasMessageContaining("rmse cannot be asked");
  }

  @Test
  void names_read_back_and_know_their_direction() {
    for (String name : Metric.names()) {
      Metric metric = Metric.parse(name);
      assertThat(Metric.parse(metric.name())).isEqualTo(metric);
      assertThat(metric.higherIsBetter()).isEqualTo(HIGHER.contains(name));
    }
    assertThat(Metric.parse("Log-Loss")).isEqualTo(Metric.LOG_LOSS);
    assertThat(Metric.parse("pinball(0.9)")).isEqualTo(new Metric.Pinball(0.9));
    assertThat(Metric.parse("pinball(tau=0.9)")).isEqualTo(new Metric.Pinball(0.9));
    assertThat(Metric.parse("pinball(1e-3)")).isEqualTo(new Metric.Pinball(1e-3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"acuracy", "pinball(1)", "pinball(x)", "", "rmse(1)"})
  void unknown_metrics_are_refused(String text) {
    assertThatThrownBy(() -> Metric.parse(text))
        .isInstanceOfSatisfying(
            SomaException.Usage.class, e -> assertThat(e.id()).isEqualTo("E234"));
  }

  @Test
  void a_mistyped_metric_is_answered_with_the_nearest() {
    assertThatThrownBy(() -> Metric.parse("acuracy"))
        .isInstanceOfSatisfying(
            SomaException.class, e -> assertThat(e.fixes()).containsExactly("accuracy"));
    assertThatThrownBy(() -> Metric.parse("pinball(q=0.9)"))
        .hasMessageContaining("it takes tau; write pinball(0.9)");
  }

  @Test
  void shapes_that_do_not_fit_are_refused() {
    assertThatThrownBy(() -> new Outcomes.Classes(2, new double[3], new int[2], new int[2], null))
        .hasMessageContaining("3 probabilities do not make [2 x 2]");
    assertThatThrownBy(() -> Outcomes.decisions(2, new int[] {0}, new int[] {2}))
        .hasMessageContaining("row 0: classes 2 and 0 of 2");
    assertThatThrownBy(() -> Outcomes.numbers(new double[2], new double[3]))
        .hasMessageContaining("2 predictions");
    assertThatThrownBy(() -> Rows.two().withWeights(new double[5]))
        .hasMessageContaining("5 weights");
    double[] negative = Rows.weights();
    negative[7] = -1;
    assertThatThrownBy(() -> Rows.labels().withWeights(negative)).hasMessageContaining("-1");
  }
}
