package dev.soma.studio.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.soma.data.Table;
import dev.soma.error.SomaException;
import dev.soma.nn.Parameters;
import dev.soma.recipe.effort.Recipe;
import dev.soma.studio.run.Run;
import dev.soma.studio.run.Session;
import dev.soma.studio.run.Settings;
import dev.soma.studio.share.Allowance;
import dev.soma.studio.view.StateView;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Which rows are looked at, and what is said of them.
class ProblemTest {
  private static final Settings SETTINGS =
      Settings.START.with(Map.of("v", 1, "rows", 300, "network", "2"));

  private static Problem moons() {
    Table rows = Toys.table("moons", 300, 0.1, 1);
    return Problem.toy("moons", rows, OwnPoints.parse(""), 1);
  }

  @Test
  void a_sample_of_the_rows_of_another_training_is_said_to_be_one() {
    Problem all = moons();
    Problem some = Problem.seen("a run", all.preparation(), all.loss(), 300);
    assertThat(some.preparation().training().rows()).isEqualTo(100);
    assertThat(some.sampled())
        .startsWith("100 of 210 training rows and 90 of 90 validation rows are shown");
    Run run =
        new Run(
            new Run.About(Run.Origin.ELSEWHERE, "a run"),
            some,
            SETTINGS.spec(some),
            SETTINGS.config(some),
            Recipe.metric(some.preparation().task()),
            Allowance.page());
    run.recorder().logged(List.of(), 0, Parameters.zeros(run.spec()));
    try (Session session = new Session(run)) {
      Map<String, Object> state = StateView.of(session);
      assertThat(state.get("shows")).isEqualTo("a run · " + some.sampled());
      assertThat(state).containsEntry("training_rows", 100).containsEntry("training_of", 210);
      assertThat(state).containsEntry("validation_rows", 90).containsEntry("validation_of", 90);
    }
  }

  @Test
  void nothing_is_said_where_all_rows_are_looked_at() {
    Problem all = moons();
    assertThat(all.sampled()).isEmpty();
    assertThat(Problem.seen("a run", all.preparation(), all.loss()).sampled()).isEmpty();
  }

  @Test
  void values_that_are_not_finite_are_counted_over_all_rows_as_train_counts_them() {
    double[] x = new double[40];
    Arrays.setAll(x, i -> i < 3 ? Double.POSITIVE_INFINITY : i);
    List<String> y = IntStream.range(0, 40).mapToObj(i -> i % 2 == 0 ? "a" : "b").toList();
    Table table = Table.columns(Map.of("x", x, "y", y)).target("y");
    assertThatExceptionOfType(SomaException.Data.class)
        .isThrownBy(() -> Problem.own("t.csv", table, 1))
        .withMessageContaining("3 of 40 values")
        .satisfies(e -> assertThat(e.id()).isEqualTo("E320"));
  }
}
