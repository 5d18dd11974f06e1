package dev.soma.train.diagnose;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One condition that was met, and what it was seen by.
///
/// @param condition which
/// @param epoch when, from 1; 0 for what concerns the rows alone
/// @param layer the index l of the lecture: the layer whose W(l) leads to the units; 0 if it
///   concerns no single layer
/// @param sentence what is the case, in ASCII
/// @param evidence the numbers behind it, by name
/// @param remedy flags of `soma train` that are worth a try; empty if no flag helps
public record Diagnostic(
    Condition condition,
    int epoch,
    int layer,
    String sentence,
    Map<String, Double> evidence,
    String remedy) {
  /// Copies, in the same order.
  public Diagnostic {
    evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
  }

  /// `D1 epoch 12 layer 1: 3 of 16 relu units gave 0 ...`, without what helps.
  public String said() {
    return condition
        + (epoch > 0 ? " epoch " + epoch : "")
        + "  "
        + (layer > 0 ? "layer " + layer + ": " : "")
        + sentence;
  }

  /// `D1 epoch 12 layer 1: 3 of 16 relu units gave 0 ...; try --lr 0.001 (soma why D1)`.
  public String text() {
    return said() + (remedy.isEmpty() ? "" : "; try " + remedy) + "   (soma why " + condition + ")";
  }
}
