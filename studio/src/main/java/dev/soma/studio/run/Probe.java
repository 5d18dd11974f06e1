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
import java.util.List;

/// Looks for units that hardly learn, on the rows that diagnostics look at. One thread at a time.
final class Probe implements AutoCloseable {
  private static final int AT_ONCE = 256;

  private final Dataset rows;
  private final Workspace ws;

  Probe(NetworkSpec spec, Dataset training) {
    rows = dev.soma.train.diagnose.Probe.sample(training);
    int most = Math.min(AT_ONCE, rows.rows());
    ws = new Workspace(spec, most, KernelChoice.auto().create(1), Seeds.of(0));
  }

  /// How many rows it looks at.
  int rows() {
    return rows.rows();
  }

  /// Hidden layers with W, in order; layers of other functions are left out.
  List<History.Health> health(Parameters parameters) {
    return UnitSlopes.on(Network.of(parameters), rows, ws).stream().map(Probe::health).toList();
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
