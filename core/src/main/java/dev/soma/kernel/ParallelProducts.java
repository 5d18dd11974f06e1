package dev.soma.kernel;

import dev.soma.kernel.function.Elementwise;
import java.lang.foreign.MemorySegment;

/// The products of [ParallelKernels]: parts of C, by rows or by columns, among the threads of a
/// team.
final class ParallelProducts {
  /// Steps of a product from which a second thread pays.
  private static final long PRODUCT_STEPS = 6_000_000;

  /// Numbers of W from which it pays to pack them together.
  private static final int PACKED_ELEMENTS = 32_768;

  /// Packed weights are cut at multiples of so many columns: the widest panel.
  private static final int PANEL = 32;

  private static final float[] NONE = {};

  /// Which product.
  enum Form {
    /// A B^T.
    NT,
    /// A B.
    NN,
    /// A^T B.
    TN,
    /// W into panels.
    PACK,
    /// A W^T with W in panels.
    PACKED,
    /// The same with bias and activation.
    FORWARD
  }

  private final Kernels[] members;
  private final ThreadTeam team;
  private final long productSteps;
  private final int packedElements;
  private final ThreadTeam.Job job = this::part;

  // the job: written by the caller before the team hears of it, read by its members
  private Form form = Form.NT;
  private Elementwise function = Elementwise.IDENTITY;
  private int parts;
  private boolean byRows;
  private boolean add;
  private int rows;
  private int cols;
  private int steps;
  private float factor;
  private float[] x = NONE;
  private float[] y = NONE;
  private float[] to = NONE;
  private MemorySegment panels = MemorySegment.NULL;
  private float[] bias = NONE;
  private float[] out = NONE;
  private int biasOff;
  private int outOff;
  private int xOff;
  private int yOff;
  private int toOff;
  private int panelsOff;
  private int ldx;
  private int ldy;
  private int ldTo;

  /// Whether a product is split, unless the smallest is.
  static boolean pays(int m, int n, int k) {
    return (long) m * n * k >= PRODUCT_STEPS;
  }

  /// @param always whether the smallest product is split too
  ParallelProducts(Kernels[] members, ThreadTeam team, boolean always) {
    this.members = members;
    this.team = team;
    this.productSteps = always ? 0 : PRODUCT_STEPS;
    this.packedElements = always ? 0 : PACKED_ELEMENTS;
  }

  private void start(Form what, int many) {
    form = what;
    parts = Math.min(many, members.length);
    try {
      team.run(job, parts);
    } finally {
      x = NONE;
      y = NONE;
      to = NONE;
      panels = MemorySegment.NULL;
      bias = NONE;
      out = NONE;
    }
  }

  private int begin(int p, int n, int grain) {
    return ParallelKernels.begin(p, parts, n, grain);
  }

  private void part(int p, int member) {
    Kernels k = members[member];
    switch (form) {
      case NT, NN, TN -> product(k, p);
      case PACK -> pack(k, p);
      case PACKED, FORWARD -> forward(k, p);
    }
  }

  private void product(Kernels kernels, int p) {
    int i = byRows ? begin(p, rows, 4) : 0;
    int m = byRows ? begin(p + 1, rows, 4) - i : rows;
    int j = byRows ? 0 : begin(p, cols, 16);
    int n = byRows ? cols : begin(p + 1, cols, 16) - j;
    int at = toOff + i * ldTo + j;
    int a = xOff + (form == Form.TN ? i : i * ldx);
    int b = yOff + (form == Form.NT ? j * ldy : j);
    switch (form) {
      case NT -> kernels.multiplyNT(m, n, steps, x, a, ldx, y, b, ldy, to, at, ldTo, add);
      case NN -> kernels.multiplyNN(m, n, steps, x, a, ldx, y, b, ldy, to, at, ldTo, add);
      default -> kernels.multiplyTN(m, n, steps, x, a, ldx, y, b, ldy, to, at, ldTo, add);
    }
  }

  private void pack(Kernels kernels, int p) {
    int j = begin(p, cols, PANEL);
    int n = begin(p + 1, cols, PANEL) - j;
    kernels.pack(n, steps, x, xOff + j * ldx, ldx, panels, panelsOff + j * steps);
  }

