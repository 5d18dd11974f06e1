package dev.soma.data.encode;

import dev.soma.data.store.RowFile;
import dev.soma.data.store.RowWindow;
import dev.soma.math.Matrix;
import dev.soma.nn.Batch;
import dev.soma.nn.InputShape;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Rows as a network wants them: numbers `[rows x numbers]`, codes `[rows x categories]` and
/// targets.
///
/// Targets are `[rows x 1]` of class numbers for three or more classes, `[rows x 1]` of 0 and 1 for
/// two classes, `[rows x k]` of 0 and 1 for several labels, `[rows x k]` of scaled numbers for
/// regression, `[rows x 0]` if there are none. The arrays are not copied; treat them as read-only.
///
/// The rows of a table on disk stay on disk: [#chunk(int, int)] and [Batches] copy some of them
/// into memory, the other methods all of what they return.
public final class Dataset {
  private final InputShape shape;
  private final Matrix numbers;
  private final int[] codes;
  private final Matrix targets;
  private final float @Nullable [] weights;
  private final float @Nullable [] offsets;
  private final IntUnaryOperator lines;

  /// The rows if they are on disk; then the arrays are empty.
  private final @Nullable RowFile file;

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
    this(shape, numbers, codes, targets, weights, null, r -> lines[r], null);
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
  }

  private Dataset(
      InputShape shape,
      Matrix numbers,
      int[] codes,
      Matrix targets,
      float @Nullable [] weights,
      float @Nullable [] offsets,
      IntUnaryOperator lines,
      @Nullable RowFile file) {
    this.shape = shape;
    this.numbers = numbers;
    this.codes = codes;
    this.targets = targets;
    this.weights = weights;
    this.offsets = offsets;
    this.lines = lines;
    this.file = file;
  }

  /// Rows in a work file.
  ///
  /// @param lines where each row came from
  static Dataset of(InputShape shape, RowFile file, IntUnaryOperator lines) {
    Matrix none = Matrix.zeros(0, 0);
    return new Dataset(shape, none, new int[0], none, null, null, lines, file);
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
    return file == null ? numbers.rows() : file.rows();
  }

  /// Number of targets of a row, 0 if there are none.
  public int targetColumns() {
    return file == null ? targets.cols() : file.targets();
  }

  /// Whether the rows are read from disk when they are asked for.
  public boolean isOnDisk() {
    return file != null;
  }

  /// Bytes of the arrays, with three more numbers a row; of rows on disk those that are there.
  public long bytes() {
    long cells = (long) shape.numbers() + shape.categories() + targetColumns() + 3;
    return Float.BYTES * cells * rows();
  }

  /// Whether rows count differently.
  public boolean hasWeights() {
    return file == null ? weights != null : file.weighted();
  }

  /// Whether something is added to z of the output layer.
  public boolean hasOffsets() {
    return file == null ? offsets != null : file.shifted();
  }

  /// Number inputs `[rows x numbers]`.
  public Matrix numbers() {
    return file == null ? numbers : chunk(0, rows()).numbers;
  }

  /// Category codes, row-major `[rows x categories]`.
  public int[] codes() {
    return file == null ? codes : chunk(0, rows()).codes;
  }

  /// Targets `[rows x outputs]`.
  public Matrix targets() {
    if (file == null) {
      return targets;
    }
    Matrix all = Matrix.zeros(rows(), file.targets());
    for (int r = 0; r < all.rows(); r++) {
      file.copyTargets(r, all, null, null, r);
    }
    return all;
  }

  /// Row weights, or null if all rows count the same.
  public float @Nullable [] weights() {
    if (file == null || !file.weighted()) {
      return weights;
    }
    float[] all = new float[rows()];
    Matrix target = Matrix.zeros(1, file.targets());
    for (int r = 0; r < all.length; r++) {
      float[] weight = new float[1];
      file.copyTargets(r, target, weight, null, 0);
      all[r] = weight[0];
    }
    return all;
  }

  /// What is added to z of the output layer in each row, or null for nothing.
  public float @Nullable [] offsets() {
    if (file == null || !file.shifted()) {
      return offsets;
    }
    float[] all = new float[rows()];
    Matrix target = Matrix.zeros(1, file.targets());
    float[] offset = new float[1];
    for (int r = 0; r < all.length; r++) {
      file.copyTargets(r, target, null, offset, 0);
      all[r] = offset[0];
    }
    return all;
  }

  /// Where a row came from: the line of a file, or a row number from 1.
  public int line(int row) {
    return lines.applyAsInt(row);
  }

  /// All rows as one batch.
  public Batch batch() {
    return batch(0, rows());
  }

  /// The rows `from` (inclusive) to `to` (exclusive) as a batch.
  public Batch batch(int from, int to) {
    Objects.checkFromToIndex(from, to, rows());
    return file == null
        ? new Batch(shape, numbers.rows(from, to), codes, from * shape.categories(), offsets, from)
        : chunk(from, to).batch();
  }

  /// The rows `from` (inclusive) to `to` (exclusive) in memory.
  public Dataset chunk(int from, int to) {
    Objects.checkFromToIndex(from, to, rows());
    int n = to - from;
    if (file == null) {
      int c = shape.categories();
      return new Dataset(
          shape,
          numbers.rows(from, to),
          c == 0 ? codes : Arrays.copyOfRange(codes, from * c, to * c),
          targets.rows(from, to),
          part(weights, from, to),
          part(offsets, from, to),
          r -> line(from + r),
          null);
    }
    Matrix x = Matrix.zeros(n, shape.numbers());
    int[] c = new int[n * shape.categories()];
    Matrix y = Matrix.zeros(n, file.targets());
    float[] w = file.weighted() ? new float[n] : null;
    float[] o = file.shifted() ? new float[n] : null;
    for (int r = 0; r < n; r++) {
      file.copy(from + r, x, c, y, w, o, r);
    }
    return new Dataset(shape, x, c, y, w, o, r -> line(from + r), null);
  }

  private static float @Nullable [] part(float @Nullable [] all, int from, int to) {
    return all == null ? null : Arrays.copyOfRange(all, from, to);
  }

  /// The given rows in the given order, copied.
  public Dataset rows(int[] rows) {
    Matrix x = Matrix.zeros(rows.length, shape.numbers());
    int[] c = new int[rows.length * shape.categories()];
    Matrix y = Matrix.zeros(rows.length, targetColumns());
    float[] w = hasWeights() ? new float[rows.length] : null;
    float[] o = hasOffsets() ? new float[rows.length] : null;
    int[] from = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      copy(rows[i], x, c, y, w, o, i);
      from[i] = line(rows[i]);
    }
    return new Dataset(shape, x, c, y, w, o, r -> from[r], null);
  }

  /// The same rows with other weights.
  public Dataset weighted(float @Nullable [] other) {
    return new Dataset(shape, numbers(), codes(), targets(), other, offsets(), lines, null);
  }

  /// The same rows with other targets `[rows x outputs]`.
  public Dataset aiming(Matrix other) {
    return new Dataset(shape, numbers(), codes(), other, weights(), offsets(), lines, null);
  }

  /// The same rows with other offsets: one a row, or null for none.
  public Dataset shifted(float @Nullable [] other) {
    return new Dataset(shape, numbers(), codes(), targets(), weights(), other, lines, null);
  }

  /// Bytes of the heap that copying the rows in the order of training takes: 0 for rows in memory.
  public long windowBytes() {
    return file == null ? 0 : RowWindow.bytes(file);
  }

  /// What copies rows on disk in the order of training; null for rows in memory, and for rows so
  /// wide that [#copy] serves as well.
  @Nullable RowWindow window() {
    return file == null ? null : RowWindow.on(file);
  }

  /// Copies one row to row `to` of the given blocks.
  void copy(
      int row,
      Matrix toNumbers,
      int[] toCodes,
      Matrix toTargets,
      float @Nullable [] toWeights,
      float @Nullable [] toOffsets,
      int to) {
    if (file != null) {
      file.copy(row, toNumbers, toCodes, toTargets, toWeights, toOffsets, to);
      return;
    }
    if (toOffsets != null && offsets != null) {
      toOffsets[to] = offsets[row];
    }
    if (toWeights != null && weights != null) {
      toWeights[to] = weights[row];
    }
    int n = shape.numbers();
    int c = shape.categories();
    int k = targetColumns();
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
