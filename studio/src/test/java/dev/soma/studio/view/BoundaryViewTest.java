package dev.soma.studio.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.studio.Looking;
import dev.soma.studio.draw.Eye;
import dev.soma.studio.draw.Part;
import dev.soma.studio.result.ResultsView;
import dev.soma.studio.run.Run;
import dev.soma.studio.run.Snapshots;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A row that has no place in the picture is told of.
class BoundaryViewTest extends Looking {
  /// Why a row is not drawn, of the columns and the axes.
  private static int unseen(JsonNode boundary, Table rows, int row) {
    int unseen = 0;
    for (String axis : new String[] {"x", "y"}) {
      JsonNode a = boundary.path(axis);
      if (rows.column(a.path("name").asString()) instanceof Column.Numbers n) {
        double v = n.value(row);
        boolean beyond = v < a.path("min").asDouble() || v > a.path("max").asDouble();
        unseen = Math.max(unseen, Double.isNaN(v) ? 2 : beyond ? 1 : 0);
      }
    }
    return unseen;
  }

  @Test
  void rows_beyond_the_axes_and_rows_without_a_value_are_marked() throws InterruptedException {
    double[] x = IntStream.range(0, 100).mapToDouble(i -> Math.pow(1.3, i)).toArray();
    double[] u = new double[100];
    Arrays.setAll(u, i -> i % 9 == 4 ? Double.NaN : i % 7);
    List<String> y = IntStream.range(0, 100).mapToObj(i -> i % 2 == 0 ? "a" : "b").toList();
    own(Table.columns(Map.of("x", x, "u", u, "y", y)).target("y"));
    int[] met = new int[3];
    for (int seed = 1; seed <= 60 && met[1] == 0; seed++) { // until the largest x validates
      session.reset(Map.of("v", 1, "seed", seed));
      JsonNode boundary = view("boundary");
      for (JsonNode points : boundary.path("points")) {
        Table rows = Part.of(session.run().subject(), points.path("part").asString()).table();
        assertThat(points.path("unseen").size()).isEqualTo(rows.rows());
        for (int i = 0; i < rows.rows(); i++) {
          int row = points.path("rows").path(i).asInt();
          int said = points.path("unseen").path(i).asInt();
          assertThat(said).isEqualTo(unseen(boundary, rows, row));
          met[said]++;
        }
      }
    }
    assertThat(met).doesNotContain(0);
  }

  @Test
  void where_no_probability_is_finite_there_is_no_class_and_no_row_is_right() {
    Run run = session.run();
    Snapshots.Snapshot broken = run.snapshots().latest();
    Arrays.fill(broken.parameters().values(), Float.NaN);
    Map<String, Object> boundary;
    try (Eye eye = new Eye(run.spec())) {
      boundary = BoundaryView.of(run.subject(), broken, eye, "x1", "x2", false);
    }
    JsonNode drawn = JsonMapper.shared().valueToTree(boundary);
    assertThat(Base64.getDecoder().decode(drawn.path("said").asString())).containsOnly(-1);
    assertThat(Base64.getDecoder().decode(drawn.path("p").asString())).containsOnly(0);
    Part training = Part.of(run.subject(), "training");
    for (JsonNode points : drawn.path("points")) {
      assertThat(points.path("wrong").valueStream()).allMatch(wrong -> wrong.asInt() == 1);
    }
    JsonNode results =
        JsonMapper.shared()
            .valueToTree(
                ResultsView.of(
                    run.subject(),
                    broken,
                    run.metric(),
                    training,
                    new ResultsView.Asked(0, -1, -1)));
    assertThat(results.path("undecided").asInt()).isEqualTo(training.rows().rows());
    assertThat(results.path("list").path("rows").path(0).path("said").asString()).isEmpty();
  }
}
