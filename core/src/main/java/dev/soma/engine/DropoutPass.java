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
    int threshold = (int) StrictMath.rint(rate * (1 << BITS));
    float keep = (float) (1 / (1 - rate));
    for (int i = first; i < end; i += Seeds.DRAWS) {
      Seeds.draw(key, i, Math.min(Seeds.DRAWS, end - i), s.winners, i);
    }
    System.arraycopy(input, inputOff + first, s.a, first, end - first);
    mask(first, end, s.winners, threshold, keep, s.extra, s.a);
  }

  /// mask = keep, or 0 where the draw is below the threshold; A *= mask. Without branches and with
  /// one index for all arrays: C2 makes vectors of it.
  private static void mask(
      int first, int end, int[] draws, int threshold, float keep, float[] mask, float[] a) {
    for (int i = first; i < end; i++) {
      mask[i] = keep * (1 + ((draws[i] - threshold) >> (Integer.SIZE - 1)));
    }
    for (int i = first; i < end; i++) {
      a[i] *= mask[i];
    }
  }

  /// delta o mask.
  static void backward(Workspace ws, LayerState s, int rows, float[] delta) {
    ws.kernels.multiply(rows * s.units, s.extra, 0, delta, 0);
  }
}
