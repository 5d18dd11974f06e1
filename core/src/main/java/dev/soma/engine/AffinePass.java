package dev.soma.engine;

import dev.soma.kernel.Kernels;
import dev.soma.kernel.ScratchSize;
import dev.soma.kernel.function.Elementwise;
import dev.soma.nn.Activation;
import dev.soma.nn.Batch;
import dev.soma.nn.InputShape;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Z = A W^T + b and its gradients, with category columns as row look-ups.
final class AffinePass {
  private AffinePass() {}

  /// Rows from which packing W anew pays for a single pass.
  private static final int PACKED_ROWS = 4;

  /// Rows from which turning W pays, since its category columns are read often.
  private static final int TURNED_ROWS = 9;

  /// Whether a layer of weights reads the categories of the input as row look-ups.
  static boolean looksUp(NetworkSpec spec, LayerState s) {
    return spec.input().categories() > 0 && s.weightRows > 0;
  }

  /// How many inputs of a layer enter its product.
  static int numbers(NetworkSpec spec, int index, LayerState s) {
    return index == 0 && looksUp(spec, s) ? spec.input().numbers() : s.inputs;
  }

  /// Tells of the product of a layer of weights in a pass of so many rows.
  ///
  /// @param most rows that are taken through all layers at a time
  /// @param steps of the whole pass
  static void size(NetworkSpec spec, int index, int rows, int most, long steps, ScratchSize size) {
    int n = spec.layers().get(index).weightRows();
    int members = members(spec, index);
    boolean lookUp = index == 0 && spec.input().categories() > 0;
    if (n > 0) {
      boolean near = members == 1 && !lookUp;
      size.rows(rows * members, n, numbers(spec, index), most * members, near, steps);
    }
  }

  /// The same of its gradients.
  static void sizeBack(NetworkSpec spec, int index, int rows, ScratchSize size) {
    int n = spec.layers().get(index).weightRows();
    int m = rows * members(spec, index);
    if (n > 0) {
      size.gradient(n, numbers(spec, index), m);
    }
    if (n > 0 && index > 0) {
      size.product(m, numbers(spec, index), n);
    }
  }

  /// Networks that share W.
  private static int members(NetworkSpec spec, int index) {
    return spec.layers().get(index) instanceof Layer.Dense d ? d.members() : 1;
  }

  /// How many inputs of a layer of weights enter its product.
  private static int numbers(NetworkSpec spec, int index) {
    return index == 0 ? spec.input().numbers() : spec.inputOf(index).units() / members(spec, index);
  }

  /// What all rows of a pass need: W of each layer packed, unless it is or the rows are few, and
  /// the category columns of W(1) turned round, unless they are or the rows are few.
  static void prepare(Workspace ws, Parameters p, @Nullable PackedWeights weights, int rows) {
    if (weights != null) {
      return;
    }
    for (int i = 0; i < ws.layers.length; i++) {
      LayerState s = ws.layers[i];
      if (s.weightFactor != 1) {
        scale(s, p, ws.scaled(p));
      }
      if (s.weightRows > 0 && rows >= PACKED_ROWS) {
        int k = numbers(ws.spec, i, s);
        float[] w = weights(ws, i, p);
        ws.kernels.pack(s.weightRows, k, w, s.weightOffset, s.inputs, ws.packed(i, k), 0);
      }
    }
    if (looksUp(ws.spec, ws.layers[0]) && rows >= TURNED_ROWS) {
      LayerState s = ws.layers[0];
      turn(s, ws.spec.input().numbers(), weights(ws, 0, p), ws.turned);
    }
  }

  /// W times the factor of the layer, at the same place of another array: with one index for both
  /// C2 makes vectors of it.
  static void scale(LayerState s, Parameters p, float[] to) {
    float[] w = p.values();
    float factor = s.weightFactor;
    int end = s.weightOffset + s.weightRows * s.inputs;
    for (int i = s.weightOffset; i < end; i++) {
      to[i] = w[i] * factor;
    }
  }

