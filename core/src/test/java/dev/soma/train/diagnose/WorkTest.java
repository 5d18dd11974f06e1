package dev.soma.train.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.encode.Dataset;
import dev.soma.math.Matrix;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How much is done to watch a run, counted in rows.
class WorkTest {
  private static final int SHARE = 64;

  @ParameterizedTest
  @CsvSource({
    "1, 1, 3000",
    "10, 1, 1000",
    "65, 64, 2000",
    "100, 32, 1000",
    "455, 8, 300",
    "1000, 32, 300",
    "5000, 5000, 200",
    "9000, 256, 60",
    "20000, 64, 40",
    "300000, 128, 6",
    "300000, 4096, 12"
  })
  void behind_its_start_a_run_does_64_rows_for_each_that_is_spent_on_watching_it(
      int rows, int batch, int epochs) {
    watch(rows, batch, epochs, false, SHARE);
  }

  @ParameterizedTest
  @CsvSource({"65, 64, 2000", "280, 16, 1000", "1000, 32, 300", "300000, 4096, 12"})
  void and_48_where_every_other_reading_of_the_probe_asks_for_another(
      int rows, int batch, int epochs) {
    watch(rows, batch, epochs, true, 48);
  }

  private static void watch(int rows, int batch, int epochs, boolean restless, int share) {
    Probe probe = Probe.of(Dataset.of(Matrix.zeros(rows, 2), Matrix.zeros(rows, 1)));
    Parameters parameters = Parameters.zeros(NetworkSpec.parse("2 -> Dense(1, identity)"));
    StepSizes steps = new StepSizes(parameters, batch);
    int first = (restless ? 2 : 1) * probe.rows().rows();
    long start = first + 2L * StepSizes.FIRST_STEPS * StepSizes.ROWS_OF_ONE;
    long trained = 0;
    long watched = 0;
    long step = 0;
    int reading = 1;
    boolean unsure = false;
    for (int epoch = 1; epoch <= epochs; epoch++) {
      for (int from = 0; from < rows; from += batch) {
        watched += steps.due(step) ? StepSizes.ROWS_OF_ONE : 0;
        trained += Math.min(batch, rows - from);
        step++;
      }
      if (epoch == reading) {
        watched += probe.rows().rows();
        unsure = restless && !unsure;
        reading += probe.wait(unsure);
      }
      assertThat(watched).as("epoch %d", epoch).isLessThanOrEqualTo(start + trained / share);
    }
    assertThat(watched).isGreaterThan(start); // it is watched to its end
  }
}
