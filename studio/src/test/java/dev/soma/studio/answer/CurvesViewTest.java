package dev.soma.studio.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.studio.Looking;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Curves of runs laid over each other.
class CurvesViewTest extends Looking {
  private JsonNode curves() throws InterruptedException {
    String json = views.json("curves", Map.of());
    assertThat(json).isNotNull();
    return JsonMapper.shared().readTree(json);
  }

  private void epochs(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      session.run().control("epoch");
      assertThat(session.run().awaitHeld(10_000)).isTrue();
    }
  }

  @Test
  void a_run_that_is_replaced_keeps_its_curves_and_says_what_was_other()
      throws InterruptedException {
    epochs(3);
    JsonNode first = curves();
    assertThat(first.path("earlier").size()).isZero();
    session.reset(Map.of("v", 1, "lr", 0.1, "l2", 0.01));
    JsonNode earlier = curves().path("earlier");
    assertThat(earlier.size()).isEqualTo(1);
    JsonNode past = earlier.path(0);
    assertThat(past.path("run").asInt()).isEqualTo(1);
    assertThat(past.path("words").asString()).isEqualTo("lr 0.01, l2 0");
    for (String curve : List.of("epoch", "j", "validation", "metric", "read_validation", "rate")) {
      assertThat(past.path(curve)).as(curve).isEqualTo(first.path(curve));
    }
    session.reset(Map.of("v", 1, "lr", 0.01, "l2", 0));
    assertThat(curves().path("earlier").path(0).path("words").asString())
        .isEqualTo("the same settings"); // the run between had no epoch
  }

  @Test
  void runs_on_another_set_or_task_are_said_to_be_on_it() throws InterruptedException {
    Map<String, ?> formula = Map.of("v", 1, "data", "formula", "formula", "x-0.5");
    for (Map<String, ?> next :
        List.of(
            Map.of("v", 1, "rows", 80, "noise", 0.3, "seed", 5),
            Map.of("v", 1, "data", "sine"),
            formula,
            Map.of("v", 1, "gives", "classes"))) {
      epochs(2);
      session.reset(next);
    }
    assertThat(on()).containsExactly("f = x-0.5, another task", "sine", "moons", "moons");
    session.reset(Map.of("v", 1, "data", "moons"));
    assertThat(on())
        .as("fewer rows, more noise and another seed are the same set")
        .containsExactly("f = x-0.5", "sine", "", "");
  }

  @Test
  void a_formula_with_other_spaces_is_the_same_and_what_a_set_does_not_use_is_not_named()
      throws InterruptedException {
    epochs(2);
    session.reset(
        Map.of(
            "v", 1, "data", "formula", "formula", "sin(2*pi*x)", "gives", "classes", "epochs", 9));
    epochs(2);
    session.reset(Map.of("v", 1, "formula", " sin( 2*pi * x )"));
    assertThat(on()).containsExactly("", "moons");
    assertThat(curves().path("earlier").findValuesAsString("words"))
        .containsExactly("the same settings", "data moons, epochs 1000");
    session.reset(Map.of("v", 1, "data", "moons", "points", "A0_0"));
    assertThat(curves().path("earlier").findValuesAsString("words"))
        .containsExactly(
            "data formula, formula sin(2*pi*x), gives classes, other points",
            "epochs 1000, other points");
  }

  private List<String> on() throws InterruptedException {
    List<String> all = new ArrayList<>();
    curves().path("earlier").forEach(e -> all.add(e.path("on").asString()));
    return all;
  }

  @ParameterizedTest
  @CsvSource({"moons, accuracy, log_loss", "sine, r2, rmse"})
  void accuracy_or_r2_and_the_metric_are_those_of_the_results(
      String data, String read, String chosen) throws InterruptedException {
    session.reset(Map.of("v", 1, "data", data, "rows", 100));
    epochs(3);
    JsonNode all = curves();
    assertThat(all.path("read_name").asString()).isEqualTo(read);
    assertThat(all.path("scored").toString()).isEqualTo("[70,30]");
    for (String part : List.of("training", "validation")) {
      for (JsonNode score : view("results", "part", part).path("scores")) {
        String name = score.path("name").asString();
        String curve =
            name.equals(read)
                ? "read_" + part
                : !name.equals(chosen) ? "" : part.equals("training") ? "chosen" : "metric";
        if (!curve.isEmpty()) {
          assertThat(all.path(curve).path(3).asDouble())
              .as(part + " " + name)
              .isCloseTo(score.path("value").asDouble(), within(1e-4));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "8 | relu | constant(0) | ; try Initial W: auto",
        "Dense(4, relu) -> Dense(4, relu) | tanh | glorot_uniform | ; try Initial b: 0",
        "4 | relu | glorot_uniform | ; try Initial b: 0"
      })
  void what_helps_against_a_diagnostic_is_a_field_of_the_page(
      String network, String activation, String init, String helps) throws InterruptedException {
    boolean equal = init.startsWith("constant");
    Map<String, Object> all = new LinkedHashMap<>();
    all.putAll(Map.of("v", 1, "network", network, "activation", activation, "init", init));
    all.putAll(Map.of("bias", equal ? 0 : -100, "lr", 0.002, "rows", 40));
    session.reset(all);
    session.speed(0);
    epochs(equal ? 2 : 130); // dead units have to be seen twice: 128 epochs pay for a look
    JsonNode told = curves().path("diagnostics");
    assertThat(told.findValuesAsString("id")).contains(equal ? "D10" : "D1");
    for (JsonNode d : told) {
      assertThat(d.path("text").asString()).doesNotContain("--", "soma why");
    }
    JsonNode first = told.get(told.findValuesAsString("id").indexOf(equal ? "D10" : "D1"));
    assertThat(first.path("text").asString()).endsWith(helps);
  }

  @Test
  void five_are_kept_and_can_be_forgotten() throws InterruptedException {
    for (int i = 0; i < 7; i++) {
      epochs(1);
      session.reset(Map.of("v", 1, "seed", i));
    }
    List<Integer> runs = new ArrayList<>();
    curves().path("earlier").forEach(e -> runs.add(e.path("run").asInt()));
    assertThat(runs).containsExactly(7, 6, 5, 4, 3);
    session.forget();
    assertThat(curves().path("earlier").size()).isZero();
  }

  @Test
  void long_runs_are_thinned_out() throws InterruptedException {
    session.reset(Map.of("v", 1, "rows", 20, "epochs", 900, "network", "2"));
    session.speed(0);
    session.run().control("start");
    while (!session.run().ended()) {
      Thread.sleep(5);
    }
    JsonNode all = curves();
    int best = -1;
    for (int i = 0; i < all.path("epoch").size(); i++) {
      best = all.path("epoch").path(i).asInt() == all.path("best").asInt() ? i : best;
    }
    assertThat(all.path("read_training").path(best).isNumber())
        .as("however fast it was, the end is scored")
        .isTrue();
    session.reset(Map.of("v", 1));
    JsonNode epochs = curves().path("earlier").path(0).path("epoch");
    assertThat(epochs.size()).isBetween(100, 201);
    assertThat(epochs.path(epochs.size() - 1).asInt()).isGreaterThan(890);
  }

  @Test
  void cells_of_health_are_of_as_many_epochs_each() throws InterruptedException {
    session.reset(Map.of("v", 1, "rows", 20, "network", "2", "epochs", 900));
    session.speed(0);
    session.run().control("start");
    while (!session.run().ended()) {
      Thread.onSpinWait();
    }
    JsonNode health = view("health"); // units were looked at when there was time for it
    JsonNode epochs = health.path("epochs");
    JsonNode looked = health.path("looked");
    int wide = health.path("wide").asInt();
    int last = looked.path(looked.size() - 1).asInt();
    assertThat(epochs.size()).isBetween(1, 200).isEqualTo(last / wide + 1);
    assertThat(health.path("layers").path(0).path("share").size()).isEqualTo(epochs.size());
    for (int cell = 0; cell < epochs.size(); cell++) {
      assertThat(epochs.path(cell).asInt()).isEqualTo(cell * wide);
      assertThat(looked.path(cell).asInt()).isLessThan((cell + 1) * wide);
      int before = cell == 0 ? 0 : looked.path(cell - 1).asInt();
      boolean own = looked.path(cell).asInt() >= cell * wide;
      assertThat(own || looked.path(cell).asInt() == before).isTrue();
    }
  }
}
