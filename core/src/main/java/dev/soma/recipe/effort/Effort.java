package dev.soma.recipe.effort;

import dev.soma.error.SomaException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// How much time a [Recipe] may take for how good a network; a setting.
public enum Effort {
  /// A plain network: ReLU, AdamW, early stopping.
  FAST,
  /// The best network for about a minute on some ten thousand rows.
  NORMAL,
  /// The best there is, for about ten times that.
  BEST;

  /// The name of a flag value: `normal`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// All names.
  public static List<String> names() {
    return Arrays.stream(values()).map(Effort::label).toList();
  }

  /// The effort of a flag value such as `normal`.
  ///
  /// @throws SomaException.Usage E209 if there is none of that name
  public static Effort parse(String name) {
    for (Effort effort : values()) {
      if (effort.label().equals(name)) {
        return effort;
      }
    }
    throw new SomaException.Usage(
        "E209", "\"" + name + "\" · expected fast, normal or best", "--effort normal");
  }
}