  /// The array with the W that multiplies, at its place among the parameters.
  private static float[] weights(Workspace ws, int index, Parameters p) {
    return ws.layers[index].weightFactor == 1 ? p.values() : ws.scaled(p);
  }

  /// Z = A W^T + b and, where the kernels know f, A' = f(Z), for some rows of a batch that was
  /// prepared. A `[rows x inputs]`, W `[weightRows x inputs]`, b `[weightRows]`, Z `[rows x
  /// weightRows]`. The rows of members that share W are rows of the product.
  ///
  /// @param weights packed once and for all, or null if they were packed for this pass
  static void forward(
      Workspace ws,
      Kernels kernels,
      int index,
      Parameters p,
      @Nullable PackedWeights weights,
      Batch batch,
      int from,
      int to,
      Activation f) {
    LayerState s = ws.layers[index];
    int m = (to - from) * s.members;
    int n = s.weightRows;
    int k = numbers(ws.spec, index, s);
    float[] a = index == 0 ? batch.numbers().data() : ws.layers[index - 1].a;
    int aOff = (index == 0 ? batch.numbers().offset() : 0) + from * s.members * k;
    int at = from * s.members * n;
    float[] w = p.values();
    Elementwise next = ActivationPass.fused(f);
    float alpha = ActivationPass.alpha(f);
    boolean plain = weights == null && batch.rows() < PACKED_ROWS;
    boolean lookUp = index == 0 && looksUp(ws.spec, s);
    MemorySegment panels = plain ? MemorySegment.NULL : panels(ws, index, k, weights);
    if (!plain && !lookUp && s.members == 1) {
      kernels.forward(
          m, n, k, a, aOff, k, panels, 0, w, s.biasOffset, next, alpha, s.z, at, s.f, at, n);
      return;
    }
    if (plain) {
      float[] v = weights(ws, index, p);
      kernels.multiplyNT(m, n, k, a, aOff, k, v, s.weightOffset, s.inputs, s.product, at, n, false);
    } else {
      kernels.multiplyPacked(m, n, k, a, aOff, k, panels, 0, s.product, at, n);
    }
    FactorPass.share(kernels, s, p, from, to);
    if (lookUp) {
      addCategories(ws, s, p, weights, batch, from, to);
    }
    kernels.finish(to - from, n * s.members, w, s.biasOffset, next, alpha, s.z, at, s.f, at);
  }

  private static MemorySegment panels(
      Workspace ws, int index, int numbers, @Nullable PackedWeights weights) {
    return weights == null ? ws.packed(index, numbers) : weights.layer(index);
  }

  /// z_r += column of W at each code of row r; code -1 adds nothing.
  private static void addCategories(
      Workspace ws,
      LayerState s,
      Parameters p,
      @Nullable PackedWeights weights,
      Batch batch,
      int from,
      int to) {
    InputShape shape = batch.shape();
    float[] w = weights == null ? weights(ws, 0, p) : p.values();
    int columns = s.weightRows;
    boolean whole = weights != null || batch.rows() >= TURNED_ROWS;
    float[] turned = weights == null ? ws.turned : weights.turned();
    for (int c = 0, first = 0; c < shape.categories(); c++) {
      for (int r = from; r < to; r++) {
        int code = batch.code(r, c);
        if (code < 0) {
          continue;
        }
        int z = r * columns;
        if (whole) {
          addRow(columns, turned, (first + code) * columns, s.z, z);
        } else {
          int at = s.weightOffset + shape.numbers() + first + code;
          for (int o = 0; o < columns; o++) {
            s.z[z + o] += w[at + o * s.inputs];
          }
        }
      }
      first += shape.levels().get(c);
    }
  }

  private static void addRow(int n, float[] row, int rowOff, float[] z, int zOff) {
    for (int o = 0; o < n; o++) {
      z[zOff + o] += row[rowOff + o];
    }
  }

  /// The category columns of W, or of its gradient, turned round.
  ///
  /// @param w where it is at its place among the parameters
  static void turn(LayerState s, int numbers, float[] w, float[] turned) {
    int columns = s.weightRows;
    int categoryUnits = s.inputs - numbers;
    for (int o = 0; o < columns; o++) {
      int from = s.weightOffset + o * s.inputs + numbers;
      for (int c = 0; c < categoryUnits; c++) {
        turned[c * columns + o] = w[from + c];
      }
    }
  }

