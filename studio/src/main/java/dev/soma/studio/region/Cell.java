package dev.soma.studio.region;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;

/// A convex polygon while it is cut, and what is linear on it.
///
/// @param corners in turn, at least three
record Cell(List<Corner> corners) {
  /// Smaller than this share of the larger numbers a value is 0: it may be rounding.
  private static final double ZERO = 1e-11;

  /// Pieces smaller than this share of the window are not cut off: they would be rounding.
  private static final double SLIVER = 1e-12;

  /// A corner.
  ///
  /// @param values at it of what is linear on the polygon
  record Corner(double x, double y, double[] values) {
    /// Where the i-th value is 0 on the way to another corner; the values there follow from both.
    Corner towards(Corner o, int i) {
      double t = values[i] / (values[i] - o.values[i]);
      double[] between = new double[values.length];
      for (int k = 0; k < between.length; k++) {
        between[k] = values[k] + t * (o.values[k] - values[k]);
      }
      between[i] = 0;
      return new Corner(x + t * (o.x - x), y + t * (o.y - y), between);
    }
  }

  /// The parts where the i-th value is at most 0, and where it is above; a part that is not there
  /// is empty.
  ///
  /// @param window area of all polygons together
  Cell[] cut(int i, double window) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (Corner c : corners) {
      least = Math.min(least, c.values[i]);
      greatest = Math.max(greatest, c.values[i]);
    }
    double zero = ZERO * Math.max(1, Math.max(-least, greatest));
    if (least < -zero && greatest > zero) {
      Cell below = part(i, -1, zero);
      Cell above = part(i, 1, zero);
      if (above.area() > SLIVER * window && below.area() > SLIVER * window) {
        return new Cell[] {below, above};
      }
    }
    Cell none = new Cell(List.of());
    return greatest > zero && greatest > -least ? new Cell[] {none, this} : new Cell[] {this, none};
  }

  private Cell part(int i, int sign, double zero) {
    List<Corner> kept = new ArrayList<>();
    for (int c = 0; c < corners.size(); c++) {
      Corner a = corners.get(c);
      Corner b = corners.get((c + 1) % corners.size());
      double u = sign * a.values[i];
      double v = sign * b.values[i];
      if (u >= -zero) {
        kept.add(a);
      }
      if ((u > zero && v < -zero) || (u < -zero && v > zero)) {
        kept.add(a.towards(b, i));
      }
    }
    return new Cell(kept);
  }

  /// The same polygon with other values at its corners.
  Cell with(Function<Corner, double[]> values) {
    return new Cell(corners.stream().map(c -> new Corner(c.x, c.y, values.apply(c))).toList());
  }

  private double area() {
    return corners.size() < 3 ? 0 : region(new BitSet()).area();
  }

  boolean isEmpty() {
    return corners.isEmpty();
  }

  Region region(BitSet pattern) {
    double[] x = corners.stream().mapToDouble(Corner::x).toArray();
    double[] y = corners.stream().mapToDouble(Corner::y).toArray();
    return new Region(x, y, pattern);
  }
}
