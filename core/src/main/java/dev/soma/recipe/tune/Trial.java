package dev.soma.recipe.tune;

import dev.soma.recipe.effort.Recipe;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// What is tried: a recipe with other values of some settings.
///
/// @param index from 1; 0 is the recipe itself
/// @param values by setting, as texts; none for the recipe itself
public record Trial(int index, Map<Setting, String> values) {
  /// Copies.
  public Trial {
    EnumMap<Setting, String> copy = new EnumMap<>(Setting.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /// The recipe with these values.
  ///
  /// @throws dev.soma.error.SomaException.Usage for a value with an unknown name
  /// @throws IllegalArgumentException if a value is none of its setting
  public Recipe apply(Recipe recipe) {
    Recipe changed = recipe;
    for (Map.Entry<Setting, String> value : values.entrySet()) {
      changed = value.getKey().apply(changed, value.getValue());
    }
    return changed;
  }
}
