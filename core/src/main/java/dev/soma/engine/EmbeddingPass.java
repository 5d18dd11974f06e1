package dev.soma.engine;

import dev.soma.kernel.Kernels;
import dev.soma.nn.Batch;
import dev.soma.nn.InputShape;
import dev.soma.nn.Layer;
import dev.soma.nn.Parameters;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Numbers and categories as vectors; the formulas are those of [Layer.Embedding].
///
/// Z and f(Z) of the layer hold f x + p / 2 pi, in turns, and its cosine, `[rows x columns *
/// frequencies]`; extra holds dJ/dZ. Categories are rows looked up, and rows added to.
final class EmbeddingPass {
  private static final float TURNS = (float) (1 / (2 * StrictMath.PI));

  private EmbeddingPass() {}

  /// Numbers of Z for a row.
  static int inner(Layer.Embedding e) {
    return e.numbers() instanceof Layer.NumberEmbedding.Pbld p ? e.columns() * p.frequencies() : 0;
  }

  /// For some rows.
  static void forward(
      Workspace ws,
      Kernels kernels,
      Layer.Embedding e,
      Parameters p,
      Batch batch,
      int from,
      int to) {
    LayerState s = ws.layers[0];
    float[] x = ws.input(0, batch);
    int stride = stride(ws);
    int first = ws.inputOffset(0, batch);
    int columns = e.columns();
    int others = columns * e.numbers().outputs();
    if (e.numbers() instanceof Layer.NumberEmbedding.Pbld pbld) {
      waves(s, kernels, p.values(), pbld, columns, x, first, stride, from, to);
      int inner = columns * pbld.frequencies();
      kernels.cosine((to - from) * inner, s.z, from * inner, s.f, from * inner);
      mixed(s, kernels, p.values(), pbld, columns, from, to);
    }
    for (int r = from; r < to; r++) {
      int in = first + r * stride;
      int out = r * s.units;
      for (int j = 0; j < columns; j++) { // x_j itself is the last output of its column
        s.a[out + (j + 1) * e.numbers().outputs() - 1] = x[in + j];
      }
      System.arraycopy(x, in + columns, s.a, out + others, stride - columns);
      if (e.looksUp(batch.shape())) {
        lookUp(s, e, p.values(), batch, r, out + others + stride - columns);
      }
    }
  }

  /// Numbers of a row of what enters: categories are written out where they are not looked up.
  private static int stride(Workspace ws) {
    InputShape shape = ws.spec.input();
    return ws.input.length > 0 ? shape.units() : shape.numbers();
  }

  /// Z = f x + p / 2 pi of every column.
  private static void waves(
      LayerState s,
      Kernels kernels,
      float[] p,
      Layer.NumberEmbedding.Pbld pbld,
      int columns,
      float[] x,
      int first,
      int stride,
      int from,
      int to) {
    int k = pbld.frequencies();
    int ld = columns * k;
    for (int j = 0; j < columns; j++) {
      int at = first + from * stride + j;
      int f = s.offsets[0] + j * k;
      int phase = s.offsets[1] + j * k;
      int z = from * ld + j * k;
      kernels.waves(to - from, k, x, at, stride, p, f, phase, TURNS, s.z, z, ld);
    }
  }

  /// e = V h + c of every column.
  private static void mixed(
      LayerState s,
      Kernels kernels,
      float[] p,
      Layer.NumberEmbedding.Pbld pbld,
      int columns,
      int from,
      int to) {
    int k = pbld.frequencies();
    int n = pbld.outputs() - 1;
    int ld = columns * k;
    for (int j = 0; j < columns; j++) {
      int at = from * s.units + j * (n + 1);
      int h = from * ld + j * k;
      int v = s.offsets[2] + j * n * k;
      kernels.multiplyNT(to - from, n, k, s.f, h, ld, p, v, k, s.a, at, s.units, false);
      for (int r = from; r < to; r++, at += s.units) {
        for (int o = 0; o < n; o++) {
          s.a[at + o] += p[s.offsets[3] + j * n + o];
        }
      }
    }
  }

  private static void lookUp(
      LayerState s, Layer.Embedding e, float[] p, Batch batch, int row, int to) {
    InputShape shape = batch.shape();
    int table = s.offsets[s.offsets.length - 1];
    for (int c = 0, at = to; c < shape.categories(); c++, at += e.size()) {
      int from = table + (batch.code(row, c) + 1) * e.size();
      System.arraycopy(p, from, s.a, at, e.size());
      table += (shape.levels().get(c) + 1) * e.size();
    }
  }

  /// delta `[rows x units]` is dJ/dA.
  ///
  /// @param upstream where dJ/dx goes `[rows x inputs]`, if it is wanted
  static void backward(
      Workspace ws,
      Layer.Embedding e,
      Parameters p,
      Batch batch,
      float[] delta,
      @Nullable Parameters gradient,
      boolean add,
      float @Nullable [] upstream) {
    LayerState s = ws.layers[0];
    if (e.numbers() instanceof Layer.NumberEmbedding.Pbld pbld) {
      numbers(ws, s, e, pbld, p.values(), batch, delta, gradient, add);
    }
    if (gradient != null && e.looksUp(batch.shape())) {
      tables(s, e, batch, delta, gradient.values(), add);
    }
    if (upstream != null) {
      inputs(ws, s, e, p.values(), batch.rows(), delta, upstream);
    }
  }

