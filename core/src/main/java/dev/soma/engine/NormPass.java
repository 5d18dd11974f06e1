package dev.soma.engine;

import dev.soma.kernel.Kernels;
import dev.soma.nn.Batch;
import dev.soma.nn.Parameters;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Normalisations: xhat = (input - mean) / sqrt(variance + eps), A = gamma o xhat + beta.
///
/// Z of the layer holds xhat `[rows x units]`. Over columns ([dev.soma.nn.Layer.BatchNorm]), extra
/// holds, each `[units]`: -mean; 1 / sqrt(variance + eps); the variance of the batch; and three
/// rows for the way back.
final class NormPass {
  /// Rows in extra of a normalisation over columns.
  static final int COLUMNS = 6;

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

  /// Mean and variance of the batch that entered a normalisation over columns; Z = input - mean.
  /// Sums over the rows ascend.
  static void measure(Workspace ws, int index, Batch batch, double eps) {
    LayerState s = ws.layers[index];
    int rows = batch.rows();
    int n = s.units;
    float[] x = ws.input(index, batch);
    int off = ws.inputOffset(index, batch);
    Arrays.fill(s.extra, 0, n, 0f);
    ws.kernels.sumRows(rows, n, x, off, n, s.extra, 0);
    for (int j = 0; j < n; j++) {
      s.extra[j] = -s.extra[j] / rows;
    }
    System.arraycopy(x, off, s.z, 0, rows * n);
    ws.kernels.addRow(rows, n, s.extra, 0, s.z, 0);
    Arrays.fill(s.extra, 2 * n, 3 * n, 0f);
    ws.kernels.sumProducts(rows, n, s.z, 0, s.z, 0, n, s.extra, 2 * n);
    for (int j = 0; j < n; j++) {
      s.extra[2 * n + j] /= rows;
      s.extra[n + j] = perDeviation(s.extra[2 * n + j], eps);
    }
  }

  private static float perDeviation(float variance, double eps) {
    return (float) (1 / StrictMath.sqrt(variance + eps));
  }

  /// The running mean and variance, for a pass that is no training or has one row.
  static void remember(LayerState s, double eps, Parameters p) {
    for (int j = 0; j < s.units; j++) {
      s.extra[j] = -p.values()[s.offsets[2] + j];
      s.extra[s.units + j] = perDeviation(p.values()[s.offsets[3] + j], eps);
    }
  }

  /// running = (1 - momentum) running + momentum new; the variance is divided by rows - 1.
  static void learn(LayerState s, double momentum, Parameters p, int rows) {
    int n = s.units;
    float[] v = p.values();
    double unbiased = momentum * rows / (rows - 1);
    for (int j = 0; j < n; j++) {
      int mean = s.offsets[2] + j;
      int variance = s.offsets[3] + j;
      v[mean] = (float) ((1 - momentum) * v[mean] - momentum * s.extra[j]);
      v[variance] = (float) ((1 - momentum) * v[variance] + unbiased * s.extra[2 * n + j]);
    }
  }

  /// By the mean and variance of each column that were measured or remembered, for some rows.
  ///
  /// @param centred whether Z holds input - mean already
  static void columns(
      Kernels own,
      LayerState s,
      Parameters p,
      int from,
      int to,
      float[] input,
      int inputOff,
      boolean centred) {
    int n = s.units;
    int first = from * n;
    if (!centred) {
      System.arraycopy(input, inputOff + first, s.z, first, (to - from) * n);
      own.addRow(to - from, n, s.extra, 0, s.z, first);
    }
    own.multiplyRow(to - from, n, s.extra, n, s.z, first, s.z, first);
    finish(own, s, p, from, to);
  }

  /// delta enters as dJ/dA and leaves as dJ/d input: gamma o delta / sqrt(variance + eps), or with
  /// the statistics of the batch gamma o (delta - mean delta - xhat mean(delta o xhat)) /
  /// sqrt(variance + eps), means over the rows. Overwrites xhat.
  static void columnsBackward(
      Workspace ws,
      LayerState s,
      Parameters p,
      int rows,
      boolean together,
      float[] delta,
      @Nullable Parameters gradient,
      boolean add) {
    int n = s.units;
    float[] e = s.extra;
    if (gradient != null && !add) { // running means and variances are not learned by gradients
      Arrays.fill(gradient.values(), s.offsets[2], s.offsets[2] + n, 0f);
      Arrays.fill(gradient.values(), s.offsets[3], s.offsets[3] + n, 0f);
    }
    gradients(ws, s, rows, delta, gradient, add);
    if (together) {
      int means = 3 * n;
      int along = 4 * n;
      Arrays.fill(e, means, means + 2 * n, 0f);
      ws.kernels.sumRows(rows, n, delta, 0, n, e, means);
      ws.kernels.sumProducts(rows, n, delta, 0, s.z, 0, n, e, along);
      for (int i = means; i < means + 2 * n; i++) {
        e[i] = -e[i] / rows;
      }
      ws.kernels.addRow(rows, n, e, means, delta, 0);
      ws.kernels.multiplyRow(rows, n, e, along, s.z, 0, s.z, 0);
      ws.kernels.addScaled(rows * n, 1, s.z, 0, delta, 0);
    }
    for (int j = 0; j < n; j++) {
      e[5 * n + j] = p.values()[s.offsets[0] + j] * e[n + j];
    }
    ws.kernels.multiplyRow(rows, n, e, 5 * n, delta, 0, delta, 0);
  }
}
