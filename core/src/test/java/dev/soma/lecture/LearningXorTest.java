package dev.soma.lecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.eval.Metric;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.InputShape;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import dev.soma.train.Execution;
import dev.soma.train.Scorer;
import dev.soma.train.Trainer;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingListener;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// XOR by the fast engine: what one unit cannot learn, and what can.
class LearningXorTest {
  private static final double[][] X = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
  private static final Dataset XOR = dataset(0, 1, 1, 0);

  private static Dataset dataset(double... y) {
    Matrix targets = Matrix.zeros(4, 1);
    for (int r = 0; r < 4; r++) {
      targets.set(r, 0, (float) y[r]);
    }
    return new Dataset(
        InputShape.of(2), Matrix.of(X), new int[0], targets, null, new int[] {1, 2, 3, 4});
  }

  private static Network train(String network, Loss loss, double rate, int epochs, long seed) {
    TrainingConfig config =
        TrainingConfig.of(loss)
            .optimizer(Optimizer.adam(rate))
            .batch(4)
            .epochs(epochs)
            .patience(0)
            .seed(seed);
    Dataset none = XOR.rows(new int[0]);
    TargetEncoder target = new TargetEncoder.Classes("xor", List.of("0", "1"));
    return Trainer.train(
            NetworkSpec.parse(network),
            XOR,
            none,
            new Scorer(Metric.ACCURACY, target),
            config,
            new Execution(KernelChoice.forced("scalar"), 1, Double.POSITIVE_INFINITY, () -> false),
            TrainingListener.silent())
        .network();
  }

  /// How many of the four rows are decided rightly: a >= threshold means 1.
  private static int right(Network network, double threshold) {
    try (Workspace ws =
        new Workspace(network.spec(), 4, KernelChoice.forced("scalar").create(1), Seeds.of(1))) {
      Matrix a = network.predict(XOR.batch(), ws);
      int right = 0;
      for (int r = 0; r < 4; r++) {
        int decided = a.get(r, 0) >= threshold ? 1 : 0;
        right += decided == (int) XOR.targets().get(r, 0) ? 1 : 0;
      }
      return right;
    }
  }

  private static Network given(String network, double[][]... tensors) {
    return Network.of(NetworkSpec.parse(network), tensors);
  }

  /// Whatever the weights and wherever the cut: a monotone function of one weighted sum is cut by
  /// one line.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "step",
        "logistic",
        "tanh",
        "relu",
        "leaky_relu",
        "softplus",
        "elu",
        "selu",
        "identity"
      })
  void one_unit_with_a_monotone_activation_decides_three_rows_at_most(String f) {
    SplittableRandom random = new SplittableRandom(5);
    int best = 0;
    for (int i = 0; i < 300; i++) {
      Network network =
          given(
              "2 -> Dense(1, " + f + ")",
              new double[][] {{4 * Seeds.gaussian(random), 4 * Seeds.gaussian(random)}},
              new double[][] {{4 * Seeds.gaussian(random)}});
      for (double cut : new double[] {-1, 0, 1e-3, 0.25, 0.5, 0.75, 1, 2}) {
        best = Math.max(best, right(network, cut));
      }
    }
    assertThat(best).as(f + " from random weights, seed 5").isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"logistic", "tanh", "relu", "leaky_relu", "softplus", "identity"})
  void training_one_unit_with_a_monotone_activation_fails(String f) {
    for (long seed = 1; seed <= 5; seed++) {
      Network network = train("2 -> Dense(1, " + f + ")", Loss.SQUARED_ERROR, 0.1, 300, seed);
      assertThat(right(network, 0.5)).as("%s, seed %d", f, seed).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void logistic_regression_fails_too() {
    for (long seed = 1; seed <= 5; seed++) {
      Network network =
          train("2 -> Dense(1, logistic)", Loss.LOGISTIC_CROSS_ENTROPY, 0.1, 300, seed);
      assertThat(right(network, 0.5)).as("seed %d", seed).isLessThanOrEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu", "tanh", "logistic"})
  void one_hidden_layer_learns_it(String f) {
    for (long seed = 1; seed <= 3; seed++) {
      Network network =
          train(
              "2 -> Dense(8, " + f + ") -> Dense(1, logistic)",
              Loss.LOGISTIC_CROSS_ENTROPY,
              0.1,
              500,
              seed);
      assertThat(right(network, 0.5)).as("%s, seed %d", f, seed).isEqualTo(4);
    }
  }

  @Test
  void one_absolute_value_unit_can() {
    Network network = given("2 -> Dense(1, abs)", new double[][] {{1, -1}}, new double[][] {{0}});
    assertThat(right(network, 0.5)).isEqualTo(4);
    boolean learned = false;
    for (long seed = 1; seed <= 10 && !learned; seed++) {
      learned = right(train("2 -> Dense(1, abs)", Loss.SQUARED_ERROR, 0.05, 400, seed), 0.5) == 4;
    }
    assertThat(learned).as("by training, from one of ten seeds").isTrue();
  }

  @Test
  void one_maxout_unit_of_two_pieces_can() {
    Network network =
        given(
            "2 -> Maxout(1, 2) -> Dense(1, identity)",
            new double[][] {{1, -1}, {-1, 1}},
            new double[][] {{0, 0}},
            new double[][] {{1}},
            new double[][] {{0}});
    assertThat(right(network, 0.5)).isEqualTo(4);
    boolean learned = false;
    for (long seed = 1; seed <= 10 && !learned; seed++) {
      String text = "2 -> Maxout(1, 2) -> Dense(1, identity)";
      learned = right(train(text, Loss.SQUARED_ERROR, 0.05, 400, seed), 0.5) == 4;
    }
    assertThat(learned).as("by training, from one of ten seeds").isTrue();
  }
}
