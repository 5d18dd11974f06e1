package dev.soma.studio.answer;

import static org.assertj.core.api.Assertions.assertThat;

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
    for (String curve : List.of("epoch", "j", "validation", "metric")) {
      assertThat(past.path(curve)).as(curve).isEqualTo(first.path(curve));
    }
    session.reset(Map.of("v", 1, "lr", 0.01, "l2", 0));
    assertThat(curves().path("earlier").path(0).path("words").asString())
        .isEqualTo("the same settings"); // the run between had no epoch
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
    session.reset(Map.of("v", 1));
    JsonNode epochs = curves().path("earlier").path(0).path("epoch");
    assertThat(epochs.size()).isBetween(100, 201);
    assertThat(epochs.path(epochs.size() - 1).asInt()).isGreaterThan(890);
  }
}
