package dev.soma.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.kernel.function.Elementwise;
import dev.soma.kernel.function.FloatMath;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every implementation of [Kernels] promises: the bits of the naive definitions below.
abstract class KernelsContract extends AlignmentContract {
  private static final int[][] SHAPES = {
    {1, 1, 1},
    {1, 17, 5},
    {1, 64, 33},
    {2, 3, 4},
    {3, 2, 17},
    {4, 16, 1},
    {5, 15, 7},
    {7, 31, 8},
    {8, 64, 16},
    {9, 65, 3},
    {15, 33, 31},
    {16, 7, 100},
    {17, 100, 9},
    {33, 48, 12},
    {6, 20, 300},
    {130, 70, 20},
    {3, 530, 5},
    {64, 64, 0},
    {0, 5, 3},
    {40, 80, 32}
  };

  private void checkProduct(Product s, boolean special) {
    checkProduct(s, special, 3);
  }

  private void checkProduct(Product s, boolean special, int aOff) {
    int bOff = aOff + 2;
    int cOff = Math.max(0, aOff - 1);
    int lda = s.aCols() + 1;
    int ldb = s.bCols() + 2;
    float[] a = values(aOff + s.aRows() * lda + 1, special);
    float[] b = values(bOff + s.bRows() * ldb + 1, special);
    float[] c = values(cOff + s.m() * s.ldc() + 4, special);
    float[] expected = c.clone();
    s.naive(a, aOff, lda, b, bOff, ldb, expected, cOff);
    s.by(kernels, a, aOff, lda, b, bOff, ldb, c, cOff);
    same(c, expected, s.toString());
  }

  @Test
  void products_have_the_bits_of_one_fma_a_step_over_k_ascending() {
    for (int[] shape : SHAPES) {
      for (boolean add : new boolean[] {false, true}) {
        for (boolean special : new boolean[] {false, true}) {
          checkProduct(new Product(shape[0], shape[1], shape[2], false, true, add), special);
          checkProduct(new Product(shape[0], shape[1], shape[2], false, false, add), special);
          checkProduct(new Product(shape[0], shape[1], shape[2], true, false, add), special);
        }
      }
    }
  }

  private void checkForms(int m, int n, int k, boolean add, int offset) {
    checkProduct(new Product(m, n, k, false, true, add), false, offset);
    checkProduct(new Product(m, n, k, false, false, add), false, offset);
    checkProduct(new Product(m, n, k, true, false, add), false, offset);
  }

  @Test
  void products_of_all_sizes_to_70_have_these_bits() {
    for (int s = 1; s <= 70; s++) {
      checkForms(s, s * 29 % 70 + 1, s * 43 % 70 + 1, s % 2 == 0, s % 5);
      checkForms(s * 31 % 70 + 1, s, s * 53 % 70 + 1, s % 3 == 0, s % 7);
      checkForms(s * 37 % 70 + 1, s * 11 % 70 + 1, s, s % 2 == 1, s % 3);
    }
  }

  @Test
  void products_at_all_alignments_have_these_bits() {
    for (int offset = 0; offset <= 16; offset++) {
      checkForms(14, 51, 18, offset % 2 == 0, offset);
    }
  }

  @Test
  void products_cut_in_blocks_have_these_bits() {
    for (Product cut : CutProducts.all()) {
      same(CutProducts.by(kernels, cut), CutProducts.expected(cut), cut.toString());
    }
  }

  @Test
  void a_product_of_one_row_has_the_bits_of_that_row_in_a_batch() {
    int n = 37;
    int k = 70;
    int m = 9;
    float[] a = values(m * k, false);
    float[] b = values(n * k, false);
    float[] batch = new float[m * n];
    float[] single = new float[m * n];
    kernels.multiplyNT(m, n, k, a, 0, k, b, 0, k, batch, 0, n, false);
    for (int i = 0; i < m; i++) {
      kernels.multiplyNT(1, n, k, a, i * k, k, b, 0, k, single, i * n, n, false);
    }
    same(single, batch, "rows one by one");
  }

