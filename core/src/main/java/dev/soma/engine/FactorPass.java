package dev.soma.engine;

import dev.soma.nn.Batch;
import dev.soma.nn.Parameters;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A = g o input, each input times a factor of its own; and the sums that are gradients of factors.
final class FactorPass {
  private FactorPass() {}

  /// For some rows; both `[rows x units]`.
  static void forward(LayerState s, Parameters p, int from, int to, float[] input, int inputOff) {
    for (int i = from * s.units; i < to * s.units; i += s.units) {
      times(s.units, p.values(), s.factorOffset, input, inputOff + i, s.a, i);
    }
  }

  /// delta enters as dJ/dA and leaves as dJ/d input; dg = column sums of delta o input.
  static void backward(
      Workspace ws,
      int index,
      Parameters p,
      Batch batch,
      float[] delta,
      @Nullable Parameters gradient,
      boolean add) {
    LayerState s = ws.layers[index];
    float[] input = ws.input(index, batch);
    int inputOff = ws.inputOffset(index, batch);
    int rows = batch.rows();
    int n = s.units;
    if (gradient != null) {
      for (int i = 0; i < rows * n; i++) {
        s.extra[i] = delta[i] * input[inputOff + i];
      }
      sum(ws, s, rows, gradient.values(), add);
    }
    for (int i = 0; i < rows * n; i += n) {
      times(n, p.values(), s.factorOffset, delta, i, delta, i);
    }
  }

  /// The gradient of the factors: column sums of what the layer has for it, rows ascending.
  static void sum(Workspace ws, LayerState s, int rows, float[] g, boolean add) {
    if (!add) {
      Arrays.fill(g, s.factorOffset, s.factorOffset + s.units, 0f);
    }
    ws.kernels.sumRows(rows, s.units, s.extra, 0, s.units, g, s.factorOffset);
  }

  private static void times(
      int n, float[] g, int gOff, float[] in, int inOff, float[] out, int outOff) {
    for (int j = 0; j < n; j++) {
      out[outOff + j] = in[inOff + j] * g[gOff + j];
    }
  }
}
