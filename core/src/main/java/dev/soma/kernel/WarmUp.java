package dev.soma.kernel;

import static dev.soma.kernel.Warmth.FACTORS;
import static dev.soma.kernel.Warmth.FUNCTIONS;
import static dev.soma.kernel.Warmth.ONE_ROW;
import static dev.soma.kernel.Warmth.PRODUCTS;
import static dev.soma.kernel.Warmth.REDUCTIONS;
import static dev.soma.kernel.Warmth.ROWS;

import dev.soma.kernel.function.Elementwise;
import dev.soma.kernel.product.VectorProducts;
import java.lang.foreign.MemorySegment;

/// Runs every path of one kind of vector operation until C2 has compiled it.
///
/// First all paths together, until they are fast. Such a mixture is fast as soon as the frequent
/// paths are compiled, and a rare one, such as the tile of a last layer of two units, would stay
/// slow for seconds; so then each path on its own.
///
/// Fast is a time, not a comparison with the scalar form, which the compiler would then have to
/// compile too. Code that is not compiled is a hundred times slower than code that is, so any bound
/// between the two serves.
final class WarmUp {
  /// Gives up, and stays scalar, if a path is still slow after so many rounds.
  private static final int ROUNDS = 20_000;

  /// Rounds in a row that have to be fast.
  private static final int FAST = 10;

  /// After so many rounds the compiler knows of the path and only needs the core.
  private static final int KNOWN = 2_000;

  /// Nanoseconds within which a call is fast, to which those of its work are added.
  private static final long CALL = 2_000;

  /// Nanoseconds of as many steps of a product as a vector has lanes.
  private static final long PRODUCT = 4;

  /// Nanoseconds of an element of a plain operation.
  private static final long PLAIN = 2;

  /// Nanoseconds of an element of a function such as exp.
  private static final long FUNCTION = 8;

  private static final int L = VectorKernels.LANES;

  /// Steps of most products: 1,024 calls, after which Java looks, then make the 15,000 turns that
  /// C2 waits for. All of them are slow, so no more than needed.
  private static final int K = 14;

  private static final int PRODUCT_PATHS = 24;

  private final Kernels vectors = new VectorKernels();
  private final Kernels cut = new VectorKernels(VectorProducts.Blocks.TINY);
  private final float[] x = new float[16384];
  private final float[] y = new float[16384];
  private final float[] z = new float[16384];
  private final MemorySegment panels = vectors.panels(16 * L, 40);

  WarmUp() {
    for (int i = 0; i < x.length; i++) {
      x[i] = (i % 100 - 50) * 0.01f;
    }
  }

  /// Whether the paths of this kind together are fast now.
  boolean run(int kind) {
    int fast = 0;
    for (int round = 0; round < ROUNDS && fast < FAST; round++) {
      if (round > KNOWN && round % 16 == 0 && !pause(1)) {
        return false;
      }
      long start = System.nanoTime();
      long bound = 0;
      for (int path = 0; path < paths(kind); path++) {
        bound += CALL + run(kind, path);
      }
      fast = System.nanoTime() - start < bound ? fast + 1 : 0;
    }
    return fast > 0;
  }

  /// Goes on until each path is fast.
  void finish(int kind) {
    for (int path = 0; path < paths(kind); path++) {
      if (!warm(kind, path)) {
        return;
      }
    }
  }

  private static int paths(int kind) {
    return switch (kind) {
      case PRODUCTS -> PRODUCT_PATHS;
      case ROWS -> 2;
      case REDUCTIONS -> 4;
      case FACTORS -> 9;
      default -> 1;
    };
  }

  private boolean warm(int kind, int path) {
    int fast = 0;
    for (int round = 0; round < ROUNDS && fast < FAST; round++) {
      if (round > KNOWN && round % 16 == 0 && !pause(1)) {
        return false;
      }
      long start = System.nanoTime();
      long bound = CALL + run(kind, path);
      fast = System.nanoTime() - start < bound ? fast + 1 : 0;
    }
    return fast == FAST;
  }

  static boolean pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Runs a path once, and says how many nanoseconds its work may take.
  @SuppressWarnings("EnumOrdinal") // an index that is never stored
  private long run(int kind, int path) {
    return switch (kind) {
      case PRODUCTS -> path < 10 ? tile(path) : packing(path);
      case ONE_ROW -> packed(1, 14 * L + 3);
      case ROWS -> rows(path);
      case REDUCTIONS -> reduction(path);
      case FACTORS -> factors(path);
      default -> function(Elementwise.values()[(kind - FUNCTIONS) / 2], (kind - FUNCTIONS) % 2);
    };
  }

