package dev.soma.kernel;

import dev.soma.kernel.function.Elementwise;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The part of [KernelsContract] about where operands begin: the bits are those of the scalar
/// kernels on arrays that begin at 0, and nothing beside an operand is touched.
///
/// Each operand begins at 0 to 16 together with others that begin elsewhere, and at some of these
/// alone.
abstract class AlignmentContract extends FactorsContract {
  private static final int LAST = 16;
  private static final int[] COLUMNS = {13, 53};
  private static final int ROWS = 3;
  private static final float ALPHA = 0.3f;

  /// Where four operands begin.
  private static final List<int[]> OFFSETS = offsets();

  private final Kernels plain = new ScalarKernels();

  private static List<int[]> offsets() {
    List<int[]> all = new ArrayList<>();
    for (int o = 0; o <= LAST; o++) {
      all.add(new int[] {o, (5 * o + 2) % 17, (7 * o + 1) % 17, (11 * o + 6) % 17});
      for (int alone = 0; alone < 4 && o % 3 == 1; alone++) {
        int[] one = new int[4];
        one[alone] = o;
        all.add(one);
      }
    }
    return all;
  }

  /// An operation on four arrays that begin at four offsets.
  private interface Operation {
    void on(Kernels kernels, float[][] x, int[] offsets);
  }

  /// Runs it on arrays of this length at all offsets.
  private void check(String what, int length, Operation operation) {
    float[][] begun = new float[4][];
    Arrays.setAll(begun, _ -> values(length, false));
    float[][] want = copies(begun, new int[4]);
    operation.on(plain, want, new int[4]);
    for (int[] offsets : OFFSETS) {
      float[][] got = copies(begun, offsets);
      operation.on(kernels, got, offsets);
      for (int i = 0; i < 4; i++) {
        float[] whole = placed(Arrays.copyOf(want[i], length), offsets[i]);
        same(got[i], whole, what + " at " + Arrays.toString(offsets) + ", operand " + i);
      }
    }
  }

  private static float[][] copies(float[][] x, int[] offsets) {
    float[][] placed = new float[x.length][];
    Arrays.setAll(placed, i -> placed(x[i], offsets[i]));
    return placed;
  }

  /// The numbers from an offset on, and others before and behind them.
  private static float[] placed(float[] x, int offset) {
    float[] whole = new float[offset + x.length + 5];
    Arrays.fill(whole, -7.25f);
    System.arraycopy(x, 0, whole, offset, x.length);
    return whole;
  }

