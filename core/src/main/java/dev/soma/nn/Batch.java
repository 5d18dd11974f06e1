package dev.soma.nn;

import dev.soma.math.Matrix;
import org.jspecify.annotations.Nullable;

/// Rows as they enter a network: numbers `[rows x numbers]` and codes `[rows x categories]`.
///
/// The arrays are shared, not copied.
///
/// @param shape the inputs
/// @param numbers number inputs, `[rows x shape.numbers()]`
/// @param codes category codes, row-major, in -1 .. level count - 1; -1 is "none of them"
/// @param codeOffset where the codes of the first row begin
/// @param offsets o of each row, which is added to every z of the output layer, or null for none
/// @param firstOffset where that of the first row is
public record Batch(
    InputShape shape,
    Matrix numbers,
    int[] codes,
    int codeOffset,
    float @Nullable [] offsets,
    int firstOffset) {
  /// Checks that the blocks have the sizes of the shape.
  ///
  /// @throws IllegalArgumentException if they do not, with both shapes in the message
  public Batch {
    long needed = (long) codeOffset + (long) numbers.rows() * shape.categories();
    if (numbers.cols() != shape.numbers() || codeOffset < 0 || codes.length < needed) {
      throw new IllegalArgumentException(
          "inputs "
              + shape
              + " need numbers ["
              + numbers.rows()
              + " x "
              + shape.numbers()
              + "] and codes ["
              + numbers.rows()
              + " x "
              + shape.categories()
              + "], got numbers "
              + numbers.shape()
              + " and "
              + codes.length
              + " codes from "
              + codeOffset);
    }
    if (offsets != null
        && (firstOffset < 0 || offsets.length < (long) firstOffset + numbers.rows())) {
      throw new IllegalArgumentException(
          numbers.rows() + " rows need as many offsets, got " + (offsets.length - firstOffset));
    }
  }

  /// Rows without offsets.
  public Batch(InputShape shape, Matrix numbers, int[] codes, int codeOffset) {
    this(shape, numbers, codes, codeOffset, null, 0);
  }

  /// Rows of numbers without categories.
  public static Batch of(Matrix numbers) {
    return new Batch(InputShape.of(numbers.cols()), numbers, new int[0], 0);
  }

  /// Number of rows.
  public int rows() {
    return numbers.rows();
  }

  /// The rows `from` (inclusive) to `to` (exclusive), on the same arrays.
  public Batch rows(int from, int to) {
    return new Batch(
        shape,
        numbers.rows(from, to),
        codes,
        codeOffset + from * shape.categories(),
        offsets,
        firstOffset + from);
  }

  /// o of a row, 0 without offsets.
  public float offset(int row) {
    return offsets == null ? 0f : offsets[firstOffset + row];
  }

  /// The code of a row in a category column.
  public int code(int row, int category) {
    return codes[codeOffset + row * shape.categories() + category];
  }
}
