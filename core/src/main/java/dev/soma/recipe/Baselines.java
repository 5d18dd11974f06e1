package dev.soma.recipe;

import dev.soma.eval.Metric;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Clipping;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Regularization;
import dev.soma.optim.Schedule;
import dev.soma.recipe.effort.Convex;
import dev.soma.recipe.effort.Recipe;
import dev.soma.train.Execution;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingConfig.Keep;
import dev.soma.train.TrainingConfig.Pace;
import dev.soma.train.TrainingListener;
import java.util.List;
import java.util.Map;

/// What a network must beat: the linear model on the same inputs.
public final class Baselines {
  private static final double L2 = 1e-4;
  private static final int BATCH = 256;
  private static final int EPOCHS = 3;
  private static final int STEPS = 500;
  private static final double RATE = 0.005;

  private Baselines() {}

  /// The network without hidden layers (linear, logistic or softmax regression), trained on the
  /// same encoded rows; the best epoch by the metric.
  ///
  /// Up to 16 million cells, rows times input columns: by L-BFGS with lambda 1e-4, at most 100
  /// iterations, each of which goes over all rows. Beyond, a baseline should not cost more than the
  /// network: by Adam, which goes over all rows 3 times in batches of 256, more often if that makes
  /// less than 500 steps.
  ///
  /// @param rows prepared for the loss
  /// @param loss that of [#loss]
  public static Fit linear(Preparation rows, Loss loss, Metric metric, Execution execution) {
    NetworkSpec spec = Recipe.network(rows.encoder().shape(), List.of(), rows.target(), loss);
    long columns = (long) spec.input().numbers() + spec.input().categories();
    TrainingConfig config = config(loss, rows.training().rows(), columns);
    return Fit.train(rows, spec, config, metric, Map.of(), execution, TrainingListener.silent());
  }

  /// The loss of the linear model: the task's own, but poisson where something is added to z of a
  /// network with that loss, since only exp(z) makes the same of it.
  ///
  /// @param rows of the network that is to be better
  /// @param loss of that network
  public static Loss loss(Preparation rows, Loss loss) {
    boolean shifted = rows.encoder().offset() != null;
    return shifted && loss instanceof Loss.Poisson ? loss : Recipe.loss(rows.task());
  }

  static TrainingConfig config(Loss loss, int rows, long columns) {
    return columns * rows <= Convex.CELLS ? allRows(loss, rows) : batches(loss, rows);
  }

  private static TrainingConfig allRows(Loss loss, int rows) {
    return config(
        loss, Optimizer.lbfgs(), new Schedule.Constant(), rows, Convex.ITERATIONS, Convex.PATIENCE);
  }

  static TrainingConfig batches(Loss loss, int rows) {
    int epochs = Math.max(EPOCHS, Math.ceilDiv(STEPS, Math.ceilDiv(rows, BATCH)));
    return config(loss, Optimizer.adam(RATE), new Schedule.Cosine(0), BATCH, epochs, 0);
  }

  private static TrainingConfig config(
      Loss loss, Optimizer optimizer, Schedule schedule, int batch, int epochs, int patience) {
    return new TrainingConfig(
        loss,
        optimizer,
        schedule,
        Pace.STEADY,
        Regularization.l2(L2),
        Clipping.NONE,
        new Initializer.Constant(0),
        0,
        batch,
        epochs,
        0,
        patience,
        Keep.BEST,
        0);
  }
}
