package dev.soma.studio.run;

import dev.soma.data.encode.Dataset;
import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Looks for units that hardly learn, on at most 256 training rows. One thread at a time.
final class Probe implements AutoCloseable {
  private static final int MOST_ROWS = 256;
  private static final double FLAT = 0.02;
  private static final double NEARLY_ALL = 0.9;

  private final NetworkSpec spec;
  private final Dataset rows;
  private final Workspace ws;

  Probe(NetworkSpec spec, Dataset training) {
    this.spec = spec;
    int count = Math.min(MOST_ROWS, training.rows());
    int[] taken = new int[count];
    Arrays.setAll(taken, i -> (int) ((long) i * training.rows() / count));
    rows = training.rows(taken);
    ws = new Workspace(spec, count, KernelChoice.auto().create(1), Seeds.of(0));
  }

  /// Hidden layers with W, in order; layers of other functions are left out.
  List<History.Health> health(Parameters parameters) {
    Network.of(parameters).forward(rows.batch(), ws);
    List<History.Health> health = new ArrayList<>();
    int l = 0;
    for (int i = 0; i < spec.layers().size() - 1; i++) {
      Layer layer = spec.layers().get(i);
      l += layer.weightRows() > 0 ? 1 : 0;
      if (layer instanceof Layer.Dense dense) {
        switch (dense.activation()) {
          case Activation.Relu _ -> health.add(new History.Health(l, dead(i), Double.NaN));
          case Activation.Tanh _ ->
              health.add(new History.Health(l, Double.NaN, flat(i, a -> 1 - a * a)));
          case Activation.Logistic _ ->
              health.add(new History.Health(l, Double.NaN, flat(i, a -> a * (1 - a))));
          default -> {}
        }
      }
    }
    return health;
  }

  private double dead(int layer) {
    Matrix z = ws.z(layer, rows.rows());
    int dead = 0;
    for (int u = 0; u < z.cols(); u++) {
      boolean positive = false;
      for (int r = 0; r < z.rows() && !positive; r++) {
        positive = z.get(r, u) > 0;
      }
      dead += positive ? 0 : 1;
    }
    return (double) dead / z.cols();
  }

  private double flat(int layer, java.util.function.DoubleUnaryOperator slope) {
    Matrix a = ws.a(layer, rows.rows());
    int flat = 0;
    for (int u = 0; u < a.cols(); u++) {
      int count = 0;
      for (int r = 0; r < a.rows(); r++) {
        count += slope.applyAsDouble(a.get(r, u)) < FLAT ? 1 : 0;
      }
      flat += count > NEARLY_ALL * a.rows() ? 1 : 0;
    }
    return (double) flat / a.cols();
  }

  @Override
  public void close() {
    ws.close();
  }
}
