package dev.soma.kernel.product;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The matrix products of the vector kernels: packed operands ([VectorPacking]), tiles of C in
/// registers ([VectorTiles]).
///
/// Vectors run across the columns of C; k is cut in blocks between which the float sums rest in C,
/// so every element keeps its ascending order over k. A panel of B is packed just before it is
/// used, or by the first tile that uses it, and kept only if more rows of A follow; a small B in
/// rows is not packed at all, nor are the operands of a small A^T B ([ColumnProducts]).
public final class VectorProducts {
  private static final int L = Lanes.COUNT;

  /// The sizes that are packed at a time.
  ///
  /// @param k steps between two rests in C
  /// @param a numbers of A: half of a second-level cache
  /// @param b numbers of B
  public record Blocks(int k, int a, int b) {
    /// For training.
    public static final Blocks USUAL = new Blocks(4096, 128 * 1024, 1024 * 1024);

    /// So small that a product of a few rows goes through every loop.
    public static final Blocks TINY = new Blocks(10, 200, 10 * 40);
  }

  /// Numbers of B up to which its rows are read where they lie.
  private static final int NEAR = 4 * 1024;

  private static final float[] ZEROS = new float[2 * L];

  /// Numbers in the heap that it takes, the packed operand apart.
  public static final int NUMBERS = VectorTiles.MOST_ROWS * 2 * L + VectorPacking.SCRATCH;

  private final Blocks blocks;
  private final float[] edge = new float[VectorTiles.MOST_ROWS * 2 * L];
  private final float[] scratch = new float[VectorPacking.SCRATCH];
  private float[] packedA = new float[0];
  private MemorySegment packedB = MemorySegment.NULL;

  // the operands of the product that runs; a packed B has all its panels, of so many steps
  private int packedSteps;
  private int packedOff;
  private float[] a = edge;
  private int aRow;
  private int aStep;
  private float[] b = edge;
  private int bStep;
  private int bCol;
  private float[] c = edge;
  private int ldc;
  private MemorySegment panels = MemorySegment.NULL;

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
    if (m == 0 || n == 0 || k == 0) {
      if (!add) {
        clear(m, n, c, cOff, ldc);
      }
      return;
    }
    if (!add
        && aRow == 1
        && bCol == 1
        && ColumnProducts.multiply(m, n, k, a, aOff, aStep, b, bOff, bStep, c, cOff, ldc)) {
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
    release();
  }

  private static void clear(int m, int n, float[] c, int cOff, int ldc) {
    for (int i = 0; i < m; i++) {
      Arrays.fill(c, cOff + i * ldc, cOff + i * ldc + n, 0f);
    }
  }

  private void release() {
    a = edge;
    b = edge;
    c = edge;
    panels = MemorySegment.NULL;
    packedSteps = 0;
  }

  /// Packs B for [#multiplyPacked]: panels of 2 vectors of columns, a last one of 1 if that is
  /// enough.
  ///
  /// @param n columns; several calls may pack parts that begin at multiples of 2 vectors
  public void pack(
      int n, int k, float[] b, int bOff, int bStep, int bCol, MemorySegment packed, int off) {
    for (int j = 0; j < n; j += 2 * L) {
      int width = n - j > L ? 2 * L : L;
      int cols = Math.min(width, n - j);
      if (bCol == 1) {
        VectorPacking.panelOfRows(cols, k, b, bOff + j, bStep, packed, off + j * k, width, scratch);
      } else {
        VectorPacking.panelOfColumns(
            cols, k, b, bOff + j * bCol, bCol, packed, off + j * k, width, scratch);
      }
    }
  }

  /// C = A B with B `[k x n]` packed by [#pack]; A `[m x k]`, rows `lda` apart.
  public void multiplyPacked(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int lda,
      MemorySegment packed,
      int off,
      float[] c,
      int cOff,
      int ldc) {
    if (k == 0 || m == 0 || n == 0) {
      clear(m, n, c, cOff, ldc);
      return;
    }
    if (m == 1) {
      row(n, k, a, aOff, packed, off, c, cOff);
      return;
    }
    this.a = a;
    this.aRow = lda;
    this.aStep = 1;
    this.c = c;
    this.ldc = ldc;
    panels = packed;
    packedSteps = k;
    packedOff = off;
    run(m, n, k, aOff, 0, cOff, false);
    release();
  }

