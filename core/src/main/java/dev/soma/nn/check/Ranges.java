package dev.soma.nn.check;

/// Ranges of the numbers that layers are made of; every refusal is an [IllegalArgumentException]
/// that names the number.
public final class Ranges {
  private Ranges() {}

  /// Refuses less than `least`.
  ///
  /// @throws IllegalArgumentException if value < least
  public static void atLeast(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(what + " must be >= " + least + ", got " + value);
    }
  }

  /// Refuses what is not above 0, not finite or no number.
  ///
  /// @throws IllegalArgumentException if not 0 < value < infinity
  public static void above0(String what, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          what + " must be > 0 and finite, got " + Call.number(value));
    }
  }

  /// Refuses a product that no array can be as long as.
  ///
  /// @throws IllegalArgumentException if product > 2^31 - 1
  public static void countable(String what, long product) {
    if (product > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          what + " must be at most " + Integer.MAX_VALUE + ", got " + product);
    }
  }
}