  private void forward(Kernels kernels, int p) {
    int i = byRows ? begin(p, rows, 12) : 0;
    int m = byRows ? begin(p + 1, rows, 12) - i : rows;
    int j = byRows ? 0 : begin(p, cols, PANEL);
    int n = byRows ? cols : begin(p + 1, cols, PANEL) - j;
    int a = xOff + i * ldx;
    int w = panelsOff + j * steps;
    int c = toOff + i * ldTo + j;
    if (form == Form.PACKED) {
      kernels.multiplyPacked(m, n, steps, x, a, ldx, panels, w, to, c, ldTo);
    } else {
      int at = outOff + i * ldTo + j;
      kernels.forward(
          m,
          n,
          steps,
          x,
          a,
          ldx,
          panels,
          w,
          bias,
          biasOff + j,
          function,
          factor,
          to,
          c,
          out,
          at,
          ldTo);
    }
  }

  /// A product of a form, split if that pays.
  void run(
      Form what,
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int lda,
      float[] b,
      int bOff,
      int ldb,
      float[] c,
      int cOff,
      int ldc,
      boolean more) {
    if ((long) m * n * k >= productSteps) {
      split(what, m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc, more);
      return;
    }
    Kernels one = members[0];
    switch (what) {
      case NT -> one.multiplyNT(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc, more);
      case NN -> one.multiplyNN(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc, more);
      default -> one.multiplyTN(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc, more);
    }
  }

  private void split(
      Form what,
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int lda,
      float[] b,
      int bOff,
      int ldb,
      float[] c,
      int cOff,
      int ldc,
      boolean more) {
    rows = m;
    cols = n;
    steps = k;
    x = a;
    xOff = aOff;
    ldx = lda;
    y = b;
    yOff = bOff;
    ldy = ldb;
    to = c;
    toOff = cOff;
    ldTo = ldc;
    add = more;
    // Each part packs the operand that is not split: leave that the smaller one. But dW is split by
    // rows, units of the layer, as W is when it is packed and stepped: each core keeps its own.
    byRows = what == Form.TN || m >= n;
    start(what, byRows ? (m + 3) / 4 : (n + 15) / 16);
  }

  void pack(int n, int k, float[] w, int wOff, int ldw, MemorySegment packed, int off) {
    if ((long) n * k < packedElements) {
      members[0].pack(n, k, w, wOff, ldw, packed, off);
      return;
    }
    cols = n;
    steps = k;
    from(w, wOff);
    ldx = ldw;
    panels = packed;
    panelsOff = off;
    start(Form.PACK, (n + PANEL - 1) / PANEL);
  }

  /// Split by rows where there are more of them than columns, else by columns: so the weights,
  /// which a step of training writes anew, are read by the thread that packed them.
  private int packed(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int lda,
      MemorySegment w,
      int off,
      float[] c,
      int cOff,
      int ldc) {
    rows = m;
    cols = n;
    steps = k;
    from(a, aOff);
    ldx = lda;
    panels = w;
    panelsOff = off;
    into(c, cOff);
    ldTo = ldc;
    byRows = m >= n;
    return byRows ? (m + 11) / 12 : (n + PANEL - 1) / PANEL;
  }

  /// Few rows are over sooner than a second thread is told, but what they read is far away.
  private boolean small(int m, int n, int k) {
    return (long) m * n * k < (m == 1 ? productSteps / 24 : productSteps);
  }

  void multiplyPacked(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int lda,
      MemorySegment w,
      int off,
      float[] c,
      int cOff,
      int ldc) {
    if (small(m, n, k)) {
      members[0].multiplyPacked(m, n, k, a, aOff, lda, w, off, c, cOff, ldc);
    } else {
      start(Form.PACKED, packed(m, n, k, a, aOff, lda, w, off, c, cOff, ldc));
    }
  }

  void forward(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int lda,
      MemorySegment w,
      int off,
      float[] b,
      int bOff,
      Elementwise f,
      float alpha,
      float[] z,
      int zOff,
      float[] into,
      int intoOff,
      int ld) {
    if (small(m, n, k)) {
      members[0].forward(
          m, n, k, a, aOff, lda, w, off, b, bOff, f, alpha, z, zOff, into, intoOff, ld);
      return;
    }
    function = f;
    factor = alpha;
    bias = b;
    biasOff = bOff;
    out = into;
    outOff = intoOff;
    start(Form.FORWARD, packed(m, n, k, a, aOff, lda, w, off, z, zOff, ld));
  }

  private void from(float[] array, int off) {
    x = array;
    xOff = off;
  }

  private void into(float[] array, int off) {
    to = array;
    toOff = off;
  }
}
