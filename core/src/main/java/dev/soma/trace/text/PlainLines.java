package dev.soma.trace.text;

import dev.soma.nn.Layer;
import dev.soma.nn.Role;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.BackpropTrace.LayerTrace;
import dev.soma.trace.text.Detail.Exercise;
import dev.soma.trace.text.TraceLines.Line;
import java.util.List;

/// The lines of layers without W, which change what enters the next W.
final class PlainLines {
  private final BackpropTrace trace;
  private final TraceLines all;
  private final Exercise exercise;
  private final Formulas formulas;
  private final Notation notation;
  private final Norms norms;

  PlainLines(
      BackpropTrace trace,
      TraceLines all,
      Exercise exercise,
      Formulas formulas,
      Notation notation) {
    this.trace = trace;
    this.all = all;
    this.exercise = exercise;
    this.formulas = formulas;
    this.notation = notation;
    this.norms = new Norms(trace, formulas);
  }

  void forward(List<Line> lines, int position) {
    LayerTrace layer = trace.layers().get(position);
    switch (layer.layer()) {
      case Layer.Embedding _ ->
          all.addGiven(
              lines, Line.of(formulas.in(1) + " = " + formulas.embedding(), ""), layer.out());
      case Layer.LayerNorm _, Layer.BatchNorm _ -> addNorm(lines, position);
      case Layer.Residual r -> {
        String sum = formulas.in(position) + " + " + formulas.in(position - r.span());
        all.add(lines, Line.of(formulas.in(position + 1) + " = " + sum, ""), layer.out());
      }
      case Layer.Scale _, Layer.Dropout _ -> addFactors(lines, position);
      case Layer.Members m -> throw unrolled(m);
      case Layer.Dense _, Layer.Maxout _ ->
          throw new IllegalArgumentException(layer.layer() + " has W");
    }
  }

  void backward(List<Line> lines, int position) {
    LayerTrace layer = trace.layers().get(position);
    switch (layer.layer()) {
      case Layer.Embedding _ ->
          all.addGiven(
              lines,
              Line.of("∂J/∂" + formulas.in(1) + " = " + formulas.upstream(0), ""),
              layer.upstream());
      case Layer.LayerNorm _, Layer.BatchNorm _ -> {
        addNormBackward(lines, position);
        return;
      }
      case Layer.Scale _ -> lines.add(all.factorGradient(position, Role.SCALE));
      case Layer.Residual _, Layer.Dropout _ -> {}
      case Layer.Members m -> throw unrolled(m);
      case Layer.Dense _, Layer.Maxout _ ->
          throw new IllegalArgumentException(layer.layer() + " has W");
    }
    links(lines, position);
  }

  /// `∂J/∂a(2) = W(2)ᵀδ(3) + W(4)ᵀδ(5)` where residual links begin, but for x, where nobody asks.
  void links(List<Line> lines, int position) {
    if (position > 0 && !trace.spec().linksFrom(position).isEmpty()) {
      String sum = formulas.through(position) + formulas.links(position);
      all.addGiven(
          lines,
          Line.of("∂J/∂" + formulas.in(position) + " = " + sum, ""),
          trace.layers().get(position - 1).upstream());
    }
  }

  /// A trace of members is that of one of them, with a scale in the place of the layer that begins
  /// them.
  private static IllegalArgumentException unrolled(Layer.Members layer) {
    return new IllegalArgumentException(layer + " is traced member by member");
  }

  private void addFactors(List<Line> lines, int position) {
    LayerTrace layer = trace.layers().get(position);
    if (layer.factors().cols() == 0) {
      return;
    }
    String r = formulas.factors(layer);
    String formula = formulas.in(position + 1) + " = " + formulas.in(position) + " ⊙ " + r;
    boolean each = formulas.listed() && layer.layer() instanceof Layer.Dropout;
    String note = each ? "" : r + " = " + notation.typedVector(layer.factors().row(0));
    all.add(lines, Line.of(formula, "", note), layer.out());
  }

  private void addNorm(List<Line> lines, int position) {
    LayerTrace layer = trace.layers().get(position);
    String statistics = norms.statistics(position, notation);
    all.addGiven(lines, Line.of(norms.normalised(position), "", statistics), layer.z());
    String gain = notation.typedVector(trace.parameters().vector(position, Role.GAIN));
    String shift = notation.typedVector(trace.parameters().vector(position, Role.SHIFT));
    String note =
        norms.gain(position) + " = " + gain + "  " + norms.shift(position) + " = " + shift;
    all.add(lines, Line.of(norms.out(position), "", note), layer.out());
  }

  private void addNormBackward(List<Line> lines, int position) {
    for (Role role : List.of(Role.GAIN, Role.SHIFT)) {
      double[] gradient = trace.gradient().parameters().vector(position, role);
      lines.add(
          Line.of(
              norms.gradient(position, role), notation.given(exercise.wide()).signed(gradient)));
    }
    boolean begins = position > 0 && !trace.spec().linksFrom(position).isEmpty();
    all.addGiven(
        lines,
        Line.of(
            norms.back(position) + (begins ? formulas.links(position) : ""),
            "",
            norms.where(position)),
        begins
            ? trace.layers().get(position - 1).upstream()
            : trace.layers().get(position).delta());
  }
}
