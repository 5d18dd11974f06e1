package dev.soma.engine.embed;

import dev.soma.kernel.Kernels;
import dev.soma.nn.Layer;
import dev.soma.nn.NumberEmbedding;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The number embedding of a layer, with what it keeps of one pass: h of every column, by
/// [WavePass] or [BinPass], then V h + c.
///
/// Z and h are `[rows x columns * inner]`, inner being frequencies or bins; A, which belongs to the
/// layer, is `[rows x units]` and begins with the columns.
public final class NumberColumns {
  final int columns;

  /// Entries of h for a column.
  final int inner;

  /// Where each tensor of the layer begins.
  final int[] offsets;

  final float[] z;
  final float[] h;

  /// dJ/dh, then dJ/dZ.
  final float[] dz;

  private final NumberEmbedding kind;
  private final int units;

  /// Numbers of V h + c for a column.
  private final int mixed;

  private final @Nullable BinPass bins;
  private final int v;
  private final int c;

  /// @param offsets where each tensor of the layer begins
  /// @param units numbers of a row of A
  /// @param capacity most rows
  /// @param back most rows that go back
  public NumberColumns(Layer.Embedding e, int[] offsets, int units, int capacity, int back) {
    this.kind = e.numbers();
    this.columns = e.columns();
    this.offsets = offsets;
    this.units = units;
    inner = kind.inner();
    mixed = kind.passesOn() ? kind.outputs() - 1 : kind.outputs();
    z = new float[Math.multiplyExact(capacity, columns * inner)];
    h = new float[z.length];
    dz = new float[Math.multiplyExact(back, columns * inner)];
    bins = kind instanceof NumberEmbedding.Ple ? new BinPass(this) : null;
    v = inner == 0 ? 0 : offsets[bins == null ? 2 : 1];
    c = inner == 0 ? 0 : offsets[bins == null ? 3 : 2];
  }

  /// Numbers that are kept once, whatever the rows: the lines of bins.
  public static long once(Layer.Embedding e) {
    return e.numbers() instanceof NumberEmbedding.Ple ? 2L * e.columns() * e.numbers().inner() : 0;
  }

  /// What all rows of a pass need.
  public void prepare(float[] p) {
    if (bins != null) {
      bins.prepare(p);
    }
  }

  /// For some rows; x begins at `first`, its rows are `stride` apart.
  public void forward(
      Kernels kernels, float[] p, float[] x, int first, int stride, float[] a, int from, int to) {
    if (inner > 0) {
      if (bins == null) {
        WavePass.forward(this, kernels, p, x, first, stride, from, to);
      } else {
        bins.forward(kernels, x, first, stride, from, to);
      }
      mix(kernels, p, a, from, to);
    }
    if (kind.passesOn()) {
      for (int r = from; r < to; r++) {
        for (int j = 0; j < columns; j++) { // x_j itself is the last output of its column
          a[r * units + (j + 1) * kind.outputs() - 1] = x[first + r * stride + j];
        }
      }
    }
  }

  /// V h + c of every column, and its ReLU.
  private void mix(Kernels kernels, float[] p, float[] a, int from, int to) {
    int ld = columns * inner;
    for (int j = 0; j < columns; j++) {
      int at = from * units + j * kind.outputs();
      int own = from * ld + j * inner;
      int w = v + j * mixed * inner;
      kernels.multiplyNT(to - from, mixed, inner, h, own, ld, p, w, inner, a, at, units, false);
      for (int r = from; r < to; r++, at += units) {
        for (int o = 0; o < mixed; o++) {
          a[at + o] += p[c + j * mixed + o];
        }
      }
    }
    for (int r = from; relu() && r < to; r++) {
      for (int i = r * units; i < r * units + columns * mixed; i++) {
        a[i] = Math.max(0f, a[i]);
      }
    }
  }

  private boolean relu() {
    return kind instanceof NumberEmbedding.Ple ple && ple.relu();
  }

  /// The gradients of what it learns; delta `[rows x units]` is dJ/dA, and is changed where A is
  /// ReLU.
  ///
  /// @param g where the sums go, if they are wanted
  /// @param add whether they go on from what g holds
  /// @param wantInput whether [#inputs] follows
  public void backward(
      Kernels kernels,
      float[] p,
      float[] x,
      int first,
      int stride,
      int rows,
      float[] a,
      float[] delta,
      float @Nullable [] g,
      boolean add,
      boolean wantInput) {
    if (inner == 0) {
      return;
    }
    linear(kernels, p, rows, a, delta, g, add, wantInput);
    if (bins == null) {
      WavePass.backward(this, kernels, x, first, stride, rows, g, add);
    } else if (g != null && !add) {
      Arrays.fill(g, offsets[0], v, 0f); // the edges, which no step changes
    }
  }

  /// dV and dc, and dJ/dh where it is wanted.
  private void linear(
      Kernels kernels,
      float[] p,
      int rows,
      float[] a,
      float[] delta,
      float @Nullable [] g,
      boolean add,
      boolean wantInput) {
    for (int r = 0; relu() && r < rows; r++) {
      for (int i = r * units; i < r * units + columns * mixed; i++) {
        delta[i] = a[i] > 0 ? delta[i] : 0f;
      }
    }
    int ld = columns * inner;
    for (int j = 0; j < columns; j++) {
      int d = j * kind.outputs();
      int w = v + j * mixed * inner;
      if (g != null) {
        int b = c + j * mixed;
        kernels.multiplyTN(mixed, inner, rows, delta, d, units, h, j * inner, ld, g, w, inner, add);
        if (!add) {
          Arrays.fill(g, b, b + mixed, 0f);
        }
        kernels.sumRows(rows, mixed, delta, d, units, g, b);
      }
      if (bins == null || wantInput) {
        int to = j * inner;
        kernels.multiplyNN(rows, inner, mixed, delta, d, units, p, w, inner, dz, to, ld, false);
      }
    }
  }

  /// dJ/dx_j of one row, after [#backward].
  public void inputs(float[] p, int row, float[] delta, float[] upstream, int to) {
    for (int j = 0; j < columns; j++) {
      int last = row * units + (j + 1) * kind.outputs() - 1;
      float sum = kind.passesOn() ? delta[last] : 0f;
      int at = (row * columns + j) * inner;
      if (bins != null) {
        sum = bins.slope(j, at, sum);
      } else {
        for (int i = 0; i < inner; i++) {
          sum = Math.fma(dz[at + i], p[offsets[0] + j * inner + i], sum);
        }
      }
      upstream[to + j] = sum;
    }
  }
}
