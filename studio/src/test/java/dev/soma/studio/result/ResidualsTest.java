package dev.soma.studio.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Table;
import dev.soma.eval.Evaluation;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.math.Seeds;
import dev.soma.studio.Looking;
import dev.soma.studio.draw.Part;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The picture of residuals shows all rows but a few that are far, and says which these are.
class ResidualsTest extends Looking {
  /// 200 rows of one input and a number.
  private void own(IntToDoubleFunction y) {
    double[] x = IntStream.range(0, 200).mapToDouble(i -> i % 17).toArray();
    double[] numbers = IntStream.range(0, 200).mapToDouble(y).toArray();
    own(Table.columns(Map.of("x", x, "y", numbers)).target("y"));
  }

  @Test
  void rows_far_away_are_counted_and_leave_the_others_their_room() throws InterruptedException {
    own(i -> i % 50 == 3 ? 1e12 : i % 6);
    session.reset(Map.of("v", 1, "init", "constant(0)")); // the same is predicted for all
    int all = 0;
    for (String part : new String[] {"training", "validation"}) {
      JsonNode results = view("results", "part", part);
      Table table = Part.of(session.run().subject(), part).table();
      double most = results.path("most").asDouble();
      int beyond = 0;
      for (JsonNode point : results.path("points")) {
        boolean far = table.column("y").text(point.path("row").asInt()).equals("1000000000000");
        assertThat(point.path("beyond").asBoolean()).isEqualTo(far);
        double residual = Math.abs(point.path("residual").asDouble());
        assertThat(residual > most).isEqualTo(far);
        beyond += far ? 1 : 0;
      }
      assertThat(results.path("beyond").asInt()).isEqualTo(beyond);
      all += beyond;
    }
    assertThat(all).isPositive();
  }

  @Test
  void without_such_rows_no_point_is_beyond() throws InterruptedException {
    session.reset(Map.of("v", 1, "data", "sine"));
    step("epoch", 2);
    JsonNode results = view("results", "part", "training");
    assertThat(results.path("beyond").asInt()).isZero();
    for (JsonNode point : results.path("points")) {
      assertThat(point.path("beyond").asBoolean()).isFalse();
      assertThat(Math.abs(point.path("residual").asDouble()))
          .isLessThan(results.path("most").asDouble());
    }
  }

  @Test
  void beside_an_outlier_metrics_and_quantiles_are_those_of_the_numbers_of_the_file()
      throws InterruptedException {
    own(i -> i == 3 ? 1e12 : 70 + 0.25 * (i % 40));
    for (String part : new String[] {"training", "validation"}) {
      JsonNode results = view("results", "part", part);
      double[] truth = new double[results.path("rows").asInt()];
      double[] said = new double[truth.length];
      int i = 0;
      for (JsonNode row : results.path("list").path("rows")) {
        truth[i] = row.path("true").asDouble();
        said[i++] = row.path("said").asDouble();
      }
      assertThat(i).isEqualTo(truth.length);
      var outcomes = Outcomes.numbers(said, truth);
      for (JsonNode score : results.path("scores")) {
        double value = Metric.parse(score.path("name").asString()).of(outcomes);
        assertThat(value).as(score.path("name").asString()).isFinite();
        assertThat(score.path("value").asDouble())
            .isCloseTo(value, Offset.offset(1e-9 * Math.abs(value)));
      }
      var quantiles = Evaluation.of(outcomes, Seeds.of(0)).residuals().getFirst();
      assertThat(results.path("quantiles").path("5 %").asDouble()).isEqualTo(quantiles.q05());
      assertThat(results.path("quantiles").path("median").asDouble()).isEqualTo(quantiles.median());
    }
  }
}
