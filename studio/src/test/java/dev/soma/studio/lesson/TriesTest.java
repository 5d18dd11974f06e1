package dev.soma.studio.lesson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.lesson.Lesson;
import dev.soma.nn.Parameters;
import dev.soma.studio.Looking;
import dev.soma.studio.run.Run;
import dev.soma.studio.run.Settings;
import java.util.Base64;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What a lesson says of its links is what the page shows behind them, at the end of their runs.
class TriesTest extends Looking {
  /// What stands at the end.
  private record End(Run run, double j, double validation, int wrong, int missed) {
    private Parameters weights() {
      return run.snapshots().latest().parameters();
    }

    private double squares() {
      double sum = 0;
      for (Parameters.Group g : weights().groups()) {
        for (int i = 0; g.name().startsWith("W") && i < g.size(); i++) {
          sum += Math.pow(weights().values()[g.offset() + i], 2);
        }
      }
      return sum;
    }

    /// A number of a tensor.
    private float at(String group, int i) {
      for (Parameters.Group g : weights().groups()) {
        if (g.name().equals(group)) {
          return weights().values()[g.offset() + i];
        }
      }
      throw new IllegalArgumentException(group);
    }
  }

  private void begin(Lesson lesson, int k) {
    session.reset(Tries.of(lesson).get(k).settings());
    session.speed(0);
  }

  private End end(Lesson lesson, int k) throws InterruptedException {
    begin(lesson, k);
    session.run().control("start");
    while (!session.run().ended()) {
      assertThat(session.run().awaitHeld(10_000)).isTrue();
    }
    Run run = session.run();
    var last = run.last();
    assertThat(last).isNotNull();
    assertThat(run.snapshots().latest().when().epoch())
        .as("the last epoch stands")
        .isEqualTo(run.failure() == null ? run.config().epochs() : last.bestEpoch());
    return new End(run, last.j(), last.validationLoss(), wrong("training"), wrong("validation"));
  }

  private int wrong(String part) throws InterruptedException {
    JsonNode results = view("results", "part", part);
    for (JsonNode score : results.path("scores")) {
      if (score.path("name").asString().equals("accuracy")) {
        double right = score.path("value").asDouble() * results.path("rows").asInt();
        return results.path("rows").asInt() - (int) Math.round(right);
      }
    }
    return -1; // of numbers
  }

  @Test
  void every_lesson_has_something_to_try_and_the_page_takes_all_of_its_settings() {
    Set<String> views =
        Set.of("boundary", "curves", "step", "network", "units", "health", "lessons", "lab");
    for (Lesson lesson : Lesson.values()) {
      assertThat(Tries.of(lesson)).as(lesson.text()).isNotEmpty();
      assertThat(Tries.look(lesson)).as(lesson.text()).isNotBlank();
      for (Tries.Try t : Tries.of(lesson)) {
        session.reset(t.settings());
        assertThat(session.run().settings())
            .as("whatever was learned before: " + t.text())
            .isEqualTo(Settings.START.with(t.settings()));
        assertThat(views).contains(t.view());
      }
    }
  }

  @Test
  void lambda_is_seen_in_the_border_the_weights_and_the_validation_loss()
      throws InterruptedException {
    End free = end(Lesson.L2, 0);
    byte[] border = said();
    End held = end(Lesson.L2, 1);
    byte[] smooth = said();
    long other = IntStream.range(0, border.length).filter(i -> border[i] != smooth[i]).count();
    assertThat(other).as("of " + border.length).isGreaterThan(border.length / 20);
    assertThat(free.wrong).isZero();
    assertThat(held.wrong).isPositive();
    assertThat(free.missed).isGreaterThanOrEqualTo(held.missed + 3);
    assertThat(free.validation).isGreaterThan(5 * held.validation);
    assertThat(free.squares()).isGreaterThan(20 * held.squares());
    End still = end(Lesson.L2, 2);
    assertThat(still.squares()).isLessThan(1e-6);
    assertThat(still.wrong).isEqualTo(21);
  }

  /// What is said all over the plane.
  private byte[] said() throws InterruptedException {
    return Base64.getDecoder().decode(view("boundary").path("said").asString());
  }

  @Test
  void rates_creep_arrive_bounce_and_diverge() throws InterruptedException {
    double[] creeps = slopes(0);
    double[] arrives = slopes(1);
    double[] bounces = slopes(2);
    double best = arrives[3];
    assertThat(arrives[1]).isCloseTo(best, within(1e-4));
    for (int i = 1; i < 4; i++) {
      assertThat((creeps[i] - best) / (creeps[i - 1] - best)).isCloseTo(0.9, within(0.01));
      assertThat((bounces[i] - best) / (bounces[i - 1] - best)).isCloseTo(-0.9, within(0.01));
    }
    End diverged = end(Lesson.RATE, 3);
    assertThat(diverged.run.failure()).isNotNull();
  }

  /// W(1) of the line before the first step and after each of three.
  private double[] slopes(int k) throws InterruptedException {
    begin(Lesson.RATE, k);
    double[] w = new double[4];
    for (int i = 0; i < w.length; i++) {
      step("batch", i == 0 ? 0 : 1);
      w[i] = session.run().snapshots().latest().parameters().values()[0];
    }
    return w;
  }

  @Test
  void one_line_cannot_part_xor_and_two_can() throws InterruptedException {
    assertThat(end(Lesson.XOR, 0).wrong).isGreaterThan(20);
    assertThat(end(Lesson.XOR, 1).wrong).isZero();
    assertThat(end(Lesson.XOR, 2).wrong).isZero();
  }

  @Test
  void units_that_start_alike_stay_alike() throws InterruptedException {
    assertThat(end(Lesson.ZERO_INIT, 0).squares()).isZero();
    End alike = end(Lesson.ZERO_INIT, 1);
    End drawn = end(Lesson.ZERO_INIT, 2);
    for (int unit = 1; unit < 4; unit++) {
      assertThat(alike.at("W1", 2 * unit)).isEqualTo(alike.at("W1", 0)).isNotEqualTo(0.5f);
      assertThat(drawn.at("W1", 2 * unit)).isNotEqualTo(drawn.at("W1", 0));
    }
  }

  @Test
  void dead_flat_and_deep_networks_hardly_learn_and_the_others_do() throws InterruptedException {
    assertThat(dead(0)).isGreaterThan(0.3);
    assertThat(dead(1)).isZero();
    assertThat(end(Lesson.SATURATION, 0).j).isGreaterThan(2 * end(Lesson.SATURATION, 1).j);
    End logistic = end(Lesson.DEPTH, 0);
    assertThat(logistic.j).isBetween(0.69, 0.7);
    assertThat(end(Lesson.DEPTH, 1).j).isLessThan(0.1);
  }

  /// The share of units that are dead from the beginning to the end.
  private double dead(int k) throws InterruptedException {
    end(Lesson.DEAD_RELU, k);
    JsonNode share = view("health").path("layers").path(0).path("share");
    double least = Math.min(share.path(0).asDouble(), share.path(share.size() - 1).asDouble());
    double most = Math.max(share.path(0).asDouble(), share.path(share.size() - 1).asDouble());
    return k == 0 ? least : most;
  }

  @Test
  void one_unit_is_a_step_and_sixteen_follow_the_sine() throws InterruptedException {
    assertThat(end(Lesson.APPROXIMATE, 0).j).isGreaterThan(0.02);
    assertThat(end(Lesson.APPROXIMATE, 1).j).isLessThan(0.001);
    End logistic = end(Lesson.PERCEPTRON, 0);
    assertThat(logistic.wrong).isBetween(5, 30);
  }
}
