package dev.soma.trace.text;

import dev.soma.nn.Layer;
import dev.soma.nn.NumberEmbedding;
import dev.soma.nn.Role;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.BackpropTrace.LayerTrace;
import dev.soma.trace.DoubleMatrix;
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
      case Layer.Embedding e -> {
        all.addGiven(
            lines, Line.of(formulas.in(1) + " = " + formulas.embedding(), ""), layer.out());
        addTensors(lines, e);
      }
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
      case Layer.Embedding e -> {
        all.addGiven(
            lines,
            Line.of("∂J/∂" + formulas.in(1) + " = " + formulas.upstream(0), ""),
            layer.upstream());
        addEmbeddingBackward(lines, e);
      }
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

  /// What an embedding has of its own, `V(1)` and the like, one line each.
  private void addTensors(List<Line> lines, Layer.Embedding embedding) {
    for (Layer.Tensor tensor : embedding.tensors(trace.spec().input())) {
      DoubleMatrix values = trace.parameters().tensor(tensor.letter() + "1");
      if (values.rows() > 0) {
        String shape = values.rows() + "×" + values.cols();
        List<String> notes = List.of(whose(embedding, tensor.letter()));
        lines.add(
            new Line("  " + tensor.letter() + "(1)", shape, notation.typedMatrix(values), notes));
      }
    }
  }

  /// Which rows of a tensor belong to what.
  private static String whose(Layer.Embedding embedding, String tensor) {
    return switch (tensor) {
      case "V" -> "Vⱼ: " + rowsOfV(embedding.numbers()) + " for each xⱼ";
      case "t" -> "row j: the edges of the bins of xⱼ, which no step changes";
      case "E" -> "of each category a row for none of the levels, then one a level";
      default -> "row j: " + tensor + "ⱼ";
    };
  }

  private static String rowsOfV(NumberEmbedding numbers) {
    int rows = numbers.outputs() - (numbers instanceof NumberEmbedding.Pbld ? 1 : 0);
    return rows == 1 ? "1 row" : rows + " rows";
  }

  private void addEmbeddingBackward(List<Line> lines, Layer.Embedding embedding) {
    String rows = trace.m() > 1 ? "Σₖ " : "";
    String part = "uⱼ: the entries of ∂J/∂" + formulas.in(1) + " that ";
    if (embedding.columns() > 0 && embedding.numbers() instanceof NumberEmbedding.Pbld) {
      addGradient(lines, "c", "cⱼ(1) = " + rows + "uⱼ/m", part + "Vⱼhⱼ + cⱼ made");
      String h = "hⱼ = cos(2π fⱼ xⱼ + pⱼ)";
      addGradient(lines, "V", "Vⱼ(1) = " + rows + "uⱼhⱼᵀ/m", h);
      String s = "sⱼ = −Vⱼᵀuⱼ ⊙ sin(2π fⱼ xⱼ + pⱼ)";
      addGradient(lines, "p", "pⱼ(1) = " + rows + "sⱼ/m", s);
      addGradient(lines, "f", "fⱼ(1) = " + rows + "2π xⱼ sⱼ/m", "");
    } else if (embedding.columns() > 0 && embedding.numbers() instanceof NumberEmbedding.Ple ple) {
      String made = part + (ple.relu() ? "max(0, Vⱼhⱼ + cⱼ) made" : "Vⱼhⱼ + cⱼ made");
      String u = ple.relu() ? "sⱼ" : "uⱼ";
      String s = ple.relu() ? "sⱼ = uⱼ ⊙ [Vⱼhⱼ + cⱼ > 0], " : "";
      addGradient(lines, "c", "cⱼ(1) = " + rows + u + "/m", s + made);
      String h = "hⱼ = clip((xⱼ − tₘ)/(tₘ₊₁ − tₘ))";
      addGradient(lines, "V", "Vⱼ(1) = " + rows + u + "hⱼᵀ/m", h);
    }
    if (embedding.looksUp(trace.spec().input())) {
      String u = "uᵢ: the entries of ∂J/∂" + formulas.in(1) + " that row i of E made; other rows 0";
      addGradient(lines, "E", "Eᵢ(1) = " + rows + "uᵢ/m", u);
    }
  }

  /// @param formula without the d
  private void addGradient(List<Line> lines, String tensor, String formula, String note) {
    DoubleMatrix values = trace.gradient().parameters().tensor(tensor + "1");
    Notation given = notation.given(exercise.wide() || exercise.givesMeans());
    lines.add(Line.of("d" + formula, given.signedMatrix(values), note));
  }
}
