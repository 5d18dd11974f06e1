package dev.soma.trace;

import java.util.Arrays;

/// Immutable numbers `[rows x cols]` in double precision, to be read.
public final class DoubleMatrix {
  private final double[][] values;
  private final int cols;

  private DoubleMatrix(double[][] values, int cols) {
    this.values = values;
    this.cols = cols;
  }

  /// A copy of these rows.
  ///
  /// @throws IllegalArgumentException if a row has another length than the first
  public static DoubleMatrix of(double[][] rows) {
    int cols = rows.length == 0 ? 0 : rows[0].length;
    double[][] copy = new double[rows.length][];
    for (int r = 0; r < rows.length; r++) {
      if (rows[r].length != cols) {
        throw new IllegalArgumentException(
            "row " + r + " has " + rows[r].length + " numbers, row 0 has " + cols);
      }
      copy[r] = rows[r].clone();
    }
    return new DoubleMatrix(copy, cols);
  }

  /// A copy of one row, `[1 x length]`.
  public static DoubleMatrix row(double... row) {
    return of(new double[][] {row});
  }

  /// Number of rows.
  public int rows() {
    return values.length;
  }

  /// Number of columns.
  public int cols() {
    return cols;
  }

  /// Element (row, col), both from 0.
  public double get(int row, int col) {
    return values[row][col];
  }

  /// A copy of one row.
  public double[] row(int row) {
    return values[row].clone();
  }

  /// A copy of all rows.
  public double[][] toArray() {
    double[][] copy = new double[values.length][];
    for (int r = 0; r < values.length; r++) {
      copy[r] = values[r].clone();
    }
    return copy;
  }

  /// The average of each column, `[cols]`; NaN if there are no rows.
  public double[] columnAverages() {
    double[] sum = new double[cols];
    for (double[] row : values) {
      for (int c = 0; c < cols; c++) {
        sum[c] += row[c];
      }
    }
    for (int c = 0; c < cols; c++) {
      sum[c] /= values.length;
    }
    return sum;
  }

  /// Whether the other has the same shape and the same bits.
  @Override
  public boolean equals(Object other) {
    return other instanceof DoubleMatrix m && m.cols == cols && Arrays.deepEquals(m.values, values);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(values);
  }

  /// The rows, for messages.
  @Override
  public String toString() {
    return Arrays.deepToString(values);
  }
}
