package dev.soma.train.start;

import dev.soma.data.encode.Dataset;
import dev.soma.kernel.Kernels;
import dev.soma.math.Seeds;
import dev.soma.nn.Initializer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.util.function.Supplier;

/// The weights that a training begins with.
public final class FirstWeights {
  private FirstWeights() {}

  /// Drawn by the initialiser; edges of bins, and what the initialiser leaves to the rows, follow
  /// from the training rows.
  ///
  /// @param bias where hidden biases start
  /// @param kernels asked for where rows have to run through the network
  public static Parameters of(
      NetworkSpec spec,
      Initializer initializer,
      double bias,
      Dataset training,
      Seeds seeds,
      Supplier<Kernels> kernels) {
    Parameters parameters = Initializer.initialise(spec, initializer, bias, seeds);
    BinEdges.apply(parameters, training, seeds);
    if (initializer instanceof Initializer.DataDriven) {
      DataDrivenStart.apply(parameters, training, kernels.get(), seeds);
    }
    return parameters;
  }
}
