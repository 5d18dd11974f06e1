package dev.soma.trace.attribute;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The integral of the slope of a piecewise linear score: the line is cut wherever a function of
/// the network bends, layer by layer, and slope times length is added up.
///
/// Within the cuts of the layers before, each z of a layer is linear in t, so where it is 0 follows
/// from its two ends. The result is exact but for rounding.
final class Pieces {
  private final Line line;
  private final TreeMap<Double, List<double[]>> hinges = new TreeMap<>();

  Pieces(Line line) {
    this.line = line;
    hinges.put(0.0, line.hinges(0));
    hinges.put(1.0, line.hinges(1));
  }

  /// The integral of d score / dx over t, and the number of pieces.
  Integral integral() {
    int stages = hinges.firstEntry().getValue().size();
    for (int stage = 0; stage < stages; stage++) {
      for (double t : crossings(stage)) {
        hinges.computeIfAbsent(t, line::hinges);
      }
    }
    double[] sum = new double[line.x().length];
    double from = 0;
    for (double to : hinges.tailMap(0.0, false).keySet()) {
      double[] slopes = line.slopes(from + (to - from) / 2);
      for (int j = 0; j < sum.length; j++) {
        sum[j] += (to - from) * slopes[j];
      }
      from = to;
    }
    return new Integral(sum, hinges.size() - 1, true);
  }

  private List<Double> crossings(int stage) {
    List<Double> found = new ArrayList<>();
    Map.Entry<Double, List<double[]>> a = hinges.firstEntry();
    for (Map.Entry<Double, List<double[]>> b : hinges.tailMap(0.0, false).entrySet()) {
      double[] u = a.getValue().get(stage);
      double[] v = b.getValue().get(stage);
      for (int i = 0; i < u.length; i++) {
        if ((u[i] < 0 && v[i] > 0) || (u[i] > 0 && v[i] < 0)) {
          double t = a.getKey() + (b.getKey() - a.getKey()) * (u[i] / (u[i] - v[i]));
          found.add(Math.clamp(t, a.getKey(), b.getKey()));
        }
      }
      a = b;
    }
    return found;
  }
}
