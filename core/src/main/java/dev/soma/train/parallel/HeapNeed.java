package dev.soma.train.parallel;

import dev.soma.data.encode.Dataset;
import dev.soma.engine.Workspace;
import dev.soma.nn.Initializer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.optim.Optimizer;
import dev.soma.train.TrainingConfig;
import dev.soma.train.start.Batching;
import dev.soma.train.start.DataDrivenStart;

/// What a training takes of the heap: what `docs/guide.md` says, and rather too much where that
/// depends on the layers; known before anything is made.
public final class HeapNeed {
  /// Numbers for a parameter: itself, gradient, two moments, the best, what is kept of a mean, its
  /// sums, which are double, and what a measured step compares with.
  private static final long COPIES = 9;

  /// Vectors that [dev.soma.optim.LbfgsState] works with besides its history, in place of moments.
  private static final long SEARCH = 11;

  private HeapNeed() {}

  /// Bytes of a training, its encoded rows apart.
  ///
  /// @param training rows that are learned from
  /// @param validation rows that are scored
  public static long bytes(
      NetworkSpec network, TrainingConfig config, Dataset training, Dataset validation) {
    int rows =
        Batching.capacity(config.optimizer(), config.batch(), training.rows(), validation.rows());
    if (config.initializer() instanceof Initializer.DataDriven) { // before the training begins
      rows = Math.max(rows, DataDrivenStart.rows(network, training));
    }
    long cells = network.input().units() + (long) training.targetColumns() + 3; // of a batch
    long copies =
        config.optimizer() instanceof Optimizer.Lbfgs l ? SEARCH + 2L * l.history() : COPIES;
    long scores = 2L * validation.rows() * network.outputs();
    long order = training.rows();
    long floats = copies * Parameters.count(network) + rows * cells + scores + order;
    return Float.BYTES * floats + Workspace.bytes(network, rows);
  }
}
