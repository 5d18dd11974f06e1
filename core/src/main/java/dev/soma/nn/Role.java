package dev.soma.nn;

/// What a tensor of the parameters does; penalties, decay and rates differ by it.
public enum Role {
  /// An entry of W(l).
  WEIGHT,
  /// An entry of b(l).
  BIAS,
  /// alpha(l) of a parametric activation: how much of f a unit has.
  ACTIVATION,
  /// g(l): the factor of an input of a layer.
  SCALE,
  /// f of a number embedding.
  FREQUENCY,
  /// p of a number embedding.
  PHASE,
  /// V and c of a number embedding.
  NUMBER,
  /// E of a category embedding.
  CATEGORY;

  /// Whether a tensor is a list of numbers; otherwise it is a matrix, even of one column.
  public boolean vector() {
    return this == BIAS || this == ACTIVATION || this == SCALE;
  }

  /// Whether L1, L2, max-norm and weight decay apply: weights yes, biases never.
  public boolean decays() {
    return this == WEIGHT;
  }
}
