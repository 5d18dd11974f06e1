package dev.soma.train.start;

import dev.soma.error.SomaException;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;

/// How many rows go through a network at once while it is trained, and whether its layers can be
/// learned from such batches: some differ from step to step, or read all rows of a batch.
public final class Batching {
  /// Rows that are scored at once, and of which L-BFGS adds up J.
  public static final int CHUNK = 1024;

  private Batching() {}

  /// Rows that gradients are asked of at once.
  ///
  /// @param batch rows of a step
  /// @param training rows that are learned from
  public static int back(Optimizer optimizer, int batch, int training) {
    return Math.min(optimizer instanceof Optimizer.Lbfgs ? CHUNK : batch, training);
  }

  /// Rows that the workspace of a training must hold.
  ///
  /// @param back rows of which it must hold what gradients need
  /// @param validation rows that are scored
  public static int capacity(int back, int validation) {
    return Math.max(back, Math.min(CHUNK, validation));
  }

  /// Refuses what cannot.
  ///
  /// @param batch rows of a step
  /// @throws SomaException.Usage E218 for L-BFGS with dropout or batch normalisation, E222 for
  ///   batch normalisation with batches of one row
  public static void check(NetworkSpec spec, Optimizer optimizer, int batch) {
    boolean wholeJ = optimizer instanceof Optimizer.Lbfgs;
    for (Layer layer : spec.layers()) {
      if (layer instanceof Layer.Dropout d && d.rate() > 0 && wholeJ) {
        throw new SomaException.Usage(
            "E218",
            "L-BFGS needs the same loss each time it asks, dropout changes it",
            "--dropout 0",
            "--optimizer adam");
      }
      if (layer instanceof Layer.BatchNorm && wholeJ) {
        throw new SomaException.Usage(
            "E218",
            "L-BFGS steps on all rows at once, " + layer + " learns mean and variance from batches",
            "--optimizer adam");
      }
      if (layer instanceof Layer.BatchNorm && batch < 2) {
        throw new SomaException.Usage(
            "E222",
            layer + " learns mean and variance from batches of two rows or more, got " + batch,
            "--batch 32");
      }
    }
  }
}
