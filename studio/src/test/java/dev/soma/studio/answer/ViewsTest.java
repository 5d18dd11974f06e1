package dev.soma.studio.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.error.SomaException;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Seeds;
import dev.soma.studio.Looking;
import dev.soma.studio.draw.Contour;
import dev.soma.studio.draw.Plane;
import dev.soma.studio.run.Run;
import dev.soma.studio.share.Work;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.Backpropagation;
import dev.soma.trace.DoubleMatrix;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.text.Detail;
import dev.soma.trace.text.TraceText;
import dev.soma.train.diagnose.Probe;
import dev.soma.train.diagnose.UnitSlopes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is drawn is what the engines say.
class ViewsTest extends Looking {
  private BackpropTrace trace(int row, int at) {
    Run run = session.run();
    return run.subject()
        .trace(ReferenceParameters.of(run.snapshots().at(at).parameters()), row)
        .withUpdate(run.config().optimizer().rate())
        .withCheck("W1", 0, 0);
  }

  private String weight(Map<String, Object> asked) throws InterruptedException {
    return views.whatIf(asked, new Work(session.account(), "", true));
  }

  @Test
  void the_digits_of_a_step_are_those_of_the_trace() throws InterruptedException {
    session.reset(Map.of("v", 1, "l2", 0.01, "data", "blobs"));
    step("batch", 3);
    for (int at : new int[] {0, 2, 3}) {
      JsonNode step = view("step", "row", 5, "at", at);
      String text = TraceText.text(trace(5, at), Detail.DEFAULT);
      assertThat(step.path("text").asString()).isEqualTo(text);
      assertThat(step.path("step").asInt()).isEqualTo(at);
      List<String> pieces = new ArrayList<>();
      for (JsonNode part : step.path("parts")) {
        pieces.add(part.path("formula").asString().strip());
        pieces.add(part.path("value").asString());
        part.path("notes").forEach(n -> pieces.add(n.asString()));
      }
      pieces.removeIf(String::isEmpty);
      assertThat(pieces).hasSizeGreaterThan(20).allSatisfy(p -> assertThat(text).contains(p));
    }
    assertThat(view("step", "row", 5, "at", 0).path("parts"))
        .isNotEqualTo(view("step", "row", 5, "at", 3).path("parts"));
  }

  @Test
  void the_drawing_has_the_weights_of_the_trace() throws InterruptedException {
    step("batch", 2);
    JsonNode network = view("network", "row", 4);
    BackpropTrace trace = trace(4, -1);
    JsonNode first = network.path("links").path(0);
    assertThat(first.path("w").path(3).path(1).asDouble())
        .isEqualTo(trace.parameters().weights(1).get(3, 1));
    assertThat(first.path("gradient").path(3).path(1).asDouble())
        .isEqualTo(trace.gradient().parameters().weights(1).get(3, 1));
    assertThat(network.path("columns").path(1).path("a").path(2).asDouble())
        .isEqualTo(trace.layers().getFirst().out().get(0, 2));
    float now = session.run().snapshots().at(2).parameters().values()[7];
    float then = session.run().snapshots().at(1).parameters().values()[7];
    assertThat(first.path("update").path(3).path(1).asDouble())
        .isCloseTo((double) now - then, Offset.offset(1e-6));
  }

