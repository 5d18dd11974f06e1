package dev.soma.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.kernel.function.FloatMath;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The part of [KernelsContract] about rows times factors and about waves.
abstract class FactorsContract {
  static final long SEED = 20_260_701;

  /// Every size to 70, and some beyond.
  static final int[] SIZES = sizes(100, 130);

  private static final int[][] FACTOR_SIZES =
      Stream.concat(
              IntStream.rangeClosed(1, 70).mapToObj(cols -> new int[] {cols % 5 + 1, cols}),
              Stream.of(new int[] {0, 5}, new int[] {2, 129}, new int[] {130, 300}))
          .toArray(int[][]::new);

  Kernels kernels;
  private SplittableRandom random;

  /// 1 to 70, and these.
  static int[] sizes(int... more) {
    return IntStream.concat(IntStream.rangeClosed(1, 70), IntStream.of(more)).toArray();
  }

  /// New kernels of the kind under test.
  abstract Kernels create();

  @BeforeEach
  void open() {
    kernels = create();
    random = new SplittableRandom(SEED);
  }

  @AfterEach
  void close() {
    kernels.close();
  }

  /// A value that is now and then a zero, denormal, infinity or NaN.
  final float value(boolean special) {
    if (special && random.nextInt(12) == 0) {
      float[] odd = {
        0f,
        -0f,
        Float.MIN_VALUE,
        -1e-40f,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        Float.MAX_VALUE,
        -3e38f,
        88.8f,
        -104.5f
      };
      return odd[random.nextInt(odd.length)];
    }
    return (float) ((random.nextDouble() - 0.5) * (random.nextInt(5) == 0 ? 40 : 4));
  }

  final float[] values(int n, boolean special) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = value(special);
    }
    return x;
  }

  static void same(float[] actual, float[] expected, String what) {
    if (actual.length != expected.length) {
      throw new AssertionError(what + ": lengths differ");
    }
    for (int i = 0; i < actual.length; i++) {
      if (Float.floatToIntBits(actual[i]) != Float.floatToIntBits(expected[i])) {
        assertThat(actual[i]).as("%s, element %d, seed %d", what, i, SEED).isEqualTo(expected[i]);
        throw new AssertionError(
            what
                + ": element "
                + i
                + " is "
                + actual[i]
                + " not "
                + expected[i]
                + ", seed "
                + SEED);
      }
    }
  }

  @Test
  void rows_times_factors_touch_their_window_only() {
    for (int[] size : FACTOR_SIZES) {
      int rows = size[0];
      int cols = size[1];
      float[] f = values(cols + 3, true);
      float[] x = values(rows * cols + 5, true);
      float[] y = values(rows * cols + 7, true);
      float[] product = y.clone();
      float[] mixed = y.clone();
      float[] shared = x.clone();
      float[] rest = y.clone();
      for (int r = 0; r < rows; r++) {
        for (int j = 0; j < cols; j++) {
          int i = r * cols + j;
          product[4 + i] = x[3 + i] * f[2 + j];
          mixed[3 + i] = Math.fma(f[2 + j], y[3 + i] - x[3 + i], x[3 + i]);
          shared[3 + i] = x[3 + i] * f[2 + j];
          rest[3 + i] = x[3 + i] - shared[3 + i];
        }
      }
      String what = rows + " x " + cols;
      float[] to = y.clone();
      kernels.multiplyRow(rows, cols, f, 2, x, 3, to, 4);
      same(to, product, "multiplyRow " + what);
      to = y.clone();
      kernels.mix(rows, cols, f, 2, x, y, to, 3);
      same(to, mixed, "mix " + what);
      to = x.clone();
      float[] over = y.clone();
      kernels.share(rows, cols, f, 2, to, over, 3);
      same(to, shared, "share " + what);
      same(over, rest, "rest of share " + what);
      to = x.clone();
      kernels.multiplyRow(rows, cols, f, 2, to, 3, to, 3);
      same(to, shared, "multiplyRow in place " + what);
    }
  }

  @Test
  void sums_of_products_ascend_over_the_rows() {
    for (int[] size : FACTOR_SIZES) {
      int rows = size[0];
      int cols = size[1];
      int ld = cols + 2;
      float[] x = values(rows * ld + 6, false);
      float[] y = values(rows * ld + 6, false);
      float[] z = values(rows * ld + 6, false);
      float[] begun = values(cols + 2, false);
      float[] products = begun.clone();
      float[] differences = begun.clone();
      for (int r = 0; r < rows; r++) {
        for (int j = 0; j < cols; j++) {
          int i = r * ld + j;
          products[1 + j] += x[3 + i] * y[2 + i];
          differences[1 + j] += x[3 + i] * (y[3 + i] - z[3 + i]);
        }
      }
      String what = rows + " x " + cols;
      float[] to = begun.clone();
      kernels.sumProducts(rows, cols, x, 3, y, 2, ld, to, 1);
      same(to, products, "sumProducts " + what);
      to = begun.clone();
      kernels.sumDifferences(rows, cols, x, y, z, 3, ld, to, 1);
      same(to, differences, "sumDifferences " + what);
    }
  }

  @Test
  void waves_and_their_gradients_ascend_over_the_rows() {
    for (int n : sizes()) {
      for (int rows : new int[] {0, 1, n == 48 ? 40 : 5}) {
        int ldx = 3;
        int ldz = n + 5;
        float[] x = values(rows * ldx + 2, false);
        float[] f = values(2 * n + 3, false);
        float[] z = values(rows * ldz + 4, false);
        float[] waves = z.clone();
        float[] gradient = f.clone();
        float t = 0.159f;
        for (int r = 0; r < rows; r++) {
          for (int i = 0; i < n; i++) {
            float at = x[1 + r * ldx];
            float d = z[4 + r * ldz + i];
            waves[4 + r * ldz + i] = Math.fma(f[1 + i], at, f[2 + n + i] * t);
            gradient[1 + i] = Math.fma(at, d, gradient[1 + i]);
            gradient[2 + n + i] = Math.fma(t, d, gradient[2 + n + i]);
          }
        }
        String what = rows + " rows, " + n;
        float[] to = f.clone();
        kernels.sumWaves(rows, n, x, 1, ldx, z, 4, ldz, t, to, 1, 2 + n);
        same(to, gradient, "sumWaves " + what);
        to = z.clone();
        kernels.waves(rows, n, x, 1, ldx, f, 1, 2 + n, t, to, 4, ldz);
        same(to, waves, "waves " + what);
      }
    }
  }

  @Test
  void cosines_are_those_of_one_number() {
    for (int n : SIZES) {
      float[] z = values(n + 4, true);
      for (int i = 0; i < n; i += 3) {
        z[1 + i] *= 7.3f;
      }
      float[] y = values(n + 5, true);
      float[] cosines = y.clone();
      float[] slopes = y.clone();
      for (int i = 0; i < n; i++) {
        cosines[3 + i] = FloatMath.cosine(z[1 + i]);
        slopes[3 + i] *= FloatMath.cosineSlope(z[1 + i]);
      }
      float[] to = y.clone();
      kernels.cosine(n, z, 1, to, 3);
      same(to, cosines, "cosine " + n);
      to = y.clone();
      kernels.cosineBackward(n, z, 1, to, 3);
      same(to, slopes, "cosineBackward " + n);
    }
  }
}
