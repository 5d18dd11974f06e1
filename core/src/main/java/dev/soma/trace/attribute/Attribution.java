package dev.soma.trace.attribute;

import dev.soma.trace.Backpropagation.Scores;
import dev.soma.trace.ReferenceParameters;
import java.util.ArrayList;
import java.util.List;

/// How much each input contributes to one score of a network: integrated gradients along the
/// straight line from a base row b to the row x.
///
/// c_j = (x_j - b_j) times the integral over t from 0 to 1 of d score / dx_j at b + t (x - b). All
/// c_j together are score(x) - score(b); an input that is as in the base row, or that the network
/// does not use, has exactly 0.
///
/// A category of a look-up is its one-hot block, which the line changes linearly from one level to
/// another. Of a network with members, everything is the mean over them.
///
/// Source: Sundararajan, Taly, Yan, Axiomatic Attribution for Deep Networks, 2017.
///
/// @param inputs c_j, one an input
/// @param score of x
/// @param baseScore of b
/// @param exact whether the integral is one of a piecewise linear function, cut at its bends
/// @param steps pieces, or points of the quadrature
public record Attribution(
    List<Double> inputs, double score, double baseScore, boolean exact, int steps) {
  /// The gap that a quadrature must not leave, as a share of max(1, |score|, |score of the base
  /// row|).
  public static final double GAP = 1e-6;

  private static final int MOST_POINTS = 100_000;

  /// Copies.
  public Attribution {
    inputs = List.copyOf(inputs);
  }

  /// The contributions to one score.
  ///
  /// @param x a(1), one-hot blocks expanded
  /// @param base b, as long
  /// @param output whose score, from 0
  /// @throws dev.soma.error.SomaException.Mismatch E520 if a row does not fit the network
  public static Attribution of(ReferenceParameters p, double[] x, double[] base, int output) {
    int members = p.spec().members();
    if (members == 1) {
      return one(new Line(p, base, x, output));
    }
    List<Attribution> all = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      all.add(one(new Line(p.member(i), base, x, output)));
    }
    return mean(all);
  }

  /// How far the contributions miss what they should add up to.
  public double gap() {
    double sum = 0;
    for (double c : inputs) {
      sum += c;
    }
    return Math.abs(sum - (score - baseScore));
  }

  private static Attribution one(Line line) {
    double score = line.score(1);
    double before = line.score(0);
    double size = Math.max(1, Math.max(Math.abs(score), Math.abs(before)));
    boolean exact = Scores.piecewiseLinear(line.p().spec());
    double tolerance = size * GAP / 100;
    Attribution found = of(line, exact, score, before, tolerance);
    while (!exact && found.gap() > size * GAP / 2 && found.steps() < MOST_POINTS) {
      tolerance /= 10;
      if (tolerance < size * 1e-13) {
        break;
      }
      found = of(line, false, score, before, tolerance);
    }
    return found;
  }

  private static Attribution of(
      Line line, boolean exact, double score, double before, double tolerance) {
    Integral integral =
        exact
            ? new Pieces(line).integral()
            : new Quadrature(line, tolerance, MOST_POINTS).integral();
    List<Double> inputs = new ArrayList<>();
    for (double c : line.times(integral.slopes())) {
      inputs.add(c);
    }
    return new Attribution(inputs, score, before, integral.exact(), integral.steps());
  }

  private static Attribution mean(List<Attribution> all) {
    double[] inputs = new double[all.getFirst().inputs().size()];
    double score = 0;
    double before = 0;
    int steps = 0;
    for (Attribution each : all) {
      for (int j = 0; j < inputs.length; j++) {
        inputs[j] += each.inputs().get(j) / all.size();
      }
      score += each.score() / all.size();
      before += each.baseScore() / all.size();
      steps += each.steps();
    }
    List<Double> means = new ArrayList<>();
    for (double c : inputs) {
      means.add(c);
    }
    return new Attribution(means, score, before, all.getFirst().exact(), steps);
  }
}
