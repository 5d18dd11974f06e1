package dev.soma.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// After warm-up nothing is allocated; boxed vectors would be.
class AllocationTest {
  private static final int ROUNDS = 10_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final float[] x = new float[40_000];
  private final float[] y = new float[40_000];
  private final float[] z = new float[40_000];

  private static Kernels create(String name) {
    return switch (name) {
      case "scalar" -> new ScalarKernels();
      case "vector" -> new VectorKernels();
      default -> new ParallelKernels(List.of(new ScalarKernels(), new ScalarKernels()), true);
    };
  }

  private void step(Kernels kernels) {
    kernels.multiplyNT(9, 101, 33, x, 0, 33, y, 0, 33, z, 0, 101, false);
    kernels.multiplyNN(9, 101, 33, x, 0, 33, y, 0, 101, z, 0, 101, true);
    kernels.multiplyTN(8, 64, 33, x, 0, 8, y, 0, 64, z, 0, 64, false);
    kernels.addRow(8, 64, x, 0, z, 0);
    kernels.sumRows(8, 64, z, 0, y, 0);
    for (Elementwise f : FUNCTIONS) {
      kernels.activate(f, 0.1f, 100, x, 0, y, 0);
      kernels.activateBackward(f, 0.1f, 100, x, 0, y, 0, z, 0);
    }
    kernels.softmax(4, 37, x, 0, y, 0, z, 0);
    kernels.scale(100, 0, z, 0);
    kernels.addScaled(100, 0.5f, x, 0, z, 0);
    kernels.multiply(100, x, 0, z, 0);
    x[0] = (float) (kernels.sum(5000, x, 0) + kernels.dot(5000, x, 0, y, 0)) * 1e-9f;
  }

  private static final Elementwise[] FUNCTIONS = Elementwise.values();

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "parallel"})
  void after_warm_up_no_operation_allocates(String name) {
    for (int i = 0; i < x.length; i++) {
      x[i] = (i % 100 - 50) * 0.02f;
      y[i] = (i % 70 - 35) * 0.03f;
    }
    try (Kernels kernels = create(name)) {
      long allocated = -1;
      int round = 0;
      // compilation runs beside: as many rounds as it takes, up to a limit
      for (; round < ROUNDS && allocated != 0; round++) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10; i++) {
          step(kernels);
        }
        allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      }
      assertThat(allocated).as("bytes in 10 steps of %s after %d rounds", name, round).isZero();
    }
  }
}
