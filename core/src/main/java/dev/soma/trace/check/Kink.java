package dev.soma.trace.check;

/// A place where J bends: a function that has no derivative where a row meets it.
///
/// @param kind of function
/// @param member of a network with members, from 1; 0 for a network without
/// @param row of those that J is averaged over, from 1; 0 if it is no matter of a row
/// @param l the index of z(l), or of a(l) for a loss; 0 for inputs and weights
/// @param unit from 1; 0 for a weight
/// @param value how far from the kink it is: z, the difference of the two largest pieces, a - y, or
///   the weight; NaN if that is not known
/// @param function its name, `relu`
public record Kink(Kind kind, int member, int row, int l, int unit, double value, String function) {
  /// What bends.
  public enum Kind {
    /// f at z = 0.
    UNIT,
    /// A maximum where two pieces are equal.
    MAXOUT,
    /// ReLU inside the embedding of a number.
    EMBEDDING,
    /// A loss, where the output is what it should be.
    LOSS,
    /// The penalty on |w| at w = 0.
    WEIGHT
  }

  /// How far from the kink it is, for an order; farthest if it is not known.
  double distance() {
    return Double.isNaN(value) ? Double.POSITIVE_INFINITY : Math.abs(value);
  }
}
