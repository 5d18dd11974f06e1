package dev.soma.studio.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Seeds;
import dev.soma.studio.Looking;
import dev.soma.studio.run.Run;
import dev.soma.train.diagnose.Probe;
import dev.soma.train.diagnose.UnitSlopes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The z of a unit over rows, beside its f.
class UnitsViewTest extends Looking {
  private List<JsonNode> ofAll(int layer) throws InterruptedException {
    List<JsonNode> all = new ArrayList<>();
    int units = view("units", "layer", layer).path("of").asInt();
    for (int u = 1; u <= units; u++) {
      JsonNode view = view("units", "layer", layer, "unit", u);
      assertThat(view.path("unit").asInt()).isEqualTo(u);
      all.add(view.path("one"));
    }
    return all;
  }

  private static int sum(JsonNode counts) {
    int sum = 0;
    for (JsonNode each : counts) {
      sum += each.asInt();
    }
    return sum;
  }

  @Test
  void the_bins_hold_every_row_that_the_diagnostics_look_at() throws InterruptedException {
    session.reset(Map.of("v", 1, "rows", 3000, "network", "5, 4"));
    step("epoch", 1);
    Run run = session.run();
    Dataset rows = Probe.sample(run.subject().training());
    try (Workspace ws =
        new Workspace(run.spec(), rows.rows(), KernelChoice.auto().create(1), Seeds.of(0))) {
      Network.of(run.snapshots().latest().parameters()).forward(rows.batch(), ws);
      List<JsonNode> all = ofAll(3);
      assertThat(all).hasSize(4);
      for (int u = 0; u < 4; u++) {
        JsonNode one = all.get(u);
        assertThat(one.path("rows").asInt()).isEqualTo(rows.rows());
        assertThat(sum(one.path("counts")) + one.path("below").asInt() + one.path("above").asInt())
            .isEqualTo(rows.rows());
        double mean = 0;
        int first = 0;
        double low = one.path("low").asDouble();
        double width = (one.path("high").asDouble() - low) / one.path("counts").size();
        for (int r = 0; r < rows.rows(); r++) {
          float z = ws.z(1, rows.rows()).get(r, u);
          mean += z / rows.rows();
          first += z >= low - 1e-6 && z < low + width ? 1 : 0;
        }
        assertThat(one.path("mean").asDouble()).isCloseTo(mean, Offset.offset(1e-5));
        assertThat(one.path("counts").path(0).asInt()).isEqualTo(first);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu", "tanh", "logistic"})
  void as_many_units_are_called_silent_as_by_the_diagnostics(String f) throws InterruptedException {
    for (int bias : new int[] {-1, 0, 9}) {
      session.reset(Map.of("v", 1, "activation", f, "network", "12", "bias", bias));
      step("epoch", 2);
      int silent = 0;
      for (JsonNode one : ofAll(2)) {
        boolean said = one.path("said").asString().matches(".*: (dead|saturated), .*");
        assertThat(said).isEqualTo(one.path("silent").asBoolean());
        silent += said ? 1 : 0;
      }
      JsonNode shares = view("health").path("layers").path(0).path("share");
      assertThat(silent / 12.0).isEqualTo(shares.path(shares.size() - 1).asDouble());
      if (bias == 9 && !f.equals("relu")) {
        assertThat(silent).isEqualTo(12);
      }
    }
  }

  @Test
  void where_f_is_flat_lies_where_its_slope_is_small() throws InterruptedException {
    for (String f : List.of("tanh", "logistic", "relu")) {
      session.reset(Map.of("v", 1, "activation", f));
      JsonNode one = view("units").path("one");
      assertThat(one.path("flat")).isNotEmpty();
      for (int i = 1; i < one.path("slope").size(); i++) {
        double z = one.path("z").path(i).asDouble();
        boolean flat = false;
        for (JsonNode part : one.path("flat")) {
          flat |= z > part.path(0).asDouble() && z <= part.path(1).asDouble();
        }
        boolean small = Math.abs(one.path("slope").path(i).asDouble()) < UnitSlopes.FLAT;
        assertThat(flat).as("%s at %s", f, z).isEqualTo(small);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Dense(3, relu) | 2 | rows (",
        "Dense(3, tanh, parametric) | 2 | the slope is within 0.02 of 0",
        "Dense(3, gelu) | 2 | they say neither",
        "Dense(3, elu) | 2 | they say neither",
        "Dense(3, identity) | 2 | nothing saturates",
        "Maxout(3, 2) | 2 | the largest z of the pieces",
        "Dense(3, relu) | 3 | softmax: a depends on the z of all outputs"
      })
  void every_function_is_drawn_and_what_is_special_is_said(String network, int layer, String said)
      throws InterruptedException {
    session.reset(Map.of("v", 1, "data", "blobs", "network", network));
    step("epoch", 1);
    for (String what : List.of("z", "a", "slope", "delta")) {
      JsonNode view = view("units", "layer", layer, "unit", 2, "what", what);
      JsonNode one = view.path("one");
      assertThat(one.path("said").asString()).containsIgnoringCase(said);
      boolean softmax = layer == 3;
      assertThat(one.path("a").size()).isEqualTo(softmax ? 0 : 122);
      assertThat(one.path("mid_a").size()).isEqualTo(softmax ? 0 : one.path("counts").size());
      assertThat(one.path("dots").size()).isEqualTo(softmax ? one.path("rows").asInt() : 0);
      assertThat(view.path("of").asInt()).isEqualTo(3);
      assertThat(view.path("units").size()).isIn(0, 3);
      assertThat(view.path("values").size()).isEqualTo(view.path("units").isEmpty() ? 0 : 484);
    }
  }

  @Test
  void outputs_that_the_loss_takes_together_with_f_say_so() throws InterruptedException {
    JsonNode view = view("units", "layer", 99);
    assertThat(view.path("function").asString()).isEqualTo("Dense(1, logistic)");
    assertThat(view.path("one").path("said").asString()).contains("delta is a − y");
  }

  @Test
  void a_table_without_a_number_column_has_the_rows_of_its_units() throws InterruptedException {
    String[] colour = new String[60];
    String[] y = new String[60];
    for (int i = 0; i < 60; i++) {
      colour[i] = List.of("red", "blue", "green").get(i % 3);
      y[i] = i % 3 == 0 ? "yes" : "no";
    }
    own(Table.columns(Map.of("colour", colour, "y", y)).target("y"));
    JsonNode view = view("units");
    assertThat(view.has("units")).isFalse();
    assertThat(view.path("columns")).isEmpty();
    assertThat(sum(view.path("one").path("counts")))
        .isEqualTo(view.path("one").path("rows").asInt());
  }
}
