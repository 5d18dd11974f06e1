package dev.soma.studio.run;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.engine.Network;
import dev.soma.model.Member;
import dev.soma.model.Model;
import dev.soma.model.Provenance;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.studio.data.Applied;
import dev.soma.studio.data.Problem;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.Cost;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import dev.soma.train.TrainingConfig;
import java.util.List;

/// What can be looked at of a network: what it is, its rows, and what they mean. The weights are
/// those of a snapshot.
///
/// @param spec the network
/// @param encoder from columns to inputs
/// @param target what the outputs mean
/// @param cost J
/// @param rate of one step
/// @param trainingRows as they were read
/// @param validationRows likewise
/// @param training encoded
/// @param validation encoded
public record Subject(
    NetworkSpec spec,
    Encoder encoder,
    TargetEncoder target,
    Cost cost,
    double rate,
    Table trainingRows,
    Table validationRows,
    Dataset training,
    Dataset validation,
    Applied applied) {
  static Subject of(Problem problem, NetworkSpec spec, TrainingConfig config) {
    var rows = problem.preparation();
    return new Subject(
        spec,
        rows.encoder(),
        rows.target(),
        new Cost(problem.loss(), config.regularization().l1(), config.regularization().l2()),
        config.optimizer().rate(),
        rows.split().train(),
        rows.split().validation(),
        rows.training(),
        rows.validation(),
        problem.applied());
  }

  /// Weights as the model that they are, without a temperature or a threshold.
  ///
  /// @param from where they come from
  public Model model(Parameters weights, Provenance from) {
    return new Model(
        List.of(new Member(encoder, Network.of(weights))), target, cost.loss(), cost.l2(), from);
  }

  /// The names of the classes; none for numbers.
  public List<String> classes() {
    return switch (target) {
      case TargetEncoder.Classes c -> c.levels();
      case TargetEncoder.Labels l -> l.levels().getFirst();
      case TargetEncoder.Numbers _ -> List.of();
    };
  }

  /// The trace of one training row.
  ///
  /// @param row from 0; of a larger number the last one
  public BackpropTrace trace(ReferenceParameters parameters, int row) {
    return trace(parameters, training, row);
  }

  /// The trace of one of some encoded rows.
  ///
  /// @param of training or validation rows
  /// @param row from 0; of a larger number the last one
  public BackpropTrace trace(ReferenceParameters parameters, Dataset of, int row) {
    BackpropTrace trace = BackpropTrace.of(parameters, cost, rows(of, row, 1));
    return target instanceof TargetEncoder.Classes c ? trace.named(c.levels()) : trace;
  }

  /// Training rows for the reference engine, evenly spaced from one on.
  ///
  /// @param from the first
  /// @param count at most
  public Rows rows(int from, int count) {
    return rows(training, from, count);
  }

  private static Rows rows(Dataset of, int from, int count) {
    int first = Math.clamp(from, 0, of.rows() - 1);
    int n = Math.min(count, of.rows() - first);
    int[] taken = new int[n];
    double[][] y = new double[n][of.targetColumns()];
    for (int i = 0; i < n; i++) {
      taken[i] = first + (int) ((long) i * (of.rows() - first) / n);
    }
    Dataset some = of.rows(taken);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < y[i].length; k++) {
        y[i][k] = some.targets().get(i, k);
      }
    }
    return Rows.of(some.batch(), y);
  }

  /// The number columns that can span a plane, in the order of the inputs.
  public List<Column.Numbers> numbers() {
    return encoder.columnNames().stream()
        .filter(n -> trainingRows.names().contains(n))
        .map(trainingRows::column)
        .filter(Column.Numbers.class::isInstance)
        .map(Column.Numbers.class::cast)
        .toList();
  }
}
