package dev.soma.lesson.approximate;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Metric;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.optim.Optimizer;
import dev.soma.train.Execution;
import dev.soma.train.Scorer;
import dev.soma.train.Trainer;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingListener;
import java.util.List;

/// Networks of logistic units that are trained towards a function, by the engine: L-BFGS on squared
/// error, at even points, inputs and values scaled to mean 0 and deviation 1.
final class Training {
  private final Target target;
  private final Watch watch;
  private final Execution oneThread;
  private final double[][] x;
  private final double[] y;
  private final double[] shift = new double[3];
  private final double[] scale = new double[3];

  Training(Target target, Watch watch) {
    this.target = target;
    this.watch = watch;
    oneThread =
        new Execution(KernelChoice.forced("scalar"), 1, Double.POSITIVE_INFINITY, watch.left());
    boolean two = target.inputs() == 2;
    int side = two ? 21 : 201;
    int rows = two ? side * side : side;
    x = new double[rows][];
    y = new double[rows];
    for (int r = 0; r < rows; r++) {
      double first = place(r % side, side);
      double second = two ? place(r / side, side) : 0;
      x[r] = two ? new double[] {first, second} : new double[] {first};
      y[r] = target.at(first, second);
    }
    for (int c = 0; c < 3; c++) {
      learnScale(c);
    }
  }

  private double place(int i, int side) {
    return target.from() + (target.to() - target.from()) * i / (side - 1);
  }

  /// How many points are learned from.
  int points() {
    return y.length;
  }

  /// One training, scaled back to x, y and f.
  ///
  /// @throws java.util.concurrent.CancellationException if who waits has given up
  OneLayer run(int units, int iterations, long seed) {
    watch.tries("training: width " + units + ", seed " + seed);
    int inputs = target.inputs();
    double[][] numbers = new double[y.length][inputs];
    double[][] values = new double[y.length][1];
    for (int r = 0; r < y.length; r++) {
      for (int j = 0; j < inputs; j++) {
        numbers[r][j] = (x[r][j] - shift[j]) / scale[j];
      }
      values[r][0] = (y[r] - shift[2]) / scale[2];
    }
    Dataset rows = Dataset.of(Matrix.of(numbers), Matrix.of(values));
    TrainingConfig config =
        TrainingConfig.of(Loss.SQUARED_ERROR)
            .optimizer(Optimizer.lbfgs())
            .initializer(new Initializer.DataDriven(), 0)
            .epochs(iterations)
            .patience(0)
            .seed(seed);
    Parameters trained =
        Trainer.train(
                NetworkSpec.parse(
                    inputs + " -> Dense(" + units + ", logistic) -> Dense(1, identity)"),
                rows,
                rows.rows(new int[0]),
                new Scorer(
                    Metric.RMSE,
                    new TargetEncoder.Numbers(List.of("f"), List.of(0.0), List.of(1.0))),
                config,
                oneThread,
                TrainingListener.silent())
            .network()
            .parameters();
    watch.goesOn(); // what was given up half way is no result
    return unscaled(trained.values(), units);
  }

  /// W1, b1, W2, b2 of the scaled problem as weights of the problem itself.
  private OneLayer unscaled(float[] p, int units) {
    int inputs = target.inputs();
    double[][] w = new double[units][inputs];
    double[] b = new double[units];
    double[] v = new double[units];
    for (int i = 0; i < units; i++) {
      b[i] = p[units * inputs + i];
      for (int j = 0; j < inputs; j++) {
        w[i][j] = p[i * inputs + j] / scale[j];
        b[i] -= w[i][j] * shift[j];
      }
      v[i] = p[units * inputs + units + i] * scale[2];
    }
    double c = p[units * inputs + 2 * units] * scale[2] + shift[2];
    return new OneLayer(OneLayer.Unit.LOGISTIC, w, b, v, c);
  }

  /// @param c an input, or 2 for f
  private void learnScale(int c) {
    scale[c] = 1;
    if (c < 2 && c >= target.inputs()) {
      return;
    }
    double sum = 0;
    for (int r = 0; r < y.length; r++) {
      sum += c == 2 ? y[r] : x[r][c];
    }
    shift[c] = sum / y.length;
    double squares = 0;
    for (int r = 0; r < y.length; r++) {
      double d = (c == 2 ? y[r] : x[r][c]) - shift[c];
      squares += d * d;
    }
    double deviation = StrictMath.sqrt(squares / y.length);
    scale[c] = deviation > 0 ? deviation : 1;
  }
}
