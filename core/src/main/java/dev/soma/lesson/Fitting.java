package dev.soma.lesson;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.engine.Network;
import dev.soma.engine.Targets;
import dev.soma.engine.Workspace;
import dev.soma.eval.Metric;
import dev.soma.kernel.KernelChoice;
import dev.soma.lesson.toy.ToyRows;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.optim.Optimizer;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.BackpropTrace.LayerTrace;
import dev.soma.trace.Cost;
import dev.soma.trace.DoubleMatrix;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import dev.soma.train.Execution;
import dev.soma.train.Scorer;
import dev.soma.train.Trainer;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingListener;
import java.util.List;

/// Trainings of the lessons: by the engine and its trainer, on toy rows, with one thread; and looks
/// into networks by the reference engine.
///
/// @param start parameters before the first step
/// @param end parameters after the last step
/// @param j running J of every epoch, from epoch 1 on
/// @param mistakes wrong decisions of every epoch, for the perceptron
/// @param diverged whether a number became infinite or NaN; then `end` are the last finite ones
///   kept
record Fitting(
    Parameters start, Parameters end, List<Double> j, List<Long> mistakes, boolean diverged) {
  private static final Execution ONE_THREAD =
      new Execution(KernelChoice.forced("scalar"), 1, Double.POSITIVE_INFINITY, () -> false);

  /// Plain gradient descent on all rows at once: the lecture's own rule.
  static TrainingConfig descent(Loss loss, double rate, int epochs, long seed) {
    return TrainingConfig.of(loss)
        .optimizer(Optimizer.sgd(rate))
        .batch(1 << 20)
        .epochs(epochs)
        .patience(0)
        .seed(seed);
  }

  /// Adam on all rows at once.
  static TrainingConfig adam(Loss loss, double rate, int epochs, long seed) {
    return descent(loss, 1, epochs, seed).optimizer(Optimizer.adam(rate));
  }

  /// Trains; all epochs are run and the last weights are kept.
  static Fitting of(String network, ToyRows rows, TrainingConfig config) {
    NetworkSpec spec = NetworkSpec.parse(network);
    Dataset data = rows.dataset();
    boolean numbers = rows.toy().classes() == 0;
    Scorer scorer =
        numbers
            ? new Scorer(
                Metric.RMSE, new TargetEncoder.Numbers(List.of("y"), List.of(0.0), List.of(1.0)))
            : new Scorer(Metric.ACCURACY, new TargetEncoder.Classes("y", List.of("0", "1")));
    Trainer.Result result =
        Trainer.train(
            spec,
            data,
            data.rows(new int[0]),
            scorer,
            config,
            ONE_THREAD,
            TrainingListener.silent());
    List<TrainingEvent.Epoch> epochs = result.history().epochs();
    return new Fitting(
        Initializer.initialise(
            spec, config.initializer(), config.biasInit(), Seeds.of(config.seed())),
        result.network().parameters(),
        epochs.stream().skip(1).map(TrainingEvent.Epoch::j).toList(),
        epochs.stream().skip(1).map(TrainingEvent.Epoch::mistakes).toList(),
        result.divergence() != null);
  }

  /// h(x) of every row.
  static double[] outputs(Parameters parameters, ToyRows rows) {
    try (Workspace ws = workspace(parameters, rows)) {
      Matrix a = Network.of(parameters).predict(rows.dataset().batch(), ws);
      double[] h = new double[rows.count()];
      for (int r = 0; r < h.length; r++) {
        h[r] = a.get(r, 0);
      }
      return h;
    }
  }

  /// Rows for which h(x) >= cut says the class; where h(x) is not a number nothing is said.
  static int right(Parameters parameters, ToyRows rows, double cut) {
    double[] h = outputs(parameters, rows);
    int right = 0;
    for (int r = 0; r < h.length; r++) {
      boolean same = (h[r] >= cut ? 1 : 0) == (int) rows.y()[r];
      right += same && !Double.isNaN(h[r]) ? 1 : 0;
    }
    return right;
  }

  /// The mean loss of the rows, without penalty.
  static double loss(Parameters parameters, ToyRows rows, Loss loss) {
    Dataset data = rows.dataset();
    try (Workspace ws = workspace(parameters, rows)) {
      Targets targets = new Targets(data.targets(), null, 0);
      return Network.of(parameters).loss(data.batch(), targets, loss, ws) / rows.count();
    }
  }

  private static Workspace workspace(Parameters parameters, ToyRows rows) {
    return new Workspace(
        parameters.spec(), rows.count(), 0, KernelChoice.forced("scalar").create(1), Seeds.of(0));
  }

  /// Mean over rows and units of |delta(l)|, for l = 2, 3, ..., n_l.
  static double[] deltas(Parameters parameters, ToyRows rows, Loss loss) {
    return trace(parameters, rows, loss).layers().stream()
        .mapToDouble(layer -> meanSize(layer.delta()))
        .toArray();
  }

  /// Mean over rows and units of f'(z(2)).
  static double meanSlope(Parameters parameters, ToyRows rows) {
    return meanSize(first(parameters, rows).slope());
  }

  /// Share of rows and units with f'(z(2)) < 0.02.
  static double flat(Parameters parameters, ToyRows rows) {
    DoubleMatrix slope = first(parameters, rows).slope();
    int flat = 0;
    for (int r = 0; r < slope.rows(); r++) {
      for (int c = 0; c < slope.cols(); c++) {
        flat += slope.get(r, c) < 0.02 ? 1 : 0;
      }
    }
    return (double) flat / (slope.rows() * slope.cols());
  }

  private static LayerTrace first(Parameters parameters, ToyRows rows) {
    return trace(parameters, rows, Loss.LOGISTIC_CROSS_ENTROPY).layers().getFirst();
  }

  private static BackpropTrace trace(Parameters parameters, ToyRows rows, Loss loss) {
    double[][] y = new double[rows.count()][];
    for (int r = 0; r < y.length; r++) {
      y[r] = new double[] {rows.y()[r]};
    }
    return BackpropTrace.of(
        ReferenceParameters.of(parameters), Cost.of(loss), Rows.of(rows.x(), y));
  }

  private static double meanSize(DoubleMatrix m) {
    double sum = 0;
    for (int r = 0; r < m.rows(); r++) {
      for (int c = 0; c < m.cols(); c++) {
        sum += Math.abs(m.get(r, c));
      }
    }
    return sum / (m.rows() * m.cols());
  }
}
