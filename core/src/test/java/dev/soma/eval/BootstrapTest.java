package dev.soma.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final int SEED = 3;

  @Test
  void resamples_are_those_of_the_stream_however_many_threads_score_them() {
    int rows = 2_503; // enough for several threads; 1,000 resamples do not fill the last round
    double[] weights = new double[rows];
    SplittableRandom random = new SplittableRandom(SEED);
    for (int r = 0; r < rows; r++) {
      weights[r] = random.nextDouble();
    }
    RowScore mean = BootstrapTest::mean;
    RowScore first = w -> w[0];

    double[][] got =
        Bootstrap.values(List.of(mean, first), weights, new SplittableRandom(SEED + 1));

    SplittableRandom stream = new SplittableRandom(SEED + 1);
    for (int b = 0; b < 1_000; b++) {
      double[] drawn = new double[rows];
      for (int i = 0; i < rows; i++) {
        int r = stream.nextInt(rows);
        drawn[r] += weights[r];
      }
      assertThat(got[0][b]).as("seed %d, resample %d", SEED, b).isEqualTo(mean(drawn));
      assertThat(got[1][b]).as("seed %d, resample %d", SEED, b).isEqualTo(drawn[0]);
    }
    assertThat(got[0]).hasSize(1_000);
  }

  @Test
  void a_mean_is_that_of_the_drawn_rows_alone_whatever_the_others_hold() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (double odd : new double[] {7, Double.POSITIVE_INFINITY}) {
      double[] predicted = random.doubles(501, -1, 1).toArray();
      double[] weights = random.doubles(501).map(w -> w < 0.4 ? 0 : w).toArray();
      predicted[17] = odd;
      weights[17] = 0;
      double sum = 0;
      double total = 0;
      for (int r = 0; r < weights.length; r++) {
        if (weights[r] > 0) {
          sum += weights[r] * Math.abs(predicted[r]);
          total += weights[r];
        }
      }
      RowScore mae = RowScore.of(Metric.MAE, Outcomes.numbers(predicted, new double[501]));
      assertThat(mae.value(weights)).as("seed %d, row 17: %s", SEED, odd).isEqualTo(sum / total);
    }
  }

  /// Of the squares of the places, so that the order matters.
  private static double mean(double[] w) {
    double sum = 0;
    for (int r = 0; r < w.length; r++) {
      sum += w[r] * r * r;
    }
    return sum / w.length;
  }
}
