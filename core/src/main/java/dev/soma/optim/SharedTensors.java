package dev.soma.optim;

import dev.soma.kernel.Kernels;
import dev.soma.nn.Parameters;
import java.util.List;

/// Work on all numbers of [Parameters], shared among threads: each takes the same part of the rows
/// of every tensor.
///
/// These are the rows of dW that the thread's product wrote and the rows of W that it will pack, so
/// a step of training leaves them in the cache of one core. Made once, it allocates nothing. See
/// `docs/decisions/0036-each-core-keeps-its-rows.md`.
final class SharedTensors {
  private static final int WHOLE = 1024;

  /// As the rows of a product are cut.
  private static final int GRAIN = 4;

  private final List<Parameters.Group> groups;
  private final long steps;
  private final Kernels.Part each;
  private final Kernels.Part part = this::tensors;

  /// @param steps multiplications and additions for all numbers
  /// @param each does the numbers of the flat array from `from` to before `to`, all of one tensor
  SharedTensors(List<Parameters.Group> groups, long steps, Kernels.Part each) {
    this.groups = groups;
    this.steps = steps;
    this.each = each;
  }

  /// Does it.
  void run(Kernels kernels) {
    kernels.split(WHOLE, 1, steps, part);
  }

  private void tensors(Kernels own, int from, int to) {
    for (int i = 0; i < groups.size(); i++) { // no iterator: nothing is allocated
      Parameters.Group g = groups.get(i);
      int first = row(g, from);
      int end = row(g, to);
      if (first < end) {
        each.run(own, g.offset() + first * g.cols(), g.offset() + end * g.cols());
      }
    }
  }

  private static int row(Parameters.Group g, int share) {
    return share == WHOLE ? g.rows() : (int) ((long) g.rows() * share / WHOLE / GRAIN * GRAIN);
  }
}