  /// db = column sums of delta `[rows x members * weightRows]`, without 1/m, rows ascending; for
  /// some rows.
  ///
  /// @param add whether the sums go on from what the gradient holds
  static void biases(
      Workspace ws,
      LayerState s,
      int from,
      int to,
      float[] delta,
      @Nullable Parameters gradient,
      boolean add) {
    if (gradient == null) {
      return;
    }
    float[] g = gradient.values();
    int n = s.weightRows * s.members;
    if (!add) {
      Arrays.fill(g, s.biasOffset, s.biasOffset + n, 0f);
    }
    ws.kernels.sumRows(to - from, n, delta, from * n, n, g, s.biasOffset);
  }

  /// delta `[rows x weightRows]`; dW = delta^T A, without 1/m, and upstream = delta W `[rows x
  /// inputs]` where it is wanted.
  ///
  /// @param add whether the sums go on from what the gradient holds
  static void backward(
      Workspace ws,
      int index,
      Parameters p,
      Batch batch,
      float[] delta,
      @Nullable Parameters gradient,
      boolean add,
      float @Nullable [] upstream) {
    LayerState s = ws.layers[index];
    int rows = batch.rows() * s.members;
    int columns = s.weightRows;
    int k = s.inputs;
    if (s.members > 1) {
      FactorPass.shares(ws, s, p, batch.rows(), delta, gradient, add);
    }
    if (upstream != null) {
      float[] w = weights(ws, index, p);
      ws.kernels.multiplyNN(
          rows, k, columns, delta, 0, columns, w, s.weightOffset, k, upstream, 0, k, false);
    }
    if (gradient != null) {
      if (s.weightFactor != 1) { // d(factor W) to dW; nobody reads delta afterwards
        ws.kernels.scale(rows * columns, s.weightFactor, delta, 0);
      }
      weightGradient(ws, index, batch, delta, gradient.values(), add);
    }
  }

  private static void weightGradient(
      Workspace ws, int index, Batch batch, float[] delta, float[] g, boolean add) {
    LayerState s = ws.layers[index];
    int rows = batch.rows() * s.members;
    int columns = s.weightRows;
    boolean lookUp = index == 0 && looksUp(ws.spec, s);
    int numbers = numbers(ws.spec, index, s);
    float[] a = index == 0 ? batch.numbers().data() : ws.layers[index - 1].a;
    int aOff = index == 0 ? batch.numbers().offset() : 0;
    ws.kernels.multiplyTN(
        columns,
        numbers,
        rows,
        delta,
        0,
        columns,
        a,
        aOff,
        numbers,
        g,
        s.weightOffset,
        s.inputs,
        add);
    if (lookUp) {
      categoryGradient(ws, s, batch, delta, g, add);
    }
  }

  /// dW column of a level = sum of delta over the rows with that level, rows ascending.
  private static void categoryGradient(
      Workspace ws, LayerState s, Batch batch, float[] delta, float[] g, boolean add) {
    InputShape shape = batch.shape();
    int columns = s.weightRows;
    if (add) {
      turn(s, shape.numbers(), g, ws.turned);
    } else {
      Arrays.fill(ws.turned, 0f);
    }
    for (int c = 0, first = 0; c < shape.categories(); c++) {
      for (int r = 0; r < batch.rows(); r++) {
        int code = batch.code(r, c);
        if (code >= 0) {
          int to = (first + code) * columns;
          for (int o = 0; o < columns; o++) {
            ws.turned[to + o] += delta[r * columns + o];
          }
        }
      }
      first += shape.levels().get(c);
    }
    int categoryUnits = s.inputs - shape.numbers();
    for (int o = 0; o < columns; o++) {
      int to = s.weightOffset + o * s.inputs + shape.numbers();
      for (int c = 0; c < categoryUnits; c++) {
        g[to + c] = ws.turned[c * columns + o];
      }
    }
  }
}
