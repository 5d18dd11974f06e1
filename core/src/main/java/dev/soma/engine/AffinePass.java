package dev.soma.engine;

import dev.soma.kernel.Elementwise;
import dev.soma.nn.Activation;
import dev.soma.nn.Batch;
import dev.soma.nn.InputShape;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Z = A W^T + b and its gradients, with category columns as row look-ups.
final class AffinePass {
  private AffinePass() {}

  /// Rows from which packing W anew pays for a single pass.
  private static final int PACKED_ROWS = 4;

  /// Whether a layer of weights reads the categories of the input as row look-ups.
  static boolean looksUp(NetworkSpec spec, LayerState s) {
    return spec.input().categories() > 0 && s.weightRows > 0;
  }

  /// How many inputs of a layer enter its product.
  static int numbers(NetworkSpec spec, int index, LayerState s) {
    return index == 0 && looksUp(spec, s) ? spec.input().numbers() : s.inputs;
  }

  /// Z = A W^T + b and, where the kernels know f, A' = f(Z). A `[rows x inputs]`, W `[weightRows x
  /// inputs]`, b `[weightRows]`, Z `[rows x weightRows]`.
  ///
  /// @param weights packed once and for all, or null to pack them for this pass
  static void forward(
      Workspace ws,
      int index,
      Parameters p,
      @Nullable PackedWeights weights,
      Batch batch,
      Activation f) {
    LayerState s = ws.layers[index];
    int m = batch.rows();
    int n = s.weightRows;
    int k = numbers(ws.spec, index, s);
    float[] a = index == 0 ? batch.numbers().data() : ws.layers[index - 1].a;
    int aOff = index == 0 ? batch.numbers().offset() : 0;
    float[] w = p.values();
    if (weights == null && m < PACKED_ROWS) {
      ws.kernels.multiplyNT(m, n, k, a, aOff, k, w, s.weightOffset, s.inputs, s.z, 0, n, false);
      finish(ws, index, p, null, batch, f);
      return;
    }
    float[] packed = weights == null ? pack(ws, index, k, w) : weights.layer(index);
    if (index == 0 && looksUp(ws.spec, s)) {
      ws.kernels.multiplyPacked(m, n, k, a, aOff, k, packed, 0, s.z, 0);
      finish(ws, index, p, weights, batch, f);
      return;
    }
    Elementwise next = ActivationPass.fused(f);
    float alpha = ActivationPass.alpha(f);
    int b = s.biasOffset;
    ws.kernels.forward(m, n, k, a, aOff, k, packed, 0, w, b, next, alpha, s.z, 0, s.a, 0);
  }

  private static float[] pack(Workspace ws, int index, int numbers, float[] w) {
    LayerState s = ws.layers[index];
    float[] packed = ws.packed(index, numbers);
    ws.kernels.pack(s.weightRows, numbers, w, s.weightOffset, s.inputs, packed, 0);
    return packed;
  }

  /// What follows the product: categories, bias, activation.
  private static void finish(
      Workspace ws,
      int index,
      Parameters p,
      @Nullable PackedWeights weights,
      Batch batch,
      Activation f) {
    LayerState s = ws.layers[index];
    int rows = batch.rows();
    if (index == 0 && looksUp(ws.spec, s)) {
      addCategories(ws, s, p.values(), weights, batch);
    }
    ws.kernels.addRow(rows, s.weightRows, p.values(), s.biasOffset, s.z, 0);
    Elementwise next = ActivationPass.fused(f);
    if (next != Elementwise.IDENTITY) {
      ws.kernels.activate(next, ActivationPass.alpha(f), rows * s.weightRows, s.z, 0, s.a, 0);
    }
  }

  /// z_r += column of W at each code of row r; code -1 adds nothing.
  private static void addCategories(
      Workspace ws, LayerState s, float[] w, @Nullable PackedWeights weights, Batch batch) {
    InputShape shape = batch.shape();
    int rows = batch.rows();
    int columns = s.weightRows;
    boolean turn = weights == null && rows > 8; // turning W pays when its columns are read often
    if (turn) {
      turn(s, shape.numbers(), w, ws.turned);
    }
    float[] turned = weights == null ? ws.turned : weights.turned();
    for (int c = 0, first = 0; c < shape.categories(); c++) {
      for (int r = 0; r < rows; r++) {
        int code = batch.code(r, c);
        if (code < 0) {
          continue;
        }
        int z = r * columns;
        if (turn || weights != null) {
          addRow(columns, turned, (first + code) * columns, s.z, z);
        } else {
          int from = s.weightOffset + shape.numbers() + first + code;
          for (int o = 0; o < columns; o++) {
            s.z[z + o] += w[from + o * s.inputs];
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

  /// delta `[rows x weightRows]`; dW = delta^T A, db = column sums of delta (both without 1/m), and
  /// upstream = delta W `[rows x inputs]` where it is wanted.
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
    int rows = batch.rows();
    int columns = s.weightRows;
    if (gradient != null) {
      weightGradient(ws, index, batch, delta, gradient.values(), add);
      if (!add) {
        Arrays.fill(gradient.values(), s.biasOffset, s.biasOffset + columns, 0f);
      }
      ws.kernels.sumRows(rows, columns, delta, 0, gradient.values(), s.biasOffset);
    }
    if (upstream != null) {
      ws.kernels.multiplyNN(
          rows,
          s.inputs,
          columns,
          delta,
          0,
          columns,
          p.values(),
          s.weightOffset,
          s.inputs,
          upstream,
          0,
          s.inputs,
          false);
    }
  }

  private static void weightGradient(
      Workspace ws, int index, Batch batch, float[] delta, float[] g, boolean add) {
    LayerState s = ws.layers[index];
    int rows = batch.rows();
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
