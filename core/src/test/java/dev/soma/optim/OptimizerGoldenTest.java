package dev.soma.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.engine.Network;
import dev.soma.engine.Targets;
import dev.soma.engine.Workspace;
import dev.soma.golden.Golden;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerGoldenTest {
  private static final Golden.OptimizerRuns FILE = Golden.optimizerRuns();

  static List<Golden.OptimizerRun> runs() {
    return FILE.runs();
  }

  private static Optimizer.Stochastic optimizer(Golden.OptimizerRun run) {
    Map<String, Double> s = run.settings();
    double rate = s.get("rate");
    return switch (run.optimizer()) {
      case "sgd" -> new Optimizer.Sgd(rate);
      case "momentum" -> new Optimizer.Momentum(rate, s.get("momentum"));
      case "nesterov" -> new Optimizer.Nesterov(rate, s.get("momentum"));
      case "rmsprop" -> new Optimizer.RmsProp(rate, s.get("decay"), s.get("epsilon"));
      case "adagrad" -> new Optimizer.Adagrad(rate, s.get("epsilon"));
      case "adadelta" -> new Optimizer.Adadelta(rate, s.get("decay"), s.get("epsilon"));
      case "adam" -> new Optimizer.Adam(rate, s.get("beta1"), s.get("beta2"), s.get("epsilon"));
      case "adamw" ->
          new Optimizer.AdamW(
              rate, s.get("beta1"), s.get("beta2"), s.get("epsilon"), s.get("weight_decay"));
      default -> throw new IllegalArgumentException(run.optimizer());
    };
  }

  /// J with its gradient by the fast engine.
  private static Objective objective(
      double[][] x, double[][] y, Loss loss, Regularization penalties, Workspace ws) {
    Batch batch = Batch.of(Matrix.of(x));
    Targets targets = Targets.of(Matrix.of(y));
    return (at, gradient) -> {
      double sum = Network.of(at).lossAndGradient(batch, targets, loss, ws, true, gradient, false);
      ws.kernels().scale(gradient.size(), 1f / x.length, gradient.values(), 0);
      penalties.addGradient(at, gradient);
      return sum / x.length + penalties.penalty(at, ws.kernels());
    };
  }

  private static Workspace workspace(NetworkSpec spec, int rows) {
    return new Workspace(spec, rows, KernelChoice.forced("scalar").create(1), Seeds.of(1));
  }

  private static Parameters parameters(NetworkSpec spec, Golden.Weights weights) {
    double[][][] tensors = new double[2 * weights.b().length][][];
    for (int l = 0; l < weights.b().length; l++) {
      tensors[2 * l] = weights.w()[l];
      tensors[2 * l + 1] = new double[][] {weights.b()[l]};
    }
    return Network.of(spec, tensors).parameters().copy();
  }

  private static double relativeError(float[] got, float[] want) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < want.length; i++) {
      difference += Math.pow(got[i] - want[i], 2);
      norm += Math.pow(want[i], 2);
    }
    return Math.sqrt(difference / norm);
  }

  @ParameterizedTest
  @MethodSource("runs")
  void weights_after_each_of_three_steps_are_those_of_pytorch(Golden.OptimizerRun run) {
    Parameters p = parameters(FILE.spec(), FILE.start());
    Regularization penalties = new Regularization(FILE.l1(), FILE.l2(), Double.POSITIVE_INFINITY);
    OptimizerState state = optimizer(run).start(p);
    Parameters gradient = p.zerosLike();
    for (int t = 0; t < 3; t++) {
      Golden.Step batch = FILE.batches().get(t);
      try (Workspace ws = workspace(FILE.spec(), batch.x().length)) {
        double j =
            objective(batch.x(), batch.y(), FILE.loss(), penalties, ws)
                .valueAndGradient(p, gradient);
        assertThat(j).isPositive();
      }
      state.step(p, gradient, state.optimizer().rate());
      float[] want = parameters(FILE.spec(), run.steps().get(t)).values();
      assertThat(relativeError(p.values(), want)).as("%s, step %d", run, t).isLessThan(1e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("runs")
  void given_gradients_make_the_steps_of_pytorch(Golden.OptimizerRun run) {
    int n = FILE.theta().length; // all of them decay, so they are the weights of one unit
    Parameters p = Parameters.zeros(NetworkSpec.parse(n + " -> Dense(1, identity)"));
    Parameters gradient = p.zerosLike();
    fill(p, FILE.theta());
    OptimizerState state = optimizer(run).start(p);
    for (int t = 0; t < 3; t++) {
      fill(gradient, FILE.gradients().get(t));
      state.step(p, gradient, state.optimizer().rate());
      for (int i = 0; i < n; i++) {
        assertThat((double) p.values()[i])
            .as("%s, step %d, parameter %d", run, t, i)
            .isCloseTo(run.givenGradients().get(t)[i], within(2e-6));
      }
    }
  }

  private static void fill(Parameters p, double[] values) {
    for (int i = 0; i < values.length; i++) {
      p.values()[i] = (float) values[i];
    }
  }

  @Test
  void lbfgs_finds_the_optimum_of_the_convex_problems() {
    for (Golden.ConvexCase c : Golden.convexCases()) {
      Parameters p = Parameters.zeros(c.spec());
      LbfgsState state = Optimizer.lbfgs().start(p);
      try (Workspace ws = workspace(c.spec(), c.x().length)) {
        Objective f =
            objective(
                c.x(),
                c.y(),
                c.loss(),
                new Regularization(c.l1(), c.l2(), Double.POSITIVE_INFINITY),
                ws);
        LbfgsState.Outcome last = state.step(p, f);
        while (last == LbfgsState.Outcome.MOVED && state.steps() < 100) {
          last = state.step(p, f);
        }
        assertThat(state.value()).as("%s", c).isCloseTo(c.j(), within(1e-6));
        float[] want = parameters(c.spec(), c.optimum()).values();
        Parameters.Group w = p.group("W1");
        for (int i = 0; i < w.size(); i++) {
          assertThat(p.values()[i]).as("%s W %d", c, i).isCloseTo(want[i], within(1e-3f));
        }
      }
    }
  }
}
