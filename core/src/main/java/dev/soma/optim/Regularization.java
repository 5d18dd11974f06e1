package dev.soma.optim;

import static dev.soma.nn.check.Call.require;

import dev.soma.kernel.Kernels;
import dev.soma.nn.Parameters;

/// What keeps weights small; biases are never touched.
///
/// Adds l2/2 sum W^2 + l1 sum |W| to J, and bounds the norm of the weights into each unit. The
/// lambda of the lecture is l2. Order within a step: gradient of the data, [#addGradient],
/// [Clipping], [OptimizerState#step], [#project].
///
/// @param l1 weight of the sum of absolute values, >= 0; 0 is off
/// @param l2 weight of half the sum of squares, >= 0; 0 is off
/// @param maxNorm largest norm of a row of W(l), > 0; infinity is off. Source: Srebro and
///   Shraibman, 2005
public record Regularization(double l1, double l2, double maxNorm) {
  /// All off.
  public static final Regularization NONE = l2(0);

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if one is out of range
  public Regularization {
    require(l1 >= 0 && l1 < Double.POSITIVE_INFINITY, "l1 must be >= 0 and finite", l1);
    require(l2 >= 0 && l2 < Double.POSITIVE_INFINITY, "l2 must be >= 0 and finite", l2);
    require(maxNorm > 0, "max-norm must be > 0", maxNorm);
  }

  /// The lecture's lambda alone.
  public static Regularization l2(double lambda) {
    return new Regularization(0, lambda, Double.POSITIVE_INFINITY);
  }

  /// Whether [#addGradient] changes anything.
  public boolean changesGradient() {
    return l1 != 0 || l2 != 0;
  }

  /// g += l2 W + l1 sign(W), sign(0) = 0, for all weights.
  ///
  /// @param parameters only read
  /// @param gradient changed in place, same layout
  public void addGradient(Parameters parameters, Parameters gradient) {
    if (!changesGradient()) {
      return;
    }
    float[] w = parameters.values();
    float[] g = gradient.values();
    for (int k = 0; k < parameters.groups().size(); k++) {
      Parameters.Group group = parameters.groups().get(k);
      if (group.role().penalised()) {
        add(group.offset(), group.offset() + group.size(), w, g, (float) l2, (float) l1);
      }
    }
  }

  private static void add(int from, int to, float[] w, float[] g, float l2, float l1) {
    if (l1 == 0) {
      for (int i = from; i < to; i++) {
        g[i] = Math.fma(l2, w[i], g[i]);
      }
      return;
    }
    for (int i = from; i < to; i++) {
      g[i] = Math.fma(l2, w[i], g[i]) + l1 * Math.signum(w[i]);
    }
  }

  /// l2/2 sum W^2 + l1 sum |W|: what J has on top of the cost of the data.
  public double penalty(Parameters parameters, Kernels kernels) {
    double squares = 0;
    double absolutes = 0;
    float[] w = parameters.values();
    for (int k = 0; k < parameters.groups().size(); k++) {
      Parameters.Group group = parameters.groups().get(k);
      if (group.role().penalised() && l2 > 0) {
        squares += kernels.dot(group.size(), w, group.offset(), w, group.offset());
      }
      if (group.role().penalised() && l1 > 0) {
        absolutes += absoluteSum(w, group.offset(), group.offset() + group.size());
      }
    }
    return l2 / 2 * squares + l1 * absolutes;
  }

  private static double absoluteSum(float[] w, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += Math.abs(w[i]);
    }
    return sum;
  }

  /// Scales each row of each W(l) whose norm exceeds the bound down to it; a row is what enters one
  /// unit (one piece of a maxout unit).
  public void project(Parameters parameters, Kernels kernels) {
    if (maxNorm == Double.POSITIVE_INFINITY) {
      return;
    }
    float[] w = parameters.values();
    for (int k = 0; k < parameters.groups().size(); k++) {
      Parameters.Group group = parameters.groups().get(k);
      for (int r = 0; group.role().penalised() && r < group.rows(); r++) {
        int offset = group.offset() + r * group.cols();
        double norm = StrictMath.sqrt(kernels.dot(group.cols(), w, offset, w, offset));
        if (norm > maxNorm && norm < Double.POSITIVE_INFINITY) {
          kernels.scale(group.cols(), (float) (maxNorm / norm), w, offset);
        }
      }
    }
  }
}
