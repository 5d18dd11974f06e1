package dev.soma.recipe.effort;

import dev.soma.data.encode.Encoder;
import dev.soma.nn.Layer;
import dev.soma.nn.NumberEmbedding;
import java.util.ArrayList;
import java.util.List;

/// What stands before the hidden layers of a [Recipe].
///
/// @param numbers what becomes of the numbers of columns of numbers and dates
/// @param size numbers for each category; 0 leaves categories one-hot
/// @param scale whether every input gets a factor
public record Front(NumberEmbedding numbers, int size, boolean scale) {
  /// Nothing: the inputs themselves.
  public static final Front NONE = new Front(new NumberEmbedding.None(), 0, false);

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
    return layers;
  }
}
