package dev.soma.trace.attribute;

import dev.soma.trace.Backpropagation.Scores;
import dev.soma.trace.ReferenceParameters;
import java.util.List;

/// The straight line b + t (x - b) for t from 0 to 1, and one score of a network along it.
///
/// @param p of a network without members
/// @param base b, where t = 0
/// @param x where t = 1
/// @param output whose score
record Line(ReferenceParameters p, double[] base, double[] x, int output) {
  /// The network at t.
  Scores at(double t) {
    double[] point = new double[x.length];
    for (int j = 0; j < x.length; j++) {
      point[j] = t == 1 ? x[j] : base[j] + t * (x[j] - base[j]);
    }
    return Scores.of(p, point);
  }

  /// The score at t.
  double score(double t) {
    return at(t).values()[output];
  }

  /// d score / dx at t.
  double[] slopes(double t) {
    return at(t).slopes(output);
  }

  /// What changes its sign where the score bends, at t, stage by stage.
  List<double[]> hinges(double t) {
    return at(t).hinges();
  }

  /// (x_j - b_j) times what an integral of the slope gave; 0 where the input does not change.
  double[] times(double[] integral) {
    double[] product = new double[x.length];
    for (int j = 0; j < x.length; j++) {
      double step = x[j] - base[j];
      product[j] = step == 0 ? 0 : step * integral[j] + 0.0; // no negative zero
    }
    return product;
  }
}
