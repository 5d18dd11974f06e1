package dev.soma.lesson;

import dev.soma.lesson.Report.Line;
import dev.soma.lesson.Report.Question;
import dev.soma.lesson.Report.Table;
import dev.soma.lesson.toy.Toy;
import dev.soma.lesson.toy.ToyRows;
import dev.soma.nn.Loss;
import dev.soma.nn.Parameters;
import dev.soma.train.TrainingConfig;
import java.util.List;

/// ReLUs that are 0 for every row: dead from the start, and how b = 0.1 mends it.
final class DeadReluLesson {
  private static final int UNITS = 16;
  private static final int SEEDS = 10;
  private static final int EPOCHS = 500;
  private static final String NETWORK = "2 -> Dense(" + UNITS + ", relu) -> Dense(1, logistic)";

  private static final List<String> FORMULAS =
      List.of(
          "f(z) = max(0, z); f'(z) = 1 for z > 0, else 0",
          "delta(2) = W(2)^T delta(3) o f'(z(2)), dW(1) = delta(2) x^T / m, db(1) = delta(2) / m",
          "z_i(2) <= 0 for every row  =>  delta_i(2) = 0 for every row  =>  unit i never moves");

  private static final List<String> COMMANDS =
      List.of(
          "soma train DATA --target y --hidden 16 --activation relu --bias-init 0.1 --effort fast",
          "soma train DATA --target y --hidden 16 --activation leaky_relu --effort fast",
          "soma explain --network \"" + NETWORK + "\" --weights WEIGHTS --input 0,0 --class 1");

  /// What became of the units of all seeds.
  private static final class Count {
    private int deadAtStart;
    private int deadAtEnd;
    private int unmoved;
    private int solved;
  }

  private DeadReluLesson() {}

  static Report run(long seed) {
    ToyRows rows = Toy.XOR.rows(4, 0, seed);
    Count zero = count(rows, 0, seed);
    Count tenth = count(rows, 0.1, seed);
    return new Report(
        Lesson.DEAD_RELU,
        seed,
        FORMULAS,
        List.of(
            new Table(
                SEEDS
                    + " networks "
                    + NETWORK
                    + " on XOR, "
                    + SEEDS * UNITS
                    + " units in all, "
                    + EPOCHS
                    + " steps of descent",
                List.of(
                    "b(1) at start",
                    "dead at start",
                    "dead at the end",
                    "networks with all rows right"),
                List.of(line("0", zero), line("0.1", tenth)))),
        question(zero),
        new Table(
            "units that were dead at the start",
            List.of("b(1) at start", "dead at start", "of them equal bit by bit at the end"),
            List.of(
                Line.of("0", zero.deadAtStart, zero.unmoved),
                Line.of("0.1", tenth.deadAtStart, tenth.unmoved))),
        Toy.XOR.rows(200, 0.1, seed),
        fit(rows, 0.1, seed).end(),
        Loss.LOGISTIC_CROSS_ENTROPY,
        COMMANDS);
  }

  private static Question question(Count zero) {
    return Question.choice(
        "What happened to the weights W(1) and b(1) of the "
            + zero.deadAtStart
            + " units that were dead at the start, with b(1) = 0?",
        List.of(
            "they moved slowly, and some units came back to life",
            "they shrank towards 0",
            "not one of them moved, not by a bit"),
        'c',
        "the inputs are 0 or 1, so a unit with two negative weights has z <= 0 for all four rows; its"
            + " gradient is exactly 0. With b(1) = 0.1 every unit has z = 0.1 > 0 at least for x = (0, 0).");
  }

  private static Line line(String bias, Count count) {
    return Line.of(bias, count.deadAtStart, count.deadAtEnd, count.solved);
  }

  private static Fitting fit(ToyRows rows, double bias, long seed) {
    TrainingConfig config = Fitting.descent(Loss.LOGISTIC_CROSS_ENTROPY, 0.2, EPOCHS, seed);
    return Fitting.of(NETWORK, rows, config.initializer(dev.soma.nn.Initializer.AUTO, bias));
  }

  private static Count count(ToyRows rows, double bias, long seed) {
    Count count = new Count();
    for (int s = 0; s < SEEDS; s++) {
      Fitting fitting = fit(rows, bias, seed + s);
      for (int i = 0; i < UNITS; i++) {
        boolean deadBefore = dead(fitting.start(), rows, i);
        count.deadAtStart += deadBefore ? 1 : 0;
        count.deadAtEnd += dead(fitting.end(), rows, i) ? 1 : 0;
        count.unmoved += deadBefore && same(fitting, i) ? 1 : 0;
      }
      count.solved += Fitting.right(fitting.end(), rows, 0.5) == rows.count() ? 1 : 0;
    }
    return count;
  }

  private static boolean dead(Parameters p, ToyRows rows, int unit) {
    float[] v = p.values();
    for (double[] x : rows.x()) {
      if (v[2 * unit] * x[0] + v[2 * unit + 1] * x[1] + v[2 * UNITS + unit] > 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(Fitting fitting, int unit) {
    for (int i : new int[] {2 * unit, 2 * unit + 1, 2 * UNITS + unit}) {
      if (Float.floatToIntBits(fitting.start().values()[i])
          != Float.floatToIntBits(fitting.end().values()[i])) {
        return false;
      }
    }
    return true;
  }
}
