package dev.soma.kernel;

import static dev.soma.kernel.Sums.BLOCK;
import static dev.soma.kernel.Sums.WAYS;
import static dev.soma.kernel.function.FloatMath.MINUS_2_PI;
import static dev.soma.kernel.function.FloatMath.ROUNDER;
import static dev.soma.kernel.function.FloatMath.S0;
import static dev.soma.kernel.function.FloatMath.S1;
import static dev.soma.kernel.function.FloatMath.S2;
import static dev.soma.kernel.function.FloatMath.S3;
import static dev.soma.kernel.function.FloatMath.S4;

import dev.soma.kernel.function.Elementwise;
import dev.soma.kernel.function.VectorActivations;
import dev.soma.kernel.product.Lanes;
import dev.soma.kernel.product.VectorProducts;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The kernels in vectors of the preferred length of the machine, 128 to 512 bit.
///
/// Every lane does what [ScalarKernels] does for one element, in the same operations, so the bits
/// are equal. No vector may cross a call that is not inlined: it would be boxed, and slow.
final class VectorKernels implements Kernels {
  /// The kind of all vectors here.
  static final VectorSpecies<Float> S = Lanes.S;

  /// Floats a vector: 4, 8 or 16.
  static final int LANES = S.length();

  private static final int L = LANES;

  private final ScalarKernels scalar = new ScalarKernels();
  private final VectorActivations functions = new VectorActivations();
  private final VectorProducts products;
  private final float[] ways = new float[WAYS];
  private final Sums.Softmax softmax = new Sums.Softmax();

  VectorKernels() {
    this(VectorProducts.Blocks.USUAL);
  }

  VectorKernels(VectorProducts.Blocks blocks) {
    products = new VectorProducts(blocks);
  }

  @Override
  public String describe() {
    return "vector " + S.vectorBitSize() + "-bit";
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
    if (m == 1) {
      scalar.multiplyNT(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc, add);
    } else {
      products.multiply(m, n, k, a, aOff, lda, 1, b, bOff, 1, ldb, c, cOff, ldc, add);
    }
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
    products.multiply(m, n, k, a, aOff, lda, 1, b, bOff, ldb, 1, c, cOff, ldc, add);
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
    products.multiply(m, n, k, a, aOff, 1, lda, b, bOff, ldb, 1, c, cOff, ldc, add);
  }

