package dev.soma.lesson;

import dev.soma.lesson.Report.Line;
import dev.soma.lesson.Report.Question;
import dev.soma.lesson.Report.Table;
import dev.soma.lesson.approximate.Approximation;
import dev.soma.lesson.approximate.Approximation.Budget;
import dev.soma.lesson.approximate.Construction;
import dev.soma.lesson.approximate.OneLayer;
import dev.soma.lesson.approximate.Target;
import dev.soma.lesson.formula.Formula;
import dev.soma.lesson.toy.Toy;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.util.ArrayList;
import java.util.List;

/// Universal approximation: how the width grows as eps shrinks, for stairs and for hinges.
final class ApproximateLesson {
  private static final String FUNCTION = "sin(2*pi*x)";
  private static final int SHOWN = 8;
  private static final Budget BY_HAND = new Budget(2000, 0, 1, 1);
  private static final double[] EPSILONS = {0.2, 0.1, 0.05};

  private ApproximateLesson() {}

  static Report run(long seed) {
    Target target = new Target(Formula.parse(FUNCTION), 0, 1);
    List<Line> steps = new ArrayList<>();
    List<Line> hinges = new ArrayList<>();
    for (double eps : EPSILONS) {
      Approximation found = Approximation.of(target, eps, BY_HAND, seed);
      steps.add(line(eps, found.built().get(0)));
      hinges.add(line(eps, found.built().get(1)));
    }
    List<String> columns =
        List.of("eps", "units by the formula", "smallest found", "its sup-error");
    OneLayer net = Construction.hinges(target, SHOWN);
    return new Report(
        Lesson.APPROXIMATE,
        seed,
        List.of(
            "h(x) = W(2) f(W(1) x + b(1)) + b(2), one hidden layer of N units; sup |f - h| <= eps",
            "stairs of steep logistic units: off by max |f'| width/2, so N + 1 = max |f'| (to - from) / (2 eps)",
            "hinges of ReLUs, a line from knot to knot: off by max |f''| width^2/8"),
        List.of(new Table(FUNCTION + " on [0, 1], stairs", columns, steps)),
        Question.choice(
            "eps a quarter as large takes stairs of four times the width. How much wider must hinges become?",
            List.of("four times", "twice", "sixteen times"),
            'b',
            "the error of a line between two knots goes with the square of their distance, that of a stair with the"
                + " distance itself. What is built by hand is an upper bound; trained networks are often far smaller."),
        new Table(FUNCTION + " on [0, 1], hinges", columns, hinges),
        Toy.SINE.rows(200, 0, seed),
        parameters(net),
        Loss.SQUARED_ERROR,
        List.of(
            "soma lesson approximate --function \"" + FUNCTION + "\" --epsilon 0.01",
            "soma train DATA --target y --hidden 16 --activation logistic --effort fast",
            "soma explain --network \"1 -> Dense("
                + SHOWN
                + ", relu) -> Dense(1, identity)\" --weights WEIGHTS --input 0.3 --target-values 0.95"));
  }

  private static Line line(double eps, Approximation.Found found) {
    return Line.of(
        Double.toString(eps),
        found.formula(),
        found.net() == null ? Double.NaN : found.net().units(),
        found.error() == null ? Double.NaN : found.error().found());
  }

  private static Parameters parameters(OneLayer net) {
    int n = net.units();
    Parameters p =
        Parameters.zeros(NetworkSpec.parse("1 -> Dense(" + n + ", relu) -> Dense(1, identity)"));
    for (int i = 0; i < n; i++) {
      p.values()[i] = (float) net.w()[i][0];
      p.values()[n + i] = (float) net.b()[i];
      p.values()[2 * n + i] = (float) net.v()[i];
    }
    p.values()[3 * n] = (float) net.c();
    return p;
  }
}
