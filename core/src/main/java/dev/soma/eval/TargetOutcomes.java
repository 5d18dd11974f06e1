package dev.soma.eval;

import dev.soma.data.encode.TargetEncoder;
import dev.soma.math.Matrix;
import org.jspecify.annotations.Nullable;

/// The outputs of a network as predictions in the terms of its target.
///
/// Decisions are taken on z, never on a rounded probability: two classes by z >= 0, more classes by
/// the largest z (ties to the first). A row has no class where a z is not a number or a probability
/// is not finite: nothing is larger than NaN, so that any comparison would choose the first.
public final class TargetOutcomes {
  /// In place of a class: the row has none.
  public static final int NONE = -1;

  private static final int[] EMPTY = {};

  private TargetOutcomes() {}

  /// What was predicted, and what is true.
  ///
  /// @param width outputs of the network: 1 for two classes with a logistic output
  /// @param z `[rows x width]` before the output activation
  /// @param a `[rows x width]` after it
  /// @param truth encoded targets `[rows x 1]`, or `[rows x width]` of 0 and 1, labels or numbers
  /// @param weights one a row, or null
  public static Outcomes of(
      TargetEncoder target,
      int width,
      float[] z,
      float[] a,
      Matrix truth,
      float @Nullable [] weights) {
    int rows = truth.rows();
    Outcomes outcomes =
        switch (target) {
          case TargetEncoder.Classes c -> classes(c.levels().size(), width, z, a, truth);
          case TargetEncoder.Labels l -> {
            double[] p = new double[rows * width];
            int[] y = new int[rows * width];
            for (int i = 0; i < p.length; i++) {
              p[i] = a[i];
              y[i] = (int) truth.data()[truth.offset() + i];
            }
            yield new Outcomes.Labels(l.names().size(), p, y, null);
          }
          case TargetEncoder.Numbers n -> {
            double[] predicted = new double[rows * width];
            double[] y = new double[rows * width];
            for (int i = 0; i < y.length; i++) {
              predicted[i] = n.predicted(i % width, a[i]);
              y[i] = n.unscale(i % width, truth.data()[truth.offset() + i]);
            }
            yield new Outcomes.Numbers(n.names().size(), predicted, y, null);
          }
        };
    return outcomes.withWeights(doubles(weights));
  }

  /// Bytes of a row, at most at a time, while a metric of its outcomes is computed: those, what the
  /// metric keeps or sorts, and the weight.
  ///
  /// @param weighted whether rows have weights
  public static long bytes(TargetEncoder target, Metric metric, boolean weighted) {
    double[] none = {};
    Outcomes kind =
        switch (target) {
          case TargetEncoder.Classes c -> Outcomes.decisions(c.levels().size(), EMPTY, EMPTY);
          case TargetEncoder.Labels l -> new Outcomes.Labels(l.names().size(), none, EMPTY, null);
          case TargetEncoder.Numbers n -> new Outcomes.Numbers(n.names().size(), none, none, null);
        };
    return RowScore.bytes(metric, kind, weighted);
  }

  /// The decision of one row: the class number, or [#NONE].
  ///
  /// @param z `[rows x width]` before the output activation
  /// @param a `[rows x width]` after it
  public static int decide(float[] z, float[] a, int width, int row) {
    int best = 0;
    for (int k = 0; k < width; k++) {
      int i = row * width + k;
      if (Float.isNaN(z[i]) || !Float.isFinite(a[i])) {
        return NONE;
      }
      best = z[i] > z[row * width + best] ? k : best;
    }
    return width > 1 ? best : z[row] >= 0 ? 1 : 0;
  }

  private static Outcomes classes(int classes, int width, float[] z, float[] a, Matrix truth) {
    int rows = truth.rows();
    double[] p = new double[rows * classes];
    int[] predicted = new int[rows];
    int[] y = new int[rows];
    for (int r = 0; r < rows; r++) {
      predicted[r] = decide(z, a, width, r);
      for (int k = 0; k < classes; k++) {
        p[r * classes + k] = width == 1 ? (k == 1 ? a[r] : 1 - (double) a[r]) : a[r * width + k];
      }
      if (truth.cols() == 1) {
        y[r] = (int) truth.get(r, 0);
      } else {
        while (truth.get(r, y[r]) == 0) {
          y[r]++;
        }
      }
    }
    return new Outcomes.Classes(classes, p, predicted, y, null);
  }

  private static double @Nullable [] doubles(float @Nullable [] weights) {
    if (weights == null) {
      return null;
    }
    double[] d = new double[weights.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = weights[i];
    }
    return d;
  }
}
