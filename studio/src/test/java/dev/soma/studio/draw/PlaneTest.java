package dev.soma.studio.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.read.Row;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import dev.soma.nn.Activation;
import dev.soma.nn.Batch;
import dev.soma.recipe.Mlp;
import dev.soma.studio.answer.Views;
import dev.soma.studio.data.SavedModel;
import dev.soma.studio.run.Session;
import dev.soma.studio.run.Subject;
import dev.soma.trace.Rows;
import dev.soma.train.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A number that has levels is one number wherever it is drawn or changed.
@Timeout(60)
class PlaneTest {
  private static Table table() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      double gain = i % 5 > 0 ? 0 : i / 5 % 10 * 2 - 10;
      String town = "t" + i % 3;
      String kind = gain > 0 || i % 7 == 0 ? "yes" : "no";
      rows.add(new Row(Map.of("gain", gain, "age", 20.0 + i % 31, "town", town, "kind", kind), 0));
    }
    return Table.rows(rows).target("kind");
  }

  private static Model model() {
    return Mlp.classifier()
        .hidden(4, Activation.TANH)
        .repeatedValues(true)
        .epochs(3)
        .fit(table().split(0.7, 0.15, 0.15, Seeds.of(3)), TrainingListener.silent())
        .model();
  }

  @Test
  void every_point_is_encoded_as_a_row_with_its_values() {
    Model model = model();
    Encoder encoder = model.encoder();
    assertThat(encoder.columns()).anyMatch(c -> c instanceof InputColumn.LevelledInput);
    try (Session session = new Session(SavedModel.of(model, Path.of("m.soma"), table()))) {
      Subject subject = session.run().subject();
      assertThat(Plane.columns(subject)).containsExactlyInAnyOrder("gain", "age");
      Plane plane = Plane.of(subject, "gain", "age");
      assertThat(plane.linear()).isFalse();
      assertThat(plane.fixed()).containsOnlyKeys("town");
      for (double gain : new double[] {-10, 0, 8, 9.5}) {
        Dataset row = encoder.encode(row(plane, gain, 33));
        double[] expected = Rows.expand(row.batch())[0];
        assertThat(plane.at(gain, 33)).containsExactly(expected, within(1e-6));
      }
      int n = 31; // the middle one is at 0, a level
      Batch grid = plane.grid(n);
      for (int i = 0; i < n * n; i++) {
        double gain = plane.x().min() + (plane.x().max() - plane.x().min()) * (i % n) / (n - 1);
        Batch row = encoder.encode(row(plane, gain, 33)).batch();
        assertThat(grid.code(i, 0)).isEqualTo(row.code(0, 0));
        assertThat(grid.code(i, 1)).isEqualTo(row.code(0, 1));
      }
    }
  }

  private static Row row(Plane plane, double gain, double age) {
    return new Row(
        Map.of("gain", gain, "age", age, "town", plane.fixed().getOrDefault("town", "")), 0);
  }

  @Test
  void what_if_changes_it_as_a_number() throws InterruptedException {
    Model model = model();
    try (Session session = new Session(SavedModel.of(model, Path.of("m.soma"), table()));
        Views views = new Views(session)) {
      String set = "{\"gain\": 8}";
      JsonNode said =
          JsonMapper.shared().readTree(views.json("whatif", Map.of("row", "1", "set", set)));
      for (JsonNode column : said.path("columns")) {
        String kind = column.path("name").asString().equals("town") ? "category" : "number";
        assertThat(column.path("kind").asString()).isEqualTo(kind);
      }
      Row row = new Row(Map.of("gain", 8.0, "age", 21.0, "town", "t1"), 0);
      double expected = model.predict(row).probabilities().get("yes");
      JsonNode yes = said.path("outputs").path(1);
      assertThat(yes.path("name").asString()).isEqualTo("yes");
      assertThat(yes.path("after").asDouble()).isCloseTo(expected, within(1e-6));
      assertThat(yes.path("before").asDouble()).isNotCloseTo(expected, within(1e-4));
    }
  }
}
