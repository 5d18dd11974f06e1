package dev.soma.lesson;

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

/// L2: lambda pulls the weights together, and the training rows are learned less by heart.
final class L2Lesson {
  private static final int EPOCHS = 600;
  private static final int SAVED = 400;
  private static final double[] LAMBDAS = {0, 0.001, 0.01, 0.1, 1};
  private static final String NETWORK = "2 -> Dense(32, tanh) -> Dense(1, logistic)";

  private static final List<String> FORMULAS =
      List.of(
          "J = (1/m) sum over the rows of the loss + lambda/2 sum of squared weights (biases are not penalised)",
          "dJ/dW(l) = (1/m) sum of delta(l+1) a(l)^T + lambda W(l): each step also takes eta lambda W(l) away");

  /// No dropout, no other decay, and no validation rows that would choose an early epoch: what is
  /// left is lambda.
  private static final String TRAIN =
      "soma train DATA --target y --hidden 32 --activation tanh --dropout 0 --optimizer adam --lr 0.05"
          + " --schedule constant --epochs 600 --test-fraction 0.9 --validation-fraction 0 --effort fast";

  private static final List<String> COMMANDS =
      List.of(
          TRAIN + " --l2 0",
          TRAIN + " --l2 0.01",
          "soma explain --network \""
              + NETWORK
              + "\" --weights WEIGHTS --input 1,0 --class 2 --l2 0.01");

  private L2Lesson() {}

  static Report run(long seed) {
    ToyRows train = Toy.MOONS.rows(30, 0.35, seed);
    ToyRows test = Toy.MOONS.rows(1000, 0.35, seed + 1);
    List<Line> lines = new ArrayList<>();
    List<Line> answer = new ArrayList<>();
    List<String> options = new ArrayList<>();
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < LAMBDAS.length; i++) {
      Parameters p = fit(train, LAMBDAS[i], seed);
      String label = "lambda = " + Double.toString(LAMBDAS[i]);
      double learned = Fitting.loss(p, train, Loss.LOGISTIC_CROSS_ENTROPY);
      double fresh = Fitting.loss(p, test, Loss.LOGISTIC_CROSS_ENTROPY);
      lines.add(Line.of(label, squares(p), learned, share(p, train)));
      answer.add(Line.of(label, learned, fresh, fresh - learned, share(p, test)));
      options.add(label);
      if (fresh < least) {
        least = fresh;
        best = i;
      }
    }
    return new Report(
        Lesson.L2,
        seed,
        FORMULAS,
        List.of(training(train.count(), lines)),
        question(test.count(), options, best),
        fresh(test.count(), answer),
        Toy.MOONS.rows(SAVED, 0.35, seed),
        fit(train, LAMBDAS[best], seed),
        Loss.LOGISTIC_CROSS_ENTROPY,
        COMMANDS);
  }

  private static Table training(int rows, List<Line> lines) {
    return new Table(
        rows
            + " training rows of moons with much noise, "
            + NETWORK
            + ", "
            + EPOCHS
            + " steps of Adam",
        List.of("", "sum of squared weights", "loss, training rows", "% right, training rows"),
        lines);
  }

  private static Table fresh(int rows, List<Line> lines) {
    return new Table(
        rows + " new rows",
        List.of("", "loss, training rows", "loss, new rows", "gap", "% right, new rows"),
        lines);
  }

  private static Question question(int rows, List<String> options, int best) {
    return Question.choice(
        "Which lambda has the smallest loss on " + rows + " new rows?",
        options,
        (char) ('a' + best),
        "without a penalty the network learns the noise of its few rows by heart: large weights, steep"
            + " borders, sure of itself where it is wrong. With too large a penalty it cannot bend at all.");
  }

  private static Parameters fit(ToyRows rows, double lambda, long seed) {
    TrainingConfig config = Fitting.adam(Loss.LOGISTIC_CROSS_ENTROPY, 0.05, EPOCHS, seed);
    return Fitting.of(
            NETWORK, rows, config.regularization(dev.soma.optim.Regularization.l2(lambda)))
        .end();
  }

  private static double share(Parameters p, ToyRows rows) {
    return 100.0 * Fitting.right(p, rows, 0.5) / rows.count();
  }

  private static double squares(Parameters p) {
    double sum = 0;
    for (Parameters.Group g : p.groups()) {
      if (g.name().startsWith("W")) {
        for (int i = g.offset(); i < g.offset() + g.size(); i++) {
          sum += (double) p.values()[i] * p.values()[i];
        }
      }
    }
    return sum;
  }
}
