package dev.soma.studio.run;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.eval.TargetOutcomes;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Seeds;
import dev.soma.nn.Activation;
import dev.soma.nn.Parameters;
import dev.soma.train.diagnose.UnitSlopes;
import java.util.List;

/// Looks for units that hardly learn, and at how good the predictions are, on the rows that
/// diagnostics look at and on as many validation rows. One thread at a time.
final class Probe implements AutoCloseable {
  private static final int AT_ONCE = 256;

  private final Dataset training;
  private final Dataset validation;
  private final TargetEncoder target;
  private final Metric chosen;
  private final Workspace ws;

  Probe(Subject subject, Metric chosen) {
    training = dev.soma.train.diagnose.Probe.sample(subject.training());
    validation =
        subject.validation().rows() == 0
            ? subject.validation()
            : dev.soma.train.diagnose.Probe.sample(subject.validation());
    target = subject.target();
    this.chosen = chosen;
    int most = Math.min(AT_ONCE, Math.max(training.rows(), validation.rows()));
    ws = new Workspace(subject.spec(), most, 0, KernelChoice.auto().create(1), Seeds.of(0));
  }

  /// How many training rows it looks at.
  int rows() {
    return training.rows();
  }

  /// How many validation rows it looks at.
  int validationRows() {
    return validation.rows();
  }

  /// Hidden layers with W, in order; layers of other functions are left out.
  List<History.Health> health(Parameters parameters) {
    return UnitSlopes.on(Network.of(parameters), training, ws).stream().map(Probe::health).toList();
  }

  private static History.Health health(UnitSlopes layer) {
    double share = (double) layer.silent() / layer.units();
    return layer.activation() instanceof Activation.Relu
        ? new History.Health(layer.l(), share, Double.NaN)
        : new History.Health(layer.l(), Double.NaN, share);
  }

  /// How good the predictions are.
  History.Scores scores(Parameters parameters) {
    Network network = Network.of(parameters);
    Outcomes learned = outcomes(network, training);
    double fresh =
        validation.rows() == 0 ? Double.NaN : score(read(target), outcomes(network, validation));
    return new History.Scores(score(chosen, learned), score(read(target), learned), fresh);
  }

  /// The metric that a person reads.
  static Metric read(TargetEncoder target) {
    return target instanceof TargetEncoder.Numbers ? Metric.R2 : Metric.ACCURACY;
  }

  private static double score(Metric metric, Outcomes outcomes) {
    return metric.applies(outcomes) ? metric.of(outcomes) : Double.NaN;
  }

  private Outcomes outcomes(Network network, Dataset rows) {
    int width = network.spec().outputs();
    float[] z = new float[rows.rows() * width];
    float[] a = new float[z.length];
    for (int from = 0; from < rows.rows(); from += ws.capacity()) {
      int n = Math.min(ws.capacity(), rows.rows() - from);
      network.forward(rows.chunk(from, from + n).batch(), ws);
      ws.scores(n).copyTo(z, from * width);
      ws.outputs(n).copyTo(a, from * width);
    }
    return TargetOutcomes.of(target, width, z, a, rows.targets(), rows.weights());
  }

  @Override
  public void close() {
    ws.close();
  }
}
