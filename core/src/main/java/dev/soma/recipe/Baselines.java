package dev.soma.recipe;

import dev.soma.eval.Metric;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Clipping;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Regularization;
import dev.soma.optim.Schedule;
import dev.soma.train.Execution;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingListener;
import java.util.List;
import java.util.Map;

/// What a network must beat: the linear model on the same inputs.
public final class Baselines {
  private static final double L2 = 1e-4;
  private static final int ITERATIONS = 100;
  private static final int PATIENCE = 20;

  private Baselines() {}

  /// The network without hidden layers (linear, logistic or softmax regression), trained on the
  /// same encoded rows by L-BFGS with lambda 1e-4, at most 100 iterations; the best of them by the
  /// metric.
  ///
  /// @param rows prepared for the task's own loss
  public static Fit linear(Preparation rows, Metric metric, Execution execution) {
    Loss loss = Recipe.loss(rows.task());
    NetworkSpec spec = Recipe.network(rows.encoder().shape(), List.of(), rows.target(), loss);
    TrainingConfig config =
        new TrainingConfig(
            loss,
            Optimizer.lbfgs(),
            new Schedule.Constant(),
            Regularization.l2(L2),
            Clipping.NONE,
            new Initializer.Constant(0),
            0,
            rows.training().rows(),
            ITERATIONS,
            0,
            PATIENCE,
            false,
            0);
    return Fit.train(rows, spec, config, metric, Map.of(), execution, TrainingListener.silent());
  }
}
