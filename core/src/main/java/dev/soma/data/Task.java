package dev.soma.data;

/// What is learned: it follows from the target unless it is asked for.
public enum Task {
  /// One target with two classes: one logistic output, p = P(positive class).
  BINARY,
  /// One target with three or more classes: softmax.
  MULTICLASS,
  /// Several two-valued targets at once: independent logistic outputs.
  MULTI_LABEL,
  /// One or several numbers: linear outputs.
  REGRESSION;

  /// Whether the outputs are probabilities of classes.
  public boolean isClassification() {
    return this != REGRESSION;
  }
}
