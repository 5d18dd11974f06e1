package dev.soma.data.encode;

import dev.soma.math.Matrix;
import dev.soma.nn.Batch;
import dev.soma.nn.InputShape;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Rows as a network wants them: numbers `[rows x numbers]`, codes `[rows x categories]` and
/// targets.
///
/// Targets are `[rows x 1]` of class numbers for three or more classes, `[rows x 1]` of 0 and 1 for
/// two classes, `[rows x k]` of 0 and 1 for several labels, `[rows x k]` of scaled numbers for
/// regression, `[rows x 0]` if there are none. The arrays are not copied; treat them as read-only.
public final class Dataset {
  private final InputShape shape;
  private final Matrix numbers;
  private final int[] codes;
  private final Matrix targets;
  private final float @Nullable [] weights;
  private final int[] lines;

  /// A data set of these blocks.
  ///
  /// @param shape the inputs
  /// @param numbers number inputs `[rows x shape.numbers()]`
  /// @param codes category codes, row-major `[rows x shape.categories()]`, -1 is "none of them"
  /// @param targets `[rows x outputs]`, or `[rows x 0]`
  /// @param weights one weight >= 0 a row, or null for equal weights
  /// @param lines where each row came from: a line of a file or a row number
  /// @throws IllegalArgumentException if the sizes do not fit each other
  public Dataset(
      InputShape shape,
      Matrix numbers,
      int[] codes,
      Matrix targets,
      float @Nullable [] weights,
      int[] lines) {
    int rows = numbers.rows();
    if (numbers.cols() != shape.numbers()
        || codes.length != rows * shape.categories()
        || targets.rows() != rows
        || lines.length != rows
        || (weights != null && weights.length != rows)) {
      throw new IllegalArgumentException(
          "inputs "
              + shape
              + ": numbers "
              + numbers.shape()
              + ", "
              + codes.length
              + " codes, targets "
              + targets.shape()
              + ", "
              + lines.length
              + " lines, "
              + (weights == null ? "no" : weights.length)
              + " weights do not fit each other");
    }
    this.shape = shape;
    this.numbers = numbers;
    this.codes = codes;
    this.targets = targets;
    this.weights = weights;
    this.lines = lines;
  }

  /// Rows of numbers with targets, equal weights and lines 1, 2, ...
  public static Dataset of(Matrix numbers, Matrix targets) {
    int[] lines = new int[numbers.rows()];
    Arrays.setAll(lines, i -> i + 1);
    return new Dataset(InputShape.of(numbers.cols()), numbers, new int[0], targets, null, lines);
  }

  /// The inputs.
  public InputShape shape() {
    return shape;
  }

  /// Number of rows.
  public int rows() {
    return numbers.rows();
  }

  /// Number inputs `[rows x numbers]`.
  public Matrix numbers() {
    return numbers;
  }

  /// Category codes, row-major `[rows x categories]`.
  public int[] codes() {
    return codes;
  }

  /// Targets `[rows x outputs]`.
  public Matrix targets() {
    return targets;
  }

  /// Row weights, or null if all rows count the same.
  public float @Nullable [] weights() {
    return weights;
  }

  /// Where a row came from: the line of a file, or a row number from 1.
  public int line(int row) {
    return lines[row];
  }

  /// All rows as one batch.
  public Batch batch() {
    return batch(0, rows());
  }

  /// The rows `from` (inclusive) to `to` (exclusive) as a batch on the same arrays.
  public Batch batch(int from, int to) {
    Objects.checkFromToIndex(from, to, rows());
    return new Batch(shape, numbers.rows(from, to), codes, from * shape.categories());
  }

  /// The given rows in the given order, copied.
  public Dataset rows(int[] rows) {
    Matrix taken = Matrix.zeros(rows.length, shape.numbers());
    int[] takenCodes = new int[rows.length * shape.categories()];
    Matrix takenTargets = Matrix.zeros(rows.length, targets.cols());
    float[] takenWeights = weights == null ? null : new float[rows.length];
    int[] takenLines = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      copy(rows[i], taken, takenCodes, takenTargets, i);
      takenLines[i] = lines[rows[i]];
      if (takenWeights != null && weights != null) {
        takenWeights[i] = weights[rows[i]];
      }
    }
    return new Dataset(shape, taken, takenCodes, takenTargets, takenWeights, takenLines);
  }

  /// The same rows with other weights.
  public Dataset weighted(float @Nullable [] other) {
    return new Dataset(shape, numbers, codes, targets, other, lines);
  }

  /// Copies the inputs and targets of one row to row `to` of the given blocks.
  void copy(int row, Matrix toNumbers, int[] toCodes, Matrix toTargets, int to) {
    int n = shape.numbers();
    int c = shape.categories();
    int k = targets.cols();
    System.arraycopy(
        numbers.data(),
        numbers.offset() + row * n,
        toNumbers.data(),
        toNumbers.offset() + to * n,
        n);
    System.arraycopy(codes, row * c, toCodes, to * c, c);
    System.arraycopy(
        targets.data(),
        targets.offset() + row * k,
        toTargets.data(),
        toTargets.offset() + to * k,
        k);
  }
}