  @Override
  public void pack(int n, int k, float[] w, int wOff, int ldw, MemorySegment packed, int off) {
    products.pack(n, k, w, wOff, 1, ldw, packed, off);
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
  public void addRow(int rows, int cols, float[] row, int rowOff, float[] c, int cOff) {
    int end = cols - cols % L;
    for (int r = 0; r < rows; r++) {
      int q = cOff + r * cols;
      int j = 0;
      for (; j < end; j += L) {
        load(c, q + j).add(load(row, rowOff + j)).intoArray(c, q + j);
      }
      for (; j < cols; j++) {
        c[q + j] += row[rowOff + j];
      }
    }
  }

  @Override
  public void sumRows(int rows, int cols, float[] c, int cOff, int ldc, float[] sum, int sumOff) {
    int j = 0;
    for (; j + L <= cols; j += L) {
      FloatVector s = load(sum, sumOff + j);
      for (int r = 0, q = cOff + j; r < rows; r++, q += ldc) {
        s = s.add(load(c, q));
      }
      s.intoArray(sum, sumOff + j);
    }
    for (; j < cols; j++) {
      float s = sum[sumOff + j];
      for (int r = 0, q = cOff + j; r < rows; r++, q += ldc) {
        s += c[q];
      }
      sum[sumOff + j] = s;
    }
  }

  @Override
  public void activate(
      Elementwise f, float alpha, int n, float[] z, int zOff, float[] a, int aOff) {
    int done = functions.forward(f, alpha, n, z, zOff, a, aOff);
    scalar.activate(f, alpha, n - done, z, zOff + done, a, aOff + done);
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
    int done = functions.backward(f, alpha, n, z, zOff, a, aOff, delta, deltaOff);
    scalar.activateBackward(
        f, alpha, n - done, z, zOff + done, a, aOff + done, delta, deltaOff + done);
  }

  @Override
  public void softmax(
      int rows, int cols, float[] z, int zOff, float[] a, int aOff, float[] logSum, int logSumOff) {
    softmax.run(this, rows, cols, z, zOff, a, aOff, logSum, logSumOff);
  }

  @Override
  public void cosine(int n, float[] z, int zOff, float[] a, int aOff) {
    int end = n - n % L;
    for (int i = 0; i < end; i += L) {
      cosine(load(z, zOff + i)).intoArray(a, aOff + i);
    }
    scalar.cosine(n - end, z, zOff + end, a, aOff + end);
  }

  @Override
  public void cosineBackward(int n, float[] z, int zOff, float[] delta, int deltaOff) {
    int end = n - n % L;
    for (int i = 0; i < end; i += L) {
      FloatVector slope = cosineSlope(load(z, zOff + i));
      load(delta, deltaOff + i).mul(slope).intoArray(delta, deltaOff + i);
    }
    scalar.cosineBackward(n - end, z, zOff + end, delta, deltaOff + end);
  }

  @Override
  public void multiplyRow(
      int rows, int cols, float[] f, int fOff, float[] x, int xOff, float[] y, int yOff) {
    int end = cols - cols % L;
    for (int r = 0, p = xOff, q = yOff; r < rows; r++, p += cols, q += cols) {
      for (int j = 0; j < end; j += L) {
        load(x, p + j).mul(load(f, fOff + j)).intoArray(y, q + j);
      }
      scalar.multiplyRow(1, cols - end, f, fOff + end, x, p + end, y, q + end);
    }
  }

  @Override
  public void mix(
      int rows, int cols, float[] f, int fOff, float[] z, float[] y, float[] a, int off) {
    int end = cols - cols % L;
    for (int r = 0, q = off; r < rows; r++, q += cols) {
      for (int j = 0; j < end; j += L) {
        FloatVector x = load(z, q + j);
        load(f, fOff + j).fma(load(y, q + j).sub(x), x).intoArray(a, q + j);
      }
      scalar.mix(1, cols - end, f, fOff + end, z, y, a, q + end);
    }
  }

  @Override
  public void share(int rows, int cols, float[] f, int fOff, float[] x, float[] rest, int off) {
    int end = cols - cols % L;
    for (int r = 0, q = off; r < rows; r++, q += cols) {
      for (int j = 0; j < end; j += L) {
        FloatVector whole = load(x, q + j);
        FloatVector part = whole.mul(load(f, fOff + j));
        part.intoArray(x, q + j);
        whole.sub(part).intoArray(rest, q + j);
      }
      scalar.share(1, cols - end, f, fOff + end, x, rest, q + end);
    }
  }

  @Override
  public void sumProducts(
      int rows,
      int cols,
      float[] x,
      int xOff,
      float[] y,
      int yOff,
      int ld,
      float[] sum,
      int sumOff) {
    int j = 0;
    for (; j + L <= cols; j += L) {
      FloatVector s = load(sum, sumOff + j);
      for (int r = 0, p = xOff + j, q = yOff + j; r < rows; r++, p += ld, q += ld) {
        s = s.add(load(x, p).mul(load(y, q)));
      }
      s.intoArray(sum, sumOff + j);
    }
    scalar.sumProducts(rows, cols - j, x, xOff + j, y, yOff + j, ld, sum, sumOff + j);
  }

  @Override
  public void sumDifferences(
      int rows,
      int cols,
      float[] x,
      float[] y,
      float[] z,
      int off,
      int ld,
      float[] sum,
      int sumOff) {
    int j = 0;
    for (; j + L <= cols; j += L) {
      FloatVector s = load(sum, sumOff + j);
      for (int r = 0, q = off + j; r < rows; r++, q += ld) {
        s = s.add(load(x, q).mul(load(y, q).sub(load(z, q))));
      }
      s.intoArray(sum, sumOff + j);
    }
    scalar.sumDifferences(rows, cols - j, x, y, z, off + j, ld, sum, sumOff + j);
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
    int i = 0;
    for (; i + L <= n; i += L) {
      FloatVector frequency = load(f, fOff + i);
      FloatVector phase = load(f, pOff + i).mul(t);
      for (int r = 0, q = zOff + i; r < rows; r++, q += ldz) {
        frequency.fma(all(x[xOff + r * ldx]), phase).intoArray(z, q);
      }
    }
    scalar.waves(rows, n - i, x, xOff, ldx, f, fOff + i, pOff + i, t, z, zOff + i, ldz);
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
    int i = 0;
    for (; i + L <= n; i += L) {
      FloatVector df = load(g, fOff + i);
      FloatVector dp = load(g, pOff + i);
      for (int r = 0, q = zOff + i; r < rows; r++, q += ldz) {
        FloatVector d = load(dz, q);
        df = d.fma(all(x[xOff + r * ldx]), df);
        dp = d.fma(all(t), dp);
      }
      df.intoArray(g, fOff + i);
      dp.intoArray(g, pOff + i);
    }
    scalar.sumWaves(rows, n - i, x, xOff, ldx, dz, zOff + i, ldz, t, g, fOff + i, pOff + i);
  }

  // The next three are loops that C2 turns into vectors by itself where the offsets are equal.

  @Override
  public void scale(int n, float factor, float[] x, int xOff) {
    scalar.scale(n, factor, x, xOff);
  }

  @Override
  public void addScaled(int n, float factor, float[] x, int xOff, float[] y, int yOff) {
    scalar.addScaled(n, factor, x, xOff, y, yOff);
  }

  @Override
  public void multiply(int n, float[] x, int xOff, float[] y, int yOff) {
    scalar.multiply(n, x, xOff, y, yOff);
  }

  @Override
  public double sum(int n, float[] x, int xOff) {
    if (n <= BLOCK) {
      return blockSum(n, x, xOff);
    }
    double total = 0;
    for (int i = 0; i < n; i += BLOCK) {
      total += blockSum(Math.min(BLOCK, n - i), x, xOff + i);
    }
    return total;
  }

  private float blockSum(int n, float[] x, int xOff) {
    float[] p = ways;
    int end = n - n % WAYS;
    if (end == 0) {
      Arrays.fill(p, 0f);
    } else {
      for (int v = 0; v < WAYS; v += L) {
        FloatVector s = all(0);
        for (int i = v; i < end; i += WAYS) {
          s = s.add(load(x, xOff + i));
        }
        s.intoArray(p, v);
      }
    }
    for (int i = end; i < n; i++) {
      p[i - end] += x[xOff + i];
    }
    return Sums.fold(p);
  }

  @Override
  public double dot(int n, float[] x, int xOff, float[] y, int yOff) {
    if (n <= BLOCK) {
      return blockDot(n, x, xOff, y, yOff);
    }
    double total = 0;
    for (int i = 0; i < n; i += BLOCK) {
      total += blockDot(Math.min(BLOCK, n - i), x, xOff + i, y, yOff + i);
    }
    return total;
  }

  private float blockDot(int n, float[] x, int xOff, float[] y, int yOff) {
    float[] p = ways;
    int end = n - n % WAYS;
    if (end == 0) {
      Arrays.fill(p, 0f);
    } else {
      for (int v = 0; v < WAYS; v += L) {
        FloatVector s = all(0);
        for (int i = v; i < end; i += WAYS) {
          s = s.add(load(x, xOff + i).mul(load(y, yOff + i)));
        }
        s.intoArray(p, v);
      }
    }
    for (int i = end; i < n; i++) {
      p[i - end] += x[xOff + i] * y[yOff + i];
    }
    return Sums.fold(p);
  }

  @Override
  public void close() {}

  private static FloatVector load(float[] x, int off) {
    return FloatVector.fromArray(S, x, off);
  }

  private static FloatVector all(float x) {
    return FloatVector.broadcast(S, x);
  }

  /// cos(2 pi z), z in turns.
  private static FloatVector cosine(FloatVector z) {
    FloatVector r = z.sub(z.add(ROUNDER).sub(ROUNDER));
    return quarterSine(r.abs().neg().add(0.25f));
  }

  /// -2 pi sin(2 pi z), z in turns.
  private static FloatVector cosineSlope(FloatVector z) {
    FloatVector turned = z.sub(0.25f);
    FloatVector r = turned.sub(turned.add(ROUNDER).sub(ROUNDER));
    return quarterSine(r.abs().neg().add(0.25f)).mul(MINUS_2_PI);
  }

  private static FloatVector quarterSine(FloatVector q) {
    FloatVector c = q.blend(-0.25f, q.compare(VectorOperators.LT, -0.25f));
    c = c.blend(0.25f, c.compare(VectorOperators.GT, 0.25f));
    FloatVector s = c.mul(c);
    FloatVector p = s.fma(all(S4), all(S3));
    p = p.fma(s, all(S2));
    p = p.fma(s, all(S1));
    p = p.fma(s, all(S0));
    return c.mul(p);
  }
}