  @Test
  void packed_weights_give_the_bits_of_the_plain_product() {
    int[][] shapes = {{1, 1, 1}, {1, 10, 33}, {1, 150, 20}, {1, 17, 70}, {2, 16, 5}, {3, 33, 9}};
    int[][] more = {{12, 64, 30}, {29, 49, 21}, {40, 106, 25}, {150, 10, 7}, {5, 3, 0}, {0, 3, 5}};
    for (int[][] some : new int[][][] {shapes, more}) {
      for (int[] s : some) {
        checkPacked(s[0], s[1], s[2], s[1]);
        checkPacked(s[0], s[1], s[2], s[1] + 5);
      }
    }
    for (int n : sizes()) {
      checkPacked(n % 13 + 1, n, n * 43 % 70 + 1, n + n % 2);
    }
  }

  @Test
  void small_products_that_are_not_packed_have_the_same_bits() {
    for (int m : new int[] {1, 2, 3, 4, 7, 9, 11, 13, 16, 26}) {
      for (int n : new int[] {5, 9, 13, 17, 20, 31, 32, 49, 64, 70, 96}) {
        for (int k : new int[] {1, 2, 33}) {
          checkProduct(new Product(m, n, k, true, false, false), false);
          checkProduct(new Product(m, n, k, true, false, true), false);
          checkProduct(new Product(m, n, k, false, false, false), false);
          checkProduct(new Product(m, n, k, false, false, true), false);
        }
      }
    }
  }

  private void checkPacked(int m, int n, int k, int ldc) {
    int lda = k + 2;
    int ldw = k + 3;
    String what = m + " x " + n + " x " + k + ", rows " + ldc + " apart";
    float[] a = values(3 + m * lda + 1, false);
    float[] w = values(5 + n * ldw + 1, false);
    float[] bias = values(n + 2, false);
    float[] expected = values(2 + m * ldc + 3, false);
    float[] c = expected.clone();
    float[] z = expected.clone();
    float[] f = expected.clone();
    float[] expectedF = expected.clone();
    MemorySegment packed =
        Arena.ofAuto().allocate(28L + kernels.panels(n, k).byteSize(), Float.BYTES);
    kernels.pack(n, k, w, 5, ldw, packed, 7);
    kernels.multiplyPacked(m, n, k, a, 3, lda, packed, 7, c, 2, ldc);
    kernels.multiplyNT(m, n, k, a, 3, lda, w, 5, ldw, expected, 2, ldc, false);
    same(c, expected, "packed " + what);
    kernels.forward(m, n, k, a, 3, lda, packed, 7, bias, 1, Elementwise.TANH, 0f, z, 2, f, 2, ldc);
    for (int r = 0; r < m; r++) {
      int at = 2 + r * ldc;
      kernels.addRow(1, n, bias, 1, expected, at);
      kernels.activate(Elementwise.TANH, 0f, n, expected, at, expectedF, at);
    }
    same(z, expected, "Z of forward " + what);
    same(f, expectedF, "F of forward " + what);
  }

  @Test
  void panels_begin_at_a_line_of_the_caches() {
    for (int n : new int[] {1, 16, 17, 31, 32, 33, 512}) {
      MemorySegment panels = kernels.panels(n, 7);
      assertThat(panels.isNative()).isTrue();
      assertThat(panels.address() % 64).as("%d columns", n).isZero();
      assertThat(panels.byteSize()).isEqualTo(4L * 7 * ((n + 15) / 16) * 16);
    }
  }

  @Test
  void rows_are_added_and_summed_ascending() {
    for (int cols : SIZES) {
      for (int rows : new int[] {0, 1, 2, 7, cols > 64 ? 20 : 3}) {
        float[] c = values(rows * cols + 7, true);
        float[] row = values(cols + 5, true);
        float[] expected = c.clone();
        float[] sums = row.clone();
        for (int r = 0; r < rows; r++) {
          for (int j = 0; j < cols; j++) {
            sums[3 + j] += c[2 + r * cols + j];
            expected[2 + r * cols + j] += row[3 + j];
          }
        }
        float[] sum = row.clone();
        kernels.sumRows(rows, cols, c, 2, cols, sum, 3);
        same(sum, sums, "sumRows " + rows + " x " + cols);
        float[] right = row.clone();
        kernels.sumRows(rows, cols - cols / 2, c, 2 + cols / 2, cols, right, 3 + cols / 2);
        System.arraycopy(row, 0, sums, 0, 3 + cols / 2);
        same(right, sums, "sumRows of the right half of " + rows + " x " + cols);
        kernels.addRow(rows, cols, row, 3, c, 2);
        same(c, expected, "addRow " + rows + " x " + cols);
      }
    }
  }

