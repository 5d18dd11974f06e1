package dev.soma.lesson;

import dev.soma.lesson.Report.Line;
import dev.soma.lesson.Report.Question;
import dev.soma.lesson.Report.Table;
import dev.soma.lesson.toy.Toy;
import dev.soma.lesson.toy.ToyRows;
import dev.soma.nn.Loss;
import dev.soma.nn.Parameters;
import java.util.ArrayList;
import java.util.List;

/// XOR: one unit fails whatever its monotone f, two hidden units can do it, and so can one |z|.
final class XorLesson {
  private static final int SEEDS = 10;
  private static final int EPOCHS = 400;
  private static final String TWO_HIDDEN = "2 -> Dense(2, tanh) -> Dense(1, logistic)";

  private static final List<String> FORMULAS =
      List.of(
          "one unit:  h(x) = f(W(1) x + b(1)); h(x) >= c  <=>  W(1) x + b(1) >= f^-1(c): a half plane",
          "adding up: z(0,0) + z(1,1) = z(0,1) + z(1,0) for every W(1), b(1), so the two classes overlap",
          "hidden:    z(2) = W(1) x + b(1), a(2) = f(z(2)), z(3) = W(2) a(2) + b(2), h(x) = a(3)");

  private static final List<String> COMMANDS =
      List.of(
          "soma train DATA --target y --hidden none --effort fast",
          "soma train DATA --target y --hidden 2 --activation tanh --effort fast",
          "soma explain --network \"" + TWO_HIDDEN + "\" --weights WEIGHTS --input 1,0 --class 2");

  /// A network, its loss, and where its output is cut.
  private record Case(String network, Loss loss) {}

  private XorLesson() {}

  static Report run(long seed) {
    ToyRows rows = Toy.XOR.rows(4, 0, seed);
    List<Line> one = new ArrayList<>();
    for (String f : List.of("step", "logistic", "tanh", "relu", "identity")) {
      one.add(line(new Case("2 -> Dense(1, " + f + ")", loss(f)), rows, seed));
    }
    List<Line> hidden = new ArrayList<>();
    for (int units : new int[] {2, 3, 4, 8}) {
      String network = "2 -> Dense(" + units + ", tanh) -> Dense(1, logistic)";
      hidden.add(line(new Case(network, Loss.LOGISTIC_CROSS_ENTROPY), rows, seed));
    }
    Parameters found = best(new Case(TWO_HIDDEN, Loss.LOGISTIC_CROSS_ENTROPY), rows, seed);
    List<String> columns = List.of("network", "rows right, best", "of", "seeds with all");
    Line abs = line(new Case("2 -> Dense(1, abs)", Loss.SQUARED_ERROR), rows, seed);
    Line maxout =
        line(new Case("2 -> Maxout(1, 2) -> Dense(1, identity)", Loss.SQUARED_ERROR), rows, seed);
    return new Report(
        Lesson.XOR,
        seed,
        FORMULAS,
        List.of(
            new Table("one unit, " + SEEDS + " seeds each", columns, one),
            new Table("one hidden layer, " + SEEDS + " seeds each", columns, hidden),
            inside(found, rows)),
        question(),
        new Table(
            "one unit that is not monotone, " + SEEDS + " seeds each",
            columns,
            List.of(abs, maxout)),
        Toy.XOR.rows(200, 0.1, seed),
        found,
        Loss.LOGISTIC_CROSS_ENTROPY,
        COMMANDS);
  }

  private static Question question() {
    return Question.choice(
        "One unit with f(z) = |z| and no hidden layer: can it compute XOR?",
        List.of(
            "no: one unit is one line",
            "yes: |z| is large on both sides of a line, so the cut is two lines",
            "only with a third input x1 x2"),
        'b',
        "|z| is not monotone: |z| >= c holds where z >= c and where z <= -c. With W(1) = (1, -1) and"
            + " b(1) = 0, |x1 - x2| is XOR itself. A maxout unit with two pieces has |z| ="
            + " max(z, -z) among its functions.");
  }

  /// What the hidden layer makes of the four rows.
  private static Table inside(Parameters found, ToyRows rows) {
    List<Line> lines = new ArrayList<>();
    double[] w = new double[found.size()];
    for (int i = 0; i < w.length; i++) {
      w[i] = found.values()[i];
    }
    double[] h = Fitting.outputs(found, rows);
    for (int r = 0; r < rows.count(); r++) {
      double[] x = rows.x()[r];
      double a1 = StrictMath.tanh(w[0] * x[0] + w[1] * x[1] + w[4]);
      double a2 = StrictMath.tanh(w[2] * x[0] + w[3] * x[1] + w[5]);
      lines.add(Line.of("x = (" + (int) x[0] + ", " + (int) x[1] + ")", a1, a2, h[r], rows.y()[r]));
    }
    return new Table(
        "2 hidden units, the best seed: in (a1(2), a2(2)) a line parts the classes",
        List.of("row", "a1(2)", "a2(2)", "h(x)", "y"),
        lines);
  }

  private static Line line(Case c, ToyRows rows, long seed) {
    int best = 0;
    int solved = 0;
    for (int s = 0; s < SEEDS; s++) {
      int right = Fitting.right(train(c, rows, seed + s), rows, 0.5);
      best = Math.max(best, right);
      solved += right == rows.count() ? 1 : 0;
    }
    return Line.of(c.network, best, rows.count(), solved);
  }

  private static Parameters best(Case c, ToyRows rows, long seed) {
    Parameters best = train(c, rows, seed);
    for (int s = 1; s < SEEDS; s++) {
      Parameters other = train(c, rows, seed + s);
      if (Fitting.loss(other, rows, c.loss) < Fitting.loss(best, rows, c.loss)) {
        best = other;
      }
    }
    return best;
  }

  private static Parameters train(Case c, ToyRows rows, long seed) {
    return c.loss instanceof Loss.Perceptron
        ? Fitting.of(c.network, rows, dev.soma.train.TrainingConfig.perceptron(false, 100, seed))
            .end()
        : Fitting.of(c.network, rows, Fitting.adam(c.loss, 0.1, EPOCHS, seed)).end();
  }

  private static Loss loss(String f) {
    return switch (f) {
      case "step" -> Loss.PERCEPTRON;
      case "logistic" -> Loss.LOGISTIC_CROSS_ENTROPY;
      default -> Loss.SQUARED_ERROR;
    };
  }
}
