package dev.soma.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The contract for 2 and 3 threads over scalar and vector kernels, with everything split.
class ParallelKernelsTest {
  private static Kernels team(int threads, boolean always, Supplier<Kernels> member) {
    List<Kernels> members = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      members.add(member.get());
    }
    return new ParallelKernels(members, always);
  }

  @Nested
  class TwoScalar extends KernelsContract {
    @Override
    Kernels create() {
      return team(2, true, ScalarKernels::new);
    }
  }

  @Nested
  class ThreeScalar extends KernelsContract {
    @Override
    Kernels create() {
      return team(3, true, ScalarKernels::new);
    }
  }

  @Nested
  class TwoVector extends KernelsContract {
    @Override
    Kernels create() {
      return team(2, true, VectorKernels::new);
    }
  }

  @Nested
  class ThreeVector extends KernelsContract {
    @Override
    Kernels create() {
      return team(3, true, VectorKernels::new);
    }
  }

  @Nested
  class TwoByTheAmountOfWork extends KernelsContract {
    @Override
    Kernels create() {
      return team(2, false, ScalarKernels::new);
    }
  }

  @Test
  void the_number_of_threads_is_told() {
    try (Kernels kernels = KernelChoice.forced("scalar").create(2)) {
      assertThat(kernels.describe()).isEqualTo("scalar, 2 threads");
    }
  }

  @Test
  void large_sums_have_the_bits_of_one_thread() {
    float[] x = new float[700_001];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i * 7919 % 10_007) * 1e-3f - 5;
    }
    try (Kernels two = team(2, false, ScalarKernels::new);
        Kernels one = new ScalarKernels()) {
      assertThat(two.sum(x.length, x, 0)).isEqualTo(one.sum(x.length, x, 0));
      assertThat(two.dot(x.length - 1, x, 0, x, 1)).isEqualTo(one.dot(x.length - 1, x, 0, x, 1));
    }
  }
}
