package dev.soma.trace;

import dev.soma.math.Seeds;
import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Random networks, weights and rows for tests.
final class Nets {
  static final List<Activation> HIDDEN =
      List.of(
          Activation.IDENTITY,
          Activation.LOGISTIC,
          Activation.TANH,
          Activation.RELU,
          Activation.leakyRelu(0.01),
          Activation.leakyRelu(-0.3),
          Activation.ABS,
          Activation.SOFTPLUS,
          Activation.elu(1),
          Activation.elu(0.4),
          Activation.SELU,
          Activation.GELU,
          Activation.SILU,
          Activation.MISH,
          Activation.custom("sine", StrictMath::sin, StrictMath::cos));

  static final List<Loss> LOSSES =
      List.of(
          Loss.SQUARED_ERROR,
          Loss.CROSS_ENTROPY,
          Loss.LOGISTIC_CROSS_ENTROPY,
          new Loss.CrossEntropy(0.1),
          new Loss.LogisticCrossEntropy(0.2),
          Loss.ABSOLUTE_ERROR,
          Loss.huber(0.7),
          Loss.quantile(0.8),
          Loss.POISSON,
          Loss.custom(
              "quartic", (a, y) -> (a - y) * (a - y) * (a - y) * (a - y), Nets::quarticSlope));

  private Nets() {}

  private static double quarticSlope(double a, double y) {
    return 4 * (a - y) * (a - y) * (a - y);
  }

  /// Output activations that go with the loss.
  static List<Activation> outputs(Loss loss) {
    return switch (loss) {
      case Loss.CrossEntropy _ -> List.of(Activation.SOFTMAX);
      case Loss.LogisticCrossEntropy _ -> List.of(Activation.LOGISTIC);
      case Loss.Poisson _ -> List.of(Activation.EXPONENTIAL);
      case Loss.Perceptron _ -> List.of(Activation.STEP);
      case Loss.SquaredError _,
          Loss.AbsoluteError _,
          Loss.Huber _,
          Loss.Quantile _,
          Loss.Custom _ -> {
        List<Activation> all = new ArrayList<>(HIDDEN);
        all.add(Activation.EXPONENTIAL);
        yield all;
      }
    };
  }

  static ReferenceParameters random(NetworkSpec spec, SplittableRandom random) {
    double[] flat = new double[ReferenceParameters.zeros(spec).size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = 0.6 * Seeds.gaussian(random);
    }
    for (Parameters.Group g : ReferenceParameters.zeros(spec).groups()) {
      for (int i = g.offset(); g.role() == Role.VARIANCE && i < g.offset() + g.size(); i++) {
        flat[i] = 0.1 + Math.abs(flat[i]);
      }
      for (int from = g.offset(); g.role() == Role.EDGE && from < g.offset() + g.size(); ) {
        Arrays.sort(flat, from, from + g.cols());
        for (int m = 0; m < g.cols(); m++, from++) {
          flat[from] += 0.4 * m; // no steep bin, which differences could not follow
        }
      }
    }
    return ReferenceParameters.of(spec, flat);
  }

  static double[][] inputs(int rows, int units, SplittableRandom random) {
    double[][] x = new double[rows][units];
    for (double[] row : x) {
      for (int j = 0; j < units; j++) {
        row[j] = Seeds.gaussian(random);
      }
    }
    return x;
  }

  static Rows rows(NetworkSpec spec, Loss loss, int count, SplittableRandom random) {
    int outputs = spec.outputs();
    double[][] y = new double[count][loss.targetColumns(outputs)];
    double[] weights = new double[count];
    for (int k = 0; k < count; k++) {
      weights[k] = 0.5 + random.nextDouble();
      for (int i = 0; i < y[k].length; i++) {
        y[k][i] =
            switch (loss) {
              case Loss.CrossEntropy _ -> random.nextInt(outputs);
              case Loss.LogisticCrossEntropy _, Loss.Perceptron _ -> random.nextInt(2);
              case Loss.Poisson _ -> random.nextInt(5);
              case Loss.SquaredError _,
                  Loss.AbsoluteError _,
                  Loss.Huber _,
                  Loss.Quantile _,
                  Loss.Custom _ ->
                  Seeds.gaussian(random);
            };
      }
    }
    Rows rows = Rows.of(inputs(count, spec.input().units(), random), y).weighted(weights);
    List<boolean[][]> kept = new ArrayList<>();
    for (int p = 0; p < spec.layers().size(); p++) {
      if (spec.layers().get(p) instanceof Layer.Dropout dropout) {
        boolean[][] keep = new boolean[count][spec.inputsOf(p)];
        for (boolean[] row : keep) {
          for (int j = 0; j < row.length; j++) {
            row[j] = random.nextDouble() >= dropout.rate();
          }
        }
        kept.add(keep);
      }
    }
    return kept.isEmpty() ? rows : rows.dropping(kept);
  }
}
