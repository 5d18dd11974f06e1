package dev.soma.engine;

import dev.soma.math.Seeds;

/// Inverted dropout with counter-based masks, so that any thread may draw any entry.
final class DropoutPass {
  private static final int BITS = 24;

  private DropoutPass() {}

  /// A = input o mask while training, else A = input; for some rows. Both `[rows x units]`.
  static void forward(
      LayerState s,
      double rate,
      int from,
      int to,
      float[] input,
      int inputOff,
      boolean training,
      long key) {
    int first = from * s.units;
    int end = to * s.units;
    if (!training) {
      System.arraycopy(input, inputOff + first, s.a, first, end - first);
      return;
    }
    long threshold = (long) StrictMath.rint(rate * (1 << BITS));
    float keep = (float) (1 / (1 - rate));
    for (int i = first; i < end; i++) {
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
