package dev.soma.trace.text;

import dev.soma.nn.Layer;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.BackpropTrace.LayerTrace;
import dev.soma.trace.DoubleMatrix;
import dev.soma.trace.text.TraceLines.Line;
import java.util.ArrayList;
import java.util.List;

/// The unrolled form: each z_i and each delta_i of the first row as a sum of products.
final class Sums {
  private Sums() {}

  /// `z(2)₁ = 0.8·1 + −0.5·0 + 0.1 = 0.9000` for the units that the detail asks for.
  static void addForward(
      List<Line> lines, BackpropTrace trace, int position, Detail detail, Formulas formulas) {
    LayerTrace layer = trace.layers().get(position);
    DoubleMatrix w = trace.parameters().weights(layer.l());
    double[] b = trace.parameters().biases(layer.l());
    boolean shifted = position == trace.layers().size() - 1 && trace.rows().isShifted();
    for (int i = 0; i < w.rows(); i++) {
      if (detail.writesSums(layer.l() + 1, unit(layer, i))) {
        List<String> terms = new ArrayList<>();
        for (int j = 0; j < w.cols(); j++) {
          terms.add(product(w.get(i, j), layer.in().get(0, j)));
        }
        cut(terms, detail);
        String product = String.join(" + ", terms);
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
                    + Notation.fixed(layer.z().get(0, i)),
                ""));
      }
    }
  }

  /// `δ(2)₁ = (0.6·0.6988 + −0.7·−0.6988)·0.4869 = 0.4423`, hidden layers only.
  static void addBackward(
      List<Line> lines, BackpropTrace trace, int position, Detail detail, Formulas formulas) {
    LayerTrace layer = trace.layers().get(position);
    if (position == trace.layers().size() - 1
        || trace.layers().get(position + 1).layer().weightRows() == 0
        || !trace.spec().linksFrom(position + 1).isEmpty()
        || !(layer.layer() instanceof Layer.Dense)) {
      return; // other layers have their own line of values
    }
    LayerTrace next = trace.layers().get(position + 1);
    DoubleMatrix w = trace.parameters().weights(next.l());
    for (int i = 0; i < layer.delta().cols(); i++) {
      if (detail.writesSums(layer.l() + 1, i + 1)) {
        List<String> terms = new ArrayList<>();
        for (int j = 0; j < w.rows(); j++) {
          terms.add(product(w.get(j, i), next.delta().get(0, j)));
        }
        cut(terms, detail);
        lines.add(
            Line.of(
                "  "
                    + formulas.first()
                    + "δ("
                    + (layer.l() + 1)
                    + ")"
                    + Notation.subscript(i + 1)
                    + " = ("
                    + String.join(" + ", terms)
                    + ")"
                    + Formulas.root(next)
                    + "·"
                    + Notation.fixed(layer.slope().get(0, i))
                    + " = "
                    + Notation.fixed(layer.delta().get(0, i)),
                ""));
      }
    }
  }

  private static int unit(LayerTrace layer, int weightRow) {
    return layer.layer() instanceof Layer.Maxout maxout
        ? weightRow / maxout.pieces() + 1
        : weightRow + 1;
  }

  private static String product(double w, double a) {
    return Notation.typed(w) + "·" + Notation.typed(a);
  }

  private static void cut(List<String> terms, Detail detail) {
    int all = terms.size();
    if (all > detail.units()) {
      terms.subList(detail.units(), all).clear();
      terms.add("… " + (all - detail.units()) + " more");
    }
  }
}
