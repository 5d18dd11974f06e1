package dev.soma.train;

/// Which epoch was the best so far, and whether it is time to stop.
///
/// An epoch is better if its value is better than the best by any amount, or equal to it where the
/// last of the best is wanted; NaN never is. Mutable, part of the state of a run.
final class EarlyStopping {
  private final boolean higherIsBetter;
  private final int patience;
  private final boolean ties;
  private double best = Double.NaN;
  private int bestEpoch;

  /// @param patience epochs without a better value after which to stop; 0 = never stop early
  /// @param ties whether a value equal to the best is better
  EarlyStopping(boolean higherIsBetter, int patience, boolean ties) {
    this.ties = ties;
    this.higherIsBetter = higherIsBetter;
    this.patience = patience;
  }

  /// Takes the value of an epoch.
  ///
  /// @return whether it is the best so far
  boolean improves(int epoch, double value) {
    boolean better =
        !Double.isNaN(value)
            && (Double.isNaN(best)
                || (higherIsBetter ? value > best : value < best)
                || (ties && value == best));
    if (better) {
      best = value;
      bestEpoch = epoch;
    }
    return better;
  }

  /// Takes an epoch as the best, whatever its value.
  void settle(int epoch, double value) {
    best = value;
    bestEpoch = epoch;
  }

  boolean stops(int epoch) {
    return patience > 0 && epoch - bestEpoch >= patience;
  }

  int bestEpoch() {
    return bestEpoch;
  }
}
