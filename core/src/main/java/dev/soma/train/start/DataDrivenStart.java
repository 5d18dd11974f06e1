package dev.soma.train.start;

import dev.soma.data.encode.Batches;
import dev.soma.data.encode.Dataset;
import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.kernel.Kernels;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Scales weights and chooses biases by what the training rows make of them, layer by layer.
///
/// Of every layer with W, from the first to the last, the rows of W are divided by the standard
/// deviation of their z over the rows, which is then 1; and each b_j = - sum_m lambda_m z_j of row
/// i_m, for five rows drawn for each unit and five lambda > 0 of sum 1: the kink of the unit goes
/// through a point among the rows. Members of one network begin with the same b; their rows count
/// as rows. A [dev.soma.nn.Layer.BatchNorm] goes by its running statistics, 0 and 1 at first. A
/// unit whose z does not vary keeps its weights. Source: Holzmuller et al., Better by Default, 2024
/// ("he+5").
public final class DataDrivenStart {
  private static final int MOST_ROWS = 4096;
  private static final int POINTS = 5;

  private DataDrivenStart() {}

  /// How many rows are looked at, all at once.
  public static int rows(NetworkSpec network, Dataset training) {
    return Math.min(Math.max(1, MOST_ROWS / network.members()), training.rows());
  }

  /// Changes the parameters; embeddings and factors stay as they are.
  ///
  /// @param parameters as they were drawn
  /// @param training the rows that are learned from; at most 4,096 are looked at, of members each
  ///   row as often as there are members
  /// @param kernels what computes; closed here
  /// @param seeds streams `init/rows` and `init/b(l)`
  public static void apply(Parameters parameters, Dataset training, Kernels kernels, Seeds seeds) {
    int count = rows(parameters.spec(), training);
    Batches sample = new Batches(training, count, seeds);
    sample.shuffle(0); // the epochs of a run count from 1
    sample.load(0);
    Batch rows = withoutOffsets(sample.inputs());
    Network network = Network.of(parameters);
    try (Workspace ws = new Workspace(parameters.spec(), count, 0, kernels, seeds)) {
      for (Parameters.Group w : parameters.groups()) {
        if (w.role() == Role.WEIGHT) {
          Parameters.Group b = parameters.group("b" + w.l());
          Arrays.fill(parameters.values(), b.offset(), b.offset() + b.size(), 0f);
          network.forward(rows, ws);
          SplittableRandom random = seeds.stream("init/" + b.name());
          Matrix z = ws.z(w.layer(), count);
          int members = z.cols() / w.rows(); // their rows are rows of the layer
          layer(parameters, w, b, new Matrix(z.data(), 0, count * members, w.rows()), random);
          for (int i = 1; i < members; i++) {
            int first = b.offset();
            float[] p = parameters.values();
            System.arraycopy(p, first, p, first + i * w.rows(), w.rows());
          }
        }
      }
    }
  }

  /// What is added to z is no matter of W and b, which are made for the size of W a + b.
  private static Batch withoutOffsets(Batch b) {
    return new Batch(b.shape(), b.numbers(), b.codes(), b.codeOffset());
  }

  private static void layer(
      Parameters p, Parameters.Group w, Parameters.Group b, Matrix z, SplittableRandom random) {
    for (int j = 0; j < w.rows(); j++) {
      double deviation = deviation(z, j);
      boolean varies = deviation > 0 && deviation < Double.POSITIVE_INFINITY;
      double scale = varies ? 1 / deviation : 1;
      for (int i = 0; i < w.cols() && varies; i++) {
        int at = w.offset() + j * w.cols() + i;
        p.values()[at] = (float) (p.values()[at] * scale);
      }
      p.values()[b.offset() + j] = (float) (0 - point(z, j, random) * scale); // never -0
    }
  }

  /// sum_m lambda_m z_j of five rows, which may be the same.
  private static double point(Matrix z, int j, SplittableRandom random) {
    double sum = 0;
    double weights = 0;
    for (int m = 0; m < POINTS; m++) {
      double lambda = -StrictMath.log(1 - random.nextDouble()); // Exp(1)
      sum += lambda * z.get(random.nextInt(z.rows()), j);
      weights += lambda;
    }
    return sum / weights;
  }

  private static double deviation(Matrix z, int j) {
    double mean = 0;
    for (int r = 0; r < z.rows(); r++) {
      mean += z.get(r, j);
    }
    mean /= z.rows();
    double squares = 0;
    for (int r = 0; r < z.rows(); r++) {
      double d = z.get(r, j) - mean;
      squares += d * d;
    }
    return StrictMath.sqrt(squares / z.rows());
  }
}