  private static void numbers(
      Workspace ws,
      LayerState s,
      Layer.Embedding e,
      Layer.NumberEmbedding.Pbld pbld,
      float[] p,
      Batch batch,
      float[] delta,
      @Nullable Parameters gradient,
      boolean add) {
    int k = pbld.frequencies();
    int n = pbld.outputs() - 1;
    int ld = e.columns() * k;
    int rows = batch.rows();
    for (int j = 0; j < e.columns(); j++) {
      int d = j * (n + 1);
      int v = s.offsets[2] + j * n * k;
      if (gradient != null) {
        float[] g = gradient.values();
        int c = s.offsets[3] + j * n;
        ws.kernels.multiplyTN(n, k, rows, delta, d, s.units, s.f, j * k, ld, g, v, k, add);
        if (!add) {
          Arrays.fill(g, c, c + n, 0f);
        }
        ws.kernels.sumRows(rows, n, delta, d, s.units, g, c);
      }
      ws.kernels.multiplyNN(rows, k, n, delta, d, s.units, p, v, k, s.extra, j * k, ld, false);
    }
    ws.kernels.cosineBackward(rows * ld, s.z, 0, s.extra, 0);
    if (gradient != null) {
      waveGradient(ws, s, e, k, batch, gradient.values(), add);
    }
  }

  /// df = sum of x dZ, dp = sum of dZ / 2 pi, rows ascending.
  private static void waveGradient(
      Workspace ws, LayerState s, Layer.Embedding e, int k, Batch batch, float[] g, boolean add) {
    int inner = e.columns() * k;
    if (!add) {
      Arrays.fill(g, s.offsets[0], s.offsets[0] + inner, 0f);
      Arrays.fill(g, s.offsets[1], s.offsets[1] + inner, 0f);
    }
    float[] x = ws.input(0, batch);
    int first = ws.inputOffset(0, batch);
    int stride = stride(ws);
    for (int j = 0; j < e.columns(); j++) {
      int f = s.offsets[0] + j * k;
      int phase = s.offsets[1] + j * k;
      int z = j * k;
      ws.kernels.sumWaves(
          batch.rows(), k, x, first + j, stride, s.extra, z, inner, TURNS, g, f, phase);
    }
  }

  private static void tables(
      LayerState s, Layer.Embedding e, Batch batch, float[] delta, float[] g, boolean add) {
    InputShape shape = batch.shape();
    int table = s.offsets[s.offsets.length - 1];
    if (!add) {
      int rows = shape.units() - shape.numbers() + shape.categories();
      Arrays.fill(g, table, table + rows * e.size(), 0f);
    }
    int from = s.units - shape.categories() * e.size();
    for (int c = 0; c < shape.categories(); c++, from += e.size()) {
      for (int r = 0; r < batch.rows(); r++) {
        int to = table + (batch.code(r, c) + 1) * e.size();
        for (int i = 0; i < e.size(); i++) {
          g[to + i] += delta[r * s.units + from + i];
        }
      }
      table += (shape.levels().get(c) + 1) * e.size();
    }
  }

  /// dJ/dx: of numbers, and of levels as the 0/1 inputs they are, where all zeros are row 0 of E.
  private static void inputs(
      Workspace ws,
      LayerState s,
      Layer.Embedding e,
      float[] p,
      int rows,
      float[] delta,
      float[] upstream) {
    int outputs = e.numbers().outputs();
    InputShape shape = ws.spec.input();
    int plain = e.looksUp(shape) ? shape.numbers() : s.inputs;
    int k = e.columns() == 0 ? 0 : inner(e) / e.columns();
    for (int r = 0; r < rows; r++) {
      int d = r * s.units;
      int u = r * s.inputs;
      for (int j = 0; j < e.columns(); j++) {
        float sum = delta[d + (j + 1) * outputs - 1];
        for (int i = 0; i < k; i++) {
          int z = (r * e.columns() + j) * k + i;
          sum = Math.fma(s.extra[z], p[s.offsets[0] + j * k + i], sum);
        }
        upstream[u + j] = sum;
      }
      int others = d + e.columns() * outputs;
      System.arraycopy(delta, others, upstream, u + e.columns(), plain - e.columns());
      if (e.looksUp(shape)) {
        levels(s, e, shape, p, delta, others + plain - e.columns(), upstream, u + plain);
      }
    }
  }

  private static void levels(
      LayerState s,
      Layer.Embedding e,
      InputShape shape,
      float[] p,
      float[] delta,
      int from,
      float[] upstream,
      int to) {
    int none = s.offsets[s.offsets.length - 1];
    int at = to;
    for (int c = 0; c < shape.categories(); c++) {
      for (int level = 1; level <= shape.levels().get(c); level++) {
        float sum = 0;
        for (int i = 0; i < e.size(); i++) {
          float difference = p[none + level * e.size() + i] - p[none + i];
          sum = Math.fma(difference, delta[from + c * e.size() + i], sum);
        }
        upstream[at++] = sum;
      }
      none += (shape.levels().get(c) + 1) * e.size();
    }
  }
}
