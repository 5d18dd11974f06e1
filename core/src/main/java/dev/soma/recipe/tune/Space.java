package dev.soma.recipe.tune;

import dev.soma.math.Seeds;
import dev.soma.nn.NumberEmbedding;
import dev.soma.optim.Optimizer;
import dev.soma.recipe.effort.Recipe;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Where a search looks: the values that settings may have.
///
/// @param dimensions one a setting at most
public record Space(List<Dimension> dimensions) {
  private static final double RATES = 4;

  /// Copies.
  ///
  /// @throws IllegalArgumentException if a setting has two dimensions
  public Space {
    dimensions = List.copyOf(dimensions);
    if (dimensions.stream().map(Dimension::setting).distinct().count() < dimensions.size()) {
      throw new IllegalArgumentException("a setting has two dimensions: " + dimensions);
    }
  }

  /// The space around a recipe.
  ///
  /// | setting | values |
  /// |---|---|
  /// | hidden | the recipe's layers; each of half and of twice the units; one layer less, one more |
  /// | activation | selu, mish, relu |
  /// | dropout | 0, 0.1, 0.2, 0.3, 0.4 |
  /// | embedding | none; that of the recipe with its spread, half of it, three times it |
  /// | lr | a quarter of the recipe's rate to four times it, uniform in the logarithm |
  /// | decay | 0; a tenth, a third, once, 3 and 10 times the recipe's |
  /// | batch | half, once and twice the recipe's |
  ///
  /// What a recipe does not have is no dimension: hidden layers with their activation and dropout,
  /// an embedding of numbers, a decay. L-BFGS has neither rate nor batch, and no dropout.
  public static Space around(Recipe recipe) {
    boolean steps = !(recipe.optimizer() instanceof Optimizer.Lbfgs);
    List<Dimension> all = new ArrayList<>();
    if (!recipe.hidden().isEmpty()) {
      all.add(new Dimension.OneOf(Setting.HIDDEN, layers(recipe.hidden())));
      all.add(new Dimension.OneOf(Setting.ACTIVATION, List.of("selu", "mish", "relu")));
      if (steps) {
        all.add(new Dimension.OneOf(Setting.DROPOUT, List.of("0", "0.1", "0.2", "0.3", "0.4")));
      }
    }
    if (recipe.front().numbers() instanceof NumberEmbedding.Pbld p) {
      all.add(new Dimension.OneOf(Setting.EMBEDDING, embeddings(p)));
    }
    if (steps) {
      double rate = recipe.optimizer().rate();
      all.add(new Dimension.Between(Setting.LR, rate / RATES, rate * RATES));
    }
    if (recipe.optimizer() instanceof Optimizer.AdamW a && a.decay() > 0) {
      all.add(new Dimension.OneOf(Setting.DECAY, decays(a.decay())));
    }
    if (steps) {
      int batch = recipe.batch();
      List<Integer> rows = List.of(Math.max(1, batch / 2), batch, 2 * batch);
      all.add(
          new Dimension.OneOf(
              Setting.BATCH, rows.stream().distinct().map(b -> Integer.toString(b)).toList()));
    }
    return new Space(all);
  }

  private static List<String> layers(List<Integer> units) {
    List<List<Integer>> shapes = new ArrayList<>();
    shapes.add(units);
    shapes.add(units.stream().map(u -> Math.max(1, u / 2)).toList());
    shapes.add(units.stream().map(u -> 2 * u).toList());
    if (units.size() > 1) {
      shapes.add(units.subList(0, units.size() - 1));
    }
    List<Integer> longer = new ArrayList<>(units);
    longer.add(units.getLast());
    shapes.add(longer);
    return shapes.stream().distinct().map(Space::text).toList();
  }

  private static String text(List<Integer> units) {
    return units.stream().map(u -> Integer.toString(u)).collect(Collectors.joining(","));
  }

  private static List<String> embeddings(NumberEmbedding.Pbld p) {
    List<String> all = new ArrayList<>(List.of(new NumberEmbedding.None().toString()));
    for (double factor : new double[] {1, 0.5, 3}) {
      double sigma = Double.parseDouble(Dimension.text(p.sigma() * factor));
      all.add(new NumberEmbedding.Pbld(p.frequencies(), p.outputs(), sigma).toString());
    }
    return all;
  }

  private static List<String> decays(double decay) {
    List<String> all = new ArrayList<>(List.of("0"));
    for (double factor : new double[] {0.1, 0.3, 1, 3, 10}) {
      all.add(Dimension.text(decay * factor));
    }
    return all;
  }

  /// The same without some settings, which stay as they are.
  public Space without(Collection<Setting> settings) {
    return new Space(dimensions.stream().filter(d -> !settings.contains(d.setting())).toList());
  }

  /// The trial of that number: the same for equal spaces and seeds, whatever was drawn before and
  /// however many there will be. Every value comes from the stream `tune INDEX SETTING`.
  ///
  /// @param index from 1; 0 is the recipe itself
  public Trial draw(Seeds seeds, int index) {
    if (index == 0) {
      return new Trial(0, Map.of());
    }
    EnumMap<Setting, String> values = new EnumMap<>(Setting.class);
    for (Dimension d : dimensions) {
      String stream = "tune " + index + " " + d.setting().label();
      values.put(d.setting(), d.draw(seeds.stream(stream)));
    }
    return new Trial(index, Collections.unmodifiableMap(values));
  }

  /// In words that equal spaces share: `hidden: 64,64 · 32,32; lr: 0.01 … 0.16`.
  @Override
  public String toString() {
    return dimensions.stream()
        .map(d -> d.setting().label() + ": " + d)
        .collect(Collectors.joining("; "));
  }
}
