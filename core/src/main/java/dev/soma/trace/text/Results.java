package dev.soma.trace.text;

import dev.soma.nn.Loss;
import dev.soma.nn.Parameters;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.DoubleMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The lines that end a trace: J, the check of a parameter, a step.
final class Results {
  private final BackpropTrace trace;
  private final Formulas formulas;
  private final Notation notation;

  Results(BackpropTrace trace, Formulas formulas, Notation notation) {
    this.trace = trace;
    this.formulas = formulas;
    this.notation = notation;
  }

  /// `dW(1)₁₁ 0.45..., finite difference 0.45..., relative error 4e-11`; empty without a check.
  String check() {
    var entry = trace.check();
    if (entry == null) {
      return "";
    }
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
        + notation.answer(entry.gradient(), 10)
        + ", finite difference "
        + notation.answer(entry.difference(), 10)
        + ", relative error "
        + (notation.hides()
            ? notation.blank()
            : String.format(Locale.ROOT, "%.0e", entry.relativeError()));
  }

  /// `W ← W − η dW: J 1.2152 → 0.3375, p(class 2) 0.301 → 0.723`; empty without an update.
  String update() {
    BackpropTrace.Update update = trace.update();
    if (update == null) {
      return "";
    }
    String text =
        "W ← W − η dW:  J "
            + notation.answer(trace.gradient().cost().total())
            + " → "
            + notation.answer(update.after().total());
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
          + notation.answer(update.outputs().get(0, y), 3);
    }
    return text
        + ", a("
        + formulas.outputIndex()
        + ") "
        + notation.plain(before.row(0))
        + " → "
        + notation.plain(update.outputs().row(0));
  }

  /// `J = −log a(3)₂ + λ/2·ΣW² = 1.1999 + 0.0153 = 1.2152`.
  String cost() {
    var j = trace.gradient().cost();
    List<String> formula = new ArrayList<>(List.of(formulas.loss()));
    List<String> values = new ArrayList<>(List.of(notation.answer(j.data())));
    if (trace.cost().l2() > 0) {
      formula.add("λ/2·ΣW²");
      values.add(notation.answer(j.l2()));
    }
    if (trace.cost().l1() > 0) {
      formula.add("λ₁·Σ|W|");
      values.add(notation.answer(j.l1()));
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
