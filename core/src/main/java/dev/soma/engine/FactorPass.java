package dev.soma.engine;

import dev.soma.kernel.Kernels;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import dev.soma.nn.Parameters;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A = input o factors: g that is learned ([dev.soma.nn.Layer.Scale]), or a mask that is drawn
/// (inverted dropout, counter-based, so that any thread may draw any entry); and the sums that are
/// gradients of factors.
final class FactorPass {
  private static final int BITS = 24;

  private FactorPass() {}

  /// A = g o input for some rows; both `[rows x units]`.
  static void forward(
      Kernels own, LayerState s, Parameters p, int from, int to, float[] input, int inputOff) {
    int i = from * s.units;
    own.multiplyRow(to - from, s.units, p.values(), s.factorOffset, input, inputOff + i, s.a, i);
  }

  /// delta enters as dJ/dA and leaves as dJ/d input; dg = column sums of delta o input, rows
  /// ascending.
  static void backward(
      Workspace ws,
      int index,
      Parameters p,
      Batch batch,
      float[] delta,
      @Nullable Parameters gradient,
      boolean add) {
    LayerState s = ws.layers[index];
    int rows = batch.rows();
    int n = s.units;
    if (gradient != null) {
      float[] g = gradient.values();
      begin(s, g, add);
      float[] input = ws.input(index, batch);
      int off = ws.inputOffset(index, batch);
      ws.kernels.sumProducts(rows, n, delta, 0, input, off, n, g, s.factorOffset);
    }
    ws.kernels.multiplyRow(rows, n, p.values(), s.factorOffset, delta, 0, delta, 0);
  }

  /// Z = the input once for each member, A = r o Z; for some rows.
  static void members(
      Kernels own, LayerState s, Parameters p, int from, int to, float[] input, int inputOff) {
    int n = s.inputs;
    for (int r = from; r < to; r++) {
      for (int at = r * s.units; at < (r + 1) * s.units; at += n) {
        System.arraycopy(input, inputOff + r * n, s.z, at, n);
      }
    }
    int i = from * s.units;
    own.multiplyRow(to - from, s.units, p.values(), s.factorOffset, s.z, i, s.a, i);
  }

  /// dr = column sums of delta o Z, and upstream `[rows x inputs]` = the sum over the members of r
  /// o delta, where it is wanted.
  static void membersBackward(
      Workspace ws,
      LayerState s,
      Parameters p,
      int rows,
      float[] delta,
      @Nullable Parameters gradient,
      boolean add,
      float @Nullable [] upstream) {
    int n = s.inputs;
    if (gradient != null) {
      float[] g = gradient.values();
      begin(s, g, add);
      ws.kernels.sumProducts(rows, s.units, delta, 0, s.z, 0, s.units, g, s.factorOffset);
    }
    if (upstream == null) {
      return;
    }
    ws.kernels.multiplyRow(rows, s.units, p.values(), s.factorOffset, delta, 0, delta, 0);
    Arrays.fill(upstream, 0, rows * n, 0f);
    for (int r = 0; r < rows; r++) {
      ws.kernels.sumRows(s.units / n, n, delta, r * s.units, n, upstream, r * n);
    }
  }

  /// Z = s o W a, each row of it the members one after the other, for some rows; nothing without
  /// members.
  static void share(Kernels own, LayerState s, Parameters p, int from, int to) {
    if (s.members > 1) {
      int i = from * s.units;
      own.multiplyRow(to - from, s.units, p.values(), s.shareOffset, s.product, i, s.z, i);
    }
  }

  /// delta enters as dJ/dZ, Z = s o W a + b, and leaves as dJ/d W a; ds = column sums of delta o W
  /// a, rows ascending.
  static void shares(
      Workspace ws,
      LayerState s,
      Parameters p,
      int rows,
      float[] delta,
      @Nullable Parameters gradient,
      boolean add) {
    if (gradient != null) {
      float[] g = gradient.values();
      if (!add) {
        Arrays.fill(g, s.shareOffset, s.shareOffset + s.units, 0f);
      }
      ws.kernels.sumProducts(rows, s.units, delta, 0, s.product, 0, s.units, g, s.shareOffset);
    }
    ws.kernels.multiplyRow(rows, s.units, p.values(), s.shareOffset, delta, 0, delta, 0);
  }

  /// The gradient of the factors begins at 0, unless it goes on from what it holds.
  static void begin(LayerState s, float[] g, boolean add) {
    if (!add) {
      Arrays.fill(g, s.factorOffset, s.factorOffset + s.units, 0f);
    }
  }

  /// A = input o mask while training, else A = input; for some rows. Both `[rows x units]`.
  static void drop(
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
    for (int i = first; i < end; i += Seeds.DRAWS) { // few at a time, which stay near
      int n = Math.min(Seeds.DRAWS, end - i);
      Seeds.draw(key, i, n, s.winners, i);
      System.arraycopy(input, inputOff + i, s.a, i, n);
      mask(i, i + n, s.winners, threshold, keep, s.extra, s.a);
    }
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

  /// delta o mask, for some rows.
  static void dropBackward(Workspace ws, LayerState s, int from, int to, float[] delta) {
    int first = from * s.units;
    ws.kernels.multiply((to - from) * s.units, s.extra, first, delta, first);
  }
}