  @Test
  void another_value_of_a_weight_changes_j_as_its_gradient_says() throws InterruptedException {
    step("epoch", 1);
    ReferenceParameters p = ReferenceParameters.of(session.run().snapshots().latest().parameters());
    double w = p.weights(2).get(1, 3);
    Map<String, Object> asked = Map.of("tensor", "W2", "i", 1, "j", 3, "value", w + 1e-4);
    JsonNode answer = JsonMapper.shared().readTree(weight(asked));
    assertThat(answer.path("old").asDouble()).isEqualTo(w);
    assertThat(answer.path("rows").asInt()).isEqualTo(140);
    double change = answer.path("change").asDouble();
    assertThat(change).isNotZero();
    assertThat(answer.path("linear").asDouble()).isCloseTo(change, Offset.offset(1e-7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "W9 | 0 | 0 | no tensor W(9) · this network has W(1), b(1), W(2), b(2), W(3), b(3)"
            + " | look.pick=W(1)[1, 1] in the address",
        "x | 0 | 0 | no tensor \"x\" · this network has W(1), b(1), W(2), b(2), W(3), b(3)"
            + " | look.pick=W(1)[1, 1] in the address",
        "W1 | 0 | 9 | no W(1)[1, 10] · W(1) is [8 x 2] | look.pick=W(1)[1, 2] in the address",
        "W1 | -1 | 0 | no W(1)[0, 1] · W(1) is [8 x 2] | look.pick=W(1)[1, 1] in the address",
        "b2 | 8 | 0 | no b(2)[9] · b(2) has 8 numbers | look.pick=b(2)[8] in the address",
        "b2 | 0 | 1 | no b(2)[1, 2] · b(2) has 8 numbers | look.pick=b(2)[1] in the address"
      })
  void a_parameter_that_is_not_there_is_named_as_on_the_page(
      String tensor, int row, int col, String message, String fix) {
    Map<String, Object> asked = Map.of("tensor", tensor, "i", row, "j", col, "value", 1);
    assertThatExceptionOfType(SomaException.Usage.class)
        .isThrownBy(() -> weight(asked))
        .withMessage(message)
        .satisfies(e -> assertThat(e.id()).isEqualTo("E209"))
        .satisfies(e -> assertThat(e.fixes()).containsExactly(fix));
    assertThatExceptionOfType(SomaException.Usage.class)
        .isThrownBy(() -> view("check", "tensor", tensor, "i", row, "j", col))
        .withMessage(message)
        .satisfies(e -> assertThat(e.fixes()).containsExactly(fix));
  }

  @Test
  void the_boundary_says_what_the_model_says_at_its_points() throws InterruptedException {
    step("epoch", 30);
    JsonNode boundary = view("boundary");
    JsonNode training = boundary.path("points").path(0);
    int wrong = 0;
    for (int i = 0; i < training.path("x").size(); i++) {
      boolean right = trace(i, -1).decisions().getFirst().right();
      assertThat(training.path("wrong").path(i).asInt() == 0).as("row %d", i).isEqualTo(right);
      wrong += right ? 0 : 1;
    }
    assertThat(training.path("x").size()).isEqualTo(140);
    assertThat(wrong).isLessThan(70);
  }

  @Test
  void the_lines_of_first_units_are_straight_and_where_z_is_0() throws InterruptedException {
    session.reset(Map.of("v", 1, "activation", "relu", "network", "4"));
    JsonNode boundary = view("boundary");
    assertThat(boundary.path("hinges").size()).isEqualTo(4);
    float[] z = new float[25];
    for (int i = 0; i < 25; i++) {
      z[i] = i % 5 - 1.5f; // zero at x = 1.5
    }
    List<Integer> segments = Contour.segments(z, 5);
    assertThat(segments).hasSize(16);
    for (int i = 0; i < 16; i += 2) {
      assertThat(segments.get(i)).isEqualTo(150);
    }
  }

  @Test
  void the_curve_over_one_column_is_that_of_the_reference_engine() throws InterruptedException {
    for (String gives : List.of("numbers", "classes")) {
      session.reset(Map.of("v", 1, "data", "formula", "formula", "x - 0.4", "gives", gives));
      step("epoch", 3);
      JsonNode boundary = view("boundary");
      assertThat(boundary.path("lines").size()).isEqualTo(1);
      JsonNode line = boundary.path("lines").path(0);
      assertThat(line.size()).isEqualTo(200);
      Run run = session.run();
      Plane plane = Plane.of(run.subject(), "", "");
      DoubleMatrix outputs =
          Backpropagation.outputs(
              ReferenceParameters.of(run.snapshots().latest().parameters()),
              Plane.inputs(plane.grid(200)));
      double sd = 1;
      double mean = 0;
      if (run.subject().target() instanceof TargetEncoder.Numbers numbers) {
        sd = numbers.sds().getFirst();
        mean = numbers.means().getFirst();
      }
      for (int i = 0; i < 200; i++) {
        assertThat(line.path(i).asDouble())
            .isCloseTo(outputs.get(i, 0) * sd + mean, Offset.offset(1e-5));
      }
    }
  }

  @Test
  void large_networks_and_sets_are_sampled_and_said_to_be() throws InterruptedException {
    session.reset(Map.of("v", 1, "rows", 3000, "network", "80, 3", "activation", "relu"));
    assertThat(view("boundary").path("sampled").asString())
        .isEqualTo("1000 of 3000 points are drawn");
    assertThat(view("boundary").path("hinges_left_out").asInt()).isEqualTo(56);
    JsonNode column = view("network").path("columns").path(1);
    assertThat(column.path("units").size()).isEqualTo(64);
    assertThat(column.path("of").asInt()).isEqualTo(80);
    assertThat(view("units").path("units").size()).isEqualTo(32);
  }

  @Test
  void the_health_of_units_is_that_of_the_rows_of_diagnostics() throws InterruptedException {
    for (int rows : new int[] {50, 3000}) {
      session.reset(Map.of("v", 1, "rows", rows, "activation", "relu"));
      Run run = session.run();
      Dataset probed = Probe.sample(run.subject().training());
      JsonNode health = view("health");
      assertThat(health.path("rows").asInt()).isEqualTo(probed.rows());
      try (Workspace ws =
          new Workspace(run.spec(), probed.rows(), KernelChoice.auto().create(1), Seeds.of(0))) {
        Network network = Network.of(run.snapshots().latest().parameters());
        UnitSlopes first = UnitSlopes.on(network, probed, ws).getFirst();
        assertThat(health.path("layers").path(0).path("share").path(0).asDouble())
            .isEqualTo((double) first.silent() / first.units());
      }
    }
  }

  @Test
  void units_show_the_derivative_of_their_function() throws InterruptedException {
    session.reset(Map.of("v", 1, "activation", "relu"));
    for (JsonNode unit : view("units", "what", "slope").path("units")) {
      assertThat(unit.path("low").asDouble()).isIn(0.0, 1.0);
      assertThat(unit.path("high").asDouble()).isIn(0.0, 1.0);
    }
    assertThatExceptionOfType(SomaException.Usage.class)
        .isThrownBy(() -> view("units", "what", "colour"));
  }

  @Test
  void a_view_draws_the_nearest_step_and_says_it_but_nothing_for_what_is_no_step()
      throws InterruptedException {
    step("batch", 3);
    for (String name : List.of("step", "results", "whatif", "network", "units", "boundary")) {
      assertThat(view(name, "at", 2).path("step").asInt()).as(name).isEqualTo(2);
      assertThat(view(name, "at", "99999999999999999999").path("step").asInt()).isEqualTo(3);
      for (String bad : List.of("", "-7", "x", "1e1")) {
        assertThatExceptionOfType(SomaException.Usage.class)
            .isThrownBy(() -> view(name, "at", bad))
            .withMessageContaining("kept are 0 to 3")
            .satisfies(e -> assertThat(e.id()).isEqualTo("E209"));
      }
    }
    Map<String, Object> tried = Map.of("tensor", "W1", "value", 1, "at", 4);
    assertThatExceptionOfType(SomaException.Usage.class)
        .isThrownBy(() -> weight(tried))
        .withMessage("no step 4 · kept are 0 to 3");
  }

  @Test
  void a_picture_is_computed_once_while_nothing_changes() throws InterruptedException {
    String first = views.json("boundary", Map.of());
    assertThat(views.json("boundary", Map.of())).isSameAs(first);
    step("batch", 1);
    assertThat(views.json("boundary", Map.of())).isNotEqualTo(first);
    assertThat(views.json("nothing", Map.of())).isNull();
  }

  @Test
  void while_a_frame_waits_for_the_allowance_a_person_is_answered() throws Exception {
    session.speed(1);
    session.run().control("start");
    session.account().spent(500_000_000); // a frame waits for more than 5 s
    Work frame = new Work(session.account(), "1", false);
    FutureTask<String> waits = new FutureTask<>(() -> views.json("curves", Map.of(), frame));
    Thread.ofPlatform().daemon().start(waits);
    Map<String, Object> asked = Map.of("tensor", "W1", "value", 1);
    session.account().rested(5_000_000_000L); // 0.1 s is owed
    assertThat(weight(asked)).contains("\"change\"");
    assertThat(view("boundary").path("run").asInt()).isEqualTo(1);
    assertThat(waits.isDone()).isFalse();
    session.run().control("pause");
    assertThat(waits.get(10, TimeUnit.SECONDS)).contains("\"epoch\"");
  }
}
