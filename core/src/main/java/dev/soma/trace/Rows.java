package dev.soma.trace;

import dev.soma.error.SomaException;
import dev.soma.nn.Batch;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows to learn from, in double precision: full vectors a(1), targets, weights of the rows, and
/// what dropout keeps.
///
/// Immutable; arrays are copied on the way in and out.
public final class Rows {
  private final double[][] x;
  private final double[][] y;
  private final double[] weights;
  private final double[] offsets;
  private final List<boolean[][]> kept;
  private final boolean training;

  private Rows(
      double[][] x,
      double[][] y,
      double[] weights,
      double[] offsets,
      List<boolean[][]> kept,
      boolean training) {
    this.x = x;
    this.y = y;
    this.weights = weights;
    this.offsets = offsets;
    this.kept = kept;
    this.training = training;
  }

  /// Rows of weight 1, dropout inactive.
  ///
  /// @param x inputs a(1) `[rows x s_1]`, one-hot blocks expanded
  /// @param y targets: a class number in one column or a one-hot vector for cross-entropy,
  ///   otherwise one number an output
  /// @throws SomaException.Mismatch E520 if the numbers of rows differ or there are none
  public static Rows of(double[][] x, double[][] y) {
    if (x.length != y.length || x.length == 0) {
      throw new SomaException.Mismatch(
          "E520", "got " + x.length + " rows of inputs and " + y.length + " rows of targets");
    }
    double[] ones = new double[x.length];
    Arrays.fill(ones, 1);
    return new Rows(copy(x), copy(y), ones, new double[0], List.of(), false);
  }

  /// The rows of a batch with their offsets, see [#expand(Batch)].
  public static Rows of(Batch inputs, double[][] y) {
    Rows rows = of(expand(inputs), y);
    if (inputs.offsets() == null) {
      return rows;
    }
    double[] o = new double[inputs.rows()];
    Arrays.setAll(o, inputs::offset);
    return rows.shifted(o);
  }

  /// a(1) of every row of the batch, `[rows x s_1]`: the numbers widened, category codes one-hot,
  /// all zeros for code -1.
  public static double[][] expand(Batch batch) {
    double[][] x = new double[batch.rows()][batch.shape().units()];
    for (int k = 0; k < x.length; k++) {
      for (int j = 0; j < batch.shape().numbers(); j++) {
        x[k][j] = batch.numbers().get(k, j);
      }
      int block = batch.shape().numbers();
      for (int c = 0; c < batch.shape().categories(); c++) {
        if (batch.code(k, c) >= 0) {
          x[k][block + batch.code(k, c)] = 1;
        }
        block += batch.shape().levels().get(c);
      }
    }
    return x;
  }

  /// The same rows with these weights; J is (1/m) sum_k w_k loss_k, not divided by their sum.
  ///
  /// @throws SomaException.Mismatch E520 if there is not one weight a row
  public Rows weighted(double... rowWeights) {
    if (rowWeights.length != x.length) {
      throw new SomaException.Mismatch(
          "E520", "got " + rowWeights.length + " weights for " + x.length + " rows");
    }
    return new Rows(x, y, rowWeights.clone(), offsets, kept, training);
  }

  /// The same rows with these offsets: o_k is added to every z of the output layer.
  ///
  /// @throws SomaException.Mismatch E520 if there is not one offset a row
  public Rows shifted(double... rowOffsets) {
    if (rowOffsets.length != x.length) {
      throw new SomaException.Mismatch(
          "E520", "got " + rowOffsets.length + " offsets for " + x.length + " rows");
    }
    return new Rows(x, y, weights, rowOffsets.clone(), kept, training);
  }

  /// The same rows with active dropout.
  ///
  /// @param kept for each [Layer.Dropout] of the network in order, which entries `[rows x units]`
  ///   are kept (and divided by 1 - rate); the others are 0
  public Rows dropping(List<boolean[][]> kept) {
    return new Rows(x, y, weights, offsets, kept.stream().map(Rows::copy).toList(), training);
  }

