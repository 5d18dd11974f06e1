package dev.soma.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import dev.soma.trace.ReferenceParameters;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A network with members beside the networks that its members are.
class MembersTest {
  private static final int ROWS = 9;
  private static final String HIDDEN =
      "3 -> Members(4) -> Dense(5, tanh, parametric, members(4)) -> Scale() -> Dense(2, ";

  private static Parameters parameters(String output) {
    NetworkSpec spec = NetworkSpec.parse(HIDDEN + output + ", members(4))");
    Parameters p = Initializer.initialise(spec, Initializer.AUTO, 0.1, Seeds.of(3));
    SplittableRandom random = new SplittableRandom(8);
    for (Parameters.Group g : p.groups()) {
      for (int i = 0; g.role() != Role.WEIGHT && i < g.size(); i++) {
        p.values()[g.offset() + i] += (float) (random.nextDouble() - 0.5);
      }
    }
    return p;
  }

  private static Batch batch() {
    SplittableRandom random = new SplittableRandom(9);
    Matrix numbers = Matrix.zeros(ROWS, 3);
    for (int i = 0; i < numbers.data().length; i++) {
      numbers.data()[i] = (float) Seeds.gaussian(random);
    }
    return Batch.of(numbers);
  }

  private static Workspace workspace(NetworkSpec spec) {
    return new Workspace(spec, ROWS, KernelChoice.auto().create(1), Seeds.of(1));
  }

  @ParameterizedTest
  @CsvSource({
    "softmax, cross_entropy",
    "logistic, logistic_cross_entropy",
    "exp, poisson",
    "identity, huber(0.5)",
    "identity, squared_error"
  })
  void outputs_and_losses_are_the_means_of_those_of_the_members(String output, String name) {
    Parameters p = parameters(output);
    Loss loss = Loss.parse(name);
    Targets targets = Targets.of(Matrix.zeros(ROWS, loss.targetColumns(2)));
    for (int r = 0; r < ROWS; r++) {
      targets.values().set(r, 0, r % 2);
    }
    double[] losses = new double[ROWS];
    double[] outputs = new double[2 * ROWS];
    for (int i = 0; i < 4; i++) {
      Parameters own = ReferenceParameters.of(p).member(i).toParameters();
      assertThat(own.spec().members()).isEqualTo(1);
      try (Workspace ws = workspace(own.spec())) {
        Network.of(own).loss(batch(), targets, loss, ws);
        for (int r = 0; r < ROWS; r++) {
          losses[r] += ws.rowLoss(r) / 4;
          outputs[2 * r] += ws.output(r, 0) / 4;
          outputs[2 * r + 1] += ws.output(r, 1) / 4;
        }
      }
    }
    try (Workspace ws = workspace(p.spec())) {
      Network network = Network.of(p);
      double sum = network.loss(batch(), targets, loss, ws);
      double expected = 0;
      for (int r = 0; r < ROWS; r++) {
        assertThat((double) ws.rowLoss(r)).isCloseTo(losses[r], within(1e-5));
        expected += losses[r];
      }
      assertThat(sum).isCloseTo(expected, within(1e-5));
      Matrix mean = network.predict(batch(), ws);
      assertThat(mean.shape()).isEqualTo("[9 x 2]");
      for (int i = 0; i < outputs.length; i++) {
        assertThat((double) mean.data()[i]).isCloseTo(outputs[i], within(1e-5));
        assertThat(said(output, ws.score(i / 2, i % 2))).isCloseTo(outputs[i], within(1e-5));
      }
    }
  }

  /// What the output activation makes of a score; that of a softmax is the log of its share.
  private static double said(String output, float z) {
    return switch (output) {
      case "softmax", "exp" -> Math.exp(z);
      case "logistic" -> 1 / (1 + Math.exp(-z));
      default -> z;
    };
  }
}
