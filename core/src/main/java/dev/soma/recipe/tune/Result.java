package dev.soma.recipe.tune;

import java.util.List;

/// What came of a trial on a rung.
///
/// @param trial what was tried
/// @param epochs that it was given
/// @param scores value of the metric on the validation rows of each network, at its best epoch, in
///   the order of the folds; empty if a number became infinite or NaN
/// @param seconds it took
public record Result(Trial trial, int epochs, List<Double> scores, double seconds) {
  /// Copies.
  public Result {
    scores = List.copyOf(scores);
  }

  /// The mean of the scores; NaN if there are none, or one of them is NaN.
  public double score() {
    double sum = 0;
    for (double s : scores) {
      sum += s;
    }
    return scores.isEmpty() ? Double.NaN : sum / scores.size();
  }
}
