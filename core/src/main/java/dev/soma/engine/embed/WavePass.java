package dev.soma.engine.embed;

import dev.soma.kernel.Kernels;
import dev.soma.nn.NumberEmbedding;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The waves of [NumberEmbedding.Pbld]: Z = f x + p / 2 pi, in turns, and h = its cosine.
final class WavePass {
  private static final float TURNS = (float) (1 / (2 * StrictMath.PI));

  private WavePass() {}

  static void forward(
      NumberColumns s,
      Kernels kernels,
      float[] p,
      float[] x,
      int first,
      int stride,
      int from,
      int to) {
    int k = s.inner;
    int ld = s.columns * k;
    for (int j = 0; j < s.columns; j++) {
      int at = first + from * stride + j;
      int f = s.offsets[0] + j * k;
      int phase = s.offsets[1] + j * k;
      kernels.waves(to - from, k, x, at, stride, p, f, phase, TURNS, s.z, from * ld + j * k, ld);
    }
    kernels.cosine((to - from) * ld, s.z, from * ld, s.h, from * ld);
  }

  /// dJ/dZ of dJ/dh; df = sum of x dZ, dp = sum of dZ / 2 pi, rows ascending.
  static void backward(
      NumberColumns s,
      Kernels kernels,
      float[] x,
      int first,
      int stride,
      int rows,
      float @Nullable [] g,
      boolean add) {
    int k = s.inner;
    int inner = s.columns * k;
    kernels.cosineBackward(rows * inner, s.z, 0, s.dz, 0);
    if (g == null) {
      return;
    }
    if (!add) {
      Arrays.fill(g, s.offsets[0], s.offsets[0] + inner, 0f);
      Arrays.fill(g, s.offsets[1], s.offsets[1] + inner, 0f);
    }
    for (int j = 0; j < s.columns; j++) {
      int f = s.offsets[0] + j * k;
      int phase = s.offsets[1] + j * k;
      kernels.sumWaves(rows, k, x, first + j, stride, s.dz, j * k, inner, TURNS, g, f, phase);
    }
  }
}
