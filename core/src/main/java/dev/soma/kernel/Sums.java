package dev.soma.kernel;

/// The one tree by which every reduction adds.
///
/// 16 partial sums p_0 .. p_15 start at +0; term i is added to p_(i mod 16) in ascending order.
/// Then p_j += p_(j+8) for j < 8, p_j += p_(j+4) for j < 4, p_j += p_(j+2), p_0 += p_1. Blocks of
/// [#BLOCK] terms are each added so in float, and the block sums in double, ascending. The tree
/// does not depend on lanes or threads.
final class Sums {
  /// Terms a block.
  static final int BLOCK = 4096;

  /// Partial sums a block.
  static final int WAYS = 16;

  private Sums() {}

  /// Folds the 16 partial sums at `p[0 .. 15]`; destroys them.
  static float fold(float[] p) {
    for (int half = WAYS / 2; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        p[j] += p[j + half];
      }
    }
    return p[0];
  }
}
