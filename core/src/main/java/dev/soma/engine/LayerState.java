package dev.soma.engine;

import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;

/// What one layer keeps of one pass, and where its parameters are.
final class LayerState {
  final Layer layer;
  final int inputs;
  final int units;
  final int weightRows;

  /// Whether f is the identity, so that A is Z.
  final boolean identity;

  final int weightOffset;
  final int biasOffset;

  /// Z `[rows x weightRows]`; empty for dropout.
  final float[] z;

  /// A `[rows x units]`; the same array as [#z] where f is the identity.
  final float[] a;

  /// Maxout: dJ/dZ `[rows x weightRows]`; dropout: the mask `[rows x units]`; otherwise empty.
  final float[] extra;

  /// Maxout: the winning piece of each unit `[rows x units]`; otherwise empty.
  final int[] winners;

  LayerState(NetworkSpec spec, int index, Parameters layout, int capacity) {
    layer = spec.layers().get(index);
    inputs = spec.inputsOf(index);
    units = layer.outputs(inputs);
    weightRows = layer.weightRows();
    int weights = -1;
    int bias = -1;
    for (Parameters.Group g : layout.groups()) {
      if (g.layer() == index) {
        weights = g.role() == Role.WEIGHT ? g.offset() : weights;
        bias = g.role() == Role.BIAS ? g.offset() : bias;
      }
    }
    weightOffset = weights;
    biasOffset = bias;
    identity = layer instanceof Layer.Dense d && d.activation() instanceof Activation.Identity;
    z = new float[Math.multiplyExact(capacity, weightRows)];
    a = identity ? z : new float[Math.multiplyExact(capacity, units)];
    extra =
        switch (layer) {
          case Layer.Dense _ -> new float[0];
          case Layer.Maxout _ -> new float[z.length];
          case Layer.Dropout _ -> new float[a.length];
        };
    winners = layer instanceof Layer.Maxout ? new int[a.length] : new int[0];
  }
}
