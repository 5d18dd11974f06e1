package dev.soma.trace.text;

import dev.soma.nn.Layer;
import dev.soma.nn.Role;
import dev.soma.trace.BackpropTrace;
import java.util.Locale;

/// The formulas of normalisations; `position` is that of the layer in the network.
final class Norms {
  private final BackpropTrace trace;
  private final Formulas formulas;
  private final boolean many;

  Norms(BackpropTrace trace, Formulas formulas) {
    this.trace = trace;
    this.formulas = formulas;
    this.many = trace.m() > 1;
  }

  /// `γ(2)`.
  String gain(int position) {
    return "γ(" + index(position) + ")";
  }

  /// `β(2)`.
  String shift(int position) {
    return "β(" + index(position) + ")";
  }

  private int index(int position) {
    return trace.layers().get(position).l() + 1;
  }

  /// `â(2) = (a(2) − μ)/√(σ² + 1e-5), μ and σ² of its 16 units`.
  String normalised(int position) {
    int units = trace.layers().get(position).in().cols();
    return formulas.hat(position)
        + " = ("
        + formulas.in(position)
        + " − μ)/√(σ² + "
        + eps(position)
        + "), μ and σ² of "
        + (many ? "each row" : "its " + units + " units");
  }

  private String eps(int position) {
    double eps = ((Layer.LayerNorm) trace.layers().get(position).layer()).eps();
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

  /// `∂J/∂a(2) = (u − mean u − â(2) mean(u ⊙ â(2)))/√(σ² + 1e-5)`.
  String back(int position) {
    String hat = formulas.hat(position);
    return "∂J/∂"
        + formulas.in(position)
        + " = (u − mean u − "
        + hat
        + " mean(u ⊙ "
        + hat
        + "))/√(σ² + "
        + eps(position)
        + ")";
  }

  /// `u = γ(2) ⊙ W(2)ᵀδ(3)`.
  String where(int position) {
    return "u = " + gain(position) + " ⊙ " + formulas.upstream(position);
  }
}
