package dev.soma.kernel;

class WarmingKernelsTest extends KernelsContract {
  @Override
  Kernels create() {
    return new WarmingKernels(new Warmth());
  }
}
