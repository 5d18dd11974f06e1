package dev.soma.trace.text;

import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Role;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.BackpropTrace.LayerTrace;
import dev.soma.trace.DoubleMatrix;
import dev.soma.trace.text.Detail.Exercise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The lines of a trace before layout: formula, shape, value, notes.
final class TraceLines {
  /// One line.
  ///
  /// @param formula what is computed
  /// @param shape shapes of a product; empty where they are those of the product before
  /// @param value the numbers
  /// @param notes what follows, in columns
  record Line(String formula, String shape, String value, List<String> notes) {
    static Line of(String formula, String value, String... notes) {
      return new Line(formula, "", value, List.of(notes));
    }
  }

  private final BackpropTrace trace;
  private final Detail detail;
  private final Exercise exercise;
  private final Notation notation;
  private final Sums sums;
  private final Formulas formulas;
  private final PlainLines plain;
  private final Results results;

  /// @param latex whether numbers are written as LaTeX
  TraceLines(BackpropTrace trace, Detail detail, boolean latex) {
    this.trace = trace;
    this.detail = detail;
    this.formulas = new Formulas(trace, detail.form());
    this.exercise = new Exercise(trace, detail);
    Exercise chooses = detail.exercise() ? exercise : null;
    boolean upright = !formulas.many();
    this.notation = new Notation(detail.units(), detail.hide(), chooses, latex, upright);
    this.sums = new Sums(trace, detail, exercise, formulas, notation);
    this.results = new Results(trace, exercise, formulas, notation);
    this.plain = new PlainLines(trace, this, exercise, formulas, notation);
  }

  /// What a step and the check have to say.
  Results results() {
    return results;
  }

  /// Inputs, targets, network and settings: `x = ...`, `y = ...`, `net ...`, `λ 0.01 η 0.5 m 1`.
  List<String> header() {
    List<String> parts = new ArrayList<>();
    if (!formulas.listed()) {
      parts.add("x = a(1) = " + notation.point(trace.rows().x(0)));
      parts.add("y = " + target(0));
    } else {
      parts.add(formulas.many() ? "X = A(1)" : "x = a(1)");
    }
    parts.add("net " + net(trace.spec()));
    List<String> settings = new ArrayList<>();
    if (trace.cost().l1() > 0) {
      settings.add("λ₁ " + Notation.typed(trace.cost().l1()));
    }
    settings.add("λ " + Notation.typed(trace.cost().l2()));
    if (trace.update() != null) {
      settings.add("η " + Notation.typed(trace.update().rate()));
    }
    if (trace.m() == 1 && trace.rows().weight(0) != 1) {
      settings.add("w " + Notation.typed(trace.rows().weight(0)));
    }
    settings.add("m " + trace.m());
    parts.add(String.join("  ", settings));
    return parts;
  }

  /// For m rows, or one in the form for m, each x and y.
  List<Line> rows() {
    List<Line> lines = new ArrayList<>();
    for (int k = 0; formulas.listed() && k < Math.min(trace.m(), detail.rows()); k++) {
      String weight =
          trace.rows().weight(k) == 1 ? "" : "w = " + Notation.typed(trace.rows().weight(k));
      lines.add(
          Line.of(
              "row " + (k + 1) + "  x = " + notation.point(trace.rows().x(k)),
              "y = " + target(k),
              weight));
    }
    addMore(lines);
    return lines;
  }

  List<Line> forward() {
    List<Line> lines = new ArrayList<>();
    String lastShape = "";
    for (int position = 0; position < trace.layers().size(); position++) {
      LayerTrace layer = trace.layers().get(position);
      if (layer.layer().weightRows() == 0) {
        plain.forward(lines, position);
        continue;
      }
      String shape = formulas.shape(layer);
      add(
          lines,
          new Line(
              formulas.sum(position), shape.equals(lastShape) ? "" : shape, "", tensors(position)),
          layer.z(),
          layer.out(),
          notation);
      lastShape = shape;
      sums.addForward(lines, position);
      Line out = Line.of(formulas.activation(layer), "", note(position), exercise.others(layer));
      add(lines, out, layer.out());
    }
    lines.add(Line.of(results.cost(), ""));
    return lines;
  }