  private long rows(int path) {
    if (path == 0) {
      vectors.addRow(16, 100, x, 0, z, 0);
    } else {
      vectors.sumRows(16, 100, x, 0, 100, z, 0);
    }
    return PLAIN * 16 * 100;
  }

  private long function(Elementwise f, int backward) {
    if (backward == 0) {
      vectors.activate(f, 0.1f, 1000, x, 0, y, 0);
    } else {
      vectors.activateBackward(f, 0.1f, 1000, x, 0, y, 0, z, 0);
    }
    return FUNCTION * 1000;
  }

  private long reduction(int path) {
    switch (path) {
      case 0 -> {
        vectors.softmax(8, 40, x, 0, y, 0, z, 0);
        return 2 * FUNCTION * 8 * 40;
      }
      case 1 -> {
        vectors.softmax(40, 3, x, 0, y, 0, z, 0);
        return 2 * FUNCTION * 40 * 3;
      }
      case 2 -> z[0] = (float) vectors.sum(1000, x, 0);
      default -> z[0] = (float) vectors.dot(1000, x, 0, x, 0);
    }
    return PLAIN * 1000;
  }

  private long factors(int path) {
    switch (path) {
      case 0 -> vectors.multiplyRow(16, 100, x, 0, y, 0, z, 0);
      case 1 -> vectors.mix(16, 100, x, 0, x, y, z, 0);
      case 2 -> vectors.share(16, 100, x, 0, y, z, 0);
      case 3 -> vectors.sumProducts(16, 100, x, 0, y, 0, 100, z, 0);
      case 4 -> vectors.sumDifferences(16, 100, x, y, y, 0, 100, z, 0);
      case 5 -> vectors.waves(64, L + 3, x, 0, 5, x, 0, 40, 0.2f, z, 0, L + 3);
      case 6 -> vectors.sumWaves(64, L + 3, x, 0, 5, x, 0, L + 3, 0.2f, z, 0, 40);
      case 7 -> vectors.cosine(1000, x, 0, y, 0);
      default -> vectors.cosineBackward(1000, x, 0, y, 0);
    }
    return path < 5 ? PLAIN * 16 * 100 : FUNCTION * 1000;
  }

  /// Tiles of every height and width, begun at zero and going on from C.
  private long tile(int path) {
    int n = path % 2 == 0 ? 2 * L : L;
    int m = path < 2 ? 12 : path < 6 ? 8 : 4;
    boolean add = path >= 2 && path / 2 % 2 == 0;
    return nn(vectors, m, n, K, add);
  }

  /// Operands of every form, whole and ragged, for every length of vectors.
  private long packing(int path) {
    return switch (path) {
      case 10 -> nt(24, 96, 32);
      case 11 -> nt(24, 2 * L + 3, K + 2);
      case 12 -> nn(vectors, 35, 69, K, true);
      case 13 -> nn(vectors, 64, 64, 2, false);
      case 14 -> nn(vectors, 64, 64, 10, false);
      case 15 -> tn(24, 64, K, false);
      case 16 -> tn(39, 64, K, true);
      case 17 -> tn(10, 64, K, false);
      case 18 -> tn(2, 64, K, false);
      case 19 -> pack(2 * L + 10, 40);
      case 20 -> pack(2, 40);
      case 21 -> packed(20, 8 * L + 10);
      case 22 -> nn(vectors, 24, 2 * L + 3, K, false);
      default -> nn(cut, 35, 69, K, false);
    };
  }

  private long nt(int m, int n, int k) {
    vectors.multiplyNT(m, n, k, x, 0, k, x, 0, k, z, 0, n, false);
    return steps(m, n, k);
  }

  private long nn(Kernels kernels, int m, int n, int k, boolean add) {
    kernels.multiplyNN(m, n, k, x, 0, k, x, 0, n, z, 0, n, add);
    return steps(m, n, k);
  }

  private long tn(int m, int n, int k, boolean add) {
    vectors.multiplyTN(m, n, k, x, 0, m, x, 0, n, z, 0, n, add);
    return steps(m, n, k);
  }

  private static long steps(int m, int n, int k) {
    return PRODUCT * m * n * k / L;
  }

  private long packed(int m, int n) {
    vectors.multiplyPacked(m, n, K, x, 0, K, panels, 0, z, 0, n);
    return steps(m, n, K);
  }

  private long pack(int n, int k) {
    vectors.pack(n, k, x, 0, k, panels, 0);
    return steps(16, n, k);
  }
}
