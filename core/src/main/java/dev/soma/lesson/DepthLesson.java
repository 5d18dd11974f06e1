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

/// Depth: in a deep network of logistic units delta shrinks from layer to layer.
final class DepthLesson {
  private static final int DEEPEST = 6;
  private static final int EPOCHS = 200;

  private static final List<String> FORMULAS =
      List.of(
          "delta(l) = W(l)^T delta(l+1) o f'(z(l)), l = n_l - 1, n_l - 2, ..., 2",
          "logistic: f'(z) <= 1/4, so every layer takes at least three quarters away unless W(l) makes up for it",
          "ReLU: f'(z) = 1 for z > 0: what is alive passes delta on whole");

  private static final List<String> COMMANDS =
      List.of(
          "soma train DATA --target y --hidden 10,10,10,10,10,10 --activation logistic --optimizer sgd --lr 0.5"
              + " --effort fast",
          "soma train DATA --target y --hidden 10,10,10,10,10,10 --activation relu --effort fast",
          "soma explain --network \""
              + network(DEEPEST, "relu")
              + "\" --weights WEIGHTS --input 1,0 --class 2");

  private DepthLesson() {}

  static Report run(long seed) {
    ToyRows rows = Toy.MOONS.rows(60, 0.1, seed);
    double[] logistic = deltas("logistic", rows, seed);
    double[] relu = deltas("relu", rows, seed);
    List<Line> lines = new ArrayList<>();
    for (int i = logistic.length - 1; i >= 0; i--) {
      double last = logistic.length - 1 == i ? Double.NaN : logistic[i] / logistic[i + 1];
      lines.add(Line.of("delta(" + (i + 2) + ")", logistic[i], last, relu[i]));
    }
    return new Report(
            Lesson.DEPTH,
            seed,
            FORMULAS,
            List.of(
                new Table(
                    DEEPEST
                        + " hidden layers of 10 units, before the first step: mean size over rows and units",
                    List.of("", "logistic", "of the layer after it", "relu"),
                    lines)),
            question(),
            learned(rows, seed),
            rows,
            fit(network(DEEPEST, "relu"), rows, seed).end(),
            Loss.LOGISTIC_CROSS_ENTROPY,
            COMMANDS)
        .with(
            Curves.of(
                "mean |delta(l)| before the first step",
                "l",
                true,
                2,
                logistic.length,
                List.of(Line.of("logistic", logistic), Line.of("relu", relu))));
  }

  private static Table learned(ToyRows rows, long seed) {
    List<Line> answer = new ArrayList<>();
    for (int depth : new int[] {1, 2, 4, DEEPEST}) {
      Fitting l = fit(network(depth, "logistic"), rows, seed);
      Fitting r = fit(network(depth, "relu"), rows, seed);
      answer.add(
          Line.of(
              depth + " hidden",
              l.j().getFirst(),
              l.j().getLast(),
              r.j().getFirst(),
              r.j().getLast()));
    }
    return new Table(
        "J after " + EPOCHS + " steps of descent, rate 0.5",
        List.of("", "logistic, start", "logistic, end", "relu, start", "relu, end"),
        answer);
  }

  private static Question question() {
    return Question.choice(
        "What does J do in "
            + EPOCHS
            + " steps of descent in the network of "
            + DEEPEST
            + " logistic layers?",
        List.of("it falls as with one hidden layer", "it hardly falls", "it diverges"),
        'b',
        "the first layers get deltas thousands of times smaller than the last, so their weights stay where they"
            + " were drawn. Remedies: ReLU with He weights, fewer layers, normalisation, residual links.");
  }

  private static double[] deltas(String f, ToyRows rows, long seed) {
    Parameters start = fit(network(DEEPEST, f), rows, seed).start();
    return Fitting.deltas(start, rows, Loss.LOGISTIC_CROSS_ENTROPY);
  }

  private static String network(int hidden, String f) {
    return "2" + (" -> Dense(10, " + f + ")").repeat(hidden) + " -> Dense(1, logistic)";
  }

  private static Fitting fit(String network, ToyRows rows, long seed) {
    TrainingConfig config = Fitting.descent(Loss.LOGISTIC_CROSS_ENTROPY, 0.5, EPOCHS, seed);
    return Fitting.of(network, rows, config);
  }
}
