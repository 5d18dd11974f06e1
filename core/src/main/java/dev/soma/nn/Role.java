package dev.soma.nn;

/// What a tensor of the parameters does; penalties, decay and rates differ by it.
public enum Role {
  /// An entry of W(l).
  WEIGHT(false, true, true),
  /// An entry of b(l).
  BIAS(true, false, false),
  /// alpha(l) of a parametric activation: how much of f a unit has.
  ACTIVATION(true, false, true),
  /// g(l): the factor of an input of a layer.
  SCALE(true, false, true),
  /// gamma(l) of a normalisation.
  GAIN(true, false, false),
  /// beta(l) of a normalisation.
  SHIFT(true, false, false),
  /// The running mean of a normalisation over rows; no optimizer changes it.
  MEAN(true, false, false),
  /// The running variance.
  VARIANCE(true, false, false),
  /// r and s, which tell the members of one network apart.
  MEMBER(false, false, true),
  /// f of a number embedding.
  FREQUENCY(false, false, true),
  /// p of a number embedding.
  PHASE(false, false, true),
  /// t of a number embedding: edges of bins, which the training rows decide and no step changes.
  EDGE(false, false, false),
  /// V and c of a number embedding.
  NUMBER(false, false, true),
  /// E of a category embedding.
  CATEGORY(false, false, true);

  private final boolean vector;
  private final boolean penalised;
  private final boolean decays;

  Role(boolean vector, boolean penalised, boolean decays) {
    this.vector = vector;
    this.penalised = penalised;
    this.decays = decays;
  }

  /// Whether a tensor is a list of numbers; otherwise it is a matrix, even of one column.
  public boolean vector() {
    return vector;
  }

  /// Whether steps change it: all but what the training rows decide, running statistics and the
  /// edges of bins, whose gradient is 0 by definition.
  public boolean learned() {
    return this != MEAN && this != VARIANCE && this != EDGE;
  }

  /// Whether L1, L2 and max-norm apply: weights only.
  public boolean penalised() {
    return penalised;
  }

  /// Whether the decay of AdamW applies: to all that is learned but b(l) and what follows a
  /// normalisation.
  public boolean decays() {
    return decays;
  }
}