  List<Line> backward() {
    List<Line> lines = new ArrayList<>();
    for (int position = trace.layers().size() - 1; position >= 0; position--) {
      LayerTrace layer = trace.layers().get(position);
      if (layer.layer().weightRows() == 0) {
        plain.backward(lines, position);
        continue;
      }
      addDelta(lines, position);
      sums.addBackward(lines, position);
      int l = layer.l();
      String db = formulas.biasGradient(l);
      if (formulas.listed()) {
        db +=
            " = "
                + notation
                    .given(exercise.givesMeans() || sums.givesDelta(position))
                    .plain(trace.gradient().parameters().biases(l));
      }
      lines.add(
          Line.of(
              formulas.weightGradient(position),
              notation
                  .given(exercise.givesMeans())
                  .signedMatrix(trace.gradient().parameters().weights(l)),
              db));
      if (layer.layer() instanceof Layer.Dense dense && dense.parametric()) {
        lines.add(factorGradient(position, Role.ACTIVATION));
      }
      plain.links(lines, position);
    }
    return lines;
  }

  Line factorGradient(int position, Role role) {
    double[] values = trace.gradient().parameters().vector(position, role);
    boolean given = role == Role.ACTIVATION ? exercise.givesMeans() : exercise.wide();
    return Line.of(formulas.factorGradient(position), notation.given(given).signed(values));
  }

  private List<String> tensors(int position) {
    LayerTrace layer = trace.layers().get(position);
    int l = layer.l();
    List<String> tensors = new ArrayList<>();
    tensors.add("W(" + l + ") = " + notation.typedMatrix(trace.parameters().weights(l)));
    tensors.add("b(" + l + ") = " + notation.typedVector(trace.parameters().biases(l)));
    if (position == trace.layers().size() - 1 && trace.rows().isShifted()) {
      double[] o = new double[trace.m()];
      Arrays.setAll(o, trace.rows()::offset);
      tensors.add("o = " + notation.typedVector(o));
    }
    if (layer.layer() instanceof Layer.Dense dense && dense.parametric()) {
      double[] alpha = trace.parameters().vector(position, Role.ACTIVATION);
      tensors.add("α(" + l + ") = " + notation.typedVector(alpha));
    }
    return tensors;
  }

  /// The active linear piece of each row; of an exercise of wide layers none, since nobody can work
  /// out S and c there, and as numbers they would tell z.
  List<Line> pieces() {
    List<Line> lines = new ArrayList<>();
    int rows = exercise.wide() ? 0 : Math.min(trace.pieces().size(), detail.rows());
    for (int k = 0; k < rows; k++) {
      BackpropTrace.LinearPiece piece = trace.pieces().get(k);
      int index = formulas.outputIndex();
      String formula =
          (piece.ofOutput() ? "a(" : "z(")
              + index
              + ") = S x + c"
              + (trace.m() > 1 ? ", row " + (k + 1) : "");
      lines.add(
          Line.of(
              formula,
              "S = " + notation.signedMatrix(piece.slope()),
              "c = " + notation.plain(piece.intercept().row(0))));
    }
    return lines;
  }

  private void addDelta(List<Line> lines, int position) {
    LayerTrace layer = trace.layers().get(position);
    int index = layer.l() + 1;
    boolean last = position == trace.layers().size() - 1;
    String upstream = last ? formulas.outputSlope() : formulas.upstream(position);
    String slope = "";
    if (layer.layer() instanceof Layer.Dense dense && layer.slope().cols() > 0) {
      slope = formulas.slope(dense, index);
    }
    String formula = formulas.delta(index) + " = " + upstream;
    Notation delta = notation.given(sums.givesDelta(position));
    if (layer.layer() instanceof Layer.Maxout) {
      Line line = Line.of(formula + " to the winners", "");
      add(lines, line, layer.delta(), layer.delta(), delta);
    } else if (slope.isEmpty()) {
      add(lines, Line.of(formula, ""), layer.delta(), layer.delta(), delta);
    } else if (!formulas.listed()) {
      lines.add(
          Line.of(
              formula + formulas.times() + slope,
              notation
                      .given(exercise.wide() && !last && !sums.writesBackward(position))
                      .signed(layer.upstream().row(0), layer.delta().row(0))
                  + " ⊙ "
                  + notation.plain(layer.slope().row(0), layer.delta().row(0))
                  + " = "
                  + delta.plain(layer.delta().row(0))));
    } else {
      Line line = Line.of(formula + formulas.times() + slope, "");
      add(lines, line, layer.delta(), layer.delta(), delta);
    }
  }

