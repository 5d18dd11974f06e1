package dev.soma.lesson;

import dev.soma.lesson.Report.Curves;
import dev.soma.lesson.Report.Line;
import dev.soma.lesson.Report.Question;
import dev.soma.lesson.Report.Table;
import dev.soma.lesson.toy.Toy;
import dev.soma.lesson.toy.ToyRows;
import dev.soma.nn.Loss;
import dev.soma.nn.Parameters;
import dev.soma.train.TrainingConfig;
import java.util.ArrayList;
import java.util.List;

/// Saturation: far out the slope of the logistic function is nearly 0, and so is delta.
final class SaturationLesson {
  private static final int EPOCHS = 300;
  private static final double RATE = 0.5;
  private static final double LARGE = 100;
  private static final String NETWORK = "2 -> Dense(8, logistic) -> Dense(1, logistic)";

  private static final List<String> FORMULAS =
      List.of(
          "logistic: f'(z) = a (1 - a) <= 1/4;  tanh: f'(z) = 1 - a^2 <= 1",
          "delta(2) = W(2)^T delta(3) o f'(z(2)): where f'(z(2)) is 0, no gradient comes through");

  private static final List<String> COMMANDS =
      List.of(
          "soma train DATA --target y --hidden 8 --activation logistic --effort fast",
          "soma explain --network \"" + NETWORK + "\" --weights WEIGHTS --input 100,0 --class 2");

  private SaturationLesson() {}

  static Report run(long seed) {
    ToyRows rows = Toy.MOONS.rows(100, 0.1, seed);
    List<Line> scales = new ArrayList<>();
    for (double factor : new double[] {1, 10, LARGE}) {
      ToyRows scaled = rows.times(factor);
      Parameters start = fit(scaled, NETWORK, RATE, seed).start();
      scales.add(
          Line.of(
              "inputs x " + (int) factor,
              Fitting.meanSlope(start, scaled),
              Fitting.flat(start, scaled),
              Fitting.deltas(start, scaled, Loss.LOGISTIC_CROSS_ENTROPY)[0]));
    }
    ToyRows large = rows.times(LARGE);
    return new Report(
            Lesson.SATURATION,
            seed,
            FORMULAS,
            List.of(
                functions(),
                new Table(
                    rows.count() + " rows of moons, " + NETWORK + ", before the first step",
                    List.of("", "mean f'(z(2))", "share with f' < 0.02", "mean |delta(2)|"),
                    scales)),
            question(),
            new Table(
                "after " + EPOCHS + " steps",
                List.of("", "J at the end", "rows right of " + rows.count()),
                List.of(
                    line("as it is", large, NETWORK, RATE, seed),
                    line("a: rate x 100", large, NETWORK, RATE * 100, seed),
                    line("b: rate / 100", large, NETWORK, RATE / 100, seed),
                    line("c: inputs / 100", rows, NETWORK, RATE, seed))),
            rows.times(LARGE),
            fit(large, NETWORK, RATE, seed).end(),
            Loss.LOGISTIC_CROSS_ENTROPY,
            COMMANDS)
        .with(slopes());
  }

  private static Table functions() {
    List<Line> slopes = new ArrayList<>();
    for (double z : new double[] {0, 1, 2, 5, 10, 20}) {
      double a = 1 / (1 + StrictMath.exp(-z));
      double t = StrictMath.tanh(z);
      slopes.add(Line.of("z = " + (int) z, a, a * (1 - a), t, 1 - t * t));
    }
    return new Table(
        "the functions",
        List.of("", "logistic a", "logistic f'(z)", "tanh a", "tanh f'(z)"),
        slopes);
  }

  private static Curves slopes() {
    List<Double> z = new ArrayList<>();
    List<Double> logistic = new ArrayList<>();
    List<Double> tanh = new ArrayList<>();
    for (int i = -40; i <= 40; i++) {
      double at = i / 4.0;
      double a = 1 / (1 + StrictMath.exp(-at));
      double t = StrictMath.tanh(at);
      z.add(at);
      logistic.add(a * (1 - a));
      tanh.add(1 - t * t);
    }
    List<Line> slopes = List.of(new Line("logistic", logistic), new Line("tanh", tanh));
    return new Curves("f'(z)", "z", false, z, slopes);
  }

  private static Question question() {
    return Question.choice(
        "The inputs are 100 times too large. What mends it best, in "
            + EPOCHS
            + " steps of descent?",
        List.of("a rate 100 times as large", "a rate 100 times as small", "inputs divided by 100"),
        'c',
        "the trouble is where z lies, not how large the steps are. soma train"
            + " scales every number column for that reason.");
  }

  private static Line line(String what, ToyRows rows, String network, double rate, long seed) {
    Fitting fitting = fit(rows, network, rate, seed);
    return Line.of(
        what,
        fitting.diverged() ? Double.POSITIVE_INFINITY : fitting.j().getLast(),
        Fitting.right(fitting.end(), rows, 0.5));
  }

  private static Fitting fit(ToyRows rows, String network, double rate, long seed) {
    TrainingConfig config = Fitting.descent(Loss.LOGISTIC_CROSS_ENTROPY, rate, EPOCHS, seed);
    return Fitting.of(network, rows, config);
  }
}
