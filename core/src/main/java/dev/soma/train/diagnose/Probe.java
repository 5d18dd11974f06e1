package dev.soma.train.diagnose;

import dev.soma.data.encode.Dataset;
import dev.soma.engine.Network;
import dev.soma.engine.Targets;
import dev.soma.engine.Workspace;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import java.util.Arrays;
import java.util.List;

/// Some training rows, always the same, that are passed through the network now and then, forward
/// and backward without dropout, to see how its units fare.
///
/// Its size and how often it is used follow from the number of rows alone: a pass without gradients
/// of weights costs about two thirds of what training on as many rows costs, and the probe takes at
/// most one row for every [#SHARE] that are trained on, two where readings ask for others.
public final class Probe {
  /// Rows that are trained on for each row of a probe.
  static final int SHARE = 128;

  /// Epochs after which a reading that shows something for the first time is followed by another.
  private static final int SOON = 5;

  private static final int MOST_ROWS = 2_048;
  private static final int FEWEST_ROWS = 128;
  private static final int MOST_NUMBERS = 1 << 20;

  private final Dataset rows;
  private final int every;

  private Probe(Dataset rows, int every) {
    this.rows = rows;
    this.every = every;
  }

  /// A probe of [#sample].
  static Probe of(Dataset training) {
    Dataset rows = sample(training);
    return new Probe(rows, Math.max(1, Math.ceilDiv(SHARE * rows.rows(), training.rows())));
  }

  /// The rows that are looked at: evenly spaced ones, a 128th of all, but 128 at least, where there
  /// are so many, and 2,048 at most, fewer where rows are wide.
  ///
  /// @param training rows, at least one
  public static Dataset sample(Dataset training) {
    int all = training.rows();
    int count = count(training);
    int[] taken = new int[count];
    for (int i = 0; i < count; i++) {
      taken[i] = (int) ((long) i * all / count);
    }
    return training.rows(taken);
  }

  /// How many rows are looked at.
  ///
  /// @param training rows, at least one
  public static int count(Dataset training) {
    int all = training.rows();
    int wide = Math.max(1, MOST_NUMBERS / Math.max(1, training.shape().numbers()));
    int count = Math.clamp(all / SHARE, FEWEST_ROWS, MOST_ROWS);
    return Math.min(Math.min(count, all), Math.max(16, wide));
  }

  /// The rows.
  Dataset rows() {
    return rows;
  }

  /// Epochs until the next reading.
  ///
  /// @param unsure whether the last one showed something that only another can confirm
  int wait(boolean unsure) {
    return unsure ? Math.min(SOON, every) : every;
  }

  /// Passes the rows through the network; the workspace is free afterwards.
  Reading read(Network network, Loss loss, Workspace ws) {
    NetworkSpec spec = network.spec();
    double[] sizes = new double[spec.layers().size()];
    List<UnitSlopes> slopes = UnitSlopes.of(spec, rows.rows());
    for (int from = 0; from < rows.rows(); from += ws.back()) {
      Dataset some = rows.chunk(from, Math.min(from + ws.back(), rows.rows()));
      Targets targets = new Targets(some.targets(), some.weights(), 0);
      network.deltas(some.batch(), targets, loss, ws, sizes);
      for (UnitSlopes layer : slopes) {
        layer.count(network.parameters(), ws, some.rows());
      }
    }
    double[] deltas = new double[sizes.length];
    int weighted = 0;
    for (int i = 0; i < sizes.length; i++) {
      if (spec.layers().get(i).weightRows() > 0) {
        long numbers = (long) rows.rows() * spec.layers().get(i).outputs(spec.inputOf(i));
        deltas[weighted++] = sizes[i] / numbers;
      }
    }
    return new Reading(rows.rows(), slopes, Arrays.copyOf(deltas, weighted));
  }
}
