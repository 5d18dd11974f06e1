package dev.soma.peers;

/// Rows with their classes.
///
/// @param inputs numbers of a row
/// @param x row-major `[rows x inputs]`
/// @param classes one a row, from 0
public record Rows(int inputs, float[] x, int[] classes) {
  /// How many there are.
  public int count() {
    return classes.length;
  }

  /// Some of the rows, copied.
  ///
  /// @param order which, as indices
  /// @param from first place in `order`
  /// @param to one past the last place
  public Rows pick(int[] order, int from, int to) {
    float[] some = new float[(to - from) * inputs];
    int[] theirs = new int[to - from];
    for (int i = from; i < to; i++) {
      System.arraycopy(x, order[i] * inputs, some, (i - from) * inputs, inputs);
      theirs[i - from] = classes[order[i]];
    }
    return new Rows(inputs, some, theirs);
  }

  /// One row as doubles, for libraries that want them so.
  public double[] row(int row) {
    double[] values = new double[inputs];
    for (int i = 0; i < inputs; i++) {
      values[i] = x[row * inputs + i];
    }
    return values;
  }

  /// All rows as doubles.
  public double[][] rows() {
    double[][] all = new double[count()][];
    for (int r = 0; r < all.length; r++) {
      all[r] = row(r);
    }
    return all;
  }

  /// The share of rows whose class was predicted.
  double accuracy(int[] predicted) {
    int right = 0;
    for (int r = 0; r < classes.length; r++) {
      right += predicted[r] == classes[r] ? 1 : 0;
    }
    return (double) right / classes.length;
  }
}
