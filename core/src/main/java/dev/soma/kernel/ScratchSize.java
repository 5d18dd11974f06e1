package dev.soma.kernel;

import dev.soma.kernel.function.VectorActivations;
import dev.soma.kernel.product.VectorProducts;

/// What kernels take of the heap for themselves, known before they are made: every thread has sums
/// and functions of its own, and memory that it packs one operand of a product in, which stays as
/// large as the largest of them.
///
/// It is told of the products, and knows which of them are split among the threads.
public final class ScratchSize {
  /// Numbers of each thread, whatever it multiplies.
  private static final long SCALAR = Sums.WAYS + Sums.Softmax.NUMBERS;

  private final boolean vector;
  private final int threads;

  // most numbers of an operand that the caller packs, and that each of the other threads does
  private long packed;
  private long packedByOthers;

  // the same of the scalar kernels, which multiply until the vectors are compiled
  private long panel;
  private long panelOfOthers;

  /// Of kernels that [KernelChoice#create] would make.
  public ScratchSize(KernelChoice kernels, int threads) {
    vector = kernels.vector();
    this.threads = threads;
  }

  /// Rows `[m x k]` times packed weights of n units, in a pass whose rows are shared.
  ///
  /// @param most rows that a thread takes at a time
  /// @param near whether it takes of these as many as [Kernels#forward] does
  /// @param steps of the whole pass
  public void rows(int m, int n, int k, int most, boolean near, long steps) {
    boolean split = steps >= ParallelKernels.SPLIT_STEPS;
    int part = Math.min(most, split ? Math.ceilDiv(m, threads) : m);
    add(near ? Math.min(part, Kernels.nearRows(n)) : part, k, split);
    long numbers =
        (n > ScalarKernels.PANEL / 2 ? ScalarKernels.PANEL : ScalarKernels.PANEL / 2) * (long) k;
    panel = Math.max(panel, numbers);
    panelOfOthers = split ? Math.max(panelOfOthers, numbers) : panelOfOthers;
  }

  /// A B, C `[m x n]`, of k steps.
  public void product(int m, int n, int k) {
    boolean split = ParallelProducts.pays(m, n, k);
    add(split && m >= n ? Math.ceilDiv(m, threads) : m, k, split);
  }

  /// A^T B, C `[m x n]`, of k steps.
  public void gradient(int m, int n, int k) {
    boolean split = ParallelProducts.pays(m, n, k);
    int part = split ? Math.ceilDiv(m, threads) : m;
    if (vector && !VectorProducts.near(part, n, k)) {
      add(part, k, split);
    }
  }

  private void add(int m, int k, boolean split) {
    long numbers = vector && k > 0 ? VectorProducts.packs(m, k) : 0;
    packed = Math.max(packed, numbers);
    packedByOthers = split ? Math.max(packedByOthers, numbers) : packedByOthers;
  }

  /// Bytes of all threads.
  public long bytes() {
    long own = SCALAR;
    if (vector) {
      own += SCALAR + VectorActivations.NUMBERS + VectorProducts.NUMBERS;
    }
    long others = own + packedByOthers + panelOfOthers;
    return Float.BYTES * (own + packed + panel + (threads - 1) * others);
  }
}
