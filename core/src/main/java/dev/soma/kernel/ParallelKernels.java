package dev.soma.kernel;

import dev.soma.kernel.function.Elementwise;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Splits the outputs of other kernels' operations among the threads of a [ThreadTeam]; products by
/// way of [ParallelProducts].
///
/// Only outputs are split, and long sums between the blocks of their tree; so the bits are those of
/// one thread. Every thread has kernels of its own, since these own scratch memory. Work that is
/// done sooner than a second thread can be told of it stays with the caller.
final class ParallelKernels implements Kernels {
  /// Steps of split work from which a second thread pays.
  static final long SPLIT_STEPS = 2_000_000;

  /// Elements from which a second thread pays for functions such as tanh.
  private static final int FUNCTION_ELEMENTS = 32_768;

  /// Elements from which it pays for an addition or multiplication each.
  private static final int PLAIN_ELEMENTS = 262_144;

  private static final float[] NONE = {};
  private static final Part NOTHING = (_, _, _) -> {};

  private enum Operation {
    SPLIT,
    ADD_ROW,
    SUM_ROWS,
    SUM_PRODUCTS,
    SUM_DIFFERENCES,
    MIX,
    SHARE,
    ACTIVATE,
    BACKWARD,
    SOFTMAX,
    SCALE,
    ADD_SCALED,
    MULTIPLY,
    SUM,
    DOT
  }

  private final Kernels[] members;
  private final ThreadTeam team;
  private final ParallelProducts products;
  private final long splitSteps;
  private final int functionElements;
  private final int plainElements;
  private final ThreadTeam.Job job = this::part;
  private double[] blocks = new double[64];

  // the job: written by the caller before the team hears of it, read by its members
  private Operation operation = Operation.SPLIT;
  private Part work = NOTHING;
  private int grain = 1;
  private Elementwise function = Elementwise.IDENTITY;
  private int parts;
  private int rows;
  private int cols;
  private float factor;
  private float[] x = NONE;
  private float[] y = NONE;
  private float[] row = NONE;
  private float[] to = NONE;
  private int xOff;
  private int yOff;
  private int rowOff;
  private int toOff;
  private int ldx;

  /// One member of the list works for each thread; the first for the caller.
  ///
  /// @param always whether the smallest work is split too
  ParallelKernels(List<Kernels> members, boolean always) {
    this.members = members.toArray(new Kernels[0]);
    this.team = new ThreadTeam(this.members.length);
    this.products = new ParallelProducts(this.members, team, always);
    this.splitSteps = always ? 0 : SPLIT_STEPS;
    this.functionElements = always ? 0 : FUNCTION_ELEMENTS;
    this.plainElements = always ? 0 : PLAIN_ELEMENTS;
  }

  @Override
  public String describe() {
    return members[0].describe() + ", " + members.length + " threads";
  }

  @Override
  public int threads() {
    return members.length;
  }

  private void run(Operation what, int many) {
    operation = what;
    parts = Math.min(many, members.length);
    try {
      team.run(job, parts);
    } finally {
      x = NONE;
      y = NONE;
      row = NONE;
      to = NONE;
      work = NOTHING;
    }
  }

  private int begin(int p, int n, int whole) {
    return begin(p, parts, n, whole);
  }

  /// Where part p of n things begins if they are handed out in whole grains.
  static int begin(int p, int parts, int n, int grain) {
    return p == parts ? n : (int) ((long) n * p / parts / grain * grain);
  }

  private void part(int p, int member) {
    Kernels k = members[member];
    switch (operation) {
      case SPLIT -> work.run(k, begin(p, cols, grain), begin(p + 1, cols, grain));
      case ADD_ROW, SOFTMAX, MIX, SHARE -> rows(k, p);
      case SUM_ROWS, SUM_PRODUCTS, SUM_DIFFERENCES -> sumRows(k, p);
      case ACTIVATE, BACKWARD, SCALE, ADD_SCALED, MULTIPLY -> elements(k, p);
      case SUM, DOT -> blocks(k, p);
    }
  }

  private void rows(Kernels kernels, int p) {
    int r = begin(p, rows, 1);
    int count = begin(p + 1, rows, 1) - r;
    int i = r * cols;
    switch (operation) {
      case ADD_ROW -> kernels.addRow(count, cols, x, xOff, to, toOff + i);
      case MIX -> kernels.mix(count, cols, row, rowOff, x, y, to, xOff + i);
      case SHARE -> kernels.share(count, cols, row, rowOff, x, to, xOff + i);
      default -> kernels.softmax(count, cols, x, xOff + i, y, yOff + i, to, toOff + r);
    }
  }

  private void sumRows(Kernels kernels, int p) {
    int j = begin(p, cols, 16);
    int n = begin(p + 1, cols, 16) - j;
    int sum = toOff + j;
    switch (operation) {
      case SUM_PRODUCTS -> kernels.sumProducts(rows, n, x, xOff + j, y, yOff + j, ldx, to, sum);
      case SUM_DIFFERENCES -> kernels.sumDifferences(rows, n, x, y, row, xOff + j, ldx, to, sum);
      default -> kernels.sumRows(rows, n, x, xOff + j, ldx, to, sum);
    }
  }

