package dev.soma.engine.embed;

import dev.soma.nn.Batch;
import dev.soma.nn.InputShape;
import java.util.Arrays;

/// Categories as rows looked up in the tables E, one below the other, each with the row of "none of
/// them" first, and as rows added to.
public final class CategoryTables {
  private final InputShape shape;
  private final int size;
  private final int table;

  /// @param size numbers for each category
  /// @param table where E begins among the parameters
  public CategoryTables(InputShape shape, int size, int table) {
    this.shape = shape;
    this.size = size;
    this.table = table;
  }

  /// The vectors of one row of a batch, to a(to).
  public void lookUp(float[] p, Batch batch, int row, float[] a, int to) {
    int none = table;
    for (int c = 0, at = to; c < shape.categories(); c++, at += size) {
      int from = none + (batch.code(row, c) + 1) * size;
      System.arraycopy(p, from, a, at, size);
      none += (shape.levels().get(c) + 1) * size;
    }
  }

  /// dE, rows of the batch ascending; delta `[rows x units]` has the categories last.
  ///
  /// @param add whether the sums go on from what g holds
  public void gradient(Batch batch, float[] delta, int units, float[] g, boolean add) {
    int none = table;
    if (!add) {
      int rows = shape.units() - shape.numbers() + shape.categories();
      Arrays.fill(g, table, table + rows * size, 0f);
    }
    int from = units - shape.categories() * size;
    for (int c = 0; c < shape.categories(); c++, from += size) {
      for (int r = 0; r < batch.rows(); r++) {
        int to = none + (batch.code(r, c) + 1) * size;
        for (int i = 0; i < size; i++) {
          g[to + i] += delta[r * units + from + i];
        }
      }
      none += (shape.levels().get(c) + 1) * size;
    }
  }

  /// dJ/dx of one row: of levels as the 0/1 inputs they are, where all zeros are row 0 of a table.
  public void inputs(float[] p, float[] delta, int from, float[] upstream, int to) {
    int none = table;
    int at = to;
    for (int c = 0; c < shape.categories(); c++) {
      for (int level = 1; level <= shape.levels().get(c); level++) {
        float sum = 0;
        for (int i = 0; i < size; i++) {
          float difference = p[none + level * size + i] - p[none + i];
          sum = Math.fma(difference, delta[from + c * size + i], sum);
        }
        upstream[at++] = sum;
      }
      none += (shape.levels().get(c) + 1) * size;
    }
  }
}
