package dev.soma.eval;

import java.util.Arrays;

/// Predicting the same for every row.
final class Constants {
  private Constants() {}

  /// Shares of the classes or labels, or means of the targets, weighted; NaN without rows.
  static double[] of(Outcomes outcomes) {
    double[] w = RowScore.weights(outcomes);
    int columns =
        switch (outcomes) {
          case Outcomes.Classes c -> c.classes();
          case Outcomes.Labels l -> l.labels();
          case Outcomes.Numbers n -> n.targets();
        };
    double[] sums = new double[columns];
    for (int r = 0; r < outcomes.rows(); r++) {
      for (int j = 0; j < columns; j++) {
        sums[j] +=
            w[r]
                * switch (outcomes) {
                  case Outcomes.Classes c -> c.truth()[r] == j ? 1 : 0;
                  case Outcomes.Labels l -> l.truth()[r * columns + j];
                  case Outcomes.Numbers n -> n.truth()[r * columns + j];
                };
      }
    }
    double total = Arrays.stream(w).sum();
    return Arrays.stream(sums).map(s -> s / total).toArray();
  }

  /// The same rows, all with this prediction.
  static Outcomes predicting(Outcomes outcomes, double[] constant) {
    int rows = outcomes.rows();
    double[] all = new double[rows * constant.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = constant[i % constant.length];
    }
    return switch (outcomes) {
      case Outcomes.Classes c -> {
        int largest = 0;
        for (int k = 0; k < constant.length; k++) {
          largest = constant[k] > constant[largest] ? k : largest;
        }
        int[] predicted = new int[rows];
        Arrays.fill(predicted, largest);
        yield new Outcomes.Classes(c.classes(), all, predicted, c.truth(), c.weights());
      }
      case Outcomes.Labels l -> new Outcomes.Labels(l.labels(), all, l.truth(), l.weights());
      case Outcomes.Numbers n -> new Outcomes.Numbers(n.targets(), all, n.truth(), n.weights());
    };
  }
}
