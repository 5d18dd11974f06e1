package dev.soma.model.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.fixtures.SmallFits;
import dev.soma.math.Seeds;
import dev.soma.nn.Activation;
import dev.soma.optim.Optimizer;
import dev.soma.recipe.Fit;
import dev.soma.recipe.Mlp;
import dev.soma.recipe.effort.Effort;
import dev.soma.train.Execution;
import dev.soma.train.TrainingListener;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Coverage of intervals is counted on rows that chose nothing.
class CoverageTest {
  private static double covered(Outcomes.Numbers n, Conformal c, double level) {
    int inside = 0;
    for (int r = 0; r < n.rows(); r++) {
      inside += Math.abs(n.truth()[r] - n.predicted()[r]) <= c.halfWidth(0, level) ? 1 : 0;
    }
    return inside / (double) n.rows();
  }

  /// Mean and spread of coverage on m new rows, from n residuals: a beta-binomial share.
  private static void within(double share, int n, int m, double level, int samples, String what) {
    double a = Math.ceil((n + 1) * level - 1e-9);
    double b = n + 1 - a;
    double mean = a / (a + b);
    double variance = mean * (1 - mean) * (a + b + m) / (m * (a + b + 1));
    double most = 4 * Math.sqrt(variance / samples); // 4 sd: one in 16,000
    assertThat(share).as(what).isBetween(mean - most, mean + most);
  }

  @Test
  void residuals_of_new_rows_cover_as_the_beta_binomial_says() {
    for (int n : new int[] {19, 60, 500}) {
      for (double level : new double[] {0.5, 0.9}) {
        double sum = 0;
        int samples = 200;
        for (int s = 0; s < samples; s++) {
          SplittableRandom random = Seeds.of(s).stream("coverage");
          Conformal c = Conformal.learn(noise(random, n));
          sum += covered(noise(random, 200), c, level);
        }
        String what = "n " + n + ", level " + level + ", seeds 0 to 199";
        double kept = n > 200 ? Math.ceil((n + 1) * level) / (n + 1) : level;
        within(sum / samples, n, 200, kept, samples, what);
      }
    }
  }

  private static Outcomes.Numbers noise(SplittableRandom random, int n) {
    double[] y = random.doubles(n, -1, 1).toArray();
    return Outcomes.numbers(new double[n], y);
  }

  private static Table noisy(long seed, int rows) {
    SplittableRandom random = Seeds.of(seed).stream("noisy");
    double[][] values = new double[rows][3];
    for (double[] row : values) {
      row[0] = random.nextDouble() * 4 - 2;
      row[1] = random.nextDouble() * 4 - 2;
      row[2] = Math.sin(2 * row[0]) + row[1] * row[1] + random.nextDouble() - 0.5;
    }
    return Table.of(List.of("a", "b", "y"), values).target("y");
  }

  @Test
  void validation_rows_that_chose_the_epoch_still_cover_nearly_as_promised() {
    int runs = 12;
    int n = 100;
    double sum = 0;
    for (int seed = 1; seed <= runs; seed++) {
      Table all = noisy(seed, 1_400);
      Split parts = new Split(all.rows(0, 300), all.rows(300, 300 + n), all.rows(400, 1_400));
      Fit fit =
          Mlp.regressor()
              .effort(Effort.FAST)
              .epochs(60)
              .patience(0)
              .seed(seed)
              .fit(parts, TrainingListener.silent());
      Conformal c = fit.model().calibration().intervals();
      assertThat(c).isNotNull();
      sum += covered((Outcomes.Numbers) fit.model().outcomes(parts.test()), c, 0.9);
    }
    System.out.println("mean coverage of 90 % over seeds 1 to " + runs + ": " + sum / runs);
    within(sum / runs, n, 1_000, 0.9, runs, "seeds 1 to " + runs);
  }

  /// Friedman's first function with noise: networks of 200 rows differ much from one another.
  private static Table friedman(long seed, int rows) {
    SplittableRandom random = Seeds.of(seed).stream("friedman");
    double[][] values = new double[rows][6];
    for (double[] row : values) {
      for (int j = 0; j < 5; j++) {
        row[j] = random.nextDouble();
      }
      double wave = 10 * Math.sin(Math.PI * row[0] * row[1]);
      double square = 20 * (row[2] - 0.5) * (row[2] - 0.5);
      row[5] = wave + square + 10 * row[3] + 5 * row[4] + random.nextDouble() - 0.5;
    }
    return Table.of(List.of("a", "b", "c", "d", "e", "y"), values).target("y");
  }

  /// A bag on small tables: 200 rows, five folds that choose their epochs, as by default.
  private static Fit bag(Split parts, int seed) {
    return Mlp.regressor()
        .hidden(32, Activation.TANH)
        .epochs(60)
        .batch(16)
        .optimizer(Optimizer.adam(0.02))
        .patience(0)
        .seed(seed)
        .folds(5)
        .fit(parts, TrainingListener.silent());
  }

  @Test
  void the_mean_of_a_bag_covers_what_is_promised_or_more_and_its_single_networks_just_that() {
    int runs = 12;
    int n = 200;
    double[] levels = {0.5, 0.9};
    double[] mean = new double[levels.length];
    double[] single = new double[levels.length];
    for (int seed = 1; seed <= runs; seed++) {
      Table all = friedman(seed, n + 1_000);
      Split parts = new Split(all.rows(0, n), all.rows(0, 0), all.rows(n, n + 1_000));
      Fit fit = bag(parts, seed);
      Conformal c = Objects.requireNonNull(fit.model().calibration().intervals());
      assertThat(c.ofFolds()).isTrue();
      assertThat(c.rows()).isEqualTo(n);
      for (int i = 0; i < levels.length; i++) {
        mean[i] +=
            covered((Outcomes.Numbers) fit.model().outcomes(parts.test()), c, levels[i]) / runs;
        for (int k = 0; k < 5; k++) {
          Outcomes own = fit.model().only(k).outcomes(parts.test());
          single[i] += covered((Outcomes.Numbers) own, c, levels[i]) / (5 * runs);
        }
      }
    }
    for (int i = 0; i < levels.length; i++) {
      String what = "level " + levels[i] + ", seeds 1 to " + runs;
      System.out.println(what + ": bag " + mean[i] + ", single networks " + single[i]);
      within(single[i], n, 1_000, levels[i], runs, "single networks, " + what);
      double promised = Math.ceil((n + 1) * levels[i] - 1e-9) / (n + 1);
      double sd = Math.sqrt(promised * (1 - promised) * (n + 1_001) / (1_000 * (n + 2.0)) / runs);
      assertThat(mean[i]).as("bag, " + what).isBetween(promised - 4 * sd, promised + 0.1);
      assertThat(mean[i]).as("bag, " + what).isGreaterThanOrEqualTo(single[i]);
    }
  }

  @Test
  void intervals_of_predictions_are_the_half_widths_around_them() {
    Fit fit = SmallFits.fit("a number", Execution.standard());
    var model = fit.calibrated(Calibration.Rules.STANDARD, Metric.RMSE).model();
    var rows = dev.soma.fixtures.SmallTables.numbers(1, 20);
    var p = model.predict(rows);
    double half = model.calibration().intervals().halfWidth(0, 0.8);
    for (int r = 0; r < 20; r++) {
      assertThat(p.low(r, 0, 0.8)).isEqualTo(p.number(r, 0) - half);
      assertThat(p.high(r, 0, 0.8)).isEqualTo(p.number(r, 0) + half);
    }
    assertThat(fit.model().predict(rows).low(0, 0, 0.8)).isNaN();
  }
}
