package dev.soma.model.calibration;

import dev.soma.eval.Outcomes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Intervals around predicted numbers from the absolute residuals of validation rows: split
/// conformal prediction.
///
/// Of n residuals the half-width at level c is the one of rank ceil((n + 1) c). For rows like those
/// it was learned on, and that had no part in the training, the interval holds the truth in c of
/// all cases on average over such samples; given the sample, coverage is Beta(k, n + 1 - k)
/// distributed. Source: Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005.
///
/// Residuals of rows that folds held out are those of the networks of one fold, while the model is
/// the mean over all folds, which errs less: its coverage is c or more wherever the networks err
/// alike, and has no upper side. See decision 45.
///
/// @param rows n, how many residuals there were
/// @param ofFolds whether these are rows that folds held out, not validation rows
/// @param ranks the ranks that are kept, rising, from 1
/// @param residuals of each target: the residuals of these ranks, in units of the target; infinite
///   where truth or prediction is not finite
public record Conformal(
    int rows, boolean ofFolds, List<Integer> ranks, List<List<Double>> residuals) {
  private static final int LEVELS = 200;

  /// Copies, and checks.
  ///
  /// @throws IllegalArgumentException if there is not a residual for each rank
  public Conformal {
    ranks = List.copyOf(ranks);
    residuals = residuals.stream().map(List::copyOf).toList();
    for (List<Double> r : residuals) {
      if (r.size() != ranks.size() || ranks.isEmpty()) {
        throw new IllegalArgumentException("a residual for each rank is needed");
      }
    }
  }

  /// Of residuals of rows whose truth is known; weights of rows do not count. All ranks are kept up
  /// to 200 rows, beyond that those of the levels 0.5 %, 1 %, ... 99.5 %.
  static Conformal learn(Outcomes.Numbers numbers) {
    int n = numbers.rows();
    List<Integer> ranks = new ArrayList<>();
    for (int i = 1; i <= Math.min(n, LEVELS); i++) {
      int rank = n <= LEVELS ? i : (int) StrictMath.ceil((n + 1.0) * i / LEVELS);
      if (rank <= n) {
        ranks.add(rank);
      }
    }
    List<List<Double>> residuals = new ArrayList<>();
    for (int k = 0; k < numbers.targets(); k++) {
      Outcomes.Numbers one = numbers.target(k);
      double[] r = new double[n];
      Arrays.setAll(r, i -> residual(one.truth()[i] - one.predicted()[i]));
      Arrays.sort(r);
      residuals.add(ranks.stream().map(rank -> r[rank - 1]).toList());
    }
    return new Conformal(n, false, ranks, residuals);
  }

  /// One that is not a number is beyond every width.
  private static double residual(double difference) {
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.abs(difference);
  }

  /// The same of rows that folds held out.
  Conformal heldOut() {
    return new Conformal(rows, true, ranks, residuals);
  }

  /// The largest level that these rows can promise.
  public double largestLevel() {
    return ranks.getLast() / (rows + 1.0);
  }

  /// Half of the width of the interval of a target.
  ///
  /// @param level share of rows whose truth is to be inside, in (0, 1)
  /// @return NaN above [#largestLevel()]
  public double halfWidth(int target, double level) {
    double wanted = (rows + 1.0) * level;
    for (int i = 0; i < ranks.size(); i++) {
      if (ranks.get(i) >= wanted - 1e-9 * wanted) { // 0.9 * 10 is not 9 in binary
        return residuals.get(target).get(i);
      }
    }
    return Double.NaN;
  }
}
