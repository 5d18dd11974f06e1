package dev.soma.train.diagnose;

import dev.soma.data.encode.Dataset;
import dev.soma.engine.Network;
import dev.soma.engine.Targets;
import dev.soma.engine.Workspace;
import dev.soma.kernel.Kernels;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;

/// What it costs to say the same of every row.
final class Constant {
  private static final int CHUNK = 1024;

  private Constant() {}

  /// Mean loss of rows for which the mean target of other rows is said; NaN if there are none, or
  /// if the output layer has an activation that cannot say it. What is added to z in a row, its
  /// offset, is added here too.
  ///
  /// It is the loss of a network without weights, whose biases are those means.
  static double loss(
      Activation output, int outputs, Loss loss, Dataset known, Dataset rows, Kernels kernels) {
    double[] z = z(output, outputs, loss, known);
    if (z.length == 0 || rows.rows() == 0) {
      return Double.NaN;
    }
    NetworkSpec spec = NetworkSpec.of(1, new Layer.Dense(outputs, output));
    Parameters p = Parameters.zeros(spec);
    Parameters.Group b = p.group("b1");
    for (int k = 0; k < outputs; k++) {
      p.values()[b.offset() + k] = (float) z[k];
    }
    Network network = Network.of(p);
    int most = Math.min(CHUNK, rows.rows());
    Workspace ws = new Workspace(spec, most, 0, kernels, Seeds.of(0)); // kernels of the caller
    double sum = 0;
    for (int from = 0; from < rows.rows(); from += most) {
      Dataset some = rows.chunk(from, Math.min(from + most, rows.rows()));
      Dataset blank =
          Dataset.of(Matrix.zeros(some.rows(), 1), some.targets()).shifted(some.offsets());
      Targets targets = new Targets(some.targets(), some.weights(), 0);
      sum += network.loss(blank.batch(), targets, loss, ws);
    }
    return sum / rows.rows();
  }

  /// The z that says the mean of the targets.
  private static double[] z(Activation f, int outputs, Loss loss, Dataset known) {
    boolean numbered = loss.targetColumns(outputs) == 1 && outputs > 1;
    double[] sums = new double[outputs];
    Matrix y = known.targets();
    float[] w = known.weights();
    float[] offsets = known.offsets();
    double total = 0;
    for (int r = 0; r < known.rows(); r++) {
      double weight = w == null ? 1 : w[r];
      double offset = offsets == null ? 0 : offsets[r];
      total += f instanceof Activation.Exponential ? weight * StrictMath.exp(offset) : weight;
      for (int k = 0; k < outputs; k++) {
        double value = numbered ? (y.get(r, 0) == k ? 1 : 0) : y.get(r, k);
        sums[k] += weight * (f instanceof Activation.Identity ? value - offset : value);
      }
    }
    for (int k = 0; k < outputs && total > 0; k++) {
      double p = (sums[k] + 0.5) / (total + 1); // never 0 or 1
      switch (f) {
        case Activation.Identity _ -> sums[k] /= total;
        case Activation.Logistic _ when offsets == null -> sums[k] = StrictMath.log(p / (1 - p));
        case Activation.Softmax _ -> sums[k] = StrictMath.log(p);
        case Activation.Exponential _ -> sums[k] = StrictMath.log(Math.max(sums[k], 1e-6) / total);
        default -> {
          return new double[0];
        }
      }
    }
    return total > 0 ? sums : new double[0];
  }
}