  static float value(Elementwise f, float alpha, float z) {
    return switch (f) {
      case IDENTITY -> z;
      case STEP -> FloatMath.step(z);
      case LOGISTIC -> FloatMath.logistic(z);
      case TANH -> FloatMath.tanh(z);
      case RELU -> Math.max(0f, z);
      case LEAKY_RELU -> z > 0 ? z : alpha * z;
      case ABS -> Math.abs(z);
      case SOFTPLUS -> FloatMath.softplus(z);
      case ELU -> FloatMath.elu(1, alpha, z);
      case SELU -> FloatMath.elu(FloatMath.LAMBDA, FloatMath.LAMBDA_ALPHA, z);
      case GELU -> FloatMath.gelu(z);
      case SILU -> FloatMath.silu(z);
      case MISH -> FloatMath.mish(z);
      case EXP -> FloatMath.exp(z);
    };
  }

  static float slope(Elementwise f, float alpha, float z, float a) {
    return switch (f) {
      case IDENTITY -> 1;
      case STEP -> 0;
      case LOGISTIC -> a * (1 - a);
      case TANH -> Math.fma(-a, a, 1f);
      case RELU -> z > 0 ? 1 : 0;
      case LEAKY_RELU -> z > 0 ? 1 : alpha;
      case ABS -> z > 0 ? 1 : z < 0 ? -1 : 0;
      case SOFTPLUS -> FloatMath.logistic(z);
      case ELU -> z > 0 ? 1 : a + alpha;
      case SELU -> z > 0 ? FloatMath.LAMBDA : a + FloatMath.LAMBDA_ALPHA;
      case GELU -> FloatMath.geluSlope(z);
      case SILU -> FloatMath.siluSlope(z);
      case MISH -> FloatMath.mishSlope(z);
      case EXP -> a;
    };
  }

  @ParameterizedTest
  @EnumSource
  void activations_have_the_bits_of_the_function_of_one_element(Elementwise f) {
    float alpha = 0.3f;
    for (int n : sizes(100, 3000)) {
      float[] z = values(n + 5, true);
      float[] a = values(n + 4, true);
      float[] delta = values(n + 6, true);
      float[] expected = a.clone();
      float[] expectedDelta = delta.clone();
      for (int i = 0; i < n; i++) {
        expected[1 + i] = value(f, alpha, z[2 + i]);
        expectedDelta[3 + i] *= slope(f, alpha, z[2 + i], expected[1 + i]);
      }
      kernels.activate(f, alpha, n, z, 2, a, 1);
      same(a, expected, f + " of " + n);
      kernels.activateBackward(f, alpha, n, z, 2, a, 1, delta, 3);
      same(delta, expectedDelta, f + " backward of " + n);
      kernels.activate(f, alpha, n, z, 2, z, 2);
      same(
          Arrays.copyOfRange(z, 2, 2 + n), Arrays.copyOfRange(expected, 1, 1 + n), f + " in place");
    }
  }

  private static double tree(int n, float[] x, int off) {
    double total = 0;
    for (int from = 0; from < n || from == 0; from += 4096) {
      float[] p = new float[16];
      for (int i = from; i < Math.min(n, from + 4096); i++) {
        p[(i - from) % 16] += x[off + i];
      }
      for (int half : new int[] {8, 4, 2, 1}) {
        for (int j = 0; j < half; j++) {
          p[j] += p[j + half];
        }
      }
      total += p[0];
    }
    return total;
  }

  @Test
  void sums_and_dot_products_follow_the_tree() {
    for (int n : sizes(0, 100, 4093, 4095, 4096, 4097, 4099, 8192, 10_000, 70_001)) {
      for (boolean special : new boolean[] {false, true}) {
        if (special && n > 70) {
          continue;
        }
        float[] x = values(n + 3, special);
        float[] y = values(n + 2, special);
        float[] products = new float[n];
        for (int i = 0; i < n; i++) {
          products[i] = x[3 + i] * y[1 + i];
        }
        assertThat(Double.doubleToLongBits(kernels.sum(n, x, 3) + 0.0))
            .as("sum of %d, seed %d", n, SEED)
            .isEqualTo(Double.doubleToLongBits(tree(n, x, 3) + 0.0));
        assertThat(Double.doubleToLongBits(kernels.dot(n, x, 3, y, 1) + 0.0))
            .as("dot of %d, seed %d", n, SEED)
            .isEqualTo(Double.doubleToLongBits(tree(n, products, 0) + 0.0));
      }
    }
  }

