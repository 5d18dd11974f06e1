package dev.soma.model.explain;

import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.model.Model;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.Backpropagation;
import dev.soma.trace.DoubleMatrix;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Both passes, and the check of a weight, of a row that nobody is: the base row of
/// [Contributions], the training mean in each number and all levels of a category alike. An example
/// that shows no row of the data.
///
/// Of several members it is the first. y is what the network predicts of it, of a number the
/// training mean, of a count 1. Where all inputs would be 0, of standardised numbers alone, each is
/// 1 instead: of zeros no weight of W(1) would have a gradient.
///
/// @param trace every number of both passes
/// @param columns in the order of the training table
/// @param target what y is, for a person
/// @param moved whether the inputs are 1, since they would all be 0
public record BaseTrace(BackpropTrace trace, List<Column> columns, String target, boolean moved) {
  /// Inputs below this are rounding of a mean.
  private static final double NOTHING = 1e-6;

  /// Multiplications from which a trace would take longer than the page of a run may.
  private static final double MOST = 1e9;

  /// One column.
  ///
  /// @param name of the column
  /// @param base what it is, for a person
  public record Column(String name, String base) {}

  /// Copies.
  public BaseTrace {
    columns = List.copyOf(columns);
  }

  /// The base row through the first network of a model; empty if that would take seconds.
  public static Optional<BaseTrace> of(Model model) {
    Model one = model.members().size() > 1 ? model.only(0) : model;
    Encoder encoder = one.encoder();
    ReferenceParameters p = ReferenceParameters.of(one.network().parameters());
    if (work(p, encoder.shape().units()) > MOST) {
      return Optional.empty();
    }
    double[][] x = {new BaseRow(encoder).inputs()};
    boolean moved = Arrays.stream(x[0]).allMatch(v -> Math.abs(v) < NOTHING);
    if (moved) {
      Arrays.fill(x[0], 1);
    }
    double[] out = Backpropagation.outputs(p, x).row(0);
    Rows row = Rows.of(x, new double[][] {target(one, out)});
    TargetEncoder target = one.target();
    BackpropTrace trace = BackpropTrace.of(p, one.cost(), row);
    List<String> names = target instanceof TargetEncoder.Classes c ? c.levels() : List.of();
    List<Column> columns = new ArrayList<>();
    for (InputColumn column : encoder.columns()) {
      columns.add(new Column(column.name(), BaseRow.words(column)));
    }
    String y =
        target instanceof TargetEncoder.Numbers
            ? one.cost().loss() instanceof Loss.Poisson ? "1" : "the training mean"
            : "what the network predicts";
    return Optional.of(new BaseTrace(checked(trace.named(names)), columns, y, moved));
  }

  /// With the finite difference of the weight of W(1) that matters most here.
  private static BackpropTrace checked(BackpropTrace trace) {
    DoubleMatrix g = trace.gradient().parameters().weights(1);
    int row = 0;
    int col = 0;
    for (int i = 0; i < g.rows(); i++) {
      for (int j = 0; j < g.cols(); j++) {
        if (Math.abs(g.get(i, j)) > Math.abs(g.get(row, col))) {
          row = i;
          col = j;
        }
      }
    }
    return trace.withCheck("W1", row, col);
  }

  /// Multiplications of the linear piece, which is a product of all W.
  private static double work(ReferenceParameters p, int inputs) {
    double work = 0;
    double width = inputs;
    for (Layer layer : p.spec().layers()) {
      if (layer.weightRows() > 0) {
        work += width * layer.weightRows() * inputs;
        width = layer.weightRows();
      }
    }
    return work;
  }

  private static double[] target(Model model, double[] out) {
    Loss loss = model.cost().loss();
    double[] y = new double[loss.targetColumns(out.length)];
    switch (model.target()) {
      case TargetEncoder.Numbers _ -> Arrays.fill(y, loss instanceof Loss.Poisson ? 1 : 0);
      case TargetEncoder.Classes _ -> {
        int best = out.length == 1 && out[0] >= 0.5 ? 1 : 0;
        for (int k = 1; k < out.length; k++) {
          best = out[k] > out[best] ? k : best;
        }
        if (y.length == 1) {
          y[0] = best;
        } else {
          y[best] = 1;
        }
      }
      case TargetEncoder.Labels _ -> Arrays.setAll(y, k -> out[k] >= 0.5 ? 1 : 0);
    }
    return y;
  }
}
