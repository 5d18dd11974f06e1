package dev.soma.trace.symbol;

/// What characters of a trace stand for: a tensor of a layer, or one entry of it.
///
/// @param kind what it is
/// @param l the number in parentheses: z(2) has 2, W(1) has 1, x = a(1) has 1; 0 for y
/// @param row the unit or the row of a matrix, from 1; 0 for the whole tensor
/// @param col the column of a matrix, from 1; 0 for a vector, and for the whole matrix
public record Symbol(Kind kind, int l, int row, int col) {
  /// Kinds of tensors. Those with `D` before them are derivatives dJ/d of the one that is named.
  public enum Kind {
    /// What enters W(l), x = a(1) included.
    A,
    /// The same after a layer without W has changed it: a tilde.
    CHANGED,
    /// The same, normalised: a hat.
    NORMALISED,
    /// W a + b.
    Z,
    /// dJ/dz.
    DELTA,
    /// da/dz of a(l).
    SLOPE,
    /// Weights.
    W,
    /// Biases.
    B,
    /// Targets.
    Y,
    /// Any other vector: factors of a scale or of dropout, alpha, gamma, beta.
    FACTOR,
    /// dJ/dW.
    D_W,
    /// dJ/db.
    D_B,
    /// dJ/da of the row, without 1/m.
    D_A,
    /// The same of what a layer without W has made.
    D_CHANGED,
    /// dJ/d of a vector of [#FACTOR].
    D_FACTOR;

    /// Whether entries have a row and a column.
    public boolean matrix() {
      return this == W || this == D_W;
    }
  }

  /// One entry of this tensor.
  Symbol entry(int i, int j) {
    return new Symbol(kind, l, i, kind.matrix() ? j : 0);
  }

  /// Whether one entry is meant.
  public boolean entry() {
    return row > 0;
  }
}
