package dev.soma.data.encode;

import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Shuffled mini-batches of a data set, gathered into buffers that are reused.
///
/// The order of an epoch depends on the seed and the number of the epoch alone. The last batch has
/// the rows that are left over. Nothing is allocated for a batch. Not safe for several threads.
public final class Batches {
  private final Dataset data;
  private final int size;
  private final long key;
  private final int[] order;
  private final Batch full;
  private final Matrix fullTargets;
  private final Batch last;
  private final Matrix lastTargets;
  private final float @Nullable [] weights;
  private int current;

  /// Batches in the order of the data until [#shuffle(int)] is called.
  ///
  /// @param size rows of a batch, >= 1; more than there are rows means one batch
  /// @throws IllegalArgumentException if the size is not positive or there are no rows
  public Batches(Dataset data, int size, Seeds seeds) {
    if (size < 1 || data.rows() == 0) {
      throw new IllegalArgumentException(
          "batches need rows and a size >= 1, got " + data.rows() + " rows and size " + size);
    }
    this.data = data;
    this.size = Math.min(size, data.rows());
    this.key = seeds.key("shuffle");
    this.order = MissingPolicy.all(data.rows());
    Matrix numbers = Matrix.zeros(this.size, data.shape().numbers());
    int[] codes = new int[this.size * data.shape().categories()];
    this.full = new Batch(data.shape(), numbers, codes, 0);
    this.fullTargets = Matrix.zeros(this.size, data.targets().cols());
    int rest = data.rows() - (count() - 1) * this.size;
    this.last = full.rows(0, rest);
    this.lastTargets = fullTargets.rows(0, rest);
    this.weights = data.weights() == null ? null : new float[this.size];
  }

  /// Number of batches of an epoch.
  public int count() {
    return (data.rows() + size - 1) / size;
  }

  /// Puts the rows into the order of an epoch (Fisher-Yates from the stream "shuffle").
  ///
  /// @param epoch the number of the epoch, any integer
  public void shuffle(int epoch) {
    SplittableRandom random = new SplittableRandom(Seeds.bits(key, epoch));
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
  }

  /// Gathers batch `index` into the buffers and returns how many rows it has.
  public int load(int index) {
    Objects.checkIndex(index, count());
    current = index;
    int from = index * size;
    int rows = Math.min(size, data.rows() - from);
    float[] all = data.weights();
    for (int i = 0; i < rows; i++) {
      data.copy(order[from + i], full.numbers(), full.codes(), fullTargets, i);
      if (weights != null && all != null) {
        weights[i] = all[order[from + i]];
      }
    }
    return rows;
  }

  /// The inputs of the batch loaded last.
  public Batch inputs() {
    return current == count() - 1 ? last : full;
  }

  /// The targets of the batch loaded last, `[rows x outputs]`.
  public Matrix targets() {
    return current == count() - 1 ? lastTargets : fullTargets;
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
    return order[current * size + i];
  }
}
