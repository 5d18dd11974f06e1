package dev.soma.studio.draw;

import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;

/// Runs rows through the fast engine for a picture; one thread at a time.
public final class Eye implements AutoCloseable {
  private static final int CHUNK = 512;

  private final Workspace ws;

  /// For networks of one description.
  public Eye(NetworkSpec spec) {
    ws = new Workspace(spec, CHUNK, 0, KernelChoice.auto().create(1), Seeds.of(0));
  }

  /// Is shown the workspace after each chunk of rows.
  public interface Sight {
    /// Looks at some rows.
    ///
    /// @param from the first row
    /// @param rows how many
    void see(int from, int rows, Workspace ws);
  }

  /// Shows the workspace after each chunk of the rows.
  public void look(Parameters parameters, Batch batch, Sight sight) {
    Network network = Network.of(parameters);
    for (int from = 0; from < batch.rows(); from += CHUNK) {
      int to = Math.min(from + CHUNK, batch.rows());
      network.forward(batch.rows(from, to), ws);
      sight.see(from, to - from, ws);
    }
  }

  @Override
  public void close() {
    ws.close();
  }
}
