package dev.soma.train;

import dev.soma.data.encode.Dataset;
import dev.soma.data.text.NumberText;
import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.error.SomaException;
import dev.soma.math.Matrix;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import dev.soma.train.diagnose.Diagnostics;
import dev.soma.train.diagnose.Setup;
import dev.soma.train.start.Batching;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.DoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Where a run stopped being numbers.
///
/// @param epoch from 1
/// @param batch from 1, within the epoch
/// @param symbol the first symbol that is not finite, `z(3)` or `a(2)` with the index of the
///   lecture; `J` if only the loss is
/// @param unit which unit, from 1; 0 for `J`
/// @param value infinity or NaN
/// @param row the training row where it was seen, from 0; -1 if unknown
/// @param updateRatio norm of the last update over the norm of the weights before it; about 0.001
///   in a healthy run
/// @param again what D6 proposes, as flags
/// @param beside where `J` alone is not finite, `z(2) unit 1 = 3.1e+38`, the largest that went into
///   it; else empty
public record Divergence(
    int epoch,
    int batch,
    String symbol,
    int unit,
    float value,
    int row,
    double updateRatio,
    String again,
    String beside) {

  /// Looks through the last pass, from the first layer on.
  ///
  /// @param j the loss of the pass, named if nothing else is wrong
  /// @param diagnostics that watched the run
  static Divergence find(
      NetworkSpec spec,
      Workspace ws,
      int rows,
      int epoch,
      int batch,
      double j,
      Diagnostics diagnostics) {
    double updateRatio = diagnostics.largestUpdateRatio();
    String again = diagnostics.again();
    Divergence found = layers(spec, ws, rows, epoch, batch, updateRatio, again);
    return found == null ? largest(spec, ws, rows, epoch, batch, j, updateRatio, again) : found;
  }

  /// Looks through a pass of all training rows, of a run whose J or gradient is not finite.
  static Divergence ofAll(
      Network network, Dataset training, Workspace ws, int epoch, Diagnostics diagnostics) {
    String again = diagnostics.again();
    NetworkSpec spec = network.spec();
    Divergence largest = null;
    float most = -1;
    for (int from = 0; from < training.rows(); from += Batching.CHUNK) {
      int rows = Math.min(Batching.CHUNK, training.rows() - from);
      network.forward(training.chunk(from, from + rows).batch(), ws);
      Divergence found = layers(spec, ws, rows, epoch, 1, 0, again);
      if (found != null) {
        return found.withRow(from + found.row);
      }
      Divergence here = largest(spec, ws, rows, epoch, 1, Double.POSITIVE_INFINITY, 0, again);
      float size = 0;
      for (int c = 0; c < spec.outputs(); c++) {
        size = Math.max(size, Math.abs(ws.z(spec.layers().size() - 1, rows).get(here.row, c)));
      }
      if (size > most) {
        most = size;
        largest = here.withRow(from + here.row);
      }
    }
    return Objects.requireNonNull(largest);
  }

  /// The first z or a that is not finite; null if all are.
  private static @Nullable Divergence layers(
      NetworkSpec spec,
      Workspace ws,
      int rows,
      int epoch,
      int batch,
      double updateRatio,
      String again) {
    int l = 1;
    for (int i = 0; i < spec.layers().size(); i++) {
      if (spec.layers().get(i).weightRows() == 0) {
        continue;
      }
      l++;
      Divergence found = scan(ws.z(i, rows), "z(" + l + ")", epoch, batch, updateRatio, again);
      if (found == null) {
        found = scan(ws.a(i, rows), "a(" + l + ")", epoch, batch, updateRatio, again);
      }
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// J alone is not finite: most of it comes from where z of the output layer is largest.
  private static Divergence largest(
      NetworkSpec spec,
      Workspace ws,
      int rows,
      int epoch,
      int batch,
      double j,
      double updateRatio,
      String again) {
    Matrix z = ws.z(spec.layers().size() - 1, rows);
    long l = 1 + spec.layers().stream().filter(layer -> layer.weightRows() > 0).count();
    int row = 0;
    int unit = 0;
    for (int r = 0; r < z.rows(); r++) {
      for (int c = 0; c < z.cols(); c++) {
        if (Math.abs(z.get(r, c)) > Math.abs(z.get(row, unit))) {
          row = r;
          unit = c;
        }
      }
    }
    String beside =
        "z(" + l + ") unit " + (unit + 1) + String.format(Locale.ROOT, " = %.1e", z.get(row, unit));
    return new Divergence(epoch, batch, "J", 0, (float) j, row, updateRatio, again, beside);
  }

  /// `, though all units are finite: z(2) unit 1 = 3.1e+38 is the largest of the output layer`;
  /// empty where a unit is named.
  public String where() {
    return beside.isEmpty()
        ? ""
        : ", though all units are finite: " + beside + " is the largest of the output layer";
  }

  private static @Nullable Divergence scan(
      Matrix m, String symbol, int epoch, int batch, double updateRatio, String again) {
    for (int r = 0; r < m.rows(); r++) {
      for (int c = 0; c < m.cols(); c++) {
        float x = m.get(r, c);
        if (!Float.isFinite(x)) {
          return new Divergence(epoch, batch, symbol, c + 1, x, r, updateRatio, again, "");
        }
      }
    }
    return null;
  }

  /// The same with a row of the training set instead of a row of the batch.
  Divergence withRow(int trainingRow) {
    return new Divergence(
        epoch, batch, symbol, unit, value, trainingRow, updateRatio, again, beside);
  }

  /// Tells of it as D6.
  ///
  /// @param rows of the batch; 0 if all training rows were one
  /// @param at the training row of each
  void tell(Diagnostics diagnostics, int rows, IntUnaryOperator at) {
    String place = unit == 0 ? beside : symbol;
    int l = place.isEmpty() ? 0 : Integer.parseInt(place.substring(2, place.indexOf(')'))) - 1;
    diagnostics.diverged(epoch, l, what(), row, IntStream.range(0, rows).map(at).toArray());
  }

  /// `z(3) unit 4 became infinite in batch 5`.
  private String what() {
    String where = unit == 0 ? symbol : symbol + " unit " + unit;
    String how = Float.isNaN(value) ? "not a number" : "infinite";
    return where + " became " + how + " in batch " + batch + where();
  }

  /// What helps, as flags, best first: what D6 proposes. To bound the gradient is no way out at a
  /// rate that is far too high, since the steps stay as long; L-BFGS has no rate, and a penalty may
  /// be what is too large.
  ///
  /// @param optimizer of the run, with its base rate
  public List<String> fixes(Optimizer optimizer) {
    if (optimizer instanceof Optimizer.Lbfgs || !again.startsWith("--lr")) {
      return List.of(again);
    }
    String slower = Setup.slower(optimizer);
    return Setup.fast(optimizer) ? List.of(slower) : List.of(slower, "--clip 1.0");
  }

  /// How it came so far: `update:weight had reached 12 (usual 0.001), the rate was 0.5`.
  ///
  /// @param optimizer of the run, with its base rate
  /// @param figure writes a number
  public String how(Optimizer optimizer, DoubleFunction<String> figure) {
    return optimizer instanceof Optimizer.Lbfgs
        ? "it was so where the run began, and L-BFGS has no rate"
        : "update:weight had reached "
            + figure.apply(updateRatio)
            + " (usual 0.001), the rate was "
            + NumberText.typed(optimizer.rate());
  }

  /// Error E601 for a run.
  ///
  /// @param optimizer of the run, with its base rate
  public SomaException.Training error(Optimizer optimizer) {
    String where = unit == 0 ? "J" : symbol + " unit " + unit;
    String became = Float.isNaN(value) ? "not a number" : "infinite";
    String message =
        "diverged · epoch "
            + epoch
            + ", batch "
            + batch
            + ": "
            + where
            + " became "
            + became
            + where()
            + "; "
            + how(optimizer, ratio -> String.format(Locale.ROOT, "%.2g", ratio));
    return new SomaException.Training("E601", message, fixes(optimizer).toArray(String[]::new));
  }
}
