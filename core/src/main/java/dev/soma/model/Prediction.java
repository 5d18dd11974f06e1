package dev.soma.model;

import dev.soma.data.encode.Flag;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a model says of one row.
///
/// @param values by target: the predicted class, label or number as text; empty where probabilities
///   are not finite, so that no class or label can be chosen
/// @param probabilities by class, adding up to 1; for several labels the probability of each; empty
///   for regression
/// @param numbers by target, for regression, in the units of the data; otherwise empty
/// @param flags what makes the prediction less certain
public record Prediction(
    Map<String, String> values,
    Map<String, Double> probabilities,
    Map<String, Double> numbers,
    List<Flag> flags) {
  /// Copies, keeping the order.
  public Prediction {
    values = Copies.of(values);
    probabilities = Copies.of(probabilities);
    numbers = Copies.of(numbers);
    flags = List.copyOf(flags);
  }

  /// The predicted class, or the number as text, of the first target.
  public String top() {
    return values.values().iterator().next();
  }

  /// `species Adelie (Adelie 0.998, Gentoo 0.001)`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    values.forEach((name, value) -> text.append(name).append(' ').append(value).append(' '));
    if (!probabilities.isEmpty()) {
      text.append('(');
      probabilities.forEach(
          (name, p) -> text.append(String.format(Locale.ROOT, "%s %.3f, ", name, p)));
      text.setLength(text.length() - 2);
      text.append(')');
    }
    return text.toString().strip();
  }
}
