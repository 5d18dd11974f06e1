package dev.soma.train.start;

import dev.soma.data.encode.Batches;
import dev.soma.data.encode.Dataset;
import dev.soma.math.Seeds;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import java.util.Arrays;

/// The edges of bins of numbers: quantiles of the training rows.
///
/// Edge m of M bins is the quantile m / M of its column, between numbers by straight lines, if it
/// is above the edge before by more than a millionth of the range. Where a column has too few
/// numbers for that, the widest bin (the first of them) is halved until there are enough, so that
/// no bin is empty; a column that never changes, or that float cannot divide so finely, has bins of
/// width 1 from its smallest number on. Source: Gorishniy, Rubachev, Babenko, On Embeddings for
/// Numerical Features, 2022, which leaves out bins instead.
public final class BinEdges {
  private static final int MOST_ROWS = 16_384;

  private BinEdges() {}

  /// How many rows are looked at, all at once; 0 where there are no bins.
  public static int rows(NetworkSpec network, Dataset training) {
    boolean bins = Parameters.groups(network).stream().anyMatch(g -> g.role() == Role.EDGE);
    return bins ? Math.min(MOST_ROWS, training.rows()) : 0;
  }

  /// Changes the edges among the parameters; does nothing where there are none.
  ///
  /// @param parameters as they were drawn
  /// @param training the rows that are learned from; at most 16,384 are looked at
  /// @param seeds which they are
  public static void apply(Parameters parameters, Dataset training, Seeds seeds) {
    for (Parameters.Group g : parameters.groups()) {
      if (g.role() == Role.EDGE) {
        int rows = Math.min(MOST_ROWS, training.rows());
        Batches sample = new Batches(training, rows, seeds);
        sample.shuffle(0); // the epochs of a run count from 1
        sample.load(0);
        for (int j = 0; j < g.rows(); j++) {
          double[] column = new double[rows];
          for (int r = 0; r < rows; r++) {
            column[r] = sample.inputs().numbers().get(r, j);
          }
          float[] edges = edges(column, g.cols() - 1);
          System.arraycopy(edges, 0, parameters.values(), g.offset() + j * g.cols(), edges.length);
        }
      }
    }
  }

  /// The edges of one column, ascending, no two the same.
  ///
  /// @param column its numbers, in any order; sorted here
  static float[] edges(double[] column, int bins) {
    Arrays.sort(column);
    float[] edges = new float[bins + 1];
    double least = 1e-6 * (column[column.length - 1] - column[0]);
    int n = 0;
    for (int m = 0; m <= bins; m++) {
      double at = (double) m * (column.length - 1) / bins;
      int below = (int) at;
      double next = column[Math.min(below + 1, column.length - 1)];
      float quantile = (float) (column[below] + (at - below) * (next - column[below]));
      if (n == 0 || quantile - edges[n - 1] > least) {
        edges[n++] = quantile;
      }
    }
    while (n <= bins) {
      int widest = 0;
      for (int m = 1; m < n - 1; m++) {
        widest = edges[m + 1] - edges[m] > edges[widest + 1] - edges[widest] ? m : widest;
      }
      float middle = n == 1 ? edges[0] : edges[widest] + (edges[widest + 1] - edges[widest]) / 2;
      if (n == 1 || middle == edges[widest] || middle == edges[widest + 1]) {
        return ofOne(edges[0], bins);
      }
      System.arraycopy(edges, widest + 1, edges, widest + 2, n - widest - 1);
      edges[widest + 1] = middle;
      n++;
    }
    return edges;
  }

  private static float[] ofOne(float first, int bins) {
    float width = Math.max(1, 2 * Math.ulp(first));
    float[] edges = new float[bins + 1];
    for (int m = 0; m <= bins; m++) {
      edges[m] = first + m * width;
    }
    return edges;
  }
}
