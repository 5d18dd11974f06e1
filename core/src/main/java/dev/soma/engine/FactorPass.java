package dev.soma.engine;

import dev.soma.kernel.Kernels;
import dev.soma.nn.Batch;
import dev.soma.nn.Parameters;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A = g o input, each input times a factor of its own; and the sums that are gradients of factors.
final class FactorPass {
  private FactorPass() {}

  /// For some rows; both `[rows x units]`.
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

  /// The gradient of the factors begins at 0, unless it goes on from what it holds.
  static void begin(LayerState s, float[] g, boolean add) {
    if (!add) {
      Arrays.fill(g, s.factorOffset, s.factorOffset + s.units, 0f);
    }
  }
}
