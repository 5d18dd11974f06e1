package dev.soma.math;

import java.util.Objects;

/// A row-major window `[rows x cols]` on a float array; no arithmetic.
///
/// Element (r, c) is `data[offset + r * cols + c]`. The window shares the array: writing through
/// one writes the other.
///
/// @param data the array
/// @param offset index of element (0, 0), >= 0
/// @param rows number of rows, >= 0
/// @param cols number of columns, >= 0
public record Matrix(float[] data, int offset, int rows, int cols) {
  /// Checks that the window lies within the array.
  ///
  /// @throws IndexOutOfBoundsException if it does not
  public Matrix {
    if (rows < 0 || cols < 0) {
      throw new IndexOutOfBoundsException("shape [" + rows + " x " + cols + "] is negative");
    }
    Objects.checkFromIndexSize(offset, Math.multiplyExact(rows, cols), data.length);
  }

  /// A new matrix of zeros.
  public static Matrix zeros(int rows, int cols) {
    return new Matrix(new float[Math.multiplyExact(rows, cols)], 0, rows, cols);
  }

  /// A copy of rows of equal length, rounded to float.
  ///
  /// @throws IllegalArgumentException if a row has another length than the first
  public static Matrix of(double[][] rows) {
    int cols = rows.length == 0 ? 0 : rows[0].length;
    Matrix m = zeros(rows.length, cols);
    for (int r = 0; r < rows.length; r++) {
      if (rows[r].length != cols) {
        throw new IllegalArgumentException(
            "row " + r + " has " + rows[r].length + " numbers, row 0 has " + cols);
      }
      for (int c = 0; c < cols; c++) {
        m.data[r * cols + c] = (float) rows[r][c];
      }
    }
    return m;
  }

  /// Element (row, col).
  public float get(int row, int col) {
    return data[index(row, col)];
  }

  /// Writes element (row, col).
  public void set(int row, int col, float value) {
    data[index(row, col)] = value;
  }

  /// Index of element (row, col) in [#data].
  public int index(int row, int col) {
    Objects.checkIndex(row, rows);
    Objects.checkIndex(col, cols);
    return offset + row * cols + col;
  }

  /// The rows `from` (inclusive) to `to` (exclusive) as a window on the same array.
  public Matrix rows(int from, int to) {
    Objects.checkFromToIndex(from, to, rows);
    return new Matrix(data, offset + from * cols, to - from, cols);
  }

  /// Copies all numbers, row after row, to an array from `at` on.
  public void copyTo(float[] to, int at) {
    System.arraycopy(data, offset, to, at, rows * cols);
  }

  /// `[rows x cols]` for messages.
  public String shape() {
    return "[" + rows + " x " + cols + "]";
  }
}
