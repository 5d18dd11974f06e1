package dev.soma.lesson.toy;

import dev.soma.math.Seeds;
import java.util.Locale;
import java.util.SplittableRandom;

/// Rows that a formula makes, with normal noise: two inputs and classes, or one input and a number.
///
/// Without noise the rows of all but [#SINE] do not depend on the seed.
public enum Toy {
  /// The corners of the unit square in turn, (0, 0), (0, 1), (1, 0), (1, 1): class 1 where x1 and
  /// x2 differ.
  XOR(2, 2),
  /// Two half circles of radius 1 that reach into each other.
  MOONS(2, 2),
  /// A circle of radius 1, class 0, around one of radius 1/2, class 1.
  CIRCLES(2, 2),
  /// Two arms that wind around each other one and a half times, out to radius 1.
  SPIRAL(2, 2),
  /// Three heaps around (0, 2), (-1.7, -1) and (1.7, -1).
  BLOBS(2, 3),
  /// y = sin(2 pi x), x drawn evenly from [0, 1).
  SINE(1, 0);

  private static final double[][] HEAPS = {{0, 2}, {-1.7, -1}, {1.7, -1}};

  private final int inputs;
  private final int classes;

  Toy(int inputs, int classes) {
    this.inputs = inputs;
    this.classes = classes;
  }

  /// Numbers that enter: 1 or 2.
  public int inputs() {
    return inputs;
  }

  /// How many classes there are; 0 if y is a number.
  public int classes() {
    return classes;
  }

  /// The name that is typed: `xor`.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Rows; the classes take turns.
  ///
  /// @param n how many, >= 1
  /// @param noise standard deviation of what is added to each input of a class, or to y of a
  ///   number, >= 0
  /// @param seed of the noise
  /// @throws IllegalArgumentException for another n or noise
  public ToyRows rows(int n, double noise, long seed) {
    if (n < 1 || !(noise >= 0)) {
      throw new IllegalArgumentException("n >= 1 and noise >= 0, got " + n + " and " + noise);
    }
    SplittableRandom random = Seeds.of(seed).stream("toy/" + text());
    double[][] x = new double[n][];
    double[] y = new double[n];
    for (int r = 0; r < n; r++) {
      if (this == SINE) {
        x[r] = new double[] {random.nextDouble()};
        y[r] = StrictMath.sin(2 * Math.PI * x[r][0]) + noise * Seeds.gaussian(random);
        continue;
      }
      int turn = r % (this == XOR ? 4 : classes);
      y[r] = this == XOR ? (turn == 1 || turn == 2 ? 1 : 0) : turn;
      x[r] = place(turn, n == 1 ? 0 : (double) r / (n - 1));
      x[r][0] += noise * Seeds.gaussian(random);
      x[r][1] += noise * Seeds.gaussian(random);
    }
    return new ToyRows(this, x, y);
  }

  /// Where a row lies without noise.
  ///
  /// @param turn class, or corner of [#XOR]
  /// @param t how far through the rows, 0 to 1
  private double[] place(int turn, double t) {
    double angle = Math.PI * t;
    return switch (this) {
      case XOR -> new double[] {turn < 2 ? 0 : 1, turn % 2};
      case MOONS ->
          turn == 0
              ? new double[] {StrictMath.cos(angle), StrictMath.sin(angle)}
              : new double[] {1 - StrictMath.cos(angle), 0.5 - StrictMath.sin(angle)};
      case CIRCLES -> polar(turn == 0 ? 1 : 0.5, 2 * angle);
      case SPIRAL -> polar(0.1 + 0.9 * t, 3 * angle + Math.PI * turn);
      case BLOBS -> HEAPS[turn].clone();
      case SINE -> new double[] {t};
    };
  }

  private static double[] polar(double radius, double angle) {
    return new double[] {radius * StrictMath.cos(angle), radius * StrictMath.sin(angle)};
  }
}
