package dev.soma.train;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Metric;
import dev.soma.eval.TargetOutcomes;

/// The number that chooses the best epoch: a metric of the validation rows, in the units of the
/// target.
///
/// @param metric which
/// @param target what the outputs mean
public record Scorer(Metric metric, TargetEncoder target) {
  /// Its value.
  ///
  /// @param z `[rows x outputs]` before the output activation
  /// @param a `[rows x outputs]` after it
  /// @param data the rows with their targets and weights
  double score(float[] z, float[] a, Dataset data) {
    return metric.of(
        TargetOutcomes.of(target, a.length / data.rows(), z, a, data.targets(), data.weights()));
  }
}
