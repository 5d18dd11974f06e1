package dev.soma.cli.report;

import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import dev.soma.train.TrainingConfig;

/// About how long a training takes, said before it begins: by constants that were found on one
/// machine, not by measuring this one. A few real steps would say no more: they run before the
/// kernels are compiled.
public final class Estimate {
  /// Until the kernels are compiled.
  private static final double START = 3;

  private static final double STEP = 0.0002;

  /// Operations a second of one thread in the products of a step, all else included.
  private static final double RATE = 4e10;

  private static final int OPERATIONS = 6; // a weight and row, forward and backward

  private Estimate() {}

  /// Seconds on a processor of 2024, if all epochs are run: a start, and for every step a fixed
  /// part and the products of matrices.
  ///
  /// @param rows of training
  /// @param networks trained one after the other
  public static double seconds(
      NetworkSpec network, TrainingConfig config, int rows, int networks, int threads) {
    double weights = 0;
    for (int i = 0; i < network.layers().size(); i++) {
      if (network.layers().get(i) instanceof Layer.Dense dense) {
        weights += (double) network.inputsOf(i) * dense.units();
      }
    }
    boolean whole = config.optimizer() instanceof Optimizer.Lbfgs;
    double perEpoch = whole ? 1 : Math.ceilDiv(rows, config.batch());
    double limit = config.maxSteps() == 0 ? Double.POSITIVE_INFINITY : config.maxSteps() / perEpoch;
    double epochs = Math.min(config.epochs(), limit);
    double products = OPERATIONS * weights * rows * epochs / (RATE * threads);
    return START + networks * (perEpoch * epochs * STEP + products);
  }

  /// `about 40 s`, `about 3 min`; rounded up.
  public static String words(double seconds) {
    return seconds < 100
        ? "about " + 10 * (long) Math.ceil(seconds / 10) + " s"
        : "about " + (long) Math.ceil(seconds / 60) + " min";
  }
}