  /// One row: the value beside the formula. m rows: one line each, then the average.
  void add(List<Line> lines, Line line, DoubleMatrix values) {
    add(lines, line, values, values, notation);
  }

  /// The same where an exercise gives the values.
  void addGiven(List<Line> lines, Line line, DoubleMatrix values) {
    add(lines, line, values, values, notation.given(exercise.wide()));
  }

  /// @param by where it is largest are the entries that are shown of wide values
  private void add(
      List<Line> lines, Line line, DoubleMatrix values, DoubleMatrix by, Notation first) {
    if (!formulas.listed()) {
      String value = first.signed(values.row(0), by.row(0));
      lines.add(new Line(line.formula(), line.shape(), value, line.notes()));
      return;
    }
    lines.add(line);
    for (int k = 0; k < Math.min(trace.m(), detail.rows()); k++) {
      Notation each = first.given(exercise.gives(k));
      lines.add(Line.of("  row " + (k + 1), each.signed(values.row(k), by.row(k))));
    }
    addMore(lines);
    Notation mean = first.given(exercise.givesMeans());
    lines.add(Line.of("  average", mean.signed(values.columnAverages(), by.columnAverages())));
  }

  private void addMore(List<Line> lines) {
    if (trace.m() > detail.rows()) {
      lines.add(Line.of("  " + Notation.moreRows(trace.m() - detail.rows()), ""));
    }
  }

  private String note(int position) {
    LayerTrace layer = trace.layers().get(position);
    if (layer.layer() instanceof Layer.Maxout && trace.m() == 1) {
      double[] winners = layer.winners().row(0);
      for (int i = 0; i < winners.length; i++) {
        winners[i]++;
      }
      return "winning pieces " + notation.typedAnswers(winners);
    }
    if (position < trace.layers().size() - 1) {
      return "";
    }
    if (trace.decisions().isEmpty()) {
      return trace.m() == 1 ? "target " + notation.point(trace.targets().row(0)) : "";
    }
    if (exercise.cutsOutputs() || exercise.givesMeans()) {
      return ""; // nobody can tell
    }
    long right = trace.decisions().stream().filter(BackpropTrace.Decision::right).count();
    if (trace.m() > 1) {
      return notation.answerTyped((double) right) + " of " + trace.m() + " rows right";
    }
    return detail.hide()
        ? "predicts " + notation.blank()
        : "predicts " + decided(0) + ", " + (right == 1 ? "right" : "wrong");
  }

  private String decided(int k) {
    List<Integer> classes = trace.decisions().get(k).classes();
    if (classes.isEmpty()) {
      return "no class, since an output is not finite";
    }
    if (trace.cost().loss() instanceof Loss.CrossEntropy) {
      return "class " + className(classes.getFirst());
    }
    if (classes.size() == 1) {
      int one = classes.getFirst();
      return trace.classes().size() == 2 ? "class " + className(one) : "" + one;
    }
    return notation.point(classes.stream().mapToDouble(Integer::doubleValue).toArray());
  }

  private String target(int k) {
    double[] y = trace.targets().row(k);
    if (!(trace.cost().loss() instanceof Loss.CrossEntropy)) {
      return notation.point(y);
    }
    int target = 0;
    while (y[target] != 1) {
      target++;
    }
    return "class " + className(target) + " → " + notation.point(y);
  }

  private String className(int index) {
    return results.className(index);
  }

  /// `2 → 2 tanh → 2 softmax`.
  private static String net(NetworkSpec spec) {
    List<String> steps = new ArrayList<>();
    steps.add(spec.input().toString());
    for (Layer layer : spec.layers()) {
      steps.add(
          switch (layer) {
            case Layer.Dense dense ->
                dense.units()
                    + " "
                    + dense.activation()
                    + (dense.ntp() ? " ntp" : "")
                    + (dense.parametric() ? " parametric" : "");
            case Layer.Maxout maxout -> maxout.units() + " maxout(" + maxout.pieces() + ")";
            case Layer.Embedding e -> "embedding " + e.numbers() + " of " + e.columns();
            case Layer.Members m -> m.members() + " members";
            case Layer.Scale _ -> "scale";
            case Layer.LayerNorm _ -> "layer norm";
            case Layer.BatchNorm _ -> "batch norm";
            case Layer.Residual r -> "residual " + r.span();
            case Layer.Dropout dropout -> "dropout " + Notation.typed(dropout.rate());
          });
    }
    return String.join(" → ", steps);
  }
}
