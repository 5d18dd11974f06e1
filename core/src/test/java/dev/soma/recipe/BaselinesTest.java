package dev.soma.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.eval.Metric;
import dev.soma.fixtures.SmallFits;
import dev.soma.math.Seeds;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import dev.soma.recipe.effort.Recipe;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class BaselinesTest {
  private static final int SEED = 42;

  @Test
  void all_rows_are_used_at_once_up_to_sixteen_million_cells_and_batches_beyond() {
    TrainingConfig least = Baselines.config(Loss.CROSS_ENTROPY, 160_000, 100);
    TrainingConfig more = Baselines.config(Loss.CROSS_ENTROPY, 160_001, 100);

    assertThat(least.optimizer()).isEqualTo(Optimizer.lbfgs());
    assertThat(least.batch()).isEqualTo(160_000);
    assertThat(more.optimizer()).isEqualTo(Optimizer.adam(0.005));
    assertThat(more.batch()).isEqualTo(256);
    assertThat(more.epochs()).isEqualTo(3);
    // 1,700 rows are 7 batches: 72 epochs make 500 steps
    assertThat(Baselines.config(Loss.CROSS_ENTROPY, 1_700, 10_000).epochs()).isEqualTo(72);
  }

  @Test
  void batches_come_as_far_as_all_rows_do() {
    Table table = Table.csv(Path.of("..", "examples", "titanic.csv")).target("Survived");
    Split split = table.split(0.6, 0.15, 0.25, Seeds.of(SEED));
    Loss loss = Recipe.loss(table.task());
    Preparation rows = Preparation.of(split, MissingPolicy.AUTO, loss);
    NetworkSpec spec = Recipe.network(rows.encoder().shape(), List.of(), rows.target(), loss);
    Fit batches =
        Fit.train(
            rows,
            spec,
            Baselines.batches(loss, rows.training().rows()),
            Metric.LOG_LOSS,
            Map.of(),
            SmallFits.plain(),
            TrainingListener.silent());
    Fit all =
        Baselines.linear(rows, Loss.LOGISTIC_CROSS_ENTROPY, Metric.LOG_LOSS, SmallFits.plain());

    double far = score(batches, split);
    double best = score(all, split);
    assertThat(far)
        .as("log loss by batches, by all rows %.4f, seed %d", best, SEED)
        .isLessThan(best + 0.01);
  }

  private static double score(Fit fit, Split split) {
    return fit.evaluate(split.test()).score(Metric.LOG_LOSS).orElseThrow().value();
  }

  private static Fit linear(UnaryOperator<Mlp> said, Loss loss) {
    double[][] values = new double[200][2];
    for (int r = 0; r < 200; r++) {
      double x = -1 + r / 100.0;
      values[r] = new double[] {x, loss instanceof Loss.Poisson ? StrictMath.exp(x) : 2 * x};
    }
    Table table = Table.of(List.of("x", "y"), values).target("y");
    Mlp plain = Mlp.regressor().linear().loss(loss).execution(SmallFits.plain());
    return said.apply(plain).fit(table.split(0.7, 0.15, 0.15, Seeds.of(1)), e -> {});
  }

  @Test
  void a_network_without_hidden_layers_finds_the_line_when_nobody_says_how() {
    for (Loss loss : List.of(Loss.SQUARED_ERROR, Loss.huber(1), Loss.POISSON)) {
      Fit fit = linear(m -> m, loss);
      assertThat(fit.model().provenance().settings().get("optimizer")).startsWith("lbfgs");
      assertThat(fit.evaluate(fit.preparation().split().test()).score(Metric.RMSE).orElseThrow())
          .satisfies(s -> assertThat(s.value()).as(loss.toString()).isLessThan(0.01));
    }
  }

  @Test
  void who_says_how_steps_are_made_or_a_loss_with_a_kink_gets_those_of_the_recipe() {
    for (UnaryOperator<Mlp> said :
        List.<UnaryOperator<Mlp>>of(
            m -> m.optimizer(Optimizer.adam(0.1)), m -> m.batch(7), m -> m.l1(0.01))) {
      assertThat(linear(said.andThen(m -> m.epochs(1))::apply, Loss.SQUARED_ERROR))
          .satisfies(f -> assertThat(optimizer(f)).startsWith("adam"));
    }
    assertThat(optimizer(linear(m -> m.epochs(1), Loss.ABSOLUTE_ERROR))).startsWith("adamw");
  }

  private static String optimizer(Fit fit) {
    return fit.model().provenance().settings().getOrDefault("optimizer", "");
  }
}
