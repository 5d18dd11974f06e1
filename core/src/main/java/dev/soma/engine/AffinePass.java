package dev.soma.engine;

import dev.soma.kernel.Kernels;
import dev.soma.nn.Batch;
import dev.soma.nn.InputShape;
import dev.soma.nn.Parameters;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Z = A W^T + b and its gradients, with category columns as row look-ups.
final class AffinePass {
  private AffinePass() {}

  /// A `[rows x inputs]`, W `[weightRows x inputs]`, b `[weightRows]`, Z `[rows x weightRows]`.
  static void forward(Workspace ws, int index, Parameters p, Batch batch) {
    LayerState s = ws.layers[index];
    Kernels kernels = ws.kernels;
    float[] w = p.values();
    int rows = batch.rows();
    int columns = s.weightRows;
    boolean lookUp = index == 0 && batch.shape().categories() > 0;
    int numbers = lookUp ? batch.shape().numbers() : s.inputs;
    float[] a = index == 0 ? batch.numbers().data() : ws.layers[index - 1].a;
    int aOff = index == 0 ? batch.numbers().offset() : 0;
    kernels.multiplyNT(
        rows,
        columns,
        numbers,
        a,
        aOff,
        numbers,
        w,
        s.weightOffset,
        s.inputs,
        s.z,
        0,
        columns,
        false);
    if (lookUp) {
      addCategories(ws, s, w, batch);
    }
    kernels.addRow(rows, columns, w, s.biasOffset, s.z, 0);
  }

  /// z_r += column of W at each code of row r; code -1 adds nothing.
  private static void addCategories(Workspace ws, LayerState s, float[] w, Batch batch) {
    InputShape shape = batch.shape();
    int rows = batch.rows();
    int columns = s.weightRows;
    boolean turn = rows > 8; // turning W pays when its columns are read often
    if (turn) {
      turn(ws, s, w);
    }
    for (int c = 0, first = 0; c < shape.categories(); c++) {
      for (int r = 0; r < rows; r++) {
        int code = batch.code(r, c);
        if (code < 0) {
          continue;
        }
        int z = r * columns;
        if (turn) {
          int from = (first + code) * columns;
          for (int o = 0; o < columns; o++) {
            s.z[z + o] += ws.turned[from + o];
          }
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

  private static void turn(Workspace ws, LayerState s, float[] w) {
    int numbers = ws.spec.input().numbers();
    int columns = s.weightRows;
    int categoryUnits = s.inputs - numbers;
    for (int o = 0; o < columns; o++) {
      int from = s.weightOffset + o * s.inputs + numbers;
      for (int c = 0; c < categoryUnits; c++) {
        ws.turned[c * columns + o] = w[from + c];
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
    boolean lookUp = index == 0 && batch.shape().categories() > 0;
    int numbers = lookUp ? batch.shape().numbers() : s.inputs;
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
      turn(ws, s, g);
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
