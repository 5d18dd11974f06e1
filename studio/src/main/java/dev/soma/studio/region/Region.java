package dev.soma.studio.region;

import java.util.BitSet;

/// A convex polygon of a plane on which the activation pattern does not change.
///
/// @param x of its corners in turn; treat it as read-only
/// @param y of its corners; treat it as read-only
/// @param pattern of its inner points, see [Bends#pattern]; treat it as read-only
public record Region(double[] x, double[] y, BitSet pattern) {
  /// How many units are active, z > 0; a maxout unit counts for the pieces before the one that
  /// wins. Where one unit bends it changes by one, so neighbours differ.
  public int active() {
    return pattern.cardinality();
  }

  /// In the units of the axes.
  public double area() {
    double twice = 0;
    for (int i = 0; i < x.length; i++) {
      int j = (i + 1) % x.length;
      twice += (x[i] - x[0]) * (y[j] - y[0]) - (x[j] - x[0]) * (y[i] - y[0]);
    }
    return Math.abs(twice) / 2;
  }

  /// The mean of the corners' x.
  public double middleX() {
    return mean(x);
  }

  /// The mean of the corners' y.
  public double middleY() {
    return mean(y);
  }

  private static double mean(double[] v) {
    double sum = 0;
    for (double each : v) {
      sum += each - v[0];
    }
    return v[0] + sum / v.length;
  }
}
