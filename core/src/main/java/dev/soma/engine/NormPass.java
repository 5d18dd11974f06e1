package dev.soma.engine;

import dev.soma.kernel.Kernels;
import dev.soma.nn.Parameters;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Normalisations: xhat = (input - mean) / sqrt(variance + eps), A = gamma o xhat + beta.
///
/// Z of the layer holds xhat `[rows x units]`.
final class NormPass {
  private NormPass() {}

  /// By mean and variance of each row ([dev.soma.nn.Layer.LayerNorm]), for some rows; extra keeps 1
  /// / sqrt(variance + eps) of each. Sums over the units go by the tree of reductions.
  static void rows(
      Kernels own,
      LayerState s,
      double eps,
      Parameters p,
      int from,
      int to,
      float[] input,
      int inputOff) {
    int n = s.units;
    int first = from * n;
    float[] z = s.z;
    System.arraycopy(input, inputOff + first, z, first, (to - from) * n);
    for (int r = from, at = first; r < to; r++, at += n) {
      subtract(at, at + n, (float) (own.sum(n, z, at) / n), z);
      double variance = own.dot(n, z, at, z, at) / n;
      s.extra[r] = (float) (1 / StrictMath.sqrt(variance + eps));
      own.scale(n, s.extra[r], z, at);
    }
    finish(own, s, p, from, to);
  }

  /// A = gamma o xhat + beta.
  private static void finish(Kernels own, LayerState s, Parameters p, int from, int to) {
    int first = from * s.units;
    own.multiplyRow(to - from, s.units, p.values(), s.offsets[0], s.z, first, s.a, first);
    own.addRow(to - from, s.units, p.values(), s.offsets[1], s.a, first);
  }

  private static void subtract(int first, int end, float mean, float[] x) {
    for (int i = first; i < end; i++) {
      x[i] -= mean;
    }
  }

  /// delta enters as dJ/dA and leaves as dJ/d input: with u = gamma o delta, that is (u - mean u -
  /// xhat mean(u o xhat)) / sqrt(variance + eps), means over the units of a row.
  static void rowsBackward(
      Workspace ws,
      LayerState s,
      Parameters p,
      int rows,
      float[] delta,
      @Nullable Parameters gradient,
      boolean add) {
    int n = s.units;
    gradients(ws, s, rows, delta, gradient, add);
    ws.kernels.multiplyRow(rows, n, p.values(), s.offsets[0], delta, 0, delta, 0);
    for (int r = 0, at = 0; r < rows; r++, at += n) {
      float mean = (float) (ws.kernels.sum(n, delta, at) / n);
      float along = (float) (ws.kernels.dot(n, delta, at, s.z, at) / n);
      project(at, at + n, mean, along, s.extra[r], s.z, delta);
    }
  }

  private static void project(
      int first, int end, float mean, float along, float factor, float[] z, float[] delta) {
    for (int i = first; i < end; i++) {
      delta[i] = Math.fma(-along, z[i], delta[i] - mean) * factor;
    }
  }

  /// dgamma = column sums of delta o xhat, dbeta = column sums of delta, rows ascending.
  private static void gradients(
      Workspace ws,
      LayerState s,
      int rows,
      float[] delta,
      @Nullable Parameters gradient,
      boolean add) {
    if (gradient == null) {
      return;
    }
    float[] g = gradient.values();
    int n = s.units;
    if (!add) {
      Arrays.fill(g, s.offsets[0], s.offsets[0] + n, 0f);
      Arrays.fill(g, s.offsets[1], s.offsets[1] + n, 0f);
    }
    ws.kernels.sumProducts(rows, n, delta, 0, s.z, 0, n, g, s.offsets[0]);
    ws.kernels.sumRows(rows, n, delta, 0, n, g, s.offsets[1]);
  }
}
