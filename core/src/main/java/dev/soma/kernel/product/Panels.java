package dev.soma.kernel.product;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory for panels outside the heap, so that each vector of a panel lies in one cache line: the
/// numbers of a `float[]` begin wherever the array happens to lie.
public final class Panels {
  /// Bytes of a cache line, and of the longest vector.
  private static final long LINE = 64;

  private Panels() {}

  /// Zeros at the beginning of a cache line, freed after nobody refers to them any more.
  public static MemorySegment memory(long floats) {
    return Arena.ofAuto().allocate(Float.BYTES * floats, LINE);
  }

  /// Said once in each method that reads or writes vectors of panels, so that C2 knows there that
  /// they lie outside the heap. Vectors that are viewed as other ones go by way of segments in the
  /// heap before they are compiled; from then on C2 asks each access which of the two it is, and
  /// packing takes up to half as long again.
  static void known(MemorySegment panels) {
    if (!panels.isNative()) {
      throw new IllegalArgumentException("panels lie outside the heap");
    }
  }
}
