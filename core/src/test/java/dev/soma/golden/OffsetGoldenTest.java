package dev.soma.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Target;
import dev.soma.data.Task;
import dev.soma.data.read.Row;
import dev.soma.data.scale.Offset;
import dev.soma.eval.Evaluation;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.fixtures.SmallFits;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import dev.soma.model.Predictions;
import dev.soma.nn.Loss;
import dev.soma.optim.Optimizer;
import dev.soma.recipe.Fit;
import dev.soma.recipe.Mlp;
import dev.soma.train.TrainingListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Generalised linear models with an offset, against reweighted least squares in NumPy.
class OffsetGoldenTest {
  private static final double CLOSE = 2e-3;

  static List<Golden.OffsetCase> cases() {
    return Golden.offsetCases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void a_linear_network_trained_to_the_end_predicts_the_means_of_least_squares(
      Golden.OffsetCase golden) {
    Table rows = table(golden, 1);
    Fit fit = fit(rows, golden.loss());
    double[] said = means(fit.model(), rows);
    for (int r = 0; r < said.length; r++) {
      assertThat(said[r]).isCloseTo(golden.means()[r], within(CLOSE * scale(golden)));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_constant_baseline_is_the_model_of_the_offset_alone(Golden.OffsetCase golden) {
    Table rows = table(golden, 1);
    Model model = fit(rows, golden.loss()).model();
    Outcomes outcomes = model.outcomes(rows);
    Evaluation.Offsets offsets = model.offsets(rows);
    Evaluation e = Evaluation.of(outcomes, offsets, Seeds.of(1));
    Metric metric = Metric.usual(outcomes).getFirst();
    assertThat(e.baseline().score(metric).orElseThrow().value())
        .isCloseTo(metric.of(alone(outcomes, golden.alone())), within(1e-5));
  }

  private static Outcomes alone(Outcomes outcomes, double[] means) {
    return switch (outcomes) {
      case Outcomes.Numbers n -> new Outcomes.Numbers(1, means, n.truth(), null);
      case Outcomes.Classes c -> {
        double[][] p = new double[means.length][];
        Arrays.setAll(p, r -> new double[] {1 - means[r], means[r]});
        yield Outcomes.classes(p, c.truth());
      }
      case Outcomes.Labels l -> l;
    };
  }

  @Test
  void twice_the_exposure_moves_the_bias_by_the_logarithm_of_one_half() {
    Golden.OffsetCase golden = cases().getFirst();
    float[] once = parameters(fit(table(golden, 1), golden.loss()));
    float[] twice = parameters(fit(table(golden, 2), golden.loss()));
    for (int i = 0; i < 3; i++) {
      assertThat(twice[i]).isCloseTo(once[i], within(1e-3f));
    }
    assertThat(twice[3] - once[3]).isCloseTo((float) -Math.log(2), within(1e-3f));
  }

  private static float[] parameters(Fit fit) {
    return fit.model().network().parameters().values();
  }

  private static double scale(Golden.OffsetCase golden) {
    return Math.max(1, Arrays.stream(golden.means()).map(Math::abs).max().orElse(1));
  }

  private static Fit fit(Table rows, Loss loss) {
    Mlp mlp = rows.task() == Task.REGRESSION ? Mlp.regressor() : Mlp.classifier();
    return mlp.linear()
        .loss(loss)
        .optimizer(Optimizer.lbfgs())
        .epochs(500)
        .execution(SmallFits.plain())
        .fit(new Split(rows, rows.rows(0, 0), rows.rows(0, 0)), TrainingListener.silent());
  }

  private static double[] means(Model model, Table rows) {
    Predictions p = model.predict(rows);
    boolean number = rows.task() == Task.REGRESSION;
    return IntStream.range(0, rows.rows())
        .mapToDouble(r -> number ? p.number(r, 0) : p.probability(r, 1))
        .toArray();
  }

  private static Table table(Golden.OffsetCase golden, double times) {
    List<Row> rows = new ArrayList<>();
    for (int r = 0; r < golden.x().length; r++) {
      double[] x = golden.x()[r];
      double given = golden.given()[r] * times;
      rows.add(Row.of("a", x[0], "b", x[1], "c", x[2], "given", given, "y", golden.y()[r]));
    }
    Offset offset = golden.exposure() ? Offset.exposure("given") : Offset.of("given");
    Task task = golden.loss() instanceof Loss.LogisticCrossEntropy ? Task.BINARY : Task.REGRESSION;
    return Table.rows(rows).target(Target.of("y").task(task).offset(offset));
  }
}
