package dev.soma.recipe.effort;

import dev.soma.data.encode.Encoder;
import dev.soma.nn.Layer;
import dev.soma.nn.NumberEmbedding;
import dev.soma.nn.Role;
import dev.soma.optim.RateFactors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What stands before the hidden layers of a [Recipe].
///
/// @param numbers what becomes of the numbers of columns of numbers and dates
/// @param size numbers for each category; 0 leaves categories one-hot
/// @param scale whether every input gets a factor
/// @param dropout rate of the inputs that go into the hidden layers, 0 = none
public record Front(NumberEmbedding numbers, int size, boolean scale, double dropout) {
  /// Nothing: the inputs themselves.
  public static final Front NONE = new Front(new NumberEmbedding.None(), 0, false, 0);

  /// A category of more levels than this is looked up by every recipe.
  private static final int MANY = 1_000;

  /// Numbers for each category where one-hot would be too wide.
  private static final int SIZE = 8;

  private static final double CATEGORY_RATE = 10;

  /// Nothing, or categories as vectors if some of them have so many levels that one-hot weights
  /// would be most of the network. A category of few levels costs more as a vector, so there must
  /// be twice as many levels as numbers.
  ///
  /// @param levels how many levels each category has
  static Front of(List<Integer> levels) {
    boolean many = levels.stream().anyMatch(n -> n > MANY);
    long all = levels.stream().mapToLong(n -> n).sum();
    return many && all >= 2L * SIZE * levels.size()
        ? new Front(new NumberEmbedding.None(), SIZE, false, 0)
        : NONE;
  }

  /// What the rates of a steady pace are multiplied by: a level is in few batches, and the few
  /// steps that it gets have to be large.
  RateFactors factors() {
    return size > 0 ? new RateFactors(Map.of(Role.CATEGORY, CATEGORY_RATE)) : RateFactors.NONE;
  }

  /// With something else made of numbers.
  public Front numbers(NumberEmbedding other) {
    return new Front(other, size, scale, dropout);
  }

  /// With another rate of dropout of the inputs.
  public Front dropout(double rate) {
    return new Front(numbers, size, scale, rate);
  }

  List<Layer> layers(Encoder encoder) {
    List<Layer> layers = new ArrayList<>();
    int columns = encoder.columnNumbers();
    boolean embedded = !(numbers instanceof NumberEmbedding.None) && columns > 0;
    Layer.Embedding embedding =
        embedded
            ? new Layer.Embedding(numbers, columns, size)
            : new Layer.Embedding(new NumberEmbedding.None(), 0, size);
    if (embedded || embedding.looksUp(encoder.shape())) {
      layers.add(embedding);
    }
    if (scale) {
      layers.add(new Layer.Scale());
    }
    if (dropout > 0) {
      layers.add(new Layer.Dropout(dropout));
    }
    return layers;
  }
}
