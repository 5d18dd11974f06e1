package dev.soma.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.soma.kernel.product.VectorProducts;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The contract at every length of vectors that the machine has.
class VectorKernelsTest {
  @Nested
  class Preferred extends KernelsContract {
    @Override
    Kernels create() {
      return new VectorKernels();
    }

    @Test
    void a_product_cut_in_all_directions_has_the_bits_of_the_scalar_one() {
      int m = 139;
      int n = 1031;
      int k = 1033;
      float[] a = new float[m * k];
      float[] b = new float[n * k];
      fill(a, i -> i * 31 % 201 - 100);
      fill(b, i -> (i * 17 % 101 - 50) * 0.37);
      float[] expected = new float[m * n];
      float[] actual = new float[m * n];
      new ScalarKernels().multiplyNN(m, n, k, a, 0, k, b, 0, n, expected, 0, n, false);
      create().multiplyNN(m, n, k, a, 0, k, b, 0, n, actual, 0, n, false);
      assertThat(Arrays.equals(actual, expected)).isTrue();
    }
  }

  /// Blocks of a few rows, so that small products go through all of them.
  @Nested
  class CutInTinyBlocks extends KernelsContract {
    @Override
    Kernels create() {
      return new VectorKernels(VectorProducts.Blocks.TINY);
    }
  }

  private static void fill(float[] x, IntToDoubleFunction value) {
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) value.applyAsDouble(i);
    }
  }

  @Nested
  class Bits128 extends Forced {
    Bits128() {
      super(128);
    }
  }

  @Nested
  class Bits256 extends Forced {
    Bits256() {
      super(256);
    }
  }

  @Nested
  class Bits512 extends Forced {
    Bits512() {
      super(512);
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class Forced extends KernelsContract {
    private final int bits;
    private Constructor<?> made;

    Forced(int bits) {
      this.bits = bits;
    }

    @BeforeAll
    void load() {
      assumeThat(ForcedVectors.supported(bits)).as("vectors of %d bit", bits).isTrue();
      made = ForcedVectors.load(bits);
    }

    @Override
    Kernels create() {
      return ForcedVectors.create(made);
    }

    @Test
    void the_length_is_the_forced_one() {
      try (Kernels kernels = create()) {
        assertThat(kernels.describe()).isEqualTo("vector " + bits + "-bit");
      }
    }
  }
}
