package dev.soma.studio.run;

import dev.soma.data.encode.Dataset;
import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Seeds;
import dev.soma.nn.Activation;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.train.diagnose.UnitSlopes;
import java.util.Arrays;
import java.util.List;

/// Looks for units that hardly learn, on at most 256 training rows. One thread at a time.
final class Probe implements AutoCloseable {
  private static final int MOST_ROWS = 256;

  private final Dataset rows;
  private final Workspace ws;

  Probe(NetworkSpec spec, Dataset training) {
    int count = Math.min(MOST_ROWS, training.rows());
    int[] taken = new int[count];
    Arrays.setAll(taken, i -> (int) ((long) i * training.rows() / count));
    rows = training.rows(taken);
    ws = new Workspace(spec, count, KernelChoice.auto().create(1), Seeds.of(0));
  }

  /// Hidden layers with W, in order; layers of other functions are left out.
  List<History.Health> health(Parameters parameters) {
    Network network = Network.of(parameters);
    network.forward(rows.batch(), ws);
    return UnitSlopes.after(network, ws, rows.rows()).stream().map(Probe::health).toList();
  }

  private static History.Health health(UnitSlopes layer) {
    double share = (double) layer.silent() / layer.units();
    return layer.activation() instanceof Activation.Relu
        ? new History.Health(layer.l(), share, Double.NaN)
        : new History.Health(layer.l(), Double.NaN, share);
  }

  @Override
  public void close() {
    ws.close();
  }
}
