package dev.soma.train;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Metric;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Initializer;
import dev.soma.nn.InputShape;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Clipping;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Regularization;
import dev.soma.optim.Schedule;
import dev.soma.train.TrainingConfig.Keep;
import dev.soma.train.TrainingConfig.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/// Small problems that are encoded already, and runs on them.
final class Problems {
  static final TargetEncoder NUMBER =
      new TargetEncoder.Numbers(List.of("y"), List.of(0.0), List.of(1.0));
  static final TargetEncoder CLASSES = new TargetEncoder.Classes("y", List.of("a", "b", "c"));
  static final TargetEncoder TWO = new TargetEncoder.Classes("y", List.of("a", "b"));

  private Problems() {}

  /// y = sin(2 x1) + x2^2 / 2 with a little noise, `[rows x 2]`.
  static Dataset curve(int rows, long seed) {
    SplittableRandom random = Seeds.of(seed).stream("curve");
    Matrix x = Matrix.zeros(rows, 2);
    Matrix y = Matrix.zeros(rows, 1);
    for (int r = 0; r < rows; r++) {
      double a = Seeds.gaussian(random);
      double b = Seeds.gaussian(random);
      x.set(r, 0, (float) a);
      x.set(r, 1, (float) b);
      double noise = 0.05 * Seeds.gaussian(random);
      y.set(r, 0, (float) (StrictMath.sin(2 * a) + b * b / 2 + noise));
    }
    return dataset(x, y, null);
  }

  /// Three classes in rings around the origin.
  static Dataset rings(int rows, long seed) {
    SplittableRandom random = Seeds.of(seed).stream("rings");
    Matrix x = Matrix.zeros(rows, 2);
    Matrix y = Matrix.zeros(rows, 1);
    for (int r = 0; r < rows; r++) {
      double a = Seeds.gaussian(random);
      double b = Seeds.gaussian(random);
      x.set(r, 0, (float) a);
      x.set(r, 1, (float) b);
      double radius = a * a + b * b + 0.2 * Seeds.gaussian(random);
      y.set(r, 0, radius < 0.8 ? 0 : radius < 2.5 ? 1 : 2);
    }
    return dataset(x, y, null);
  }

  static Dataset dataset(Matrix x, Matrix y, float[] weights) {
    int[] lines = new int[x.rows()];
    for (int r = 0; r < lines.length; r++) {
      lines[r] = r + 1;
    }
    return new Dataset(InputShape.of(x.cols()), x, new int[0], y, weights, lines);
  }

  static Dataset rows(double[][] x, double... y) {
    Matrix targets = Matrix.zeros(y.length, 1);
    for (int r = 0; r < y.length; r++) {
      targets.set(r, 0, (float) y[r]);
    }
    return dataset(Matrix.of(x), targets, null);
  }

  static Dataset none(Dataset like) {
    return like.rows(new int[0]);
  }

  static TrainingConfig config(Loss loss, Optimizer optimizer) {
    return new TrainingConfig(
        loss,
        optimizer,
        new Schedule.Constant(),
        Pace.STEADY,
        Regularization.NONE,
        Clipping.NONE,
        Initializer.AUTO,
        0,
        16,
        15,
        0,
        0,
        Keep.BEST,
        1);
  }

  static TrainingConfig averaged(TrainingConfig c) {
    return c.keep(c.keep().averaged(true));
  }

  static Execution execution(BooleanSupplier stop) {
    return new Execution(KernelChoice.forced("scalar"), 1, Double.POSITIVE_INFINITY, stop);
  }

  static Execution plain() {
    return execution(() -> false);
  }

  static Scorer scorer(Metric metric, Dataset data, NetworkSpec spec) {
    boolean numbers = List.of(Metric.RMSE, Metric.MAE, Metric.R2).contains(metric);
    return new Scorer(metric, numbers ? NUMBER : spec.outputs() == 1 ? TWO : CLASSES);
  }

  /// A run that keeps its events.
  record Run(Trainer.Result result, List<TrainingEvent> events) {
    float[] weights() {
      return result.network().parameters().values();
    }

    TrainingEvent.Stopped stopped() {
      return result.history().stopped();
    }

    List<TrainingEvent.Epoch> epochs() {
      return result.history().epochs();
    }

    double lastJ() {
      return epochs().getLast().j();
    }
  }

  static Run run(
      String network,
      Dataset training,
      Dataset validation,
      Metric metric,
      TrainingConfig config,
      Execution execution) {
    NetworkSpec spec = NetworkSpec.parse(network);
    List<TrainingEvent> events = new ArrayList<>();
    TrainingListener all =
        new TrainingListener() {
          @Override
          public void on(TrainingEvent event) {
            events.add(event);
          }

          @Override
          public boolean wantsBatches() {
            return true;
          }
        };
    Trainer.Result result =
        Trainer.train(
            spec, training, validation, scorer(metric, training, spec), config, execution, all);
    return new Run(result, events);
  }
}
