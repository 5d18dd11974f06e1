package dev.soma.engine;

import dev.soma.engine.embed.NumberColumns;
import dev.soma.error.SomaException;
import dev.soma.nn.Activation;
import dev.soma.nn.InputShape;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What one layer keeps of one pass, and where its parameters are.
final class LayerState {
  final Layer layer;

  /// What enters; of one member.
  final int inputs;

  /// What leaves, of all members: rows of A are so wide.
  final int units;

  /// Rows of W.
  final int weightRows;

  /// Networks that share W.
  final int members;

  /// Whether f is the identity, so that A is Z.
  final boolean identity;

  /// Whether alpha mixes f with the identity.
  final boolean parametric;

  /// Where each tensor of the layer begins, in the order of [Layer#tensors].
  final int[] offsets;

  final int weightOffset;
  final int biasOffset;

  /// Where s begins; -1 without members.
  final int shareOffset;

  /// Where the last tensor begins, such as alpha of a parametric activation, g of a scale or r of
  /// members; -1 without.
  final int factorOffset;

  /// What W is multiplied by: 1, or 1/sqrt(inputs).
  final float weightFactor;

  /// Z `[rows x members * weightRows]`; of the layer that begins members the copies of its input
  /// `[rows x units]`; xhat `[rows x units]` of a normalisation; empty for dropout.
  final float[] z;

  /// W a, where s is between it and Z; the same array as [#z] without members.
  final float[] product;

  /// f(Z) `[rows x units]`; the same array as [#z] where f is the identity.
  final float[] f;

  /// A `[rows x units]`; the same array as [#f] but for parametric activations.
  final float[] a;

  /// Maxout: dJ/dZ, as wide as Z is; dropout: the mask `[rows x units]`; parametric activations:
  /// the share of delta that passes by f `[rows x units]`; [Layer.LayerNorm]: 1 / sqrt(variance +
  /// eps) `[rows]`; [Layer.BatchNorm]: see [NormPass]; [Layer.Residual]: dJ/dA `[rows x units]`;
  /// otherwise empty. But for normalisations it has the rows that may go back.
  final float[] extra;

  /// Maxout: the winning piece of each unit; dropout: its draw, 24 bits; both `[rows x units]` of
  /// the rows that may go back, otherwise empty.
  final int[] winners;

  /// What an embedding keeps besides A; null for other layers.
  final @Nullable EmbeddingPass embedding;

  /// @param capacity rows of the largest batch
  /// @param back rows of the largest batch that goes back
  LayerState(NetworkSpec spec, int index, List<Parameters.Group> groups, int capacity, int back) {
    layer = spec.layers().get(index);
    InputShape in = spec.inputOf(index);
    members = layer instanceof Layer.Dense d ? d.members() : 1;
    inputs = in.units() / members;
    units = layer.outputs(in);
    offsets =
        groups.stream()
            .filter(g -> g.layer() == index)
            .mapToInt(Parameters.Group::offset)
            .toArray();
    weightRows = layer.weightRows();
    weightOffset = weightRows > 0 ? offsets[0] : -1;
    biasOffset = weightRows > 0 ? offsets[1] : -1;
    shareOffset = members > 1 ? offsets[2] : -1;
    factorOffset = offsets.length > 0 ? offsets[offsets.length - 1] : -1;
    weightFactor = layer instanceof Layer.Dense d ? (float) d.factor(inputs) : 1f;
    identity = layer instanceof Layer.Dense d && d.activation() instanceof Activation.Identity;
    int width = width(layer, units, weightRows * members);
    z = new float[Math.multiplyExact(capacity, width)];
    product = members > 1 ? new float[z.length] : z;
    f = identity ? z : new float[Math.multiplyExact(capacity, units)];
    parametric = layer instanceof Layer.Dense d && d.parametric();
    a = parametric ? new float[Math.multiplyExact(capacity, units)] : f;
    extra = new float[extra(capacity, back)];
    winners =
        layer instanceof Layer.Maxout || layer instanceof Layer.Dropout
            ? new int[Math.multiplyExact(back, units)]
            : new int[0];
    embedding =
        layer instanceof Layer.Embedding e
            ? new EmbeddingPass(spec, e, offsets, a, capacity, back)
            : null;
  }

  /// That every array of a layer can be made.
  ///
  /// @param capacity rows of the largest batch
  /// @throws SomaException.Usage E219 if one would hold more numbers than an array can
  static void check(NetworkSpec spec, int index, int capacity) {
    Layer layer = spec.layers().get(index);
    long row = Math.max(spec.inputOf(index).units(), layer.outputs(spec.inputOf(index)));
    row = Math.max(row, (long) layer.weightRows() * spec.members());
    if (layer instanceof Layer.Embedding e) {
      row = Math.max(row, (long) e.columns() * e.numbers().inner());
    }
    if (capacity * row > Parameters.MOST) {
      throw new SomaException.Usage(
          "E219",
          String.format(
              Locale.ROOT,
              "too large · %s takes %,d numbers for each of the %,d rows that are passed at once;"
                  + " there may be at most %,d together",
              layer,
              row,
              capacity,
              Parameters.MOST),
          "--hidden 256,256");
    }
  }

  /// Numbers of 4 bytes that all arrays of a layer hold: what `docs/guide.md` says.
  static long numbers(Layer layer, InputShape in, long capacity, long back) {
    long units = layer.outputs(in);
    return switch (layer) {
      case Layer.Dense d -> {
        int arrays = d.activation() instanceof Activation.Identity ? 1 : 2;
        arrays += (d.parametric() ? 1 : 0) + (d.members() > 1 ? 1 : 0);
        yield (capacity * arrays + (d.parametric() ? back : 0)) * units;
      }
      case Layer.Maxout m -> (capacity + back) * (m.weightRows() + units);
      case Layer.Embedding e -> {
        long inner = (long) e.columns() * e.numbers().inner();
        yield capacity * (units + 2 * inner) + back * inner + NumberColumns.once(e);
      }
      case Layer.Scale _ -> capacity * units;
      case Layer.Members _ -> capacity * 2 * units;
      case Layer.Residual _ -> (capacity + back) * units;
      case Layer.LayerNorm _ -> capacity * (2 * units + 1);
      case Layer.BatchNorm _ -> capacity * 2 * units + NormPass.COLUMNS * units;
      case Layer.Dropout _ -> (capacity + 2 * back) * units;
    };
  }

  /// Numbers of [#extra].
  private int extra(int capacity, int back) {
    return switch (layer) {
      case Layer.Dense _ -> parametric ? Math.multiplyExact(back, units) : 0;
      case Layer.Embedding _, Layer.Members _, Layer.Scale _ -> 0;
      case Layer.LayerNorm _ -> capacity;
      case Layer.BatchNorm _ -> NormPass.COLUMNS * units;
      case Layer.Maxout _ -> Math.multiplyExact(back, weightRows);
      case Layer.Residual _, Layer.Dropout _ -> Math.multiplyExact(back, units);
    };
  }

  /// Numbers of Z for a row.
  private static int width(Layer layer, int units, int products) {
    return switch (layer) {
      case Layer.Members _, Layer.LayerNorm _, Layer.BatchNorm _ -> units;
      case Layer.Dense _,
          Layer.Maxout _,
          Layer.Embedding _,
          Layer.Scale _,
          Layer.Residual _,
          Layer.Dropout _ ->
          products;
    };
  }
}