  private void row(
      int n, int k, float[] x, int xOff, MemorySegment packed, int off, float[] c, int cOff) {
    int whole = n / (2 * L) * 2 * L;
    VectorTiles.row(whole / (2 * L), k, x, xOff, packed, off, c, cOff);
    int rest = n - whole;
    if (rest > L) {
      VectorTiles.row(1, k, x, xOff, packed, off + whole * k, edge, 0);
    } else if (rest > 0) {
      VectorTiles.lastRow(k, x, xOff, packed, off + whole * k, edge, 0);
    }
    System.arraycopy(edge, 0, c, cOff + whole, rest);
  }

  private void run(int m, int n, int k, int aOff, int bOff, int cOff, boolean add) {
    int kBlock = even(k, blocks.k, 1);
    int mBlock = rowsAtOnce(m, kBlock, blocks);
    int nBlock = m <= mBlock ? n : even(n, Math.max(2 * L, blocks.b / kBlock), 2 * L);
    reserve(m, mBlock, nBlock, kBlock);
    for (int j = 0; j < n; j += nBlock) {
      int nb = Math.min(nBlock, n - j);
      for (int p = 0; p < k; p += kBlock) {
        int kb = Math.min(kBlock, k - p);
        for (int i = 0; i < m; i += mBlock) {
          int mb = Math.min(mBlock, m - i);
          packA(mb, kb, aOff + i * aRow + p * aStep);
          int from = i == 0 && packedSteps == 0 ? bOff + p * bStep + j * bCol : -1;
          int at = packedSteps == 0 ? 0 : packedOff + j * packedSteps;
          int step = packedSteps > 0 ? packedSteps : m > mBlock ? kb : 0;
          int skip = packedSteps > 0 ? p : 0;
          block(mb, nb, kb, from, at, step, skip, cOff + i * ldc + j, !add && p == 0);
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

  /// Numbers of the heap that A `[m x k]` is packed in, for training.
  public static int packs(int m, int k) {
    int kBlock = even(k, Blocks.USUAL.k, 1);
    return packs(m, rowsAtOnce(m, kBlock, Blocks.USUAL), kBlock);
  }

  private static int packs(int m, int mBlock, int kBlock) {
    return (Math.min(m, mBlock) + 3) / 4 * 4 * kBlock;
  }

  private static int rowsAtOnce(int m, int kBlock, Blocks blocks) {
    return even(m, Math.max(4, blocks.a / kBlock), VectorTiles.MOST_ROWS);
  }

  /// Whether C = A^T B, `[m x n]` of k steps, is made without packing an operand.
  public static boolean near(int m, int n, int k) {
    return ColumnProducts.near(m, n, k);
  }

  private void reserve(int m, int mBlock, int nBlock, int kBlock) {
    int sizeA = packs(m, mBlock, kBlock);
    int sizeB = (m <= mBlock ? 2 * L : (nBlock + L - 1) / L * L) * kBlock;
    if (packedA.length < sizeA) {
      packedA = new float[sizeA];
    }
    if (packedSteps == 0) {
      if (packedB.byteSize() < 4L * sizeB) {
        packedB = Panels.memory(sizeB);
      }
      panels = packedB;
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
      VectorPacking.panelOfRows(cols, k, b, off, bStep, panels, at, width, scratch);
    } else {
      VectorPacking.panelOfColumns(cols, k, b, off, bCol, panels, at, width, scratch);
    }
  }

  /// Rows of the packed A times all panels of B.
  ///
  /// @param bOff where these rows of B begin if its panels are to be packed; -1 if they are
  /// @param at where the first panel is
  /// @param step steps of k from one panel to the next; 0 if all take turns in one place
  /// @param skip steps of a panel that come before these
  private void block(
      int rows, int n, int k, int bOff, int at, int step, int skip, int cOff, boolean first) {
    boolean alone = bOff >= 0 && step == 0; // no later rows of A need the panels
    boolean whole = alone && bCol == 1 && n % (2 * L) == 0 && n * k <= NEAR;
    for (int j = 0, width; j < n; j += width) {
      width = n - j > L ? 2 * L : L;
      int cols = Math.min(width, n - j);
      if (whole) {
        unpacked(rows, k, bOff + j, cOff + j, first);
        continue;
      }
      int panel = at + j * step + skip * width;
      int done = 0;
      if (bOff >= 0 && bCol == 1 && cols == 2 * L && first && begins12(rows)) {
        RowTiles.packing12x2(4 * k, packedA, b, bOff + j, bStep, panels, 4L * panel, edge);
        fromEdge(12, 2 * L, cOff + j, 2 * L);
        done = 12;
      } else if (bOff >= 0) {
        packB(cols, k, bOff + j * bCol, panel, width);
      }
      panel(done, rows, cols, width, k, panel, cOff + j, first);
    }
  }

  /// The rows of the packed A from `from` on times a panel.
  private void panel(
      int from, int rows, int cols, int width, int k, int at, int cOff, boolean first) {
    for (int i = from, tile; i < rows; i += tile) {
      tile = tileRows(rows - i, first);
      int to = cOff + i * ldc;
      if (tile <= rows - i && cols == width) {
        float[] start = first ? ZEROS : c;
        int fOff = first ? 0 : to;
        int ld = first ? 0 : ldc;
        VectorTiles.multiply(
            tile, width / L, k, packedA, i * k, panels, at, start, fOff, ld, c, to, ldc);
      } else {
        edge(tile, Math.min(tile, rows - i), cols, width, k, i * k, at, to, first);
      }
    }
  }

  /// The same for two whole vectors of columns of B that lie in its rows.
  private void unpacked(int rows, int k, int bOff, int cOff, boolean first) {
    for (int i = 0, tile; i < rows; i += tile) {
      tile = tileRows(rows - i, false);
      int left = Math.min(tile, rows - i);
      int to = cOff + i * ldc;
      boolean inside = tile == left;
      if (!inside && !first) {
        toEdge(left, 2 * L, to, 2 * L);
      }
      float[] end = inside ? c : edge;
      int at = inside ? to : 0;
      int ld = inside ? ldc : 2 * L;
      float[] start = first ? ZEROS : end;
      RowTiles.multiply(
          tile,
          k,
          packedA,
          i * k,
          b,
          bOff,
          bStep,
          start,
          first ? 0 : at,
          first ? 0 : ld,
          end,
          at,
          ld);
      if (!inside) {
        fromEdge(left, 2 * L, to, 2 * L);
      }
    }
  }

  /// The rows of the tile that begins with so many left: 12 where that is possible, 8 or 4.
  ///
  /// @param plain the sums start at zero and B is packed
  private static int tileRows(int left, boolean plain) {
    if (VectorTiles.MOST_ROWS < 12 || left <= 4) {
      return 4;
    }
    return !plain || left <= 8 || (left > 12 && left <= 16) ? 8 : 12;
  }

  /// Whether the first tile of so many rows has 12, all of them in C.
  private static boolean begins12(int rows) {
    return rows >= 12 && tileRows(rows, true) == 12;
  }

  /// A tile that reaches beyond C, by way of an array of its own.
  private void edge(
      int tile, int rows, int cols, int width, int k, int at, int bAt, int cOff, boolean first) {
    if (!first) {
      toEdge(rows, cols, cOff, width);
    }
    float[] start = first ? ZEROS : edge;
    int ld = first ? 0 : width;
    VectorTiles.multiply(
        tile, width / L, k, packedA, at, panels, bAt, start, 0, ld, edge, 0, width);
    fromEdge(rows, cols, cOff, width);
  }

  private void toEdge(int rows, int cols, int cOff, int width) {
    for (int i = 0; i < rows; i++) {
      copy(c, cOff + i * ldc, edge, i * width, cols);
    }
  }

  private void fromEdge(int rows, int cols, int cOff, int width) {
    for (int i = 0; i < rows; i++) {
      copy(edge, i * width, c, cOff + i * ldc, cols);
    }
  }

  /// For a few numbers the call alone takes longer than a loop.
  private static void copy(float[] from, int fromOff, float[] to, int toOff, int n) {
    if (n > 4) {
      System.arraycopy(from, fromOff, to, toOff, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      to[toOff + i] = from[fromOff + i];
    }
  }
}
