package dev.soma.kernel.product;

import java.util.Arrays;

/// The matrix products of the vector kernels: packed operands ([VectorPacking]), tiles of C in
/// registers ([VectorTiles]).
///
/// Vectors run across the columns of C; k is cut in blocks between which the float sums rest in C,
/// so every element keeps its ascending order over k. A panel of B is packed just before it is
/// used, and kept only if more rows of A follow.
public final class VectorProducts {
  private static final int L = Lanes.COUNT;

  /// The sizes that are packed at a time.
  ///
  /// @param k steps between two rests in C
  /// @param a numbers of A: half of a second-level cache
  /// @param b numbers of B
  public record Blocks(int k, int a, int b) {
    /// For training.
    public static final Blocks USUAL = new Blocks(1024, 128 * 1024, 1024 * 1024);

    /// So small that a product of a few rows goes through every loop.
    public static final Blocks TINY = new Blocks(10, 200, 10 * 40);
  }

  private static final float[] ZEROS = new float[2 * L];

  private final Blocks blocks;
  private final float[] edge = new float[VectorTiles.MOST_ROWS * 2 * L];
  private final float[] turned = new float[VectorPacking.NEAR * 2 * L];
  private float[] packedA = new float[0];
  private float[] packedB = new float[0];

  // the operands of the product that runs
  private float[] a = edge;
  private int aRow;
  private int aStep;
  private float[] b = edge;
  private int bStep;
  private int bCol;
  private float[] c = edge;
  private int ldc;

  /// Products that pack so much at a time; the scratch memory belongs to them.
  public VectorProducts(Blocks blocks) {
    this.blocks = blocks;
  }

  /// C = A B or C += A B; element (i, p) of A lies at `aOff + i aRow + p aStep`, (p, j) of B at
  /// `bOff + p bStep + j bCol`; one of aRow and aStep is 1, and one of bStep and bCol.
  public void multiply(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int aRow,
      int aStep,
      float[] b,
      int bOff,
      int bStep,
      int bCol,
      float[] c,
      int cOff,
      int ldc,
      boolean add) {
    if (k == 0 && !add) {
      for (int i = 0; i < m; i++) {
        Arrays.fill(c, cOff + i * ldc, cOff + i * ldc + n, 0f);
      }
    }
    if (m == 0 || n == 0 || k == 0) {
      return;
    }
    this.a = a;
    this.aRow = aRow;
    this.aStep = aStep;
    this.b = b;
    this.bStep = bStep;
    this.bCol = bCol;
    this.c = c;
    this.ldc = ldc;
    run(m, n, k, aOff, bOff, cOff, add);
    this.a = edge;
    this.b = edge;
    this.c = edge;
  }

  private void run(int m, int n, int k, int aOff, int bOff, int cOff, boolean add) {
    int kBlock = even(k, blocks.k, 1);
    int mBlock = even(m, Math.max(4, blocks.a / kBlock), VectorTiles.MOST_ROWS);
    int nBlock = m <= mBlock ? n : even(n, Math.max(2 * L, blocks.b / kBlock), 2 * L);
    reserve(m, mBlock, nBlock, kBlock);
    for (int j = 0; j < n; j += nBlock) {
      int nb = Math.min(nBlock, n - j);
      for (int p = 0; p < k; p += kBlock) {
        int kb = Math.min(kBlock, k - p);
        for (int i = 0; i < m; i += mBlock) {
          int mb = Math.min(mBlock, m - i);
          packA(mb, kb, aOff + i * aRow + p * aStep);
          int from = i == 0 ? bOff + p * bStep + j * bCol : -1;
          block(mb, nb, kb, from, m > mBlock, cOff + i * ldc + j, !add && p == 0);
        }
      }
    }
  }

  /// The size of a block if n is cut into the fewest equal ones of at most `most`, in whole grains.
  private static int even(int n, int most, int grain) {
    int blocks = (n + most - 1) / most;
    int size = (n + blocks - 1) / blocks;
    return (size + grain - 1) / grain * grain;
  }

  private void reserve(int m, int mBlock, int nBlock, int kBlock) {
    int sizeA = (Math.min(m, mBlock) + 3) / 4 * 4 * kBlock;
    int sizeB = (m <= mBlock ? 2 * L : (nBlock + L - 1) / L * L) * kBlock;
    if (packedA.length < sizeA) {
      packedA = new float[sizeA];
    }
    if (packedB.length < sizeB) {
      packedB = new float[sizeB];
    }
  }

  private void packA(int rows, int k, int off) {
    if (aStep == 1) {
      VectorPacking.slicesOfRows(rows, k, a, off, aRow, packedA);
    } else {
      VectorPacking.slicesOfColumns(rows, k, a, off, aStep, packedA);
    }
  }

  private void packB(int cols, int k, int off, int at, int width) {
    if (bCol == 1) {
      VectorPacking.panelOfRows(cols, k, b, off, bStep, packedB, at, width);
    } else {
      VectorPacking.panelOfColumns(cols, k, b, off, bCol, packedB, at, width, turned);
    }
  }

  /// Rows of the packed A times all panels of B.
  ///
  /// @param bOff where these rows of B begin if its panels are to be packed; -1 if they are
  /// @param keep whether each panel has a place of its own
  private void block(int rows, int n, int k, int bOff, boolean keep, int cOff, boolean first) {
    int at = 0;
    for (int j = 0, width; j < n; j += width) {
      width = n - j > L ? 2 * L : L;
      int cols = Math.min(width, n - j);
      if (bOff >= 0) {
        packB(cols, k, bOff + j * bCol, at, width);
      }
      panel(rows, cols, width, k, at, cOff + j, first);
      at += keep ? k * width : 0;
    }
  }

  private void panel(int rows, int cols, int width, int k, int at, int cOff, boolean first) {
    for (int i = 0, tile; i < rows; i += tile) {
      tile = tileRows(rows - i, first);
      int to = cOff + i * ldc;
      if (tile <= rows - i && cols == width) {
        float[] from = first ? ZEROS : c;
        VectorTiles.multiply(
            tile,
            width / L,
            k,
            packedA,
            i * k,
            packedB,
            at,
            from,
            first ? 0 : to,
            first ? 0 : ldc,
            c,
            to,
            ldc);
      } else {
        edge(tile, Math.min(tile, rows - i), cols, width, k, i * k, at, to, first);
      }
    }
  }

  /// The rows of the tile that begins with so many left: 12, which only start at zero, 8 or 4.
  private static int tileRows(int left, boolean first) {
    if (VectorTiles.MOST_ROWS < 12 || left <= 4) {
      return 4;
    }
    return !first || left <= 8 || (left > 12 && left <= 16) ? 8 : 12;
  }

  /// A tile that reaches beyond C, by way of an array of its own.
  private void edge(
      int tile, int rows, int cols, int width, int k, int at, int bAt, int cOff, boolean first) {
    if (!first) {
      for (int i = 0; i < rows; i++) {
        System.arraycopy(c, cOff + i * ldc, edge, i * width, cols);
      }
    }
    float[] from = first ? ZEROS : edge;
    VectorTiles.multiply(
        tile, width / L, k, packedA, at, packedB, bAt, from, 0, first ? 0 : width, edge, 0, width);
    for (int i = 0; i < rows; i++) {
      System.arraycopy(edge, i * width, c, cOff + i * ldc, cols);
    }
  }
}
