package dev.soma.trace.text;

import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.Parameters;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.BackpropTrace.LayerTrace;
import dev.soma.trace.DoubleMatrix;
import dev.soma.trace.GradientCheck;
import dev.soma.trace.check.CheckReport;
import dev.soma.trace.text.Detail.Exercise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The lines that end a trace: J, the check of a parameter, a step.
final class Results {
  /// Most units at a kink that are named, and most rows and layers that have any.
  private static final int SHOWN = 5;

  private static final int ROWS = 3;

  private final BackpropTrace trace;
  private final Exercise exercise;
  private final Formulas formulas;
  private final Notation notation;

  Results(BackpropTrace trace, Exercise exercise, Formulas formulas, Notation notation) {
    this.trace = trace;
    this.exercise = exercise;
    this.formulas = formulas;
    this.notation = notation;
  }

  /// `dW(1)₁₁ 0.45..., finite difference 0.45..., relative error 4e-11`; at a kink, where the error
  /// says nothing, that it is at one; empty without a check, and of an exercise: the difference is
  /// what belongs into a blank.
  String check() {
    GradientCheck.Comparison compared = trace.check();
    if (compared == null || exercise.isOne()) {
      return "";
    }
    CheckReport.Entry entry = compared.entry();
    Parameters.Group group = trace.parameters().group(entry.tensor());
    String index =
        group.role().vector()
            ? Notation.subscript(entry.row() + 1)
            : Notation.subscript(entry.row() + 1, entry.col() + 1);
    String letter = entry.tensor().replaceAll("\\d+(_\\d+)?$", "");
    return "d"
        + Notation.greek(letter)
        + "("
        + group.l()
        + ")"
        + index
        + " "
        + Notation.fixed(entry.gradient(), 10)
        + ", finite difference "
        + Notation.fixed(entry.difference(), 10)
        + ", "
        + verdict(compared);
  }

  private String verdict(GradientCheck.Comparison compared) {
    return compared.kink()
        ? notation.prose("at a kink: the difference mixes two slopes, so it is not judged")
        : "relative error " + String.format(Locale.ROOT, "%.0e", compared.entry().relativeError());
  }

  /// `z(2)₁, z(2)₃ = 0, where relu has no derivative: f′(0) = 0 is used`; empty if no unit is at a
  /// kink, and of an exercise, where the words would tell z.
  String kinks() {
    List<String> all = new ArrayList<>();
    for (int k = 0; k < trace.m() && !exercise.isOne(); k++) {
      for (LayerTrace layer : trace.layers()) {
        String words = kink(layer, k);
        if (!words.isEmpty()) {
          all.add((trace.m() > 1 ? "row " + (k + 1) + ": " : "") + words);
        }
      }
    }
    int more = all.size() - ROWS;
    String text = String.join("; ", all.subList(0, Math.min(ROWS, all.size())));
    return more > 0 ? text + "; … " + more + " more" : text;
  }

  private static String kink(LayerTrace layer, int row) {
    List<String> units = new ArrayList<>();
    double used = 0;
    int pieces = layer.layer() instanceof Layer.Maxout maxout ? maxout.pieces() : 0;
    for (int i = 0; i < layer.out().cols(); i++) {
      if (pieces > 0 ? ties(layer.z().row(row), i * pieces, pieces) : atKink(layer, row, i)) {
        units.add("z(" + (layer.l() + 1) + ")" + Notation.subscript(i + 1));
        used = pieces > 0 ? 0 : layer.slope().get(row, i);
      }
    }
    if (units.isEmpty()) {
      return "";
    }
    int more = units.size() - SHOWN;
    String names = String.join(", ", units.subList(0, Math.min(SHOWN, units.size())));
    names += more > 0 ? " … " + more + " more" : "";
    return layer.layer() instanceof Layer.Dense dense
        ? names
            + " = 0, where "
            + dense.activation()
            + " has no derivative: "
            + (dense.parametric() ? "da/dz" : "f′(0)")
            + " = "
            + Notation.typed(used)
            + " is used"
        : names + ": two pieces are largest; the first of them wins and has all of δ";
  }

  /// Whether a unit has z = 0 and two slopes there.
  private static boolean atKink(LayerTrace layer, int row, int i) {
    return layer.layer() instanceof Layer.Dense dense
        && layer.slope().cols() > 0
        && layer.z().get(row, i) == 0
        && switch (dense.activation()) {
          case Activation.LeakyRelu leaky -> leaky.alpha() != 1;
          case Activation.Elu elu -> elu.alpha() != 1;
          default -> dense.activation().bends();
        };
  }

  private static boolean ties(double[] z, int from, int count) {
    double[] sorted = Arrays.copyOfRange(z, from, from + count);
    Arrays.sort(sorted);
    return count > 1 && sorted[count - 1] == sorted[count - 2];
  }

  /// `W ← W − η dW: J 1.2152 → 0.3375, p(class 2) 0.301 → 0.723`; empty without an update.
  String update() {
    BackpropTrace.Update update = trace.update();
    if (update == null) {
      return "";
    }
    Notation after = notation.given(exercise.wide()); // all of W is in it
    String text =
        "W ← W − η dW:  J "
            + notation.given(givesTotal()).answer(trace.gradient().cost().total())
            + " → "
            + after.answer(update.after().total());
    if (trace.m() > 1) {
      return text;
    }
    DoubleMatrix before = trace.layers().getLast().out();
    if (trace.cost().loss() instanceof Loss.CrossEntropy) {
      int y = formulas.target();
      return text
          + ", p(class "
          + className(y)
          + ") "
          + notation.answer(before.get(0, y), 3)
          + " → "
          + after.answer(update.outputs().get(0, y), 3);
    }
    return text
        + ", a("
        + formulas.outputIndex()
        + ") "
        + notation.plain(before.row(0))
        + " → "
        + after.plain(update.outputs().row(0));
  }

  /// Whether J is given, and no sum of what is given.
  private boolean givesTotal() {
    return exercise.givesLoss() && trace.cost().l1() == 0 && trace.cost().l2() == 0;
  }

  /// `J = −log a(3)₂ + λ/2·ΣW² = 1.1999 + 0.0153 = 1.2152`.
  String cost() {
    var j = trace.gradient().cost();
    List<String> formula = new ArrayList<>(List.of(formulas.loss()));
    List<String> values =
        new ArrayList<>(List.of(notation.given(exercise.givesLoss()).answer(j.data())));
    Notation penalty = notation.given(exercise.cutsWeights());
    if (trace.cost().l2() > 0) {
      formula.add("λ/2·ΣW²");
      values.add(penalty.answer(j.l2()));
    }
    if (trace.cost().l1() > 0) {
      formula.add("λ₁·Σ|W|");
      values.add(penalty.answer(j.l1()));
    }
    String text = "J = " + String.join(" + ", formula) + " = " + String.join(" + ", values);
    return values.size() == 1 ? text : text + " = " + notation.answer(j.total());
  }

  /// The name of a class, or its number from 1.
  String className(int index) {
    return index < trace.classes().size()
        ? notation.prose(trace.classes().get(index))
        : Integer.toString(index + 1);
  }
}
