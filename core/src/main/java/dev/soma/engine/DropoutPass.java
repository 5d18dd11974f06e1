package dev.soma.engine;

import dev.soma.math.Seeds;

/// Inverted dropout with counter-based masks, so that any thread may draw any entry.
final class DropoutPass {
  private static final int BITS = 24;

  private DropoutPass() {}

  /// A = input o mask while training, else A = input. Both `[rows x units]`.
  static void forward(
      LayerState s,
      double rate,
      int rows,
      float[] input,
      int inputOff,
      boolean training,
      long key) {
    int n = rows * s.units;
    if (!training) {
      System.arraycopy(input, inputOff, s.a, 0, n);
      return;
    }
    long threshold = (long) StrictMath.rint(rate * (1 << BITS));
    float keep = (float) (1 / (1 - rate));
    for (int i = 0; i < n; i++) {
      float mask = Seeds.bits(key, i) >>> (Long.SIZE - BITS) >= threshold ? keep : 0f;
      s.extra[i] = mask;
      s.a[i] = input[inputOff + i] * mask;
    }
  }

  /// delta o mask.
  static void backward(Workspace ws, LayerState s, int rows, float[] delta) {
    ws.kernels.multiply(rows * s.units, s.extra, 0, delta, 0);
  }
}