  @Test
  void softmax_follows_the_tree_row_by_row() {
    for (int cols : sizes(100, 5000)) {
      for (boolean special : new boolean[] {false, true}) {
        int rows = cols > 1000 ? 2 : cols == 3 ? 150 : cols % 9 + 1;
        float[] z = values(rows * cols + 3, special);
        float[] a = values(rows * cols + 4, false);
        float[] log = values(rows + 2, false);
        float[] expected = a.clone();
        float[] expectedLog = log.clone();
        for (int r = 0; r < rows; r++) {
          float max = Float.NEGATIVE_INFINITY;
          for (int j = 0; j < cols; j++) {
            max = Math.max(max, z[2 + r * cols + j]);
          }
          float[] e = new float[cols];
          for (int j = 0; j < cols; j++) {
            e[j] = FloatMath.exp(z[2 + r * cols + j] - max);
          }
          float sum = (float) tree(cols, e, 0);
          for (int j = 0; j < cols; j++) {
            expected[1 + r * cols + j] = e[j] / sum;
          }
          expectedLog[1 + r] = max + FloatMath.log(sum);
        }
        kernels.softmax(rows, cols, z, 2, a, 1, log, 1);
        same(a, expected, "softmax " + rows + " x " + cols);
        same(log, expectedLog, "log sums " + rows + " x " + cols);
        kernels.softmax(rows, cols, z, 2, z, 2, new float[0], 0);
        same(
            Arrays.copyOfRange(z, 2, 2 + rows * cols),
            Arrays.copyOfRange(expected, 1, 1 + rows * cols),
            "softmax in place without log sums " + rows + " x " + cols);
      }
    }
  }

  @Test
  void split_work_does_everything_once_in_whole_grains() {
    for (int n : new int[] {1, 7, 64, 100, 1000}) {
      int[] done = new int[n];
      for (long steps : new long[] {1, Long.MAX_VALUE}) {
        kernels.split(
            n,
            8,
            steps,
            (own, from, to) -> {
              assertThat(from % 8).isZero();
              assertThat(own.sum(0, new float[0], 0)).isZero();
              for (int i = from; i < to; i++) {
                done[i]++;
              }
            });
      }
      assertThat(done).containsOnly(2);
    }
  }

  @Test
  void vector_operations_touch_their_window_only() {
    for (int n : sizes(0, 100, 130, 40_001)) {
      float factor = value(false);
      float[] x = values(n + 4, true);
      float[] y = values(n + 5, true);
      float[] scaled = x.clone();
      float[] added = y.clone();
      float[] multiplied = y.clone();
      for (int i = 0; i < n; i++) {
        scaled[1 + i] *= factor;
        added[3 + i] = Math.fma(factor, x[1 + i], y[3 + i]);
        multiplied[3 + i] *= x[1 + i];
      }
      float[] to = y.clone();
      kernels.addScaled(n, factor, x, 1, to, 3);
      same(to, added, "addScaled " + n);
      to = y.clone();
      kernels.multiply(n, x, 1, to, 3);
      same(to, multiplied, "multiply " + n);
      float[] apart = Arrays.copyOfRange(y, 2, 2 + x.length); // the same at equal offsets
      float[] together = Arrays.copyOfRange(added, 2, 2 + x.length);
      kernels.addScaled(n, factor, x, 1, apart, 1);
      same(apart, together, "addScaled at equal offsets " + n);
      apart = Arrays.copyOfRange(y, 2, 2 + x.length);
      together = Arrays.copyOfRange(multiplied, 2, 2 + x.length);
      kernels.multiply(n, x, 1, apart, 1);
      same(apart, together, "multiply at equal offsets " + n);
      kernels.scale(n, factor, x, 1);
      same(x, scaled, "scale " + n);
    }
  }

  @Test
  void repeated_products_reuse_scratch_without_leaving_traces() {
    for (int round = 0; round < 3; round++) {
      checkProduct(new Product(20, 90, 40, false, true, false), true);
      checkProduct(new Product(3, 5, 7, false, true, true), false);
      checkProduct(new Product(18, 33, 270, true, false, false), false);
    }
  }
}