  private void elements(Kernels kernels, int p) {
    int i = begin(p, cols, 16);
    int n = begin(p + 1, cols, 16) - i;
    switch (operation) {
      case ACTIVATE -> kernels.activate(function, factor, n, x, xOff + i, y, yOff + i);
      case BACKWARD ->
          kernels.activateBackward(function, factor, n, x, xOff + i, y, yOff + i, to, toOff + i);
      case SCALE -> kernels.scale(n, factor, to, toOff + i);
      case ADD_SCALED -> kernels.addScaled(n, factor, x, xOff + i, to, toOff + i);
      default -> kernels.multiply(n, x, xOff + i, to, toOff + i);
    }
  }

  private void blocks(Kernels kernels, int p) {
    int end = begin(p + 1, cols, Sums.BLOCK);
    for (int i = begin(p, cols, Sums.BLOCK); i < end; i += Sums.BLOCK) {
      int n = Math.min(Sums.BLOCK, end - i);
      blocks[i / Sums.BLOCK] =
          operation == Operation.SUM
              ? kernels.sum(n, x, xOff + i)
              : kernels.dot(n, x, xOff + i, y, yOff + i);
    }
  }

  @Override
  public void split(int n, int whole, long steps, Part part) {
    if (steps < splitSteps) {
      part.run(members[0], 0, n);
      return;
    }
    cols = n;
    grain = whole;
    work = part;
    run(Operation.SPLIT, Math.ceilDiv(n, whole));
  }

  @Override
  public void multiplyNT(
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
      boolean add) {
    products.run(ParallelProducts.Form.NT, m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc, add);
  }

  @Override
  public void multiplyNN(
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
      boolean add) {
    products.run(ParallelProducts.Form.NN, m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc, add);
  }

  @Override
  public void multiplyTN(
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
      boolean add) {
    products.run(ParallelProducts.Form.TN, m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc, add);
  }

  @Override
  public void pack(int n, int k, float[] w, int wOff, int ldw, MemorySegment packed, int off) {
    products.pack(n, k, w, wOff, ldw, packed, off);
  }

  @Override
  public void multiplyPacked(
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
    products.multiplyPacked(m, n, k, a, aOff, lda, w, off, c, cOff, ldc);
  }

  @Override
  public void forward(
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
    products.forward(m, n, k, a, aOff, lda, w, off, b, bOff, f, alpha, z, zOff, into, intoOff, ld);
  }

  @Override
  public void addRow(int count, int width, float[] row, int rowOff, float[] c, int cOff) {
    if ((long) count * width < plainElements) {
      members[0].addRow(count, width, row, rowOff, c, cOff);
      return;
    }
    rows = count;
    cols = width;
    from(row, rowOff);
    into(c, cOff);
    run(Operation.ADD_ROW, count);
  }

  private void from(float[] array, int off) {
    x = array;
    xOff = off;
  }

  private void into(float[] array, int off) {
    to = array;
    toOff = off;
  }

  @Override
  public void sumRows(int count, int width, float[] c, int cOff, int ldc, float[] sum, int sumOff) {
    if ((long) count * width < functionElements) {
      members[0].sumRows(count, width, c, cOff, ldc, sum, sumOff);
      return;
    }
    rows = count;
    cols = width;
    from(c, cOff);
    ldx = ldc;
    into(sum, sumOff);
    run(Operation.SUM_ROWS, (width + 15) / 16);
  }

  @Override
  public void activate(
      Elementwise f, float alpha, int n, float[] z, int zOff, float[] a, int aOff) {
    if (n < functionElements) {
      members[0].activate(f, alpha, n, z, zOff, a, aOff);
      return;
    }
    function = f;
    factor = alpha;
    cols = n;
    from(z, zOff);
    y = a;
    yOff = aOff;
    run(Operation.ACTIVATE, members.length);
  }

  @Override
  public void activateBackward(
      Elementwise f,
      float alpha,
      int n,
      float[] z,
      int zOff,
      float[] a,
      int aOff,
      float[] delta,
      int deltaOff) {
    if (n < functionElements) {
      members[0].activateBackward(f, alpha, n, z, zOff, a, aOff, delta, deltaOff);
      return;
    }
    function = f;
    factor = alpha;
    cols = n;
    from(z, zOff);
    y = a;
    yOff = aOff;
    into(delta, deltaOff);
    run(Operation.BACKWARD, members.length);
  }

  @Override
  public void softmax(
      int count, int width, float[] z, int zOff, float[] a, int aOff, float[] log, int logOff) {
    if ((long) count * width < functionElements) {
      members[0].softmax(count, width, z, zOff, a, aOff, log, logOff);
      return;
    }
    rows = count;
    cols = width;
    from(z, zOff);
    y = a;
    yOff = aOff;
    into(log, logOff);
    run(Operation.SOFTMAX, count);
  }

