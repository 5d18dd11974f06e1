package dev.soma.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Table;
import dev.soma.fixtures.SmallFits;
import dev.soma.fixtures.SmallTables;
import dev.soma.kernel.ForcedKernels;
import dev.soma.math.Seeds;
import dev.soma.nn.Loss;
import dev.soma.nn.NumberEmbedding;
import dev.soma.recipe.Fit;
import dev.soma.recipe.Mlp;
import dev.soma.recipe.effort.Effort;
import dev.soma.train.Execution;
import dev.soma.train.TrainingConfig.Keep;
import dev.soma.train.TrainingListener;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A bag of the recipe with everything on has the same bits for any threads and kernels: embeddings
/// of numbers and categories, scale, neural-tangent form, parametric units, the data-driven start,
/// rate factors, schedules, smoothed labels, a mean of the weights, the last best epoch, clipped
/// numbers.
class WholeRecipeBitsTest {
  private static final Keep KEEP = Keep.BEST.ema(0.9).lastBest(true);
  private static final int ROWS = 150;

  private static byte[] file(boolean numbers, Execution execution) {
    Table table = numbers ? SmallTables.numbers(1, ROWS) : SmallTables.classes(3, ROWS);
    Mlp plain = numbers ? Mlp.regressor() : Mlp.classifier().loss(new Loss.CrossEntropy(0.1));
    Mlp all = plain.effort(Effort.NORMAL).epochs(3).keep(KEEP).oneHotLimit(0);
    Mlp own =
        numbers
            ? all.recipe(r -> r.front(r.front().numbers(NumberEmbedding.parse("ple(8, 4)"))))
            : all;
    Fit fit =
        own.execution(execution)
            .folds(2)
            .fit(table.split(0.8, 0, 0.2, Seeds.of(3)), TrainingListener.silent());
    Map<String, String> settings = fit.model().provenance().settings();
    assertThat(settings)
        .containsKeys("rate_factor", "decay_schedule", "dropout_schedule", "ema", "last_best")
        .containsEntry("init", "data_driven");
    assertThat(fit.model().network().spec().toString())
        .contains(numbers ? "ple(8, 4" : "pbld(16, 4", "Scale()", "ntp, parametric", "Dropout(");
    assertThat(fit.model().network().parameters().groups()).anyMatch(g -> g.name().equals("E1"));
    return fit.model().bytes();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void threads_and_lengths_of_vectors_do_not_show_in_the_model(boolean numbers) {
    byte[] expected = file(numbers, SmallFits.plain());
    int[][] ways = {{0, 2}, {0, 4}, {128, 1}, {256, 2}, {512, 1}, {512, 4}};
    for (int[] way : ways) { // length of vectors, 0 is scalar, and threads
      if (ForcedKernels.supported(way[0])) {
        Execution execution =
            new Execution(ForcedKernels.of(way[0]), way[1], Double.POSITIVE_INFINITY, () -> false);
        assertThat(file(numbers, execution))
            .as("vectors of %d bit (0 is scalar), %d threads", way[0], way[1])
            .isEqualTo(expected);
      }
    }
  }
}
