package dev.soma.kernel;

import dev.soma.kernel.product.VectorProducts.Blocks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Products on both sides of the sizes that are packed at a time: primes next to where k, m and n
/// are cut with [Blocks#USUAL], so that no block is whole.
///
/// The sums are those of [Product#naive], computed once for all kernels.
final class CutProducts {
  private static final int STEPS = Blocks.USUAL.k();

  /// Rows and columns that are packed at a time if k is as long as it can be without being cut.
  private static final int ROWS = Blocks.USUAL.a() / STEPS;

  private static final int COLUMNS = Blocks.USUAL.b() / STEPS;

  /// Few enough that nothing but k is cut.
  private static final int FEW = 13;

  private static final int BELOW = prime(STEPS, -1);

  /// m, n and k; the last is cut in all directions, k in two blocks of full length.
  private static final int[][] SIZES = {
    {FEW, 37, BELOW},
    {FEW, 37, prime(STEPS, 1)},
    {prime(ROWS, -1), 17, BELOW},
    {prime(ROWS, 1), 17, BELOW},
    {prime(ROWS, 1), prime(COLUMNS, -1), BELOW},
    {prime(ROWS, 1), prime(COLUMNS, 1), BELOW},
    {prime(ROWS, 1), prime(COLUMNS, 1), prime(2 * STEPS, -1)}
  };

  private static final float[] A = values(3 + (prime(ROWS, 1) + 1) * (2 * STEPS + 1), 31, 201);
  private static final float[] B = values(3 + (prime(COLUMNS, 1) + 1) * (2 * STEPS + 1), 17, 101);
  private static final Map<Product, float[]> SUMS = new ConcurrentHashMap<>();

  private CutProducts() {}

  /// Every size in every form.
  static List<Product> all() {
    List<Product> all = new ArrayList<>();
    for (int i = 0; i < SIZES.length; i++) {
      int[] s = SIZES[i];
      boolean add = i % 2 == 1;
      all.add(new Product(s[0], s[1], s[2], false, true, add));
      all.add(new Product(s[0], s[1], s[2], false, false, add));
      all.add(new Product(s[0], s[1], s[2], true, false, !add));
    }
    return all;
  }

  static float[] expected(Product s) {
    return SUMS.computeIfAbsent(
        s,
        _ -> {
          float[] c = begun(s);
          s.naive(A, 1, s.aCols(), B, 2, s.bCols(), c, 1);
          return c;
        });
  }

  static float[] by(Kernels kernels, Product s) {
    float[] c = begun(s);
    s.by(kernels, A, 1, s.aCols(), B, 2, s.bCols(), c, 1);
    return c;
  }

  private static float[] begun(Product s) {
    return values(1 + s.m() * s.ldc(), 7, 23);
  }

  /// The nearest prime on one side.
  private static int prime(int limit, int step) {
    int at = limit + step;
    while (!isPrime(at)) {
      at += step;
    }
    return at;
  }

  private static boolean isPrime(int n) {
    for (int d = 2; d * d <= n; d++) {
      if (n % d == 0) {
        return false;
      }
    }
    return true;
  }

  private static float[] values(int n, int step, int period) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (i * step % period - period / 2) * 0.37f;
    }
    return x;
  }
}
