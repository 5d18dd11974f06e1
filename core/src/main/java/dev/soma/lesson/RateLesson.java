package dev.soma.lesson;

import dev.soma.lesson.Report.Curves;
import dev.soma.lesson.Report.Line;
import dev.soma.lesson.Report.Question;
import dev.soma.lesson.Report.Table;
import dev.soma.lesson.toy.Toy;
import dev.soma.lesson.toy.ToyRows;
import dev.soma.nn.Loss;
import dev.soma.train.TrainingConfig;
import java.util.ArrayList;
import java.util.List;

/// The rate: slow, fast, bouncing, diverging, and where it turns.
final class RateLesson {
  private static final int STEPS = 200;
  private static final double[] RATES = {0.01, 0.1, 1, 1.5, 2};
  private static final int SHOWN = 21; // of the curves: the start, and 20 steps
  private static final String NETWORK = "1 -> Dense(1, identity)";

  private static final List<String> COMMANDS =
      List.of(
          "soma train DATA --target y --hidden none --optimizer sgd --lr 0.01 --effort fast",
          "soma train DATA --target y --hidden none --optimizer sgd --lr 0.1 --effort fast",
          "soma explain --network \""
              + NETWORK
              + "\" --weights WEIGHTS --input 0.5 --target-values 0 --lr 1");

  private RateLesson() {}

  static Report run(long seed) {
    ToyRows rows = Toy.SINE.rows(50, 0.1, seed);
    double h = curvature(rows);
    double edge = 2 / h;
    List<Line> lines = new ArrayList<>();
    for (double rate : RATES) {
      lines.add(line(rate, rows, seed));
    }
    List<String> columns =
        List.of("rate", "J at start", "1 step", "2 steps", "5 steps", "20 steps", STEPS + " steps");
    return new Report(
            Lesson.RATE,
            seed,
            List.of(
                "W(1) <- W(1) - eta dJ/dW(1), b(1) <- b(1) - eta dJ/db(1)",
                "J of a linear unit is a parabola; along its steepest direction, with curvature h, the distance from the"
                    + " minimum becomes (1 - eta h) times itself in each step",
                "0 < 1 - eta h < 1: it creeps;  -1 < 1 - eta h < 0: it bounces, nearer each time;  |1 - eta h| > 1: it"
                    + " diverges",
                String.format(
                    java.util.Locale.ROOT,
                    "here h = %.4g, the largest eigenvalue of (1/m) sum over the rows of (x, 1)^T (x, 1)",
                    h)),
            List.of(
                new Table(
                    rows.count() + " rows of a sine, " + NETWORK + ", plain descent on all rows",
                    columns,
                    lines)),
            question(edge),
            new Table(
                "just below and just above",
                columns,
                List.of(line(0.97 * edge, rows, seed), line(1.03 * edge, rows, seed))),
            Toy.SINE.rows(200, 0.1, seed),
            fit(1, rows, seed).end(),
            Loss.SQUARED_ERROR,
            COMMANDS)
        .with(curves(rows, seed));
  }

  private static Curves curves(ToyRows rows, long seed) {
    List<Line> steps = new ArrayList<>();
    for (double rate : RATES) {
      steps.add(new Line("rate " + Double.toString(rate), fit(rate, rows, seed).j()));
    }
    return Curves.of("J, step by step", "step", true, 0, SHOWN, steps);
  }

  private static Question question(double edge) {
    return Question.number(
        "From which rate on does descent diverge here?",
        edge,
        0.05,
        "eta h = 2, so eta = 2 / h: there each step lands as far from the minimum as it began, on the"
            + " other side.");
  }

  private static Line line(double rate, ToyRows rows, long seed) {
    List<Double> j = fit(rate, rows, seed).j();
    double[] values = new double[6];
    int[] steps = {0, 1, 2, 5, 20, STEPS};
    for (int i = 0; i < steps.length; i++) {
      values[i] = steps[i] < j.size() ? j.get(steps[i]) : Double.POSITIVE_INFINITY;
    }
    String shown = Double.toString(rate);
    return Line.of(shown.substring(0, Math.min(6, shown.length())), values);
  }

  /// J of epoch k is that before its step, so there is one more epoch than steps.
  private static Fitting fit(double rate, ToyRows rows, long seed) {
    TrainingConfig config = Fitting.descent(Loss.SQUARED_ERROR, rate, STEPS + 1, seed);
    return Fitting.of(NETWORK, rows, config);
  }

  /// The larger eigenvalue of ((mean x^2, mean x), (mean x, 1)).
  static double curvature(ToyRows rows) {
    double first = 0;
    double second = 0;
    for (double[] x : rows.x()) {
      first += x[0] / rows.count();
      second += x[0] * x[0] / rows.count();
    }
    double half = (second + 1) / 2;
    return half + StrictMath.sqrt(half * half - second + first * first);
  }
}
