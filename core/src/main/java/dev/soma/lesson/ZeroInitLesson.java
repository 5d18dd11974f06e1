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

/// Weights that all start alike: the units of a layer stay one unit for ever.
final class ZeroInitLesson {
  private static final int UNITS = 4;
  private static final int EPOCHS = 300;
  private static final String NETWORK = "2 -> Dense(" + UNITS + ", tanh) -> Dense(1, logistic)";

  private static final List<String> FORMULAS =
      List.of(
          "delta(2) = W(2)^T delta(3) o f'(z(2)), dW(1) = delta(2) x^T / m, dW(2) = delta(3) a(2)^T / m",
          "equal rows of W(1) and equal columns of W(2)  =>  equal a(2), equal delta(2), equal steps",
          "W(2) = 0  =>  delta(2) = 0: W(1) does not move; a(2) = tanh 0 = 0  =>  nor does W(2)");

  private static final List<String> COMMANDS =
      List.of(
          "soma train DATA --target y --hidden 4 --activation tanh --init zero --effort fast",
          "soma train DATA --target y --hidden 4 --activation tanh --effort fast",
          "soma explain --network \"" + NETWORK + "\" --weights WEIGHTS --input 1,0 --class 2");

  private ZeroInitLesson() {}

  static Report run(long seed) {
    ToyRows rows = Toy.MOONS.rows(100, 0.1, seed);
    Fitting zero = fit(rows, "zero", seed);
    Fitting drawn = fit(rows, "auto", seed);
    Fitting equal = fit(rows, "constant(0.5)", seed);
    List<String> columns =
        List.of("--init", "J at start", "J at the end", "rows right", "different units");
    return new Report(
            Lesson.ZERO_INIT,
            seed,
            FORMULAS,
            List.of(
                new Table(
                    rows.count()
                        + " rows of moons, "
                        + NETWORK
                        + ", "
                        + EPOCHS
                        + " steps of descent",
                    columns,
                    List.of(line("zero", zero, rows), line("auto", drawn, rows))),
                weights("--init auto, at the end", drawn.end())),
            question(equal),
            new Table(
                "the same with all weights at 0.5",
                weights("", equal.end()).columns(),
                weights("", equal.end()).lines()),
            rows,
            drawn.end(),
            Loss.LOGISTIC_CROSS_ENTROPY,
            COMMANDS)
        .with(curves(new Line("zero", zero.j()), new Line("auto", drawn.j())));
  }

  private static Curves curves(Line... inits) {
    return Curves.of("J, step by step", "step", false, 0, EPOCHS, List.of(inits));
  }

  private static Question question(Fitting equal) {
    return Question.number(
        "All weights start at 0.5 instead of 0. How many different units has the hidden layer of "
            + UNITS
            + " after "
            + EPOCHS
            + " steps?",
        different(equal.end()),
        0,
        "the weights move now, but every unit gets the same delta in every step, so they stay equal"
            + " bit by bit: the layer is one unit, copied. Only a random start parts them.");
  }

  private static Fitting fit(ToyRows rows, String init, long seed) {
    TrainingConfig config = Fitting.descent(Loss.LOGISTIC_CROSS_ENTROPY, 0.5, EPOCHS, seed);
    return Fitting.of(NETWORK, rows, config.initializer(dev.soma.nn.Initializer.parse(init), 0));
  }

  private static Line line(String init, Fitting fitting, ToyRows rows) {
    return Line.of(
        init,
        fitting.j().getFirst(),
        fitting.j().getLast(),
        Fitting.right(fitting.end(), rows, 0.5),
        different(fitting.end()));
  }

  private static Table weights(String title, Parameters p) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < UNITS; i++) {
      lines.add(Line.of("unit " + (i + 1), unit(p, i)));
    }
    return new Table(title, List.of("", "W(1) of x1", "W(1) of x2", "b(1)", "W(2)"), lines);
  }

  /// Row of W(1), b(1) and column of W(2) of a unit.
  private static double[] unit(Parameters p, int i) {
    float[] v = p.values();
    return new double[] {v[2 * i], v[2 * i + 1], v[2 * UNITS + i], v[3 * UNITS + i]};
  }

  private static int different(Parameters p) {
    return (int)
        java.util.stream.IntStream.range(0, UNITS)
            .mapToObj(i -> Line.of("", unit(p, i)))
            .distinct()
            .count();
  }
}
