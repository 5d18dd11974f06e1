package dev.soma.model;

import dev.soma.engine.Workspace;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Seeds;
import dev.soma.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Workspaces for predictions from any number of threads; taking and giving back allocates nothing
/// once there are as many as are used at the same time.
final class WorkspacePool {
  /// The most rows that go through the network at once.
  static final int CHUNK = 1024;

  private static final int SLOTS = 64;

  /// Rows of the workspaces there are: memory for many rows, which has to be cleared first, would
  /// be most of the time that a few of them take.
  private static final int[] CAPACITIES = {1, 32, CHUNK};

  private final NetworkSpec spec;
  private final KernelChoice kernels;
  private final List<AtomicReferenceArray<@Nullable Workspace>> slots = new ArrayList<>();

  /// @param kernels one choice for all, so that what is compiled for one is for all
  WorkspacePool(NetworkSpec spec, KernelChoice kernels) {
    this.spec = spec;
    this.kernels = kernels;
    for (int _ : CAPACITIES) {
      slots.add(new AtomicReferenceArray<>(SLOTS));
    }
  }

  /// A workspace for so many rows, or for [#CHUNK] if there are more.
  Workspace take(int rows) {
    int size = size(rows);
    AtomicReferenceArray<@Nullable Workspace> free = slots.get(size);
    for (int i = 0; i < SLOTS; i++) {
      Workspace ws = free.getAndSet(i, null);
      if (ws != null) {
        return ws;
      }
    }
    return new Workspace(spec, CAPACITIES[size], 0, kernels.create(1), Seeds.of(0));
  }

  /// Gives back what was taken for so many rows.
  void give(Workspace ws, int rows) {
    AtomicReferenceArray<@Nullable Workspace> free = slots.get(size(rows));
    for (int i = 0; i < SLOTS; i++) {
      if (free.compareAndSet(i, null, ws)) {
        return;
      }
    }
    ws.close();
  }

  private static int size(int rows) {
    int size = 0;
    while (size < CAPACITIES.length - 1 && CAPACITIES[size] < rows) {
      size++;
    }
    return size;
  }
}