  @ParameterizedTest
  @EnumSource
  void activations_and_slopes_have_their_bits_at_all_alignments(Elementwise f) {
    for (int n : COLUMNS) {
      check(f + " of " + n, n, (k, x, o) -> k.activate(f, ALPHA, n, x[0], o[0], x[1], o[1]));
      check(
          f + " backward of " + n,
          n,
          (k, x, o) -> {
            k.activate(f, ALPHA, n, x[0], o[0], x[1], o[1]);
            k.activateBackward(f, ALPHA, n, x[0], o[0], x[1], o[1], x[2], o[2]);
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void forward_of_every_function_has_its_bits_at_all_alignments(Elementwise f) {
    int m = 5;
    int inputs = 7;
    for (int n : new int[] {13, 37}) {
      float[] w = values(n * inputs, false);
      float[] bias = values(n, false);
      check(
          "forward " + f + " of " + n,
          Math.max(n, inputs) * m,
          (k, x, o) -> {
            MemorySegment packed =
                Arena.ofAuto().allocate(k.panels(n, inputs).byteSize(), Float.BYTES);
            k.pack(n, inputs, w, 0, inputs, packed, 0);
            float[] b = placed(bias, o[3]);
            k.forward(
                m, n, inputs, x[0], o[0], inputs, packed, 0, b, o[3], f, ALPHA, x[1], o[1], x[2],
                o[2], n);
          });
    }
  }

  @Test
  void sums_over_columns_and_rows_have_their_bits_at_all_alignments() {
    for (int n : COLUMNS) {
      check(
          "softmax of " + n,
          ROWS * n,
          (k, x, o) -> k.softmax(ROWS, n, x[0], o[0], x[1], o[1], x[2], o[2]));
      check(
          "sum and dot of " + n,
          ROWS * n,
          (k, x, o) -> {
            x[2][o[2]] = (float) k.sum(ROWS * n, x[0], o[0]);
            x[3][o[3]] = (float) k.dot(ROWS * n, x[0], o[0], x[1], o[1]);
          });
      check("addRow of " + n, ROWS * n, (k, x, o) -> k.addRow(ROWS, n, x[0], o[0], x[1], o[1]));
      check(
          "sumRows of " + n, ROWS * n, (k, x, o) -> k.sumRows(ROWS, n, x[0], o[0], n, x[1], o[1]));
    }
  }

  @Test
  void factors_have_their_bits_at_all_alignments() {
    for (int n : COLUMNS) {
      int all = ROWS * n;
      check(
          "multiplyRow of " + n,
          all,
          (k, x, o) -> k.multiplyRow(ROWS, n, x[0], o[0], x[1], o[1], x[2], o[2]));
      check(
          "sumProducts of " + n,
          all,
          (k, x, o) -> k.sumProducts(ROWS, n, x[0], o[0], x[1], o[1], n, x[2], o[2]));
      check(
          "scale, addScaled and multiply of " + n,
          all,
          (k, x, o) -> {
            k.scale(all, ALPHA, x[0], o[0]);
            k.addScaled(all, ALPHA, x[1], o[1], x[2], o[2]);
            k.multiply(all, x[2], o[2], x[3], o[3]);
          });
      checkTogether(n);
    }
  }

  /// Operations that take one offset for several operands.
  private void checkTogether(int n) {
    for (int offset = 0; offset <= LAST; offset++) {
      int o = offset;
      float[] f = values(n, false);
      float[] x = values(ROWS * n, false);
      float[] y = values(ROWS * n, false);
      float[][] want = {f.clone(), x.clone(), y.clone(), y.clone()};
      plain.mix(ROWS, n, f, 0, x, y, want[3], 0);
      plain.share(ROWS, n, f, 0, want[1], want[2], 0);
      plain.sumDifferences(ROWS, n, x, y, want[3], 0, n, want[0], 0);
      int p = (5 * o + 2) % 17;
      float[] mixed = placed(y, o);
      kernels.mix(ROWS, n, placed(f, p), p, placed(x, o), placed(y, o), mixed, o);
      same(mixed, placed(want[3], o), "mix of " + n + " at " + o);
      float[] shared = placed(x, o);
      float[] rest = placed(y, o);
      kernels.share(ROWS, n, placed(f, p), p, shared, rest, o);
      same(shared, placed(want[1], o), "share of " + n + " at " + o);
      same(rest, placed(want[2], o), "rest of share of " + n + " at " + o);
      float[] sums = placed(f, p);
      kernels.sumDifferences(ROWS, n, placed(x, o), placed(y, o), mixed, o, n, sums, p);
      same(sums, placed(want[0], p), "sumDifferences of " + n + " at " + o);
    }
  }

  @Test
  void waves_and_cosines_have_their_bits_at_all_alignments() {
    float t = 0.159f;
    for (int n : COLUMNS) {
      int all = ROWS * n;
      check(
          "waves of " + n,
          all,
          (k, x, o) -> k.waves(ROWS, n, x[0], o[0], 2, x[1], o[1], o[1] + n, t, x[2], o[2], n));
      check(
          "sumWaves of " + n,
          all,
          (k, x, o) -> k.sumWaves(ROWS, n, x[0], o[0], 2, x[1], o[1], n, t, x[2], o[2], o[2] + n));
      check("cosine of " + n, all, (k, x, o) -> k.cosine(all, x[0], o[0], x[1], o[1]));
      check(
          "cosineBackward of " + n,
          all,
          (k, x, o) -> k.cosineBackward(all, x[0], o[0], x[1], o[1]));
    }
  }

  @Test
  void products_whose_operands_begin_apart_have_their_bits() {
    for (int[] s : new int[][] {{5, 37, 7}, {13, 18, 9}}) {
      for (int form = 0; form < 3; form++) {
        Product p = new Product(s[0], s[1], s[2], form == 2, form == 0, s[0] == 5);
        check(
            p.toString(),
            Math.max(s[0], s[1]) * Math.max(s[1], s[2]) + s[0] * p.ldc(),
            (k, x, o) -> p.by(k, x[0], o[0], p.aCols(), x[1], o[1], p.bCols(), x[2], o[2]));
      }
    }
  }
}
