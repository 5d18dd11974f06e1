package dev.soma.engine;

import dev.soma.kernel.Kernels;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.lang.foreign.MemorySegment;

/// The weights of a network in the form that its products read, made once for many predictions.
///
/// It takes as much memory as the weights themselves, rounded up to 16 outputs a layer, outside the
/// heap.
final class PackedWeights {
  /// W of each layer packed; empty for dropout.
  private final MemorySegment[] layers;

  /// The category columns of W(1) turned round `[category units x weightRows]`.
  private final float[] turned;

  private PackedWeights(MemorySegment[] layers, float[] turned) {
    this.layers = layers;
    this.turned = turned;
  }

  static PackedWeights of(NetworkSpec spec, Parameters parameters, Kernels kernels) {
    MemorySegment[] layers = new MemorySegment[spec.layers().size()];
    float[] turned = {};
    for (int i = 0; i < layers.length; i++) {
      LayerState s = new LayerState(spec, i, parameters.groups(), 0, 0);
      int numbers = AffinePass.numbers(spec, i, s);
      layers[i] = kernels.panels(s.weightRows, numbers);
      float[] w = parameters.values();
      if (s.weightFactor != 1) {
        w = new float[s.weightOffset + s.weightRows * s.inputs];
        AffinePass.scale(s, parameters, w);
      }
      if (s.weightRows > 0) {
        kernels.pack(s.weightRows, numbers, w, s.weightOffset, s.inputs, layers[i], 0);
      }
      if (i == 0 && AffinePass.looksUp(spec, s)) {
        turned = new float[(s.inputs - numbers) * s.weightRows];
        AffinePass.turn(s, numbers, w, turned);
      }
    }
    return new PackedWeights(layers, turned);
  }

  MemorySegment layer(int index) {
    return layers[index];
  }

  float[] turned() {
    return turned;
  }
}
