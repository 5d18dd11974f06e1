package dev.soma.lesson.approximate;

import java.util.ArrayList;
import java.util.List;

/// f, a network, and what its units add, at even places of the domain: what is drawn of them.
///
/// h is the output bias plus the sum of all parts, but for rounding.
///
/// @param places of x, and for two inputs of y too
/// @param f its values, `[places]`; for two inputs `[places * places]`, row by row from the least y
/// @param h those of the network
/// @param parts what units add, in their order; units that are too many are added up in groups
public record GridValues(double[] places, double[] f, double[] h, List<Part> parts) {
  /// What one unit, or a group of neighbours, adds to h.
  ///
  /// @param first unit, from 0
  /// @param units how many
  /// @param added at each place
  public record Part(int first, int units, double[] added) {}

  /// Copies the list.
  public GridValues {
    parts = List.copyOf(parts);
  }

  /// Computes them.
  ///
  /// @param places along each axis, >= 2
  /// @param most parts, >= 1
  public static GridValues of(Target target, OneLayer net, int places, int most) {
    boolean two = target.inputs() == 2;
    double[] axis = new double[places];
    for (int i = 0; i < places; i++) {
      axis[i] = target.from() + (target.to() - target.from()) * i / (places - 1);
    }
    int points = two ? places * places : places;
    double[] f = new double[points];
    double[] h = new double[points];
    for (int p = 0; p < points; p++) {
      double x = axis[p % places];
      double y = two ? axis[p / places] : 0;
      f[p] = target.at(x, y);
      h[p] = net.at(x, y);
    }
    List<Part> parts = new ArrayList<>();
    int size = Math.ceilDiv(net.units(), most);
    for (int first = 0; first < net.units(); first += size) {
      int units = Math.min(size, net.units() - first);
      double[] added = new double[points];
      for (int p = 0; p < points; p++) {
        for (int i = first; i < first + units; i++) {
          added[p] += net.contribution(i, axis[p % places], two ? axis[p / places] : 0);
        }
      }
      parts.add(new Part(first, units, added));
    }
    return new GridValues(axis, f, h, parts);
  }
}
