package dev.soma.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.eval.Evaluation;
import dev.soma.eval.Metric;
import dev.soma.eval.PairedTest;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Seeds;
import dev.soma.nn.Loss;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.effort.Recipe;
import dev.soma.train.Execution;
import dev.soma.train.TrainingListener;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The defaults on the tables of `examples`, against the linear model and against always saying the
/// same, on rows that neither was trained on.
class DefaultsAgainstLinearTest {
  private static final int SEED = 42;

  @ParameterizedTest
  @CsvSource({"titanic.csv, Survived", "wine_quality.csv, quality"})
  void defaults_are_not_worse_than_the_linear_model_and_better_than_a_constant(
      String file, String target) {
    Table table = Table.csv(Path.of("..", "examples", file)).target(target);
    Split split = table.split(0.6, 0.15, 0.25, Seeds.of(SEED));
    Loss loss = Recipe.loss(table.task());
    Metric metric = Recipe.metric(table.task());
    Preparation rows = Preparation.of(split, MissingPolicy.AUTO, loss);
    Execution execution =
        new Execution(KernelChoice.auto(), 1, Double.POSITIVE_INFINITY, () -> false);
    Recipe recipe = Recipe.of(Effort.FAST, split.train(), split.train().rows());
    Fit network =
        Fit.train(
            rows,
            recipe.network(rows.encoder(), rows.target(), loss),
            recipe.config(loss, SEED),
            metric,
            Map.of(),
            execution,
            TrainingListener.silent());
    Fit linear = Baselines.linear(rows, Recipe.loss(rows.task()), metric, execution);

    PairedTest test =
        PairedTest.of(
            metric,
            network.model().outcomes(split.test()),
            linear.model().outcomes(split.test()),
            Seeds.of(SEED));
    assertThat(test.verdict())
        .as("%s, seed %d: network against linear, %s", file, SEED, test)
        .isNotEqualTo(PairedTest.Verdict.SECOND);
    Evaluation evaluation = network.evaluate(split.test());
    double constant = evaluation.baseline().score(metric).orElseThrow().value();
    assertThat(evaluation.score(metric).orElseThrow().high())
        .as("%s, seed %d: upper end of %s against the constant", file, SEED, metric)
        .isLessThan(constant);
  }
}
