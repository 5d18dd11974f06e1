package dev.soma.engine;

import dev.soma.math.Matrix;
import org.jspecify.annotations.Nullable;

/// What the outputs should be, row by row, and how much each row counts.
///
/// @param values `[rows x targetColumns]`, see [dev.soma.nn.Loss#targetColumns(int)]
/// @param weights one a row, >= 0, or null where all rows count the same
/// @param weightOffset where the weight of the first row is
public record Targets(Matrix values, float @Nullable [] weights, int weightOffset) {
  /// Checks that there is a weight for every row.
  ///
  /// @throws IllegalArgumentException if there is not
  public Targets {
    if (weights != null && weights.length < (long) weightOffset + values.rows()) {
      throw new IllegalArgumentException(
          values.rows() + " rows need as many weights, got " + (weights.length - weightOffset));
    }
  }

  /// Targets of rows that all count the same.
  public static Targets of(Matrix values) {
    return new Targets(values, null, 0);
  }

  /// The rows `from` (inclusive) to `to` (exclusive), on the same arrays.
  public Targets rows(int from, int to) {
    return new Targets(values.rows(from, to), weights, weightOffset + from);
  }

  /// The weight of a row, 1 without weights.
  float weight(int row) {
    return weights == null ? 1f : weights[weightOffset + row];
  }
}
