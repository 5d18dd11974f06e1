package dev.soma.cli.report;

import dev.soma.nn.InputShape;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import dev.soma.train.TrainingConfig;
import dev.soma.train.clock.Rounds;

/// About how long a training takes, said before it begins: by constants that were found on one
/// machine, not by measuring this one. A few real steps would say no more: they run before the
/// kernels are compiled.
final class Estimate {
  /// Until the kernels are compiled.
  private static final double START = 3;

  /// Of a step, whatever is in it.
  private static final double STEP = 4e-5;

  // of one thread, for a row, forward and backward
  private static final double WEIGHT = 6 / 4e10; // six operations in the products of a step
  private static final double UNIT = 14e-9; // f, dropout, factors, and their slopes
  private static final double EMBEDDED = 7e-9; // a parameter of the embedding of a number
  private static final double LOOKED_UP = 14e-9; // a number that a category stands for

  /// What a thread takes that has a network to itself, of what these say for two that share one:
  /// none waits for the other.
  private static final double ALONE = 0.57;

  /// A pass forward costs a third of one forward and backward.
  private static final double FORWARD = 1 / 3.0;

  /// Rows that L-BFGS takes at once.
  private static final int CHUNK = 1024;

  private Estimate() {}

  /// Seconds on two cores of 2024, if all epochs are run: a start, for every step a fixed part, and
  /// what each row of training and validation costs.
  ///
  /// @param rows of training
  /// @param validation rows
  /// @param networks that are trained
  /// @param beside how many of them at once, 1 to threads
  /// @param threads that work
  static double seconds(
      NetworkSpec network,
      TrainingConfig config,
      int rows,
      int validation,
      int networks,
      int beside,
      int threads) {
    boolean whole = config.optimizer() instanceof Optimizer.Lbfgs;
    double batches = Math.ceilDiv(rows, whole ? CHUNK : config.batch());
    double steps = whole ? 1 : batches; // of an epoch
    double limit = config.maxSteps() == 0 ? Double.POSITIVE_INFINITY : config.maxSteps() / steps;
    double epochs = Math.min(config.epochs(), limit);
    double passed = (rows + FORWARD * validation) * row(network);
    double own = beside == 1 ? passed / threads : ALONE * passed / Math.max(1, threads / beside);
    return START + new Rounds(networks, beside).length() * epochs * (batches * STEP + own);
  }

  /// Seconds of one thread for a row.
  private static double row(NetworkSpec network) {
    double weights = 0;
    double units = 0;
    double embedded = 0;
    double lookedUp = 0;
    for (int i = 0; i < network.layers().size(); i++) {
      InputShape in = network.inputOf(i);
      Layer layer = network.layers().get(i);
      switch (layer) {
        case Layer.Dense _, Layer.Maxout _ -> {
          weights += (double) layer.weightRows() * in.numbers();
          lookedUp += (double) layer.weightRows() * in.categories();
          units += Math.max(layer.weightRows(), layer.outputs(in));
        }
        case Layer.Embedding e -> {
          for (Layer.Tensor tensor : e.numbers().tensors(e.columns())) {
            embedded += (double) tensor.rows() * tensor.cols();
          }
          lookedUp += (double) e.size() * in.categories();
        }
        case Layer.Members _, Layer.LayerNorm _, Layer.BatchNorm _, Layer.Residual _ ->
            units += layer.outputs(in);
        case Layer.Scale _, Layer.Dropout _ -> {} // in what a unit costs
      }
    }
    return WEIGHT * weights + UNIT * units + EMBEDDED * embedded + LOOKED_UP * lookedUp;
  }

  /// Whether it may end before all epochs are run.
  static boolean mayEndSooner(TrainingConfig config) {
    return config.patience() > 0
        || config.optimizer() instanceof Optimizer.Lbfgs
        || config.loss() instanceof Loss.Perceptron;
  }
}
