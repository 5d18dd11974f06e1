package dev.soma.recipe.tune;

import dev.soma.nn.Activation;
import dev.soma.nn.NumberEmbedding;
import dev.soma.optim.Optimizer;
import dev.soma.recipe.effort.Recipe;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A setting of a [Recipe] that a search may vary. Its values are texts, as a person types them.
public enum Setting {
  /// Units of the hidden layers: `64,64`.
  HIDDEN,
  /// Activation of the hidden layers: `selu`.
  ACTIVATION,
  /// Rate of dropout after each hidden layer, from 0 to below 1.
  DROPOUT,
  /// What becomes of the numbers of columns: `none`, `pbld(16, 4, 0.1)`.
  EMBEDDING,
  /// Base rate of the optimizer, > 0.
  LR,
  /// Decay of [Optimizer.AdamW], >= 0.
  DECAY,
  /// Rows a step, >= 1.
  BATCH;

  /// `lr`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The setting with that label.
  ///
  /// @throws IllegalArgumentException if there is none
  public static Setting of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  /// The recipe with this value.
  ///
  /// @throws dev.soma.error.SomaException.Usage for an unknown name
  /// @throws IllegalArgumentException if the text is no value of this setting, or if a decay is
  ///   meant for another optimizer than [Optimizer.AdamW]
  Recipe apply(Recipe recipe, String value) {
    return switch (this) {
      case HIDDEN -> recipe.hidden(units(value), recipe.activation(), recipe.dropout());
      case ACTIVATION -> recipe.hidden(recipe.hidden(), Activation.parse(value), recipe.dropout());
      case DROPOUT ->
          recipe.hidden(recipe.hidden(), recipe.activation(), Double.parseDouble(value));
      case EMBEDDING -> recipe.front(recipe.front().numbers(NumberEmbedding.parse(value)));
      case LR -> recipe.optimizer(recipe.optimizer().withRate(Double.parseDouble(value)));
      case DECAY -> recipe.optimizer(decaying(recipe.optimizer(), Double.parseDouble(value)));
      case BATCH -> recipe.batch(Integer.parseInt(value));
    };
  }

  private static List<Integer> units(String value) {
    return Arrays.stream(value.split(",")).map(u -> Integer.parseInt(u.strip())).toList();
  }

  private static Optimizer decaying(Optimizer optimizer, double decay) {
    if (optimizer instanceof Optimizer.AdamW a) {
      return new Optimizer.AdamW(a.rate(), a.b1(), a.b2(), a.eps(), decay);
    }
    throw new IllegalArgumentException("only adamw has a decay, not " + optimizer);
  }
}
