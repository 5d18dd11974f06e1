package dev.soma.peers.soma;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Metric;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Schedule;
import dev.soma.peers.Job;
import dev.soma.peers.Peer;
import dev.soma.peers.Race;
import dev.soma.peers.Rows;
import dev.soma.peers.Watch;
import dev.soma.recipe.Fit;
import dev.soma.train.Execution;
import dev.soma.train.Scorer;
import dev.soma.train.Trainer;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Soma itself, through `Trainer`, so that the rows go in as they are, as with the others.
public final class SomaRace implements Peer {
  private boolean more = true;

  private SomaRace() {}

  /// Runs it.
  ///
  /// @throws Exception if the data cannot be read
  public static void main(String[] args) throws Exception {
    Race.run(new SomaRace(), args);
  }

  @Override
  public String name() {
    return "soma";
  }

  @Override
  public String version() {
    return Fit.VERSION;
  }

  @Override
  public String note() {
    return "";
  }

  @Override
  public void train(Job job, Watch watch) {
    List<Layer> layers = new ArrayList<>();
    for (int units : job.hidden()) {
      layers.add(new Layer.Dense(units, Activation.RELU));
    }
    layers.add(new Layer.Dense(job.classes(), Activation.SOFTMAX));
    NetworkSpec network = NetworkSpec.of(job.training().inputs(), layers.toArray(Layer[]::new));
    TrainingConfig config =
        TrainingConfig.of(Loss.CROSS_ENTROPY)
            .optimizer(Optimizer.adam(Job.RATE))
            .schedule(new Schedule.Constant())
            .batch(job.batch())
            .epochs(job.epochs())
            .patience(0)
            .seed(job.seed());
    Trainer.train(
        network,
        dataset(job.training()),
        dataset(job.test()),
        new Scorer(Metric.ACCURACY, classes(job.classes())),
        config,
        new Execution(KernelChoice.auto(), job.threads(), Double.POSITIVE_INFINITY, () -> !more),
        event -> hear(event, job, watch));
  }

  private void hear(TrainingEvent event, Job job, Watch watch) {
    switch (event) {
      case TrainingEvent.Started _ -> watch.ready();
      case TrainingEvent.Epoch e when e.epoch() > 0 && more ->
          more = watch.epoch(job.training().count() / e.rowsPerSecond(), e.metricValue());
      default -> {}
    }
  }

  private static Dataset dataset(Rows rows) {
    Matrix targets = Matrix.zeros(rows.count(), 1);
    for (int r = 0; r < rows.count(); r++) {
      targets.set(r, 0, rows.classes()[r]);
    }
    return Dataset.of(new Matrix(rows.x(), 0, rows.count(), rows.inputs()), targets);
  }

  private static TargetEncoder classes(int count) {
    return new TargetEncoder.Classes(
        "class", IntStream.range(0, count).mapToObj(i -> "" + i).toList());
  }
}
