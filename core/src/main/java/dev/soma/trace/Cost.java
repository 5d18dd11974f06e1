package dev.soma.trace;

import dev.soma.error.SomaException;
import dev.soma.nn.Loss;
import java.util.Arrays;

/// What J is: a loss averaged over the rows, plus the penalties of the weights.
///
/// J(W, b) = (1/m) sum_k w_k loss(a_k, y_k) + l1 sum |W_ij| + l2/2 sum W_ij^2, over all W(l);
/// biases are not penalised. dJ/dW_ij gets l1 sign(W_ij) (0 at 0) and l2 W_ij.
///
/// @param loss of one row
/// @param l1 >= 0
/// @param l2 the lecture's lambda, >= 0
public record Cost(Loss loss, double l1, double l2) {
  /// J in its parts.
  ///
  /// @param data (1/m) sum_k w_k loss_k
  /// @param l1 l1 sum |W_ij|
  /// @param l2 l2/2 sum W_ij^2
  public record Value(double data, double l1, double l2) {
    /// J, the sum of the parts.
    public double total() {
      return data + l1 + l2;
    }
  }

  /// Checks the ranges.
  public Cost {
    if (!(l1 >= 0 && l2 >= 0)) {
      throw new IllegalArgumentException("l1 and l2 must be >= 0, got " + l1 + " and " + l2);
    }
  }

  /// The loss without penalties.
  public static Cost of(Loss loss) {
    return new Cost(loss, 0, 0);
  }

  /// The target of a row as a vector `[outputs]`: a class number (from 0) becomes one-hot where the
  /// loss is cross-entropy, all else stays.
  ///
  /// @throws SomaException.Mismatch E520 if the target does not fit the outputs
  public double[] target(double[] y, int outputs) {
    checkTarget(y, outputs);
    if (!isClassNumber(y, outputs)) {
      return y.clone();
    }
    double[] oneHot = new double[outputs];
    oneHot[(int) y[0]] = 1;
    return oneHot;
  }

  void checkTarget(double[] y, int outputs) {
    if (loss instanceof Loss.CrossEntropy) {
      if (!isClassNumber(y, outputs) && !(y.length == outputs && isOneHot(y))) {
        throw new SomaException.Mismatch(
            "E520",
            "a target of cross_entropy is a class number 0 to "
                + (outputs - 1)
                + " or a one-hot vector of "
                + outputs
                + ", got "
                + Arrays.toString(y));
      }
    } else if (y.length != outputs) {
      throw new SomaException.Mismatch(
          "E520", "a target has " + y.length + " numbers, the network has " + outputs + " outputs");
    }
  }

  private boolean isClassNumber(double[] y, int outputs) {
    return loss instanceof Loss.CrossEntropy
        && y.length == 1
        && y[0] >= 0
        && y[0] < outputs
        && y[0] == StrictMath.rint(y[0]);
  }

  private static boolean isOneHot(double[] y) {
    int ones = 0;
    for (double v : y) {
      if (v == 1) {
        ones++;
      } else if (v != 0) {
        return false;
      }
    }
    return ones == 1;
  }

  /// The penalties of these weights around a data term that is known.
  Value value(double data, ReferenceParameters p) {
    double absolute = 0;
    double squares = 0;
    for (int l = 1; l <= p.count(); l++) {
      for (double[] row : p.w(l)) {
        for (double w : row) {
          absolute += StrictMath.abs(w);
          squares += w * w;
        }
      }
    }
    return new Value(data, l1 == 0 ? 0 : l1 * absolute, l2 == 0 ? 0 : l2 / 2 * squares);
  }

  /// What the penalties add to dJ/dW_ij.
  double slope(double w) {
    return (l1 == 0 ? 0 : l1 * StrictMath.signum(w)) + (l2 == 0 ? 0 : l2 * w);
  }
}
