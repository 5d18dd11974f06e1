package dev.soma.engine;

import dev.soma.engine.embed.CategoryTables;
import dev.soma.engine.embed.NumberColumns;
import dev.soma.kernel.Kernels;
import dev.soma.nn.Batch;
import dev.soma.nn.InputShape;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import org.jspecify.annotations.Nullable;

/// Numbers and categories as vectors, in the order of [Layer.Embedding], which has the formulas.
final class EmbeddingPass {
  private final Layer.Embedding layer;
  private final InputShape shape;
  private final NumberColumns numbers;
  private final @Nullable CategoryTables tables;

  /// A `[rows x units]`, that of the layer.
  private final float[] a;

  private final int units;

  EmbeddingPass(
      NetworkSpec spec, Layer.Embedding e, int[] offsets, float[] a, int capacity, int back) {
    layer = e;
    shape = spec.input();
    this.a = a;
    units = e.outputs(shape);
    numbers = new NumberColumns(e, offsets, units, capacity, back);
    tables =
        e.looksUp(shape) ? new CategoryTables(shape, e.size(), offsets[offsets.length - 1]) : null;
  }

  /// What all rows of a pass need.
  void prepare(Parameters p) {
    numbers.prepare(p.values());
  }

  /// For some rows.
  void forward(Workspace ws, Kernels kernels, Parameters p, Batch batch, int from, int to) {
    float[] x = ws.input(0, batch);
    int stride = stride(ws);
    int first = ws.inputOffset(0, batch);
    int columns = layer.columns();
    int others = columns * layer.numbers().outputs();
    numbers.forward(kernels, p.values(), x, first, stride, a, from, to);
    for (int r = from; r < to; r++) {
      int in = first + r * stride + columns;
      int out = r * units + others;
      System.arraycopy(x, in, a, out, stride - columns);
      if (tables != null) {
        tables.lookUp(p.values(), batch, r, a, out + stride - columns);
      }
    }
  }

  /// Numbers of a row of what enters: categories are written out where they are not looked up.
  private int stride(Workspace ws) {
    return ws.input.length > 0 ? shape.units() : shape.numbers();
  }

  /// delta `[rows x units]` is dJ/dA.
  ///
  /// @param upstream where dJ/dx goes `[rows x inputs]`, if it is wanted
  void backward(
      Workspace ws,
      Parameters p,
      Batch batch,
      float[] delta,
      @Nullable Parameters gradient,
      boolean add,
      float @Nullable [] upstream) {
    float[] x = ws.input(0, batch);
    int first = ws.inputOffset(0, batch);
    float[] g = gradient == null ? null : gradient.values();
    boolean wanted = upstream != null;
    int rows = batch.rows();
    numbers.backward(ws.kernels, p.values(), x, first, stride(ws), rows, a, delta, g, add, wanted);
    if (g != null && tables != null) {
      tables.gradient(batch, delta, units, g, add);
    }
    for (int r = 0; upstream != null && r < rows; r++) {
      inputs(p.values(), r, delta, upstream);
    }
  }

  /// dJ/dx of one row.
  private void inputs(float[] p, int row, float[] delta, float[] upstream) {
    int u = row * shape.units();
    int columns = layer.columns();
    int plain = tables != null ? shape.numbers() : shape.units();
    numbers.inputs(p, row, delta, upstream, u);
    int others = row * units + columns * layer.numbers().outputs();
    System.arraycopy(delta, others, upstream, u + columns, plain - columns);
    if (tables != null) {
      tables.inputs(p, delta, others + plain - columns, upstream, u + plain);
    }
  }
}
