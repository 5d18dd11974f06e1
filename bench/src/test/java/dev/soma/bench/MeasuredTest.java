package dev.soma.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.eval.Evaluation;
import dev.soma.eval.Metric;
import dev.soma.eval.PairedTest;
import dev.soma.recipe.effort.Effort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MeasuredTest {
  @TempDir private Path folder;

  @Test
  void results_come_back_from_the_file_as_they_were_also_where_a_number_cannot_be_said()
      throws IOException {
    Optional<Path> file = Optional.of(folder.resolve("results.jsonl"));
    Result first = result("wine", Effort.NORMAL, Optional.empty(), 42, Double.NaN);
    Result second = result("wine", Effort.FAST, Optional.of(Metric.LOG_LOSS), 43, 0.25);
    Measured measured = Measured.of(file);
    measured.add(first);
    measured.add(second);

    Measured again = Measured.of(file);

    assertThat(again.of(List.of("wine"), Optional.empty())).containsExactly(first);
    assertThat(again.of(List.of("wine"), Optional.of(Metric.LOG_LOSS))).containsExactly(second);
  }

  @Test
  void only_what_was_chosen_by_the_same_metric_counts_as_measured() throws IOException {
    Measured measured = Measured.of(Optional.empty());
    measured.add(result("wine", Effort.FAST, Optional.of(Metric.LOG_LOSS), 42, 0));

    assertThat(measured.has("wine", Effort.FAST, Optional.of(Metric.LOG_LOSS), 42)).isTrue();
    assertThat(measured.has("wine", Effort.FAST, Optional.empty(), 42)).isFalse();
    assertThat(measured.has("wine", Effort.FAST, Optional.of(Metric.LOG_LOSS), 43)).isFalse();
    assertThat(measured.has("wine", Effort.NORMAL, Optional.of(Metric.LOG_LOSS), 42)).isFalse();
  }

  @Test
  void results_are_in_the_order_of_sets_efforts_and_seeds() throws IOException {
    Measured measured = Measured.of(Optional.empty());
    Result late = result("a", Effort.FAST, Optional.empty(), 42, 0);
    Result seed = result("b", Effort.FAST, Optional.empty(), 43, 0);
    Result normal = result("b", Effort.NORMAL, Optional.empty(), 42, 0);
    for (Result r : List.of(late, normal, seed)) {
      measured.add(r);
    }

    assertThat(measured.of(List.of("b", "a"), Optional.empty()))
        .containsExactly(seed, normal, late);
  }

  private static Result result(
      String set, Effort effort, Optional<Metric> chosenBy, long seed, double constant) {
    PairedTest paired = new PairedTest(Metric.RMSE, 7, 1.5, 2.5, -1.25, Double.NaN);
    Evaluation.Score score = new Evaluation.Score(Metric.RMSE, 1.5, 1.25, 1.75);
    return new Result(
        set,
        effort,
        seed,
        chosenBy,
        20,
        7,
        "3-2-1",
        9,
        4,
        1.5,
        0.5,
        List.of(new Result.Line(Metric.RMSE, constant, score, paired)),
        List.of(new Result.Against("another", paired)));
  }
}