  @Override
  public void scale(int n, float by, float[] array, int off) {
    if (n < plainElements) {
      members[0].scale(n, by, array, off);
      return;
    }
    cols = n;
    factor = by;
    into(array, off);
    run(Operation.SCALE, members.length);
  }

  @Override
  public void addScaled(int n, float by, float[] array, int off, float[] sum, int sumOff) {
    if (n < plainElements) {
      members[0].addScaled(n, by, array, off, sum, sumOff);
      return;
    }
    cols = n;
    factor = by;
    from(array, off);
    into(sum, sumOff);
    run(Operation.ADD_SCALED, members.length);
  }

  @Override
  public void multiply(int n, float[] array, int off, float[] product, int productOff) {
    if (n < plainElements) {
      members[0].multiply(n, array, off, product, productOff);
      return;
    }
    cols = n;
    from(array, off);
    into(product, productOff);
    run(Operation.MULTIPLY, members.length);
  }

  @Override
  public void multiplyRow(
      int rows, int cols, float[] f, int fOff, float[] x, int xOff, float[] y, int yOff) {
    members[0].multiplyRow(rows, cols, f, fOff, x, xOff, y, yOff);
  }

  @Override
  public void waves(
      int rows,
      int n,
      float[] x,
      int xOff,
      int ldx,
      float[] f,
      int fOff,
      int pOff,
      float t,
      float[] z,
      int zOff,
      int ldz) {
    members[0].waves(rows, n, x, xOff, ldx, f, fOff, pOff, t, z, zOff, ldz);
  }

  @Override
  public void sumWaves(
      int rows,
      int n,
      float[] x,
      int xOff,
      int ldx,
      float[] dz,
      int zOff,
      int ldz,
      float t,
      float[] g,
      int fOff,
      int pOff) {
    members[0].sumWaves(rows, n, x, xOff, ldx, dz, zOff, ldz, t, g, fOff, pOff);
  }

  @Override
  public void cosine(int n, float[] z, int zOff, float[] a, int aOff) {
    members[0].cosine(n, z, zOff, a, aOff);
  }

  @Override
  public void cosineBackward(int n, float[] z, int zOff, float[] delta, int deltaOff) {
    members[0].cosineBackward(n, z, zOff, delta, deltaOff);
  }

  @Override
  public void mix(
      int count, int width, float[] f, int fOff, float[] z, float[] fz, float[] a, int off) {
    if ((long) count * width < functionElements) {
      members[0].mix(count, width, f, fOff, z, fz, a, off);
      return;
    }
    rows = count;
    cols = width;
    row = f;
    rowOff = fOff;
    from(z, off);
    y = fz;
    to = a;
    run(Operation.MIX, count);
  }

  @Override
  public void share(
      int count, int width, float[] f, int fOff, float[] whole, float[] rest, int off) {
    if ((long) count * width < functionElements) {
      members[0].share(count, width, f, fOff, whole, rest, off);
      return;
    }
    rows = count;
    cols = width;
    row = f;
    rowOff = fOff;
    from(whole, off);
    to = rest;
    run(Operation.SHARE, count);
  }

  @Override
  public void sumProducts(
      int count,
      int width,
      float[] a,
      int aOff,
      float[] b,
      int bOff,
      int ld,
      float[] sum,
      int sumOff) {
    if ((long) count * width < functionElements) {
      members[0].sumProducts(count, width, a, aOff, b, bOff, ld, sum, sumOff);
      return;
    }
    rows = count;
    cols = width;
    from(a, aOff);
    y = b;
    yOff = bOff;
    ldx = ld;
    into(sum, sumOff);
    run(Operation.SUM_PRODUCTS, (width + 15) / 16);
  }

  @Override
  public void sumDifferences(
      int count,
      int width,
      float[] a,
      float[] b,
      float[] less,
      int off,
      int ld,
      float[] sum,
      int sumOff) {
    if ((long) count * width < functionElements) {
      members[0].sumDifferences(count, width, a, b, less, off, ld, sum, sumOff);
      return;
    }
    rows = count;
    cols = width;
    from(a, off);
    y = b;
    row = less;
    ldx = ld;
    into(sum, sumOff);
    run(Operation.SUM_DIFFERENCES, (width + 15) / 16);
  }

  @Override
  public double sum(int n, float[] array, int off) {
    if (n < plainElements) {
      return members[0].sum(n, array, off);
    }
    from(array, off);
    return total(Operation.SUM, n);
  }

  @Override
  public double dot(int n, float[] array, int off, float[] other, int otherOff) {
    if (n < plainElements) {
      return members[0].dot(n, array, off, other, otherOff);
    }
    from(array, off);
    y = other;
    yOff = otherOff;
    return total(Operation.DOT, n);
  }

  private double total(Operation what, int n) {
    cols = n;
    int count = (n + Sums.BLOCK - 1) / Sums.BLOCK;
    if (blocks.length < count) {
      blocks = new double[count];
    }
    run(what, members.length);
    double total = 0;
    for (int i = 0; i < count; i++) {
      total += blocks[i];
    }
    return total;
  }

  @Override
  public void close() {
    team.close();
    for (Kernels member : members) {
      member.close();
    }
  }
}