  /// The same rows as the batch of a training step: [Layer.BatchNorm] normalises them by their own
  /// mean and variance, and not by the running ones. A row alone is normalised by those all the
  /// same.
  public Rows inTraining() {
    return new Rows(x, y, weights, offsets, kept, true);
  }

  /// Whether [Layer.BatchNorm] normalises by mean and variance of these rows.
  public boolean together() {
    return training && x.length > 1;
  }

  /// Row k alone (from 0), with its weight and what dropout keeps of it.
  public Rows row(int k) {
    return new Rows(
        new double[][] {x[k]},
        new double[][] {y[k]},
        new double[] {weights[k]},
        offsets.length == 0 ? offsets : new double[] {offsets[k]},
        kept.stream().map(mask -> new boolean[][] {mask[k]}).toList(),
        training);
  }

  /// How many rows, m.
  public int count() {
    return x.length;
  }

  /// a(1) of row k, a copy.
  public double[] x(int k) {
    return x[k].clone();
  }

  /// The target of row k as given, a copy.
  public double[] y(int k) {
    return y[k].clone();
  }

  /// w_k.
  public double weight(int k) {
    return weights[k];
  }

  /// o_k, 0 without offsets.
  public double offset(int k) {
    return offsets.length == 0 ? 0 : offsets[k];
  }

  /// Whether something is added to z of the output layer.
  public boolean isShifted() {
    return offsets.length > 0;
  }

  /// What dropout keeps, as in [#dropping], a copy; empty while it is inactive.
  public List<boolean[][]> kept() {
    return kept.stream().map(Rows::copy).toList();
  }

  /// Whether some layer drops entries.
  public boolean drops() {
    return !kept.isEmpty();
  }

  /// What the dropout layer at a position of the network multiplies row k by: 0 or 1/(1 - rate);
  /// null while dropout is inactive.
  double @Nullable [] factors(NetworkSpec spec, int position, int k) {
    if (kept.isEmpty()) {
      return null;
    }
    int index = 0;
    for (Layer before : spec.layers().subList(0, position)) {
      index += before instanceof Layer.Dropout ? 1 : 0;
    }
    double rate = ((Layer.Dropout) spec.layers().get(position)).rate();
    boolean[] keep = kept.get(index)[k];
    double[] factors = new double[keep.length];
    for (int i = 0; i < keep.length; i++) {
      factors[i] = keep[i] ? 1 / (1 - rate) : 0;
    }
    return factors;
  }

  /// Checks the sizes against a network.
  ///
  /// @throws SomaException.Mismatch E520 if they do not fit
  void check(NetworkSpec spec) {
    for (int k = 0; k < x.length; k++) {
      if (x[k].length != spec.input().units()) {
        throw new SomaException.Mismatch(
            "E520",
            "row "
                + (k + 1)
                + " has "
                + x[k].length
                + " inputs, the network "
                + spec
                + " wants "
                + spec.input().units());
      }
    }
    long dropouts = spec.layers().stream().filter(l -> l instanceof Layer.Dropout).count();
    if (!kept.isEmpty() && kept.size() != dropouts) {
      throw new SomaException.Mismatch(
          "E520", "got " + kept.size() + " dropout masks for " + dropouts + " dropout layers");
    }
    int mask = 0;
    for (int p = 0; p < spec.layers().size() && !kept.isEmpty(); p++) {
      if (spec.layers().get(p) instanceof Layer.Dropout) {
        boolean[][] keep = kept.get(mask++);
        for (int k = 0; k < x.length; k++) {
          if (keep.length != x.length || keep[k].length != spec.inputsOf(p)) {
            throw new SomaException.Mismatch(
                "E520",
                "dropout mask " + mask + " must be [" + x.length + " x " + spec.inputsOf(p) + "]");
          }
        }
      }
    }
  }

  private static double[][] copy(double[][] rows) {
    double[][] copy = new double[rows.length][];
    for (int k = 0; k < rows.length; k++) {
      copy[k] = rows[k].clone();
    }
    return copy;
  }

  private static boolean[][] copy(boolean[][] rows) {
    boolean[][] copy = new boolean[rows.length][];
    for (int k = 0; k < rows.length; k++) {
      copy[k] = rows[k].clone();
    }
    return copy;
  }
}
