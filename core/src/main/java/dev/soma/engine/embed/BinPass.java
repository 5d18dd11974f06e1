package dev.soma.engine.embed;

import dev.soma.kernel.Kernels;
import dev.soma.nn.NumberEmbedding;

/// The bins of [NumberEmbedding.Ple]: Z = x / (t_m+1 - t_m) - t_m / (t_m+1 - t_m), one fma as the
/// waves of the other kind, and h = Z between 0 and 1, but for the ends of a column.
final class BinPass {
  private final NumberColumns s;
  private final int ld;

  /// 1 / (t_m+1 - t_m) of every bin, then -t_m / (t_m+1 - t_m).
  private final float[] lines;

  BinPass(NumberColumns columns) {
    s = columns;
    ld = s.columns * s.inner;
    lines = new float[2 * ld];
  }

  void prepare(float[] p) {
    for (int i = 0; i < ld; i++) {
      int t = s.offsets[0] + i + i / s.inner; // a column has one edge more than bins
      lines[i] = 1 / (p[t + 1] - p[t]);
      lines[ld + i] = -p[t] * lines[i];
    }
  }

  void forward(Kernels kernels, float[] x, int first, int stride, int from, int to) {
    int k = s.inner;
    for (int j = 0; j < s.columns; j++) {
      int at = first + from * stride + j;
      int f = j * k;
      kernels.waves(to - from, k, x, at, stride, lines, f, ld + f, 1f, s.z, from * ld + f, ld);
    }
    float[] z = s.z;
    float[] h = s.h;
    for (int i = from * ld; i < to * ld; i++) { // one offset: C2 makes vectors of it
      h[i] = Math.max(0f, Math.min(1f, z[i]));
    }
    for (int i = from * ld; i < to * ld; i += k) {
      int last = i + k - 1;
      h[i] = k == 1 ? z[i] : Math.min(1f, z[i]);
      h[last] = k == 1 ? z[i] : Math.max(0f, z[last]);
    }
  }

  /// sum + dJ/dx of a column whose Z begin at `at`: a bin that x is not in has no slope.
  float slope(int column, int at, float sum) {
    int last = at + s.inner - 1;
    float slope = sum;
    for (int i = at; i <= last; i++) {
      boolean inside = (i == at || s.z[i] > 0) && (i == last || s.z[i] < 1);
      slope = inside ? Math.fma(s.dz[i], lines[column * s.inner + i - at], slope) : slope;
    }
    return slope;
  }
}
