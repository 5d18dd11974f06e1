package dev.soma.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.soma.kernel.product.VectorProducts;
import java.lang.reflect.Constructor;
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
  }

  /// Blocks of a few rows, so that small products go through all of them.
  @Nested
  class CutInTinyBlocks extends KernelsContract {
    @Override
    Kernels create() {
      return new VectorKernels(VectorProducts.Blocks.TINY);
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
