package dev.soma.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.cli.screen.Screen;
import dev.soma.eval.Metric;
import dev.soma.kernel.KernelChoice;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Clipping;
import dev.soma.optim.Optimizer;
import dev.soma.optim.RateFactors;
import dev.soma.optim.Schedule;
import dev.soma.train.Execution;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingConfig.Keep;
import dev.soma.train.TrainingConfig.Pace;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What FIT says, and how far its estimate is from runs that were timed.
class FitBlockTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double START = 3;
  private static final Percentage EXACT = Percentage.withPercentage(1e-9);
  private static final NetworkSpec SMALL =
      NetworkSpec.parse("4 -> Dense(8, relu) -> Dense(1, logistic)");
  private static final NetworkSpec LARGE =
      NetworkSpec.parse("99 -> Dense(512, relu) -> Dense(512, relu) -> Dense(1, logistic)");

  private static TrainingConfig config(int batch, int epochs, int patience) {
    return TrainingConfig.of(Loss.LOGISTIC_CROSS_ENTROPY)
        .optimizer(Optimizer.adam(0.01))
        .batch(batch)
        .epochs(epochs)
        .patience(patience);
  }

  private static List<String> told(FitBlock block, double maxSeconds, boolean fast) {
    return told(block, maxSeconds, fast, 120);
  }

  private static List<String> told(FitBlock block, double maxSeconds, boolean fast, int width) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    block.tell(
        new Screen(out, out, new Screen.Look(false, width, false, false), Screen.Loudness.NORMAL),
        new Execution(KernelChoice.forced("scalar"), 1, maxSeconds, () -> false),
        fast);
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static FitBlock block(
      NetworkSpec network, TrainingConfig config, int rows, int networks) {
    return new FitBlock(network, config, Metric.LOG_LOSS, rows, 0, false, networks, 1);
  }

  /// Undisturbed trainings of two threads, warm but for the first: docs/decisions/0076.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          11 + onehot(2)             | 128, relu |   3617 |  639 |  64 | 46 | 1 | 0.8
          6 + onehot(9, 16, 7, 15, 6, 5, 2, 42) | 256, relu | 33212 | 5861 | 256 | 20 | 1 | 17
          10 + onehot(4, 4)          | 256, relu |  11818 | 2085 | 128 | 86 | 1 | 9.8
          10                         | 256, relu |  12934 | 2282 | 128 | 42 | 1 | 3.7
          44                         | 128, relu |   4079 |  720 |  64 | 100 | 1 | 1.5
          784                        | 256, relu |  51000 | 9000 | 256 | 20 | 1 | 25
          784                        | 512, relu |  48000 | 12000 | 256 | 12 | 5 | 156
          18:6                       | 64, selu  |    570 |  142 |  64 | 64 | 5 | 0.9
          12:11                      | 256, mish |   3405 |  851 | 256 | 64 | 5 | 27
          18:10                      | 256, mish |  11122 | 2781 | 256 | 64 | 5 | 67
          10:10                      | 256, selu |  12173 | 3043 | 256 | 64 | 5 | 74
          44:44                      | 256, selu |   3839 |  960 | 256 | 64 | 5 | 34
          36:36                      | 256, selu |   4118 | 1030 | 256 | 64 | 5 | 40
          """)
  void an_estimate_is_within_half_of_what_undisturbed_runs_took(
      String input,
      String layer,
      int rows,
      int validation,
      int batch,
      int epochs,
      int networks,
      double seconds) {
    String[] shape = input.split(":");
    String dense = " -> Dense(" + layer + ")";
    String front = "";
    if (shape.length == 2) { // the recipe of the normal effort, with so many numbers embedded
      dense = dense.replace(")", ", ntp, parametric)").repeat(3);
      front = " -> Embedding(pbld(16, 4, 0.1), " + shape[1] + ", 8) -> Scale()";
    } else {
      dense = dense.repeat(2);
    }
    NetworkSpec network = NetworkSpec.parse(shape[0] + front + dense + " -> Dense(1, identity)");
    double said =
        Estimate.seconds(network, config(batch, epochs, 0), rows, validation, networks, 1, 2);
    assertThat((said - START) / seconds).isBetween(0.6, 1.5);
  }

  @Test
  void a_short_run_of_one_network_says_nothing_of_time() {
    assertThat(told(block(SMALL, config(32, 10, 0), 100, 1), INFINITY, true))
        .containsExactly(
            "FIT    adam η 0.01 · constant · batch 32 (4 per epoch, last one 4) · ≤ 10 epochs ·"
                + " scalar (forced) · 1 thread");
  }

  @Test
  void several_networks_are_said_and_that_fast_takes_less() {
    assertThat(told(block(SMALL, config(32, 10, 0), 100, 5), INFINITY, false).get(1))
        .isEqualTo("  5 networks, averaged; some seconds (--effort fast: less)");
  }

  @Test
  void how_many_are_trained_at_a_time_is_said_and_counted() {
    TrainingConfig c = config(32, 10, 0);
    assertThat(
            told(new FitBlock(SMALL, c, Metric.LOG_LOSS, 100, 0, false, 5, 2), INFINITY, false)
                .get(1))
        .isEqualTo("  5 networks, 2 at a time, averaged; some seconds (--effort fast: less)");
    double one = Estimate.seconds(LARGE, c, 10_000, 0, 1, 1, 2) - START;
    double five = Estimate.seconds(LARGE, c, 10_000, 0, 5, 2, 2) - START;
    double after = Estimate.seconds(LARGE, c, 10_000, 0, 5, 1, 2) - START;
    assertThat(five).isBetween(one, after);
    double six = Estimate.seconds(LARGE, c, 10_000, 0, 6, 2, 2) - START;
    assertThat(six / five).as("a quarter of the first alone").isCloseTo(3.125 / 2.625, EXACT);
  }

  @Test
  void at_most_is_said_of_what_may_end_sooner() {
    TrainingConfig whole = config(256, 40, 0);
    assertThat(told(block(LARGE, whole, 20_000, 1), INFINITY, true).get(1))
        .matches("  about \\d+ s");
    assertThat(told(block(LARGE, config(256, 40, 5), 20_000, 1), INFINITY, true).get(1))
        .matches("  about \\d+ s at most");
    assertThat(told(block(LARGE, whole.optimizer(Optimizer.lbfgs()), 20_000, 1), INFINITY, true))
        .anyMatch(l -> l.matches("  about \\d+ s at most"));
    assertThat(told(block(LARGE, whole, 20_000, 3), 20, true).get(1))
        .isEqualTo("  3 networks, averaged; about 20 s at most");
    assertThat(told(block(LARGE, whole, 20_000, 3), 5, true).get(1))
        .isEqualTo("  3 networks, averaged; some seconds");
  }

  @Test
  void what_costs_time_is_counted() {
    TrainingConfig c = config(100, 100, 0);
    String plain = "50 -> Dense(64, relu) -> Dense(1, logistic)";
    double one = seconds(plain, c, 0, 1, 1);
    assertThat(seconds(plain, c, 0, 5, 1)).isCloseTo(5 * one, EXACT);
    assertThat(seconds(plain, c, 0, 1, 2)).isLessThan(one);
    assertThat(seconds(plain, c, 5_000, 1, 1)).isBetween(one * 1.01, one * 1.17);
    assertThat(seconds(plain, c.maxSteps(50), 0, 1, 1)).isCloseTo(one / 200, EXACT);
    assertThat(seconds("50 -> Maxout(64, 3) -> Dense(1, logistic)", c, 0, 1, 1))
        .isGreaterThan(2 * one);
    assertThat(
            seconds("50 -> Embedding(pbld(16, 4, 0.1), 50, 0) -> Dense(1, logistic)", c, 0, 1, 1))
        .isGreaterThan(5 * one);
    assertThat(seconds(plain.replaceFirst("50", "50 + onehot(900)"), c, 0, 1, 1))
        .as("a level is looked up, not multiplied by")
        .isLessThan(2 * one);
  }

  /// Of 10,000 rows, without the start.
  private static double seconds(
      String network, TrainingConfig config, int validation, int networks, int threads) {
    NetworkSpec spec = NetworkSpec.parse(network);
    return Estimate.seconds(spec, config, 10_000, validation, networks, 1, threads) - START;
  }

  @Test
  void what_else_is_on_is_said_in_the_words_of_its_flags_and_in_lines_of_the_screen() {
    NetworkSpec drops =
        NetworkSpec.parse("4 -> Dense(8, relu) -> Dropout(0.1) -> Dense(1, identity)");
    Schedule late = Schedule.parse("flat_cosine");
    Pace pace = new Pace(RateFactors.parse("bias=0.1,scale=6"), late, late);
    TrainingConfig all =
        config(32, 10, 0)
            .optimizer(Optimizer.adamW(0.01, 0.02))
            .pace(pace)
            .clipping(Clipping.parse("1"))
            .keep(new Keep(false, 0.99, true));
    FitBlock block = new FitBlock(drops, all, Metric.RMSE, 100, 0, true, 1, 1);
    assertThat(told(block, INFINITY, true).subList(1, 3))
        .containsExactly(
            "  with ema 0.99 · last-best · clip-targets · clip norm(1) · decay-schedule flat_cosine"
                + " · dropout-schedule flat_cosine",
            "       rate-factor bias=0.1,scale=6");
    assertThat(told(block, INFINITY, true, 80))
        .hasSize(4)
        .anyMatch(
            l -> l.equals("       decay-schedule flat_cosine · dropout-schedule flat_cosine"));
    TrainingConfig mean = config(32, 10, 0).pace(pace).keep(Keep.BEST.averaged(true));
    assertThat(told(block(SMALL, mean, 100, 1), INFINITY, true).subList(1, 2))
        .as("without adamw and dropout their schedules do nothing")
        .containsExactly("  with averaged · rate-factor bias=0.1,scale=6");
  }
}
