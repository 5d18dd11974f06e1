package dev.soma.train.diagnose;

import java.util.Locale;
import java.util.Optional;

/// What can be found out about a run; the names are ids that are printed.
public enum Condition {
  /// Units with ReLU that give 0 for every row.
  D1("dead ReLU units"),
  /// Units with the logistic function or tanh on its flat part.
  D2("saturated units"),
  /// Steps that are too big.
  D3("exploding steps"),
  /// Deltas that do not reach the first hidden layer.
  D4("vanishing deltas"),
  /// Steps that are too small.
  D5("too slow"),
  /// Numbers that are infinite or NaN.
  D6("not finite"),
  /// Training rows learned by heart.
  D7("overfitting"),
  /// A network that says no more than a constant would.
  D8("not learning"),
  /// Columns that are constant, like ids, twice there, or predict the target alone.
  D9("columns"),
  /// Units that compute the same.
  D10("equal units"),
  /// Classes of very different sizes.
  D11("imbalance"),
  /// Numbers outside the range of the training rows.
  D12("out of range");

  private final String title;

  Condition(String title) {
    this.title = title;
  }

  /// What it is, in two or three words.
  public String title() {
    return title;
  }

  /// The condition with this id, in capitals or not; empty if there is none.
  public static Optional<Condition> of(String id) {
    String name = id.strip().toUpperCase(Locale.ROOT);
    for (Condition condition : values()) {
      if (condition.name().equals(name)) {
        return Optional.of(condition);
      }
    }
    return Optional.empty();
  }
}
