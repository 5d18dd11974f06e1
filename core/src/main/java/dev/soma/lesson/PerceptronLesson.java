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

/// The perceptron and the logistic unit: the same decisions, two rules of learning.
final class PerceptronLesson {
  private static final int EPOCHS = 100;
  private static final String STEP = "2 -> Dense(1, step)";
  private static final String LOGISTIC = "2 -> Dense(1, logistic)";

  private static final List<String> FORMULAS =
      List.of(
          "perceptron: a = step(z); after each row W(1) <- W(1) - (a - y) x^T, b(1) <- b(1) - (a - y): only"
              + " mistakes move it",
          "logistic: a = 1 / (1 + e^-z), delta(2) = a - y of every row, however right it is");

  private static final List<String> COMMANDS =
      List.of(
          "soma train DATA --target y --model perceptron",
          "soma train DATA --target y --hidden none --effort fast",
          "soma explain --network \"" + LOGISTIC + "\" --weights WEIGHTS --input 1,0 --class 2");

  private PerceptronLesson() {}

  static Report run(long seed) {
    ToyRows apart = Toy.BLOBS.rows(150, 0.4, seed).ofClasses(2);
    ToyRows mixed = Toy.BLOBS.rows(150, 1.5, seed).ofClasses(2);
    List<Line> rule = new ArrayList<>();
    Fitting rests = perceptron(apart, seed);
    Fitting restless = perceptron(mixed, seed);
    rule.add(line("apart", rests, apart));
    rule.add(line("overlapping", restless, mixed));
    Fitting logistic = logistic(mixed, seed);
    Fitting easy = logistic(apart, seed);
    List<Line> smooth =
        List.of(smooth("apart", easy, apart), smooth("overlapping", logistic, mixed));
    return new Report(
            Lesson.PERCEPTRON,
            seed,
            FORMULAS,
            List.of(
                rule(apart.count(), rule),
                new Table(
                    "a logistic unit, cross-entropy, " + EPOCHS + " steps of descent",
                    List.of("heaps", "J at start", "J at the end", "rows right"),
                    smooth)),
            question(logistic, mixed),
            alike(logistic.end(), mixed),
            mixed,
            logistic.end(),
            Loss.LOGISTIC_CROSS_ENTROPY,
            COMMANDS)
        .with(mistakes(rests, restless), j(easy, logistic));
  }

  private static Table rule(int rows, List<Line> lines) {
    return new Table(
        "the perceptron rule, " + rows + " rows of two heaps, at most " + EPOCHS + " epochs",
        List.of(
            "heaps",
            "epochs",
            "mistakes in the first",
            "in the last but one",
            "in the last",
            "rows right"),
        lines);
  }

  private static Table alike(Parameters logistic, ToyRows rows) {
    return new Table(
        "equal weights, overlapping heaps",
        List.of("unit", "rows right", "decides otherwise"),
        List.of(
            Line.of("logistic, cut at 1/2", Fitting.right(logistic, rows, 0.5), 0),
            Line.of(
                "step", Fitting.right(asStep(logistic), rows, 0.5), differences(logistic, rows))));
  }

  private static Question question(Fitting logistic, ToyRows mixed) {
    return Question.number(
        "A perceptron gets the W(1) and b(1) of the logistic unit of the overlapping heaps. On how many of the "
            + mixed.count()
            + " rows does it decide otherwise than the logistic unit cut at 1/2?",
        differences(logistic.end(), mixed),
        0,
        "a >= 1/2 is z >= 0, and step(z) = 1 is z >= 0: with equal weights they decide alike on every row. What"
            + " differs is how they learn, and that a logistic unit also says how sure it is.");
  }

  private static Curves mistakes(Fitting apart, Fitting mixed) {
    return Curves.of(
        "mistakes of the perceptron rule, epoch by epoch",
        "epoch",
        false,
        1,
        EPOCHS,
        List.of(counts("apart", apart), counts("overlapping", mixed)));
  }

  private static Line counts(String heaps, Fitting fitting) {
    return new Line(heaps, fitting.mistakes().stream().map(Long::doubleValue).toList());
  }

  private static Curves j(Fitting apart, Fitting mixed) {
    return Curves.of(
        "J of the logistic unit, step by step",
        "step",
        false,
        0,
        EPOCHS,
        List.of(new Line("apart", apart.j()), new Line("overlapping", mixed.j())));
  }

  private static Fitting perceptron(ToyRows rows, long seed) {
    return Fitting.of(STEP, rows, TrainingConfig.perceptron(false, EPOCHS, seed));
  }

  private static Line line(String heaps, Fitting fitting, ToyRows rows) {
    List<Long> mistakes = fitting.mistakes();
    int n = mistakes.size();
    return Line.of(
        heaps,
        n,
        mistakes.getFirst(),
        n < 2 ? Double.NaN : mistakes.get(n - 2),
        mistakes.getLast(),
        Fitting.right(fitting.end(), rows, 0.5));
  }

  private static Fitting logistic(ToyRows rows, long seed) {
    TrainingConfig config = Fitting.descent(Loss.LOGISTIC_CROSS_ENTROPY, 0.5, EPOCHS, seed);
    return Fitting.of(LOGISTIC, rows, config);
  }

  private static Line smooth(String heaps, Fitting fitting, ToyRows rows) {
    return Line.of(
        heaps,
        fitting.j().getFirst(),
        fitting.j().getLast(),
        Fitting.right(fitting.end(), rows, 0.5));
  }

  /// The same weights below a unit step.
  private static Parameters asStep(Parameters logistic) {
    Parameters step = Parameters.zeros(dev.soma.nn.NetworkSpec.parse(STEP));
    System.arraycopy(logistic.values(), 0, step.values(), 0, step.size());
    return step;
  }

  private static int differences(Parameters logistic, ToyRows rows) {
    double[] a = Fitting.outputs(logistic, rows);
    double[] b = Fitting.outputs(asStep(logistic), rows);
    int differences = 0;
    for (int r = 0; r < a.length; r++) {
      differences += (a[r] >= 0.5) == (b[r] == 1) ? 0 : 1;
    }
    return differences;
  }
}
