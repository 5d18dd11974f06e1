package dev.soma.model.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.eval.Outcomes;
import dev.soma.math.Seeds;
import dev.soma.recipe.Fit;
import dev.soma.recipe.Mlp;
import dev.soma.recipe.effort.Effort;
import dev.soma.train.TrainingListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Intervals on real tables hold as many new rows as they promise: rows that chose nothing, from
/// the training files only.
class RealCoverageTest {
  private static final Path SETS = Path.of("../../shared/data/tabular");

  private static Path file(String name) {
    if (name.startsWith("examples/")) {
      return Path.of("..").resolve(name);
    }
    Path file = SETS.resolve(name);
    assumeTrue(Files.isRegularFile(file), "no benchmark set, skipped: " + file);
    return file;
  }

  @ParameterizedTest(name = "{0}, seed {2}")
  @CsvSource({
    "examples/wine_quality.csv, quality, 1, 4, normal",
    "examples/wine_quality.csv, quality, 2, 4, fast",
    "examples/wine_quality.csv, quality, 3, 4, fast",
    "bike_sharing/train.csv, cnt, 1, 3, fast",
    "california_housing/train.csv.gz, median_house_value, 1, 2, fast",
  })
  void rows_that_chose_nothing_are_covered_within_the_beta_binomial_range(
      String name, String target, long seed, int epochs, String effort) {
    Table table = Table.csv(file(name)).target(target);
    Split parts = table.split(0.6, 0.2, 0.2, Seeds.of(seed));
    Fit fit =
        Mlp.regressor()
            .effort(Effort.parse(effort))
            .epochs(epochs)
            .seed(seed)
            .fit(parts, TrainingListener.silent());
    Conformal c = Objects.requireNonNull(fit.model().calibration().intervals());
    assertThat(c.rows()).isEqualTo(parts.validation().rows());
    Outcomes.Numbers n = (Outcomes.Numbers) fit.model().outcomes(parts.test());
    for (double level : new double[] {0.5, 0.8, 0.9, 0.95}) {
      int inside = 0;
      for (int r = 0; r < n.rows(); r++) {
        inside += Math.abs(n.truth()[r] - n.predicted()[r]) <= c.halfWidth(0, level) ? 1 : 0;
      }
      double share = inside / (double) n.rows();
      assertThat(share)
          .as("%s, seed %d, level %s", name, seed, level)
          .isBetween(
              expected(c.rows(), level) - spread(c.rows(), n.rows(), level),
              expected(c.rows(), level) + spread(c.rows(), n.rows(), level));
    }
  }

  /// Mean of coverage: rank ceil((n + 1) c) of n residuals, divided by n + 1.
  private static double expected(int n, double level) {
    return StrictMath.ceil((n + 1) * level - 1e-9) / (n + 1);
  }

  /// Four standard deviations of the coverage of m new rows, a beta-binomial share; outside of them
  /// lies one of 16,000.
  private static double spread(int n, int m, double level) {
    double mean = expected(n, level);
    return 4 * StrictMath.sqrt(mean * (1 - mean) * (n + 1.0 + m) / (m * (n + 2.0)));
  }
}
