package dev.soma.data.scale;

import dev.soma.error.SomaException;
import java.util.Locale;

/// How numbers are brought to one size before they enter a network; a setting.
public enum NumberScaling {
  /// (x - mean) / sd.
  STANDARD,
  /// Median and quartiles, then a smooth clip to (-3, 3): [Scale.Robust].
  ROBUST,
  /// Ranks turned into a normal distribution: [Scale.Quantile].
  QUANTILE;

  /// The name of a flag value: `standard`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The scaling of a flag value such as `robust`.
  ///
  /// @throws SomaException.Usage E209 if there is none of that name
  public static NumberScaling parse(String name) {
    for (NumberScaling scaling : values()) {
      if (scaling.label().equals(name)) {
        return scaling;
      }
    }
    throw new SomaException.Usage(
        "E209",
        "--scaling " + name + " · expected standard, robust or quantile",
        "--scaling robust");
  }

  /// Learns from training values; those that are missing are left out.
  ///
  /// @param values the values in their order
  /// @param mean their mean, with what stands for missing ones
  /// @param sd their deviation likewise, > 0
  public Scale learn(Sorted values, double mean, double sd) {
    return switch (this) {
      case STANDARD -> new Scale.Standard(mean, sd);
      case ROBUST -> Scale.Robust.learn(values);
      case QUANTILE -> Scale.Quantile.learn(values);
    };
  }
}
