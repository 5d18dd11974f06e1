package dev.soma.train.parallel;

import dev.soma.data.encode.Dataset;
import dev.soma.data.store.ShuffledRows;
import dev.soma.engine.Workspace;
import dev.soma.eval.TargetOutcomes;
import dev.soma.nn.Initializer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.optim.LbfgsState;
import dev.soma.optim.Optimizer;
import dev.soma.optim.OptimizerState;
import dev.soma.train.Execution;
import dev.soma.train.Scorer;
import dev.soma.train.TrainingConfig;
import dev.soma.train.diagnose.Probe;
import dev.soma.train.start.Batching;
import dev.soma.train.start.BinEdges;
import dev.soma.train.start.DataDrivenStart;

/// What a training takes of the heap, its encoded rows apart: the formula of `docs/guide.md`, known
/// before anything is made. `TrainingMemoryTest`, `ScoringMemoryTest` and `DiskMemoryTest` measure
/// it.
public final class HeapNeed {
  /// Numbers for a parameter: itself, its gradient, the best, and what a measured step compares
  /// with.
  private static final long COPIES = 4;

  /// Numbers for a parameter of a mean of the weights: the mean, and sums, which are double.
  private static final long MEAN = 3;

  private HeapNeed() {}

  /// Bytes of a training, its encoded rows apart: the most of what it holds while it goes on and
  /// what its start from the training rows takes.
  ///
  /// @param scorer of the epochs
  /// @param training rows that are learned from
  /// @param validation rows that are scored
  /// @param execution with which kernels, on how many threads
  public static long bytes(
      NetworkSpec network,
      TrainingConfig config,
      Scorer scorer,
      Dataset training,
      Dataset validation,
      Execution execution) {
    return Math.max(
        goingOn(network, config, training, validation, execution) + scoring(scorer, validation),
        Math.max(driven(network, config, training, execution), bins(network, training)));
  }

  /// Bytes of these that are there only while an epoch is scored: some rows that were read from
  /// disk to pass the network, and after that what the metric is made of.
  public static long scoring(Scorer scorer, Dataset validation) {
    long row = TargetOutcomes.bytes(scorer.target(), scorer.metric(), validation.hasWeights());
    long some = validation.isOnDisk() ? Math.min(Batching.CHUNK, validation.rows()) : 0;
    return Math.max(row * validation.rows(), Float.BYTES * some * (cells(validation) - 1));
  }

  private static long goingOn(
      NetworkSpec network,
      TrainingConfig config,
      Dataset training,
      Dataset validation,
      Execution execution) {
    int back = Batching.back(config.optimizer(), config.batch(), training.rows());
    int capacity = Batching.capacity(back, validation.rows());
    long copies = COPIES + (config.keep().mean() ? MEAN : 0);
    long rows = Probe.count(training);
    long order = 0;
    switch (config.optimizer()) {
      case Optimizer.Lbfgs o -> {
        copies += LbfgsState.vectors(o);
        rows += training.isOnDisk() ? back : 0;
      }
      case Optimizer.Stochastic o -> {
        copies += OptimizerState.moments(o);
        rows += back;
        order = ShuffledRows.numbers(training.rows()) + training.windowBytes() / Float.BYTES;
      }
    }
    long outputs = (long) validation.rows() * network.outputs();
    long numbers = copies * Parameters.count(network) + rows * cells(training) + order;
    return Float.BYTES * (numbers + 2 * outputs) + passes(network, capacity, back, execution);
  }

  /// Weights that the training rows decide: some of these at once through the network.
  private static long driven(
      NetworkSpec network, TrainingConfig config, Dataset training, Execution execution) {
    int rows = DataDrivenStart.rows(network, training);
    return config.initializer() instanceof Initializer.DataDriven
        ? looking(network, training, rows) + passes(network, rows, 0, execution)
        : 0;
  }

  /// A workspace and its kernels.
  private static long passes(NetworkSpec network, int capacity, int back, Execution execution) {
    return Workspace.bytes(network, capacity, back)
        + Workspace.scratch(network, capacity, back, execution.kernels(), execution.threads());
  }

  /// Edges of bins: some rows at once, and a column of them in double.
  private static long bins(NetworkSpec network, Dataset training) {
    int rows = BinEdges.rows(network, training);
    return rows == 0 ? 0 : looking(network, training, rows) + 8L * rows;
  }

  /// The parameters, and some rows that are drawn.
  private static long looking(NetworkSpec network, Dataset training, int rows) {
    long order = ShuffledRows.numbers(training.rows());
    long numbers = Parameters.count(network) + rows * cells(training) + order;
    return Float.BYTES * numbers + training.windowBytes();
  }

  /// Numbers of a row that is gathered from the others.
  private static long cells(Dataset rows) {
    long weight = rows.hasWeights() ? 1 : 0;
    long offset = rows.hasOffsets() ? 1 : 0;
    long inputs = (long) rows.shape().numbers() + rows.shape().categories();
    return inputs + rows.targetColumns() + weight + offset + 1; // where it was
  }
}
