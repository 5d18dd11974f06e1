package dev.soma.engine;

import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;

/// What one layer keeps of one pass, and where its parameters are.
final class LayerState {
  final Layer layer;
  final int inputs;
  final int units;
  final int weightRows;

  /// Whether f is the identity, so that A is Z.
  final boolean identity;

  /// Whether alpha mixes f with the identity.
  final boolean parametric;

  final int weightOffset;
  final int biasOffset;

  /// Where alpha of a parametric activation or g of a scale begins; -1 where there is none.
  final int factorOffset;

  /// What W is multiplied by: 1, or 1/sqrt(inputs).
  final float weightFactor;

  /// Z `[rows x weightRows]`; empty for dropout.
  final float[] z;

  /// f(Z) `[rows x units]`; the same array as [#z] where f is the identity.
  final float[] f;

  /// A `[rows x units]`; the same array as [#f] but for a parametric activation.
  final float[] a;

  /// Maxout: dJ/dZ `[rows x weightRows]`; dropout: the mask `[rows x units]`; with factors: what
  /// their gradient sums `[rows x units]`; otherwise empty.
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
    int factors = -1;
    for (Parameters.Group g : layout.groups()) {
      if (g.layer() == index) {
        switch (g.role()) {
          case WEIGHT -> weights = g.offset();
          case BIAS -> bias = g.offset();
          case ACTIVATION, SCALE -> factors = g.offset();
        }
      }
    }
    weightOffset = weights;
    biasOffset = bias;
    factorOffset = factors;
    weightFactor = layer instanceof Layer.Dense d ? (float) d.factor(inputs) : 1f;
    identity = layer instanceof Layer.Dense d && d.activation() instanceof Activation.Identity;
    z = new float[Math.multiplyExact(capacity, weightRows)];
    f = identity ? z : new float[Math.multiplyExact(capacity, units)];
    parametric = layer instanceof Layer.Dense d && d.parametric();
    a = parametric ? new float[f.length] : f;
    extra =
        switch (layer) {
          case Layer.Dense _ -> new float[parametric ? a.length : 0];
          case Layer.Scale _ -> new float[a.length];
          case Layer.Maxout _ -> new float[z.length];
          case Layer.Dropout _ -> new float[a.length];
        };
    winners = layer instanceof Layer.Maxout ? new int[a.length] : new int[0];
  }
}
