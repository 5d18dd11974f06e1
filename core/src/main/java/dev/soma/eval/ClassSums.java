package dev.soma.eval;

/// Weights of rows summed by true and by predicted class: what the metrics of decisions are made
/// of.
final class ClassSums {
  /// Of the rows of a class that are predicted as it.
  private final double[] right;

  private final double[] truth;

  /// Rows without a prediction are in none.
  private final double[] predicted;

  private double total;

  /// Sums, in the order of the rows.
  ClassSums(Outcomes.Classes c, double[] w) {
    right = new double[c.classes()];
    truth = new double[c.classes()];
    predicted = new double[c.classes()];
    for (int r = 0; r < c.rows(); r++) {
      int y = c.truth()[r];
      int a = c.predicted()[r];
      total += w[r];
      truth[y] += w[r];
      if (a >= 0) {
        predicted[a] += w[r];
      }
      if (a == y) {
        right[y] += w[r];
      }
    }
  }

  /// 2 TP / (2 TP + FP + FN) of each class; NaN for a class that is neither true nor predicted.
  double[] f1() {
    double[] f1 = new double[right.length];
    for (int k = 0; k < f1.length; k++) {
      f1[k] = 2 * right[k] / (truth[k] + predicted[k]);
    }
    return f1;
  }

  /// TP / (TP + FN) of each class; NaN for a class without rows.
  double[] recalls() {
    double[] recalls = new double[right.length];
    for (int k = 0; k < recalls.length; k++) {
      recalls[k] = right[k] / truth[k];
    }
    return recalls;
  }

  /// Covariance of truth and prediction over the root of both variances; 0 for one predicted class,
  /// NaN for one true class.
  double mcc() {
    double hits = 0;
    double both = 0;
    double trueSquares = 0;
    double predictedSquares = 0;
    for (int k = 0; k < right.length; k++) {
      hits += right[k];
      both += truth[k] * predicted[k];
      trueSquares += truth[k] * truth[k];
      predictedSquares += predicted[k] * predicted[k];
    }
    if (!(total * total > trueSquares)) {
      return Double.NaN;
    }
    double spread = total * total - predictedSquares;
    return spread > 0
        ? (hits * total - both) / StrictMath.sqrt(spread * (total * total - trueSquares))
        : 0;
  }
}
