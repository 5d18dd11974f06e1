package dev.soma.studio.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.soma.error.SomaException;
import dev.soma.studio.Looking;
import dev.soma.studio.run.Run;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.BackpropTrace.LayerTrace;
import dev.soma.trace.GradientCheck;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.text.Detail;
import dev.soma.trace.text.TraceText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The step view: symbols have places, blanks have answers, a weight has its check.
class StepTest extends Looking {
  private BackpropTrace trace(int row) {
    Run run = session.run();
    return run.subject().trace(ReferenceParameters.of(run.snapshots().latest().parameters()), row);
  }

  private static String text(JsonNode part, JsonNode span) {
    int text = span.path("text").asInt();
    String all =
        text == 0
            ? part.path("formula").asString()
            : text == 1
                ? part.path("value").asString()
                : part.path("notes").path(text - 2).asString();
    return all.substring(span.path("from").asInt(), span.path("to").asInt());
  }

  private static Set<String> places(JsonNode step) {
    Set<String> places = new HashSet<>();
    step.path("picture").path("edges").forEach(e -> places.add(e.path("place").asString()));
    for (JsonNode column : step.path("picture").path("columns")) {
      column.path("units").forEach(u -> places.add(u.path("place").asString()));
    }
    return places;
  }

  private static List<JsonNode> cells(JsonNode step) {
    List<JsonNode> cells = new ArrayList<>();
    for (JsonNode table : step.path("tables")) {
      table.path("lines").forEach(line -> line.path("cells").forEach(cells::add));
    }
    return cells;
  }

  @Test
  void symbols_lead_to_units_edges_and_cells_with_their_numbers() throws InterruptedException {
    session.reset(Map.of("v", 1, "data", "blobs", "network", "4, 3", "l2", 0.01));
    step("batch", 2);
    JsonNode step = view("step", "row", 3, "sums", 1);
    Set<String> places = places(step);
    assertThat(places).hasSize(2 + 4 + 3 + 3 + 8 + 12 + 9);
    Map<String, String> cells = new LinkedHashMap<>();
    cells(step).forEach(c -> cells.put(c.path("path").asString(), c.path("text").asString()));
    int numbers = 0;
    for (JsonNode part : step.path("parts")) {
      for (JsonNode span : part.path("spans")) {
        String place = span.path("place").asString();
        assertThat(places)
            .as("%s", span)
            .anyMatch(p -> p.equals(place) || p.startsWith(place + "/"));
        String text = text(part, span);
        String path = span.path("path").asString();
        if (text.matches("−?[\\d.]+") && cells.containsKey(path)) {
          assertThat(number(text)).as("%s", span).isEqualByComparingTo(number(cells.get(path)));
          numbers++;
        }
      }
    }
    assertThat(numbers).isGreaterThan(150);
    BackpropTrace trace = trace(3);
    assertThat(cells.get("W/2/3/4"))
        .isEqualTo(TraceText.given(trace.parameters().weights(2).get(2, 3)));
    assertThat(cells.get("D_W/2/3/4"))
        .isEqualTo(TraceText.result(trace.gradient().parameters().weights(2).get(2, 3)));
    LayerTrace second = trace.layers().get(1);
    assertThat(cells.get("DELTA/3/2")).isEqualTo(TraceText.result(second.delta().get(0, 1)));
  }

