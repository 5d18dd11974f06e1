package dev.soma.trace.text;

import dev.soma.nn.Layer;
import dev.soma.nn.Role;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.DoubleMatrix;
import java.util.Locale;

/// The formulas of normalisations; `position` is that of the layer in the network.
final class Norms {
  private final BackpropTrace trace;
  private final Formulas formulas;
  private final boolean many;

  Norms(BackpropTrace trace, Formulas formulas) {
    this.trace = trace;
    this.formulas = formulas;
    this.many = formulas.many();
  }

  /// `γ(2)`.
  String gain(int position) {
    return "γ(" + index(position) + ")";
  }

  /// `β(2)`.
  String shift(int position) {
    return "β(" + index(position) + ")";
  }

  /// Whether it has the lines of a normalisation.
  static boolean normalises(Layer layer) {
    return layer instanceof Layer.LayerNorm || layer instanceof Layer.BatchNorm;
  }

  /// The mean of each unit that a normalisation over rows subtracts.
  double[] mean(int position) {
    return trace.rows().together()
        ? trace.layers().get(position).in().columnAverages()
        : trace.parameters().vector(position, Role.MEAN);
  }

  /// The variance of each unit that it divides by.
  double[] variance(int position) {
    if (!trace.rows().together()) {
      return trace.parameters().vector(position, Role.VARIANCE);
    }
    double[] mean = mean(position);
    double[][] squares = trace.layers().get(position).in().toArray();
    for (double[] row : squares) {
      for (int j = 0; j < row.length; j++) {
        row[j] = (row[j] - mean[j]) * (row[j] - mean[j]);
      }
    }
    return DoubleMatrix.of(squares).columnAverages();
  }

  /// `μ(2) = (0.1 0.2) σ²(2) = (1 1)` of a normalisation over rows, else empty.
  String statistics(int position, Notation notation) {
    if (!overRows(position)) {
      return "";
    }
    String index = "(" + index(position) + ") = ";
    return "μ"
        + index
        + notation.typedVector(mean(position))
        + "  σ²"
        + index
        + notation.typedVector(variance(position));
  }

  private boolean overRows(int position) {
    return trace.layers().get(position).layer() instanceof Layer.BatchNorm;
  }

  private int index(int position) {
    return trace.layers().get(position).l() + 1;
  }

  /// `â(2) = (a(2) − μ)/√(σ² + 1e-5), μ and σ² of its 16 units`, of each row, of these rows, or the
  /// running ones.
  String normalised(int position) {
    int units = trace.layers().get(position).in().cols();
    String whose = many ? "μ and σ² of each row" : "μ and σ² of its " + units + " units";
    if (overRows(position)) {
      whose =
          trace.rows().together()
              ? "μ and σ² of these " + trace.m() + " rows"
              : "μ and σ² running, as in a prediction";
    }
    return formulas.hat(position)
        + " = ("
        + formulas.in(position)
        + " − μ)/"
        + root(position)
        + ", "
        + whose;
  }

  private String root(int position) {
    return "√(σ² + " + eps(position) + ")";
  }

  private String eps(int position) {
    double eps =
        switch (trace.layers().get(position).layer()) {
          case Layer.LayerNorm norm -> norm.eps();
          case Layer.BatchNorm norm -> norm.eps();
          case Layer other -> throw new IllegalArgumentException(other + " has no eps");
        };
    return Double.toString(eps).toLowerCase(Locale.ROOT).replace(".0e", "e");
  }

  /// `ã(2) = γ(2) ⊙ â(2) + β(2)`.
  String out(int position) {
    return formulas.in(position + 1)
        + " = "
        + gain(position)
        + " ⊙ "
        + formulas.hat(position)
        + " + "
        + shift(position);
  }

  /// `dγ(2) = (W(2)ᵀδ(3) ⊙ â(2))/m`, or of beta.
  String gradient(int position, Role role) {
    String upstream = formulas.upstream(position);
    String end = many ? ".col_avg()" : "/m";
    return role == Role.GAIN
        ? "d" + gain(position) + " = (" + upstream + " ⊙ " + formulas.hat(position) + ")" + end
        : "d" + shift(position) + " = " + (many ? "(" + upstream + ")" : upstream) + end;
  }

  /// `∂J/∂a(2) = (u − mean u − â(2) mean(u ⊙ â(2)))/√(σ² + 1e-5)`; `u/√(σ² + 1e-5)` with running
  /// statistics.
  String back(int position) {
    String hat = formulas.hat(position);
    boolean fixed = overRows(position) && !trace.rows().together();
    String numerator = fixed ? "u" : "(u − mean u − " + hat + " mean(u ⊙ " + hat + "))";
    return "∂J/∂" + formulas.in(position) + " = " + numerator + "/" + root(position);
  }

  /// `u = γ(2) ⊙ W(2)ᵀδ(3)`.
  String where(int position) {
    String means = overRows(position) && trace.rows().together() ? ", means over the rows" : "";
    return "u = " + gain(position) + " ⊙ " + formulas.upstream(position) + means;
  }
}
