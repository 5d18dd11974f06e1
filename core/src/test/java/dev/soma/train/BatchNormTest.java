package dev.soma.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.encode.Dataset;
import dev.soma.eval.Metric;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Regularization;
import org.junit.jupiter.api.Test;

/// Running means and variances during a run.
class BatchNormTest {
  private static final NetworkSpec NET =
      NetworkSpec.parse("2 -> BatchNorm(0.3) -> Dense(6, tanh) -> Dense(3, softmax)");

  private static Parameters train(NetworkSpec net, Dataset training, TrainingConfig config) {
    return Trainer.train(
            net,
            training,
            Problems.none(training),
            Problems.scorer(Metric.ACCURACY, training, net),
            config,
            Problems.plain(),
            TrainingListener.silent())
        .network()
        .parameters();
  }

  private static TrainingConfig plain(Optimizer optimizer) {
    return Problems.config(Loss.CROSS_ENTROPY, optimizer).epochs(1).maxSteps(1);
  }

  private static double value(Parameters p, String tensor, int i) {
    return p.values()[p.group(tensor).offset() + i];
  }

  @Test
  void one_step_on_all_rows_moves_them_towards_mean_and_unbiased_variance_of_the_rows() {
    Dataset rows = Problems.rings(50, 1);
    Parameters p = train(NET, rows, plain(Optimizer.sgd(0.1)).batch(50));
    for (int j = 0; j < 2; j++) {
      double mean = 0;
      double squares = 0;
      for (int r = 0; r < 50; r++) {
        double x = rows.batch().numbers().get(r, j);
        mean += x / 50;
        squares += x * x;
      }
      double variance = (squares - 50 * mean * mean) / 49;
      assertThat(value(p, "mean1", j)).isCloseTo(0.3 * mean, within(1e-6));
      assertThat(value(p, "var1", j)).isCloseTo(0.7 + 0.3 * variance, within(1e-5));
    }
  }

  @Test
  void no_optimizer_penalty_or_decay_changes_them() {
    Dataset rows = Problems.rings(50, 1);
    Parameters expected = train(NET, rows, plain(Optimizer.sgd(0.1)).batch(50));
    for (String name :
        new String[] {"nesterov", "rmsprop", "adagrad", "adadelta", "adam", "adamw(decay=0.5)"}) {
      TrainingConfig config =
          plain(Optimizer.parse(name)).batch(50).regularization(new Regularization(0.1, 0.1, 0.5));
      Parameters p = train(NET, rows, config);
      for (String tensor : new String[] {"mean1", "var1"}) {
        for (int j = 0; j < 2; j++) {
          assertThat(value(p, tensor, j))
              .as("%s, %s", tensor, name)
              .isEqualTo(value(expected, tensor, j));
        }
      }
    }
  }

  @Test
  void a_last_batch_of_one_row_leaves_them() {
    Dataset rows = Problems.rings(33, 1);
    TrainingConfig config = Problems.config(Loss.CROSS_ENTROPY, Optimizer.sgd(0.1)).batch(32);
    Parameters two = train(NET, rows, config.epochs(1).maxSteps(2));
    Parameters one = train(NET, rows, config.epochs(1).maxSteps(1));
    assertThat(value(two, "W1", 0)).isNotEqualTo(value(one, "W1", 0));
    for (int j = 0; j < 2; j++) {
      assertThat(value(two, "mean1", j)).isEqualTo(value(one, "mean1", j));
      assertThat(value(two, "var1", j)).isEqualTo(value(one, "var1", j));
    }
  }

  @Test
  void an_exponential_mean_of_the_weights_is_one_of_them_too() {
    Dataset rows = Problems.rings(64, 1);
    TrainingConfig config = Problems.config(Loss.CROSS_ENTROPY, Optimizer.sgd(0.1)).batch(32);
    Parameters first = train(NET, rows, config.epochs(1).maxSteps(1));
    Parameters second = train(NET, rows, config.epochs(1).maxSteps(2));
    Parameters kept =
        train(NET, rows, config.epochs(1).maxSteps(2).keep(TrainingConfig.Keep.BEST.ema(0.8)));
    for (int j = 0; j < 2; j++) {
      double mean = 0.8 * value(first, "var1", j) + 0.2 * value(second, "var1", j);
      assertThat(value(kept, "var1", j)).isCloseTo(mean, within(1e-6));
    }
  }
}
