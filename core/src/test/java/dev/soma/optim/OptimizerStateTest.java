package dev.soma.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.soma.kernel.ForcedKernels;
import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import dev.soma.math.Seeds;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerStateTest {
  private static final NetworkSpec SIX = NetworkSpec.parse("2 -> Dense(2, identity)");

  static List<Optimizer.Stochastic> all() {
    return Optimizer.names().stream()
        .map(Optimizer::parse)
        .filter(Optimizer.Stochastic.class::isInstance)
        .map(Optimizer.Stochastic.class::cast)
        .toList();
  }

  private static Parameters start() {
    Parameters p = Parameters.zeros(SIX);
    System.arraycopy(new float[] {0.5f, -0.25f, 1, 0.125f, 0.75f, -1.5f}, 0, p.values(), 0, 6);
    return p;
  }

  /// g_i = sin(1 + i + 7 t) 10^(i - 3).
  private static void gradientOf(int t, Parameters gradient) {
    for (int i = 0; i < gradient.size(); i++) {
      gradient.values()[i] =
          (float) (StrictMath.sin(1 + i + 7 * t) * StrictMath.pow(10, i % 6 - 3));
    }
  }

  private static void run(OptimizerState state, Parameters p, int from, int to, double rate) {
    Parameters gradient = p.zerosLike();
    for (int t = from; t < to; t++) {
      gradientOf(t, gradient);
      state.step(p, gradient, rate);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void a_step_on_sums_has_the_bits_of_the_mean_and_then_a_step(Optimizer.Stochastic optimizer) {
    Parameters means = start();
    Parameters sums = start();
    OptimizerState one = optimizer.start(means);
    OptimizerState other = optimizer.start(sums);
    Parameters gradient = means.zerosLike();
    try (Kernels kernels = KernelChoice.forced("scalar").create(1)) {
      for (int t = 0; t < 9; t++) {
        gradientOf(t, gradient);
        other.step(sums, gradient, 7, 0.05, 0.5, kernels);
        one.mean(gradient, 7, kernels);
        one.step(means, gradient, 1, 0.05, 0.5, kernels);
        assertThat(sums.values()).as("step %d", t).isEqualTo(means.values());
      }
    }
    one.arrays().forEach((name, m) -> assertThat(other.arrays().get(name)).as(name).isEqualTo(m));
  }

  // Expected: torch.optim of PyTorch 2.13.0 in double, 20 steps with the gradients above; weight
  // decay on the four weights, not on the two biases.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sgd|0.1|0.499779598,-0.251272943,1.00828472,0.341819407,2.26448821,-6.81631129
          momentum(mu=0.8)|0.05|0.499725614,-0.250619003,1.02074959,0.411121249,1.76688074,-19.1236647
          nesterov(mu=0.8)|0.05|0.499670291,-0.251131674,1.02074203,0.462306703,2.3207487,-18.2570874
          rmsprop(rho=0.9, eps=0.001)|0.01|0.484582759,-0.271160992,1.02400795,0.186142798,0.783038828,-1.51910673
          adagrad|0.05|0.415158593,-0.284184827,1.03615466,0.215907342,0.79317817,-1.53451242
          adadelta|1|0.497861554,-0.254866773,1.00339239,0.133726046,0.755946193,-1.50266247
          adadelta(rho=0.8, eps=0.01)|0.5|0.498897997,-0.256363111,1.03812609,0.436655279,0.989522968,-1.59639281
          adam|0.01|0.455766173,-0.265250866,1.02889062,0.171942359,0.770487623,-1.52387731
          adam(b1=0.8, b2=0.95, eps=0.01)|0.03|0.491871309,-0.269857904,1.05703004,0.234482881,0.806097381,-1.54567654
          adamw(decay=0.1)|0.02|0.394756837,-0.269591529,1.01686403,0.210961649,0.790975246,-1.54775462
          """)
  void steps_are_those_of_pytorch(String text, double rate, String expected) {
    Parameters p = start();
    Optimizer.Stochastic optimizer = (Optimizer.Stochastic) Optimizer.parse(text);
    run(optimizer.start(p), p, 0, 20, rate);
    double[] want = Arrays.stream(expected.split(",")).mapToDouble(Double::parseDouble).toArray();
    for (int i = 0; i < want.length; i++) {
      assertThat((double) p.values()[i])
          .as("%s, parameter %d", text, i)
          .isCloseTo(want[i], within(2e-6 * Math.max(1, Math.abs(want[i]))));
    }
  }

  @Test
  void adam_corrects_the_bias_of_its_first_step_by_hand() {
    Parameters p = Parameters.zeros(SIX);
    Parameters gradient = p.zerosLike();
    Arrays.fill(gradient.values(), -4);
    Optimizer.adam(0.25).start(p).step(p, gradient, 0.25);
    assertThat(p.values()[0]).isCloseTo(0.25f, within(1e-6f)); // m / sqrt(v) is the sign
  }

  @Test
  void decay_never_touches_biases() {
    Parameters p = start();
    OptimizerState state = Optimizer.adamW(0.1, 0.5).start(p);
    state.step(p, p.zerosLike(), 0.1);
    assertThat(p.values()).containsExactly(0.475f, -0.2375f, 0.95f, 0.11875f, 0.75f, -1.5f);
  }

  @Test
  void a_rate_factor_multiplies_the_rate_once_and_the_decay_twice() {
    Parameters p = start();
    RateFactors factors = RateFactors.parse("weight=0.5,bias=3");
    OptimizerState state = Optimizer.adamW(0.1, 0.5).start(p, factors);
    Parameters gradient = p.zerosLike();
    gradient.values()[0] = -4;
    gradient.values()[5] = -4;
    float w = p.values()[0];
    float other = p.values()[1];
    float b = p.values()[5];
    state.step(p, gradient, 0.1);
    // the first step of Adam is the rate against the sign of the gradient
    double pull = 0.5 * 0.1 * 0.5 * 0.5;
    assertThat((double) p.values()[0]).isCloseTo(w * (1 - pull) + 0.1 * 0.5, within(1e-6));
    assertThat((double) p.values()[1]).isCloseTo(other * (1 - pull), within(1e-6));
    assertThat((double) p.values()[5]).isCloseTo(b + 0.1 * 3, within(1e-6));
  }

  @Test
  void a_factor_of_the_decay_changes_the_decay_alone() {
    Parameters p = start();
    try (Kernels kernels = KernelChoice.forced("scalar").create(1)) {
      Optimizer.adamW(0.1, 0.5).start(p).step(p, p.zerosLike(), 1, 0.1, 0.5, kernels);
    }
    assertThat(p.values()).containsExactly(0.4875f, -0.24375f, 0.975f, 0.121875f, 0.75f, -1.5f);
  }

  @ParameterizedTest
  @MethodSource("all")
  void factors_of_one_half_are_half_the_rate_to_the_bit(Optimizer.Stochastic optimizer) {
    if (optimizer instanceof Optimizer.AdamW) {
      return; // its decay has the factor twice
    }
    Parameters all = start();
    Parameters half = start();
    run(optimizer.start(all, RateFactors.parse("weight=0.5,bias=0.5")), all, 0, 9, 0.06);
    run(optimizer.start(half), half, 0, 9, 0.03);
    assertThat(all.values()).isEqualTo(half.values()).isNotEqualTo(start().values());
  }

  @ParameterizedTest
  @MethodSource("all")
  void threads_that_share_a_step_give_its_bits(Optimizer.Stochastic optimizer) {
    Parameters alone =
        Parameters.zeros(NetworkSpec.parse("30 -> Dense(9, relu) -> Dense(4, identity)"));
    for (int i = 0; i < alone.size(); i++) {
      alone.values()[i] = (i % 7 - 3) * 0.1f;
    }
    Parameters shared = alone.copy();
    Parameters gradient = alone.zerosLike();
    OptimizerState one = optimizer.start(alone);
    OptimizerState many = optimizer.start(shared);
    try (Kernels kernels = ForcedKernels.of(0).create(3)) {
      for (int t = 0; t < 5; t++) {
        gradientOf(t, gradient);
        one.step(alone, gradient, 0.01);
        many.step(shared, gradient, 0.01, kernels);
      }
    }
    assertThat(shared.values()).isEqualTo(alone.values());
    assertThat(many.arrays()).usingRecursiveComparison().isEqualTo(one.arrays());
  }

  @ParameterizedTest
  @MethodSource("all")
  void a_rate_of_zero_moves_nothing_but_the_moments(Optimizer.Stochastic optimizer) {
    Parameters p = start();
    OptimizerState state = optimizer.start(p);
    run(state, p, 0, 3, 0);
    assertThat(p.values()).isEqualTo(start().values());
    assertThat(state.steps()).isEqualTo(3);
    for (Map.Entry<String, float[]> moment : state.arrays().entrySet()) {
      assertThat(moment.getValue()).as(moment.getKey()).doesNotContain(0f);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void every_optimizer_finds_the_minimum_of_a_bowl(Optimizer.Stochastic optimizer) {
    Parameters p = start();
    OptimizerState state = optimizer.start(p);
    Parameters gradient = p.zerosLike();
    boolean adagrad = optimizer instanceof Optimizer.Adagrad; // has a schedule of its own
    boolean adadelta = optimizer instanceof Optimizer.Adadelta; // slow, and never quite at rest
    for (int t = 0; t < (adadelta ? 20_000 : 3_000); t++) {
      for (int i = 0; i < p.size(); i++) {
        gradient.values()[i] = (1 + i) * p.values()[i];
      }
      state.step(p, gradient, adagrad ? 0.5 : adadelta ? 1 : 0.05 / (1 + 0.02 * t));
    }
    for (float w : p.values()) {
      assertThat(w).as("%s", optimizer).isCloseTo(0f, within(adadelta ? 0.1f : 0.02f));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void an_exported_state_goes_on_with_the_same_bits(Optimizer.Stochastic optimizer) {
    Parameters unbroken = start();
    run(optimizer.start(unbroken), unbroken, 0, 9, 0.03);

    Parameters p = start();
    OptimizerState first = optimizer.start(p);
    run(first, p, 0, 4, 0.03);
    OptimizerState resumed =
        OptimizerState.restore(optimizer, p, RateFactors.NONE, first.steps(), first.arrays());
    OptimizerState copied = first.copy();
    Parameters other = p.copy();
    run(resumed, p, 4, 9, 0.03);
    assertThat(p.values()).isEqualTo(unbroken.values());
    run(copied, other, 4, 9, 0.03);
    assertThat(other.values()).isEqualTo(unbroken.values());
    assertThat(first.steps()).isEqualTo(4);
    assertThat(copied.steps()).isEqualTo(9);
  }

  @ParameterizedTest
  @MethodSource("all")
  void exported_arrays_are_copies(Optimizer.Stochastic optimizer) {
    Parameters p = start();
    OptimizerState state = optimizer.start(p);
    run(state, p, 0, 2, 0.1);
    Map<String, float[]> before = state.arrays();
    run(state, p, 2, 3, 0.1);
    for (String name : before.keySet()) {
      assertThat(before.get(name)).isNotEqualTo(state.arrays().get(name)).hasSize(p.size());
    }
  }

  @Test
  void a_foreign_state_is_refused() {
    Parameters p = start();
    Map<String, float[]> momentum = Optimizer.momentum(0.1).start(p).arrays();
    assertThatThrownBy(
            () -> OptimizerState.restore(Optimizer.adam(0.1), p, RateFactors.NONE, 1, momentum))
        .hasMessageContaining("adam keeps [m, v]");
    assertThatThrownBy(
            () ->
                OptimizerState.restore(
                    Optimizer.momentum(0.1), p, RateFactors.NONE, 1, Map.of("v", new float[5])))
        .hasMessageContaining("v has 5 numbers");
    assertThatThrownBy(
            () -> OptimizerState.restore(Optimizer.sgd(0.1), p, RateFactors.NONE, -1, Map.of()))
        .hasMessageContaining("steps >= 0");
  }

  @Test
  void other_layouts_and_impossible_rates_are_refused() {
    Parameters p = start();
    OptimizerState state = Optimizer.sgd(0.1).start(p);
    Parameters larger = Parameters.zeros(NetworkSpec.parse("3 -> Dense(2, identity)"));
    assertThatThrownBy(() -> state.step(larger, p, 0.1)).hasMessageContaining("parameters has 8");
    assertThatThrownBy(() -> state.step(p, larger, 0.1)).hasMessageContaining("gradient has 8");
    for (double rate : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> state.step(p, p.zerosLike(), rate)).hasMessageContaining("rate");
    }
    assertThat(state.steps()).isZero();
  }

  @ParameterizedTest
  @MethodSource("all")
  void moments_without_gradient_fade_and_never_become_denormal(Optimizer.Stochastic optimizer) {
    Parameters p = start();
    OptimizerState state = optimizer.start(p);
    run(state, p, 0, 1, 0.01);
    Parameters none = p.zerosLike();
    for (int t = 0; t < 1_500; t++) {
      state.step(p, none, 0.01);
      for (float[] moment : state.arrays().values()) {
        for (float x : moment) {
          assertThat(x == 0 || Math.abs(x) >= Float.MIN_NORMAL).as("%s %s", t, x).isTrue();
        }
      }
    }
    if (optimizer instanceof Optimizer.Adam) {
      for (float m : state.arrays().get("m")) {
        assertThat(Math.abs(m)).isLessThan(1e-30f);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void compiled_steps_have_the_bits_of_interpreted_ones(Optimizer.Stochastic optimizer) {
    // The first steps are interpreted, the last ones compiled, perhaps to vector instructions.
    Parameters reference = Parameters.zeros(NetworkSpec.parse("33 -> Dense(65, identity)"));
    SplittableRandom random = Seeds.of(7).stream("test");
    for (int i = 0; i < reference.size(); i++) {
      reference.values()[i] = (float) (random.nextDouble() - 0.5);
    }
    int expected = hashOfShortRun(optimizer, reference);
    for (int repeat = 0; repeat < 400; repeat++) {
      assertThat(hashOfShortRun(optimizer, reference))
          .as("seed 7, repeat %d", repeat)
          .isEqualTo(expected);
    }
  }

  private static int hashOfShortRun(Optimizer.Stochastic optimizer, Parameters reference) {
    Parameters p = reference.copy();
    OptimizerState state = optimizer.start(p);
    for (int t = 0; t < 4; t++) {
      state.step(p, reference, 0.01);
    }
    return Arrays.hashCode(p.values());
  }

  @ParameterizedTest
  @MethodSource("all")
  void a_step_allocates_nothing_once_warm(Optimizer.Stochastic optimizer) {
    Parameters p = start();
    Parameters gradient = p.zerosLike();
    gradientOf(0, gradient);
    OptimizerState state = optimizer.start(p);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().threadId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getThreadAllocatedBytes(self);
      for (int t = 0; t < 1_000; t++) {
        state.step(p, gradient, 0.001);
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
    }
    assertThat(least).as("bytes of 1,000 steps").isLessThan(1_000);
  }
}
