package dev.soma.trace.text;

import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.BackpropTrace.LayerTrace;
import dev.soma.trace.DoubleMatrix;
import dev.soma.trace.text.Detail.Exercise;
import dev.soma.trace.text.TraceLines.Line;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The unrolled form: each z_i and each delta_i of the first row as a sum of products.
final class Sums {
  private final BackpropTrace trace;
  private final Detail detail;
  private final Exercise exercise;
  private final Formulas formulas;
  private final Notation notation;

  Sums(
      BackpropTrace trace, Detail detail, Exercise exercise, Formulas formulas, Notation notation) {
    this.trace = trace;
    this.detail = detail;
    this.exercise = exercise;
    this.formulas = formulas;
    this.notation = notation;
  }

  /// `z(2)₁ = 0.8·1 + −0.5·0 + 0.1 = 0.9000` for the units that the detail asks for.
  void addForward(List<Line> lines, int position) {
    LayerTrace layer = trace.layers().get(position);
    DoubleMatrix w = trace.parameters().weights(layer.l());
    double[] b = trace.parameters().biases(layer.l());
    boolean shifted = position == trace.layers().size() - 1 && trace.rows().isShifted();
    for (int i = 0; i < w.rows(); i++) {
      if (writes(w.rows(), i) || detail.writesSums(layer.l() + 1, unit(layer, i))) {
        String product = products(w.row(i), layer.in().row(0), position > 0);
        String root = Formulas.root(layer);
        lines.add(
            Line.of(
                "  "
                    + formulas.first()
                    + "z("
                    + (layer.l() + 1)
                    + ")"
                    + Notation.subscript(i + 1)
                    + " = "
                    + (root.isEmpty() ? product : "(" + product + ")" + root)
                    + " + "
                    + Notation.typed(b[i])
                    + (shifted ? " + " + Notation.typed(trace.rows().offset(0)) : "")
                    + " = "
                    + notation.answer(layer.z().get(0, i)),
                ""));
      }
    }
  }

  /// `δ(2)₁ = (0.6·0.6988 + −0.7·−0.6988)·0.4869 = 0.4423`, hidden layers only.
  void addBackward(List<Line> lines, int position) {
    LayerTrace layer = trace.layers().get(position);
    if (!writesBackward(position)) {
      return; // other layers have their own line of values
    }
    LayerTrace next = trace.layers().get(next(position));
    DoubleMatrix w = trace.parameters().weights(next.l());
    for (int i = 0; i < layer.delta().cols(); i++) {
      if (writes(layer.delta().cols(), i) || detail.writesSums(layer.l() + 1, i + 1)) {
        double[] column = new double[w.rows()];
        for (int j = 0; j < column.length; j++) {
          column[j] = w.get(j, i);
        }
        lines.add(
            Line.of(
                "  "
                    + formulas.first()
                    + "δ("
                    + (layer.l() + 1)
                    + ")"
                    + Notation.subscript(i + 1)
                    + " = ("
                    + products(column, next.delta().row(0), !givesDelta(next(position)))
                    + ")"
                    + Formulas.root(next)
                    + "·"
                    + notation.answer(layer.slope().get(0, i))
                    + " = "
                    + notation.answer(layer.delta().get(0, i)),
                ""));
      }
    }
  }

  /// Whether the deltas of a layer can be written as sums of those of the next one.
  boolean writesBackward(int position) {
    int next = next(position);
    return next < trace.layers().size()
        && trace.layers().get(next).layer().weightRows() > 0
        && IntStream.rangeClosed(position + 1, next)
            .allMatch(i -> trace.spec().linksFrom(i).isEmpty())
        && trace.layers().get(position).layer() instanceof Layer.Dense;
  }

  /// Whether an exercise gives δ of a hidden layer: what comes from above is no sum that is shown
  /// and is given, and of a row alone a slope of 1 would make it the answer.
  boolean givesDelta(int position) {
    boolean last = position == trace.layers().size() - 1;
    if (!exercise.wide() || last || writesBackward(position)) {
      return false;
    }
    boolean curved =
        trace.layers().get(position).layer() instanceof Layer.Dense dense
            && !(dense.activation() instanceof Activation.Identity)
            && !dense.activation().bends();
    return !curved || formulas.listed();
  }

  /// The next layer that does something: dropout does nothing to a row that is predicted.
  private int next(int position) {
    int next = position + 1;
    while (next < trace.layers().size()
        && trace.layers().get(next).layer() instanceof Layer.Dropout
        && trace.layers().get(next).factors().cols() == 0) {
      next++;
    }
    return next;
  }

  private boolean writes(int units, int i) {
    return exercise.wide() && exercise.shows(units, i);
  }

  private static int unit(LayerTrace layer, int weightRow) {
    return layer.layer() instanceof Layer.Maxout maxout
        ? weightRow / maxout.pieces() + 1
        : weightRow + 1;
  }

  /// `0.8·1 + −0.5·0`; of many terms the largest ones, or of an exercise the first ones, with the
  /// index of each, and the sum of the others, which an exercise gives.
  ///
  /// @param computed whether a is a result that an exercise asks
  private String products(double[] w, double[] a, boolean computed) {
    List<Integer> shown = new ArrayList<>();
    for (int j = 0; j < w.length; j++) {
      if (!exercise.wide() || exercise.shows(w.length, j)) {
        shown.add(j);
      }
    }
    boolean wide = exercise.wide() ? shown.size() < w.length : w.length > detail.units();
    if (wide && !exercise.wide()) {
      shown.sort(Comparator.comparingDouble((Integer j) -> -Math.abs(w[j] * a[j])));
      shown = new ArrayList<>(shown.subList(0, detail.units()));
      shown.sort(Comparator.naturalOrder());
    }
    List<String> terms = new ArrayList<>();
    double rest = 0;
    for (int j = 0; j < w.length; j++) {
      if (!shown.contains(j)) {
        rest += w[j] * a[j];
        continue;
      }
      String factor = computed ? notation.answerTyped(a[j]) : Notation.typed(a[j]);
      String index = wide ? Notation.subscript(j + 1) : "";
      terms.add(
          wide
              ? "(" + Notation.typed(w[j]) + "·" + factor + ")" + index
              : Notation.typed(w[j]) + "·" + factor);
    }
    if (wide) {
      terms.add(
          notation.given(exercise.wide()).answer(rest)
              + " (… "
              + (w.length - shown.size())
              + " more)");
    }
    return String.join(" + ", terms);
  }
}
