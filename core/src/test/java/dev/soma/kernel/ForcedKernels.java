package dev.soma.kernel;

import java.lang.reflect.Constructor;

/// Choices of kernels that run from the first step on, with all work split among the threads.
///
/// The usual choice begins scalar and leaves small work to one thread: tests of the bits on small
/// networks would see one kind of kernels only.
public final class ForcedKernels {
  private ForcedKernels() {}

  /// True if the machine has vectors of so many bits; 0 stands for the scalar kernels.
  public static boolean supported(int bits) {
    return bits == 0 || ForcedVectors.supported(bits);
  }

  /// Scalar kernels for 0, else vector kernels of so many bits.
  public static KernelChoice of(int bits) {
    if (bits == 0) {
      return KernelChoice.of(ScalarKernels::new, "scalar");
    }
    Constructor<?> made = ForcedVectors.load(bits);
    return KernelChoice.of(() -> ForcedVectors.create(made), "vector " + bits + "-bit");
  }
}