  private static java.math.BigDecimal number(String text) {
    return new java.math.BigDecimal(text.replace('−', '-'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "20, 18",
        "Maxout(3, 2) -> Dense(4, tanh)",
        "Dense(4, tanh) -> Dropout(0.2) -> BatchNorm() -> Dense(4, relu) -> Residual(2)",
        "Embedding(pbld(3, 4, 1), 2, 0) -> Dense(4, tanh) -> LayerNorm()"
      })
  void every_network_has_operations_and_tables(String network) throws InterruptedException {
    session.reset(Map.of("v", 1, "network", network));
    JsonNode step = view("step", "row", 1);
    assertThat(step.path("parts").size()).isGreaterThan(5);
    assertThat(cells(step)).isNotEmpty();
    assertThat(step.path("picture").path("cut").asBoolean()).isEqualTo(network.startsWith("20"));
    boolean drawn = !step.path("picture").path("columns").isEmpty();
    assertThat(drawn).isEqualTo(!network.startsWith("Maxout"));
    Set<String> answered = new HashSet<>();
    JsonNode hidden = view("step", "row", 1, "hide", 1, "sums", 1);
    for (int p = 0; p < hidden.path("parts").size(); p++) {
      for (JsonNode span : hidden.path("parts").path(p).path("spans")) {
        if (span.has("blank")) {
          answered.add(answer(p, span.path("blank").asInt(), "sums", 1).path("answer").asString());
        }
      }
    }
    assertThat(answered).hasSizeGreaterThan(5).doesNotContain("");
  }

  private JsonNode answer(int part, int blank, Object... more) throws InterruptedException {
    List<Object> query = new ArrayList<>(List.of("row", 1, "op", part, "blank", blank));
    if (more.length > 0 && !more[0].equals("value")) {
      query.addAll(List.of("reveal", 1));
    }
    query.addAll(List.of(more));
    return view("answer", query.toArray());
  }

  @Test
  void what_is_hidden_is_not_sent() throws InterruptedException {
    session.reset(Map.of("v", 1, "network", "3", "data", "xor"));
    step("epoch", 3);
    BackpropTrace trace = trace(1);
    String json = views.json("step", Map.of("row", "1", "hide", "1", "sums", "1"));
    List<Double> results = new ArrayList<>();
    for (LayerTrace layer : trace.layers()) {
      for (var values : List.of(layer.z(), layer.out(), layer.delta())) {
        for (double v : values.row(0)) {
          results.add(v);
        }
      }
    }
    for (int l = 1; l <= 2; l++) {
      for (double[] row : trace.gradient().parameters().weights(l).toArray()) {
        for (double v : row) {
          results.add(v);
        }
      }
    }
    String shown = views.json("step", Map.of("row", "1", "sums", "1"));
    for (double v : results) {
      String digits = TraceText.result(Math.abs(v));
      assertThat(shown).contains(digits);
      assertThat(json).as("%s", v).doesNotContain(digits);
    }
    assertThat(json).doesNotContain(TraceText.result(trace.gradient().cost().total()));
    assertThat(json).contains(TraceText.given(trace.parameters().weights(1).get(2, 1)));
  }

  @Test
  void a_prediction_is_right_to_the_digits_that_are_shown() throws InterruptedException {
    step("epoch", 2);
    List<TraceText.Part> parts = TraceText.parts(trace(1), Detail.DEFAULT);
    int z = 0;
    while (!parts.get(z).formula().startsWith("z(2)")) {
      z++;
    }
    double value = trace(1).layers().getFirst().z().get(0, 1);
    JsonNode right = answer(z, 1, "value", value);
    assertThat(right.path("right").asBoolean()).isTrue();
    assertThat(right.path("answer").asString()).isEqualTo(TraceText.result(value));
    assertThat(right.path("tolerance").asString()).isEqualTo("0.0001");
    assertThat(answer(z, 1, "value", TraceText.result(value)).path("right").asBoolean()).isTrue();
    assertThat(answer(z, 1, "value", value + 0.00021).path("right").asBoolean()).isFalse();
    JsonNode wrong = answer(z, 1, "value", value + 0.01);
    assertThat(wrong.path("right").asBoolean()).isFalse();
    assertThat(wrong.has("answer")).isFalse();
    assertThat(answer(z, 1, "value", "one").path("right").asBoolean()).isFalse();
    assertThat(answer(z, 1, "reveal", 1).path("answer").asString())
        .isEqualTo(TraceText.result(value));
    assertThatExceptionOfType(SomaException.Usage.class)
        .isThrownBy(() -> answer(99, 0, "value", 1));
    int zAt = z;
    assertThatExceptionOfType(SomaException.Usage.class)
        .isThrownBy(() -> answer(zAt, 99, "value", 1));
  }

  @Test
  void a_check_has_the_numbers_of_the_gradient_check() throws InterruptedException {
    session.reset(Map.of("v", 1, "l2", 0.1));
    step("batch", 3);
    BackpropTrace trace = trace(6);
    GradientCheck check = GradientCheck.of(trace.parameters(), trace.cost(), trace.rows());
    for (String tensor : List.of("W1", "W2", "b1", "b3")) {
      GradientCheck.Comparison c = check.comparison(tensor, 0, 0);
      JsonNode shown = view("check", "row", 6, "tensor", tensor);
      assertThat(shown.path("gradient").asDouble()).isEqualTo(c.entry().gradient());
      assertThat(shown.path("difference").asDouble()).isEqualTo(c.entry().difference());
      assertThat(shown.path("relative").asDouble()).isEqualTo(c.entry().relativeError());
      assertThat(shown.path("h").asDouble()).isEqualTo(c.step());
      assertThat(shown.path("passes").asBoolean()).isTrue();
      assertThat(shown.path("verdict").asString()).startsWith("passed");
    }
    assertThat(view("check", "tensor", "W2", "i", 1, "j", 2).path("name").asString())
        .isEqualTo("W(2)[2, 3]");
    for (Object[] wrong : new Object[][] {{"tensor", "W9"}, {"tensor", "W1", "i", 99}}) {
      assertThatExceptionOfType(SomaException.Usage.class)
          .isThrownBy(() -> view("check", wrong))
          .satisfies(e -> assertThat(e.id()).isEqualTo("E209"));
    }
  }

  @Test
  void a_kink_is_said_and_not_judged() throws InterruptedException {
    session.reset(
        Map.of("v", 1, "network", "2", "activation", "relu", "init", "constant(0)", "bias", 0));
    assertThat(view("check", "tensor", "b1").path("kink").asBoolean()).isTrue();
    assertThat(view("check", "tensor", "b1").path("verdict").asString()).startsWith("at a kink");
  }

  @Test
  void a_check_of_0_against_0_says_that_it_tells_nothing() throws InterruptedException {
    session.reset(Map.of("v", 1, "network", "2", "activation", "relu", "bias", -100));
    JsonNode shown = view("check", "tensor", "W1");
    assertThat(shown.path("gradient").asDouble()).isZero();
    assertThat(shown.path("difference").asDouble()).isZero();
    assertThat(shown.path("lines").path("relative error").asString()).isEqualTo("0e+00");
    assertThat(shown.path("verdict").asString())
        .startsWith("both are 0, so this row tells nothing of it")
        .doesNotContain("passed");
    assertThat(view("check", "tensor", "b2").path("verdict").asString()).startsWith("passed");
  }

  @Test
  void batches_and_epochs_before_and_after_are_named() throws InterruptedException {
    step("epoch", 2);
    long end = session.run().snapshots().latest().when().step();
    JsonNode now = view("step").path("times");
    assertThat(now.path("batch_after").isNull()).isTrue();
    assertThat(now.path("batch_before").asLong()).isEqualTo(end - 1);
    assertThat(now.path("epoch_before").asLong()).isEqualTo(end / 2);
    JsonNode then = view("step", "at", end / 2).path("times");
    assertThat(then.path("epoch_after").asLong()).isEqualTo(end);
    assertThat(then.path("batch_after").asLong()).isEqualTo(end / 2 + 1);
    assertThat(then.path("epoch_before").asLong()).isZero();
  }
}
