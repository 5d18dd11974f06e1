package dev.soma.lecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Table;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.engine.Network;
import dev.soma.eval.Metric;
import dev.soma.fixtures.SmallFits;
import dev.soma.math.Seeds;
import dev.soma.model.Member;
import dev.soma.model.Model;
import dev.soma.model.Predictions;
import dev.soma.model.Provenance;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.recipe.Fit;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingEvent.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The perceptron rule, and that a logistic unit decides as a perceptron with the same weights.
class PerceptronTest {
  /// Two classes on either side of a line, at least `gap` from it.
  private static Table separable(int rows, double gap, long seed) {
    SplittableRandom random = Seeds.of(seed).stream("separable");
    double[] x = new double[rows];
    double[] y = new double[rows];
    String[] side = new String[rows];
    for (int r = 0; r < rows; r++) {
      double distance;
      do {
        x[r] = 3 * Seeds.gaussian(random);
        y[r] = 3 * Seeds.gaussian(random);
        distance = 0.8 * x[r] - 0.6 * y[r] + 1;
      } while (Math.abs(distance) < gap);
      side[r] = distance > 0 ? "right" : "left";
    }
    return Table.columns(Map.of("x", x, "y", y, "side", side)).target("side");
  }

  private static Fit fit(Table table, boolean averaged, int epochs) {
    TrainingConfig config = TrainingConfig.perceptron(averaged, epochs, 3);
    return SmallFits.fit(table, "", config, Metric.ACCURACY, SmallFits.plain());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void it_separates_what_a_line_separates(long seed) {
    Fit fit = fit(separable(200, 0.5, seed), false, 200);
    assertThat(fit.history().stopped().reason()).isEqualTo(Reason.CONVERGED);
    assertThat(fit.history().epochs().getLast().mistakes()).isZero();
    assertThat(fit.history().epochs().get(1).mistakes()).isPositive();
    assertThat(fit.history().stopped().bestEpoch())
        .isEqualTo(fit.history().epochs().getLast().epoch());
    assertThat(accuracy(fit, fit.preparation().split().train())).isEqualTo(1.0);
    assertThat(accuracy(fit, fit.preparation().split().test())).isGreaterThan(0.9);
  }

  private static double accuracy(Fit fit, Table rows) {
    return Metric.ACCURACY.of(fit.model().outcomes(rows));
  }

  @Test
  void it_does_not_separate_xor_and_says_so() {
    double[] x = new double[80];
    double[] y = new double[80];
    String[] xor = new String[80];
    for (int r = 0; r < 80; r++) {
      x[r] = r % 2;
      y[r] = r / 2 % 2;
      xor[r] = x[r] == y[r] ? "same" : "other";
    }
    Table table = Table.columns(Map.of("x", x, "y", y, "xor", xor)).target("xor");
    Fit fit = fit(table, false, 60);
    assertThat(fit.history().stopped().reason()).isEqualTo(Reason.COMPLETED);
    assertThat(fit.history().epochs())
        .filteredOn(e -> e.epoch() > 0)
        .hasSize(60)
        .allMatch(e -> e.mistakes() > 0);
  }

  @Test
  void a_mistake_moves_the_weights_by_the_row_and_a_right_decision_does_not() {
    Table table =
        Table.columns(
                Map.of(
                    "x",
                    new double[] {-1, 1, -1, 1, -1, 1},
                    "t",
                    List.of("n", "p", "n", "p", "n", "p")))
            .target("t");
    Fit fit =
        dev.soma.recipe.Fit.train(
            dev.soma.recipe.Preparation.of(
                new dev.soma.data.Split(table, table.rows(0, 0), table.rows(0, 0)),
                MissingPolicy.AUTO,
                Loss.PERCEPTRON),
            NetworkSpec.parse("1 -> Dense(1, step)"),
            TrainingConfig.perceptron(false, 10, 1),
            Metric.ACCURACY,
            Map.of(),
            SmallFits.plain(),
            dev.soma.train.TrainingListener.silent());
    // z = 0 decides 1, so the first "n" row is a mistake: w = 0 - (1 - 0)(-1) = 1, b = -1; then
    // z(p) = 0 decides 1 and z(n) = -2 decides 0: no further mistake.
    assertThat(fit.model().network().parameters().values()).containsExactly(1f, -1f);
    assertThat(fit.history().epochs().stream().map(e -> e.mistakes())).endsWith(1L, 0L);
  }

  @Test
  void the_average_is_another_vector_that_generalises_at_least_nearly_as_well() {
    Table noisy = separable(300, 0.02, 8);
    Fit last = fit(noisy, false, 20);
    Fit averaged = fit(noisy, true, 20);
    Table test = last.preparation().split().test();
    assertThat(averaged.model().network().parameters().values())
        .isNotEqualTo(last.model().network().parameters().values());
    assertThat(accuracy(averaged, test)).isGreaterThanOrEqualTo(accuracy(last, test) - 0.05);
    assertThat(averaged.model().provenance().settings()).containsEntry("averaged", "true");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void logistic_regression_decides_as_the_perceptron_with_the_same_weights(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = 5;
    double[][] w = new double[1][n];
    for (int j = 0; j < n; j++) {
      w[0][j] = Seeds.gaussian(random);
    }
    double[][] b = {{seed == 4 ? 0 : Seeds.gaussian(random)}};
    Model logistic = model("logistic", Loss.LOGISTIC_CROSS_ENTROPY, n, w, b);
    Model perceptron = model("step", Loss.PERCEPTRON, n, w, b);
    double[][] x = new double[3000][n];
    for (int r = 0; r < x.length; r++) {
      double scale = StrictMath.pow(10, random.nextInt(-9, 4)); // from far away to next to the line
      for (int j = 0; j < n; j++) {
        x[r][j] = r % 50 == 0 ? 0 : scale * Seeds.gaussian(random);
      }
    }
    Table rows = Table.of(names(n), x);
    Predictions p = logistic.predict(rows);
    Predictions q = perceptron.predict(rows);
    int ones = 0;
    for (int r = 0; r < x.length; r++) {
      assertThat(p.predictedClass(r)).as("row %d, seed %d", r, seed).isEqualTo(q.predictedClass(r));
      assertThat(p.predictedClass(r)).isEqualTo(p.scores()[r] >= 0 ? 1 : 0);
      assertThat(q.outputs()[r]).isEqualTo(p.scores()[r] >= 0 ? 1f : 0f);
      assertThat(p.row(r).top()).isEqualTo(q.row(r).top());
      ones += p.predictedClass(r);
    }
    assertThat(ones).isBetween(1, x.length - 1);
  }

  /// Next to z = 0 the logistic function rounds to 1/2 on both sides; the sign of z still decides.
  @Test
  void a_decision_is_taken_on_the_sign_of_z_not_on_a_rounded_probability() {
    Model logistic =
        model(
            "logistic", Loss.LOGISTIC_CROSS_ENTROPY, 1, new double[][] {{1}}, new double[][] {{0}});
    Predictions p =
        logistic.predict(Table.of(List.of("x0"), new double[][] {{-1e-20}, {1e-20}, {0}, {-0.0}}));
    assertThat(p.outputs()).containsOnly(0.5f);
    assertThat(List.of(0, 1, 2, 3).stream().map(p::predictedClass)).containsExactly(0, 1, 1, 1);
  }

  private static List<String> names(int n) {
    return java.util.stream.IntStream.range(0, n).mapToObj(j -> "x" + j).toList();
  }

  private static Model model(String f, Loss loss, int n, double[][] w, double[][] b) {
    List<InputColumn> columns =
        names(n).stream()
            .<InputColumn>map(name -> new InputColumn.NumberInput(name, 0, 1, -1e9, 1e9, 0, false))
            .toList();
    Network network = Network.of(NetworkSpec.parse(n + " -> Dense(1, " + f + ")"), w, b);
    return new Model(
        List.of(new Member(new Encoder(columns, MissingPolicy.AUTO), network)),
        new TargetEncoder.Classes("t", Arrays.asList("no", "yes")),
        loss,
        0,
        new Provenance("0", "", 1, 1, Map.of(), 0));
  }
}
