package dev.soma.train.diagnose;

import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How large steps are: of some steps, for each W(l), the norm of the gradient and the norm of the
/// update over that of the weights before it.
///
/// Some of the first steps are measured, and then one for 4,096 rows or more, at most one of 16:
/// measuring costs at most what a step costs for [#ROWS_OF_ONE] rows.
final class StepSizes {
  /// Rows of a step that cost as much as measuring one.
  static final int ROWS_OF_ONE = 10;

  /// Steps that are measured at the beginning, and once more when the first ones are over.
  static final int FIRST_STEPS = 3;

  private static final int ROWS = 4_096;
  private static final int FEWEST_STEPS = 16;

  /// Steps before which nothing is said: the first ones are large everywhere.
  private static final int SETTLED = 20;

  private static final int KEPT = 64;
  private static final int FEWEST_KNOWN = 6;

  private final List<Parameters.Group> weights;
  private final float[] before;
  private final int every;
  private final double[] ratios;
  private final double[] norms;
  private final double[][] history;
  private final double[] sorted = new double[KEPT];
  private final int[] large;
  private int measured;
  private double largest;

  // since the last call of clear
  private double most;
  private int count;
  private final double[] worstRatio;
  private final double[] worstNorm;

  StepSizes(Parameters parameters, int batch) {
    weights = new ArrayList<>();
    for (Parameters.Group g : parameters.groups()) {
      if (g.role() == Role.WEIGHT) {
        weights.add(g);
      }
    }
    before = new float[parameters.size()];
    every = Math.max(FEWEST_STEPS, Math.ceilDiv(ROWS, batch));
    int n = weights.size();
    ratios = new double[n];
    norms = new double[n];
    large = new int[n];
    history = new double[n][KEPT];
    worstRatio = new double[n];
    worstNorm = new double[n];
  }

  /// Whether a step, counted from 0, is to be measured.
  boolean due(long step) {
    boolean settled = step >= SETTLED && step < SETTLED + FIRST_STEPS;
    return step < FIRST_STEPS || settled || step % every == 0;
  }

  /// Keeps the weights before the step.
  void before(Parameters parameters) {
    for (int l = 0; l < weights.size(); l++) {
      Parameters.Group g = weights.get(l);
      System.arraycopy(parameters.values(), g.offset(), before, g.offset(), g.size());
    }
  }

  /// Measures the step that has been made.
  ///
  /// @param step counted from 0
  /// @param gradient that it was made by
  /// @param most norm ratio from which a step is large
  void after(long step, Parameters parameters, Parameters gradient, double most) {
    count++;
    for (int l = 0; l < weights.size(); l++) {
      compare(l, parameters.values(), gradient.values());
      largest = Math.max(largest, ratios[l]);
      this.most = Math.max(this.most, ratios[l]);
      if (step >= SETTLED) {
        judge(l, most);
      }
      history[l][measured % KEPT] = norms[l];
    }
    measured++;
  }

  private void judge(int l, double most) {
    large[l] = ratios[l] > most ? large[l] + 1 : 0;
    if (large[l] >= 3) {
      worstRatio[l] = Math.max(worstRatio[l], ratios[l]);
    }
    if (measured >= FEWEST_KNOWN) {
      double median = median(history[l], Math.min(measured, KEPT));
      if (median > 0) {
        worstNorm[l] = Math.max(worstNorm[l], norms[l] / median);
      }
    }
  }

  /// The middle of the first numbers, sorted by inserting: [Arrays#sort] takes from the heap.
  private double median(double[] numbers, int known) {
    for (int i = 0; i < known; i++) {
      int at = i;
      for (; at > 0 && Double.compare(sorted[at - 1], numbers[i]) > 0; at--) {
        sorted[at] = sorted[at - 1];
      }
      sorted[at] = numbers[i];
    }
    return sorted[known / 2];
  }

  /// The three norms of a layer in one plain loop: too few steps are measured for a kernel of their
  /// own to be compiled, and one that is not takes ten times as long.
  private void compare(int layer, float[] now, float[] gradient) {
    Parameters.Group g = weights.get(layer);
    double size = 0;
    double moved = 0;
    double slope = 0;
    for (int i = g.offset(), end = i + g.size(); i < end; i++) {
      double was = before[i];
      double step = now[i] - was;
      double dw = gradient[i];
      size += was * was;
      moved += step * step;
      slope += dw * dw;
    }
    double ratio = size > 0 ? StrictMath.sqrt(moved / size) : 0;
    ratios[layer] = Double.isNaN(ratio) ? Double.POSITIVE_INFINITY : ratio;
    norms[layer] = StrictMath.sqrt(slope);
  }

  /// Layers with W.
  int layers() {
    return weights.size();
  }

  /// The index l of one of them.
  int l(int layer) {
    return weights.get(layer).l();
  }

  /// The largest update:weight of the run so far.
  double largest() {
    return largest;
  }

  /// The largest update:weight since [#clear].
  double most() {
    return most;
  }

  /// How many steps were measured since [#clear].
  int count() {
    return count;
  }

  /// The largest update:weight of a layer since [#clear] that was the third large one in a row; 0
  /// if there was none.
  double worstRatio(int layer) {
    return worstRatio[layer];
  }

  /// The largest norm of a gradient over the median of those before it, since [#clear]; 0 if too
  /// few are known.
  double worstNorm(int layer) {
    return worstNorm[layer];
  }

  /// Begins an epoch.
  void clear() {
    most = 0;
    count = 0;
    Arrays.fill(worstRatio, 0);
    Arrays.fill(worstNorm, 0);
  }
}
