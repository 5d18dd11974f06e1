package dev.soma.model;

import dev.soma.engine.Workspace;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Seeds;
import dev.soma.nn.NetworkSpec;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Workspaces for predictions from any number of threads; taking and giving back allocates nothing
/// once there are as many as are used at the same time.
final class WorkspacePool {
  private static final int SLOTS = 64;

  private final NetworkSpec spec;
  private final int rows;
  private final KernelChoice kernels;
  private final AtomicReferenceArray<@Nullable Workspace> slots = new AtomicReferenceArray<>(SLOTS);

  /// @param kernels one choice for all, so that what is compiled for one is for all
  WorkspacePool(NetworkSpec spec, int rows, KernelChoice kernels) {
    this.spec = spec;
    this.rows = rows;
    this.kernels = kernels;
  }

  Workspace take() {
    for (int i = 0; i < SLOTS; i++) {
      Workspace ws = slots.getAndSet(i, null);
      if (ws != null) {
        return ws;
      }
    }
    return new Workspace(spec, rows, kernels.create(1), Seeds.of(0));
  }

  void give(Workspace ws) {
    for (int i = 0; i < SLOTS; i++) {
      if (slots.compareAndSet(i, null, ws)) {
        return;
      }
    }
    ws.close();
  }
}
