package dev.soma.studio.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.studio.Looking;
import dev.soma.studio.draw.Part;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

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
}
