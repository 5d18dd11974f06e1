package dev.soma.data.encode;

import dev.soma.data.store.RowWindow;
import dev.soma.data.store.ShuffledRows;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Shuffled mini-batches of a data set, gathered into buffers that are reused.
///
/// The order of an epoch depends on the seed, the number of rows and the number of the epoch alone
/// ([ShuffledRows]); where the rows are kept does not matter. The last batch has the rows that are
/// left over. Nothing is allocated for a batch. Not safe for several threads.
public final class Batches {
  private final Dataset data;
  private final int size;
  private final ShuffledRows order;
  private final @Nullable RowWindow window;
  private final int[] rows;
  private final Batch full;
  private final Matrix fullTargets;
  private final Batch last;
  private final Matrix lastTargets;
  private final float @Nullable [] weights;
  private final float @Nullable [] offsets;
  private int current;

  /// Batches in the order of the data until [#shuffle(int)] is called.
  ///
  /// @param size rows of a batch, >= 1; more than there are rows means one batch
  /// @throws IllegalArgumentException if the size is not positive or there are no rows
  public Batches(Dataset data, int size, Seeds seeds) {
    this(data, size, new ShuffledRows(data.rows(), seeds));
  }

  Batches(Dataset data, int size, ShuffledRows order) {
    if (size < 1 || data.rows() == 0) {
      throw new IllegalArgumentException(
          "batches need rows and a size >= 1, got " + data.rows() + " rows and size " + size);
    }
    this.data = data;
    this.size = Math.min(size, data.rows());
    this.order = order;
    this.window = data.window();
    this.rows = new int[this.size];
    Matrix numbers = Matrix.zeros(this.size, data.shape().numbers());
    int[] codes = new int[this.size * data.shape().categories()];
    this.offsets = data.hasOffsets() ? new float[this.size] : null;
    this.full = new Batch(data.shape(), numbers, codes, 0, offsets, 0);
    this.fullTargets = Matrix.zeros(this.size, data.targetColumns());
    int rest = data.rows() - (count() - 1) * this.size;
    this.last = full.rows(0, rest);
    this.lastTargets = fullTargets.rows(0, rest);
    this.weights = data.hasWeights() ? new float[this.size] : null;
  }

  /// Number of batches of an epoch.
  public int count() {
    return Math.ceilDiv(data.rows(), size);
  }

  /// Puts the rows into the order of an epoch (from the stream "shuffle").
  ///
  /// @param epoch the number of the epoch, any integer
  public void shuffle(int epoch) {
    order.shuffle(epoch);
  }

  /// Gathers batch `index` into the buffers and returns how many rows it has.
  public int load(int index) {
    Objects.checkIndex(index, count());
    current = index;
    int from = index * size;
    int n = Math.min(size, data.rows() - from);
    for (int i = 0; i < n; i++) {
      int row = order.at(from + i);
      rows[i] = row;
      if (window == null) {
        data.copy(row, full.numbers(), full.codes(), fullTargets, weights, offsets, i);
      } else {
        window.copy(row, full.numbers(), full.codes(), fullTargets, weights, offsets, i);
      }
    }
    return n;
  }

  /// The inputs of the batch loaded last.
  public Batch inputs() {
    return current == count() - 1 ? last : full;
  }

  /// The targets of the batch loaded last, `[rows x outputs]`.
  public Matrix targets() {
    return targets(current);
  }

  /// The same of batch `index` once it is loaded: one matrix for all but the last.
  public Matrix targets(int index) {
    return index == count() - 1 ? lastTargets : fullTargets;
  }

  /// The weights of the batch loaded last, its rows first; null if all rows count the same.
  public float @Nullable [] weights() {
    return weights;
  }

  /// The index of the batch loaded last.
  public int current() {
    return current;
  }

  /// The row of the data set that is at position `i` of the batch loaded last.
  public int row(int i) {
    return rows[i];
  }
}
