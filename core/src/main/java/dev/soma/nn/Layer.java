package dev.soma.nn;

import java.util.List;
import java.util.Locale;

/// One layer of a network; the record is its whole description.
///
/// [Dense] and [Maxout] have parameters W(l), b(l); [Dropout] has none and is not counted by the
/// index l of the lecture.
public sealed interface Layer {
  /// One tensor that a layer learns.
  ///
  /// @param letter of its name: `W`, `b`
  /// @param role what it does
  /// @param rows rows of a matrix, or entries of a vector
  /// @param cols columns of a matrix; 1 for a vector
  record Tensor(String letter, Role role, int rows, int cols) {}

  /// Number of units that leave the layer, given how many enter.
  int outputs(int inputs);

  /// Rows of W and entries of b: [#outputs] for [Dense], `units * pieces` for [Maxout], 0 for
  /// [Dropout].
  int weightRows();

  /// What the layer learns, in the order of the flat layout: W and b, or nothing.
  ///
  /// @param inputs number of units that enter
  default List<Tensor> tensors(int inputs) {
    return weightRows() == 0
        ? List.of()
        : List.of(
            new Tensor("W", Role.WEIGHT, weightRows(), inputs),
            new Tensor("b", Role.BIAS, weightRows(), 1));
  }

  /// z = W a + b, then f(z). W `[units x inputs]`, b `[units]`.
  ///
  /// @param units number of units, >= 1
  /// @param activation f
  record Dense(int units, Activation activation) implements Layer {
    /// Checks the number of units.
    public Dense {
      positive("units", units, 1);
    }

    @Override
    public int outputs(int inputs) {
      return units;
    }

    @Override
    public int weightRows() {
      return units;
    }

    @Override
    public String toString() {
      return "Dense(" + units + ", " + activation + ")";
    }
  }

  /// The largest of `pieces` linear functions a unit. W `[units * pieces x inputs]`: piece p of
  /// unit i is row `i * pieces + p`. The gradient goes to the winning piece only, ties to the
  /// first.
  ///
  /// Source: Goodfellow et al., Maxout Networks, 2013.
  ///
  /// @param units number of units, >= 1
  /// @param pieces linear functions a unit, >= 2
  record Maxout(int units, int pieces) implements Layer {
    /// Checks both numbers.
    public Maxout {
      positive("units", units, 1);
      positive("pieces", pieces, 2);
      if ((long) units * pieces > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "units * pieces must be at most "
                + Integer.MAX_VALUE
                + ", got "
                + (long) units * pieces);
      }
    }

    @Override
    public int outputs(int inputs) {
      return units;
    }

    @Override
    public int weightRows() {
      return units * pieces;
    }

    @Override
    public String toString() {
      return "Maxout(" + units + ", " + pieces + ")";
    }
  }

  /// While training, each entry is 0 with probability `rate` and otherwise divided by 1 - rate; the
  /// identity at prediction time (inverted dropout).
  ///
  /// Source: Srivastava et al., 2014.
  ///
  /// @param rate probability of 0, in [0, 1)
  record Dropout(double rate) implements Layer {
    /// Checks the range.
    public Dropout {
      if (!(rate >= 0 && rate < 1)) {
        throw new IllegalArgumentException("dropout rate must be in [0, 1), got " + rate);
      }
    }

    @Override
    public int outputs(int inputs) {
      return inputs;
    }

    @Override
    public int weightRows() {
      return 0;
    }

    @Override
    public String toString() {
      return "Dropout(" + Activation.number(rate) + ")";
    }
  }

  private static void positive(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be >= %d, got %d", what, least, value));
    }
  }
}
