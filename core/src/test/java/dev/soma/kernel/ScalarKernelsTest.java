package dev.soma.kernel;

class ScalarKernelsTest extends KernelsContract {
  @Override
  Kernels create() {
    return new ScalarKernels();
  }
}
