package dev.soma.model.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.fixtures.SmallFits;
import dev.soma.fixtures.SmallTables;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.NumberEmbedding;
import dev.soma.nn.Parameters;
import dev.soma.optim.Optimizer;
import dev.soma.recipe.Mlp;
import dev.soma.train.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContributionsTest {
  private static final Table CLASSES = SmallTables.classes(3, 200);
  private static final Table NUMBERS = SmallTables.numbers(2, 200);

  private static Split parts(Table table) {
    return table.split(0.6, 0.2, 0.2, Seeds.of(3));
  }

  private static Mlp with(Mlp mlp) {
    return mlp.optimizer(Optimizer.adam(0.02)).epochs(5).execution(SmallFits.plain());
  }

  @Test
  void of_a_linear_model_they_are_w_times_the_distance_from_the_mean() {
    Table table = SmallTables.classes(2, 200);
    Model model =
        with(Mlp.classifier().linear()).fit(parts(table), TrainingListener.silent()).model();
    Parameters p = model.network().parameters();
    InputColumn.NumberInput y =
        (InputColumn.NumberInput)
            model.encoder().columns().stream()
                .filter(c -> c.name().equals("y"))
                .findFirst()
                .orElseThrow();
    int input = model.encoder().inputNames().indexOf("y");
    double w = p.values()[p.groups().getFirst().offset() + input];
    Table row = table.rows(4, 5);
    double encoded = model.encoder().encode(row).batch().numbers().get(0, input);
    Contributions why = Contributions.of(model, row);
    assertThat(why.exact()).isTrue();
    assertThat(why.output()).isEqualTo("c1");
    assertThat(of(why, "y")).isCloseTo(w * encoded, within(1e-15)); // the mean is encoded as 0
    assertThat(y.scale().function().applyAsDouble(y.mean())).isZero();
    assertThat(why.score()).isCloseTo(model.predict(row).scores()[0], within(1e-5));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void columns_of_every_recipe_add_up_to_the_score(boolean classes) {
    Table table = classes ? CLASSES : NUMBERS;
    Mlp mlp = classes ? Mlp.classifier() : Mlp.regressor();
    Model model =
        with(mlp.layer(new Layer.Embedding(new NumberEmbedding.Pbld(4, 3, 0.2), 2, 2))
                .layer(new Layer.Scale())
                .layer(new Layer.Dense(6, Activation.SELU, true, true)))
            .folds(3)
            .fit(parts(table), TrainingListener.silent())
            .model();
    for (int r = 0; r < 8; r++) {
      Table row = table.rows(r, r + 1);
      for (int k = 0; k < Contributions.outputs(model).size(); k++) {
        Contributions why = Contributions.of(model, row, k);
        assertThat(why.members()).isEqualTo(3);
        assertThat(why.exact()).isFalse();
        assertThat(why.gap()).isLessThan(1e-6 * Math.max(1, Math.abs(why.score())));
        assertThat(why.columns())
            .extracting(Contributions.Column::name)
            .containsExactly("x", "y", "colour");
        if (model.target() instanceof TargetEncoder.Numbers) {
          assertThat(why.number()).isTrue();
          assertThat(why.score())
              .isCloseTo(model.predict(row).number(0, k), within(1e-4 * Math.abs(why.score())));
        }
      }
    }
  }

  @Test
  void by_default_it_is_the_score_of_the_predicted_class() {
    Model model =
        with(Mlp.classifier().hidden(6, Activation.RELU))
            .fit(parts(CLASSES), TrainingListener.silent())
            .model();
    for (int r = 0; r < 20; r++) {
      Table row = CLASSES.rows(r, r + 1);
      Contributions why = Contributions.of(model, row);
      int predicted = model.predict(row).predictedClass(0);
      assertThat(why.output()).isEqualTo("c" + predicted);
      assertThat(why.score()).isCloseTo(model.predict(row).scores()[predicted], within(1e-4));
    }
  }

  @Test
  void a_row_like_the_base_row_in_a_number_gets_nothing_from_it() {
    Model model =
        with(Mlp.classifier().hidden(6, Activation.TANH))
            .fit(parts(CLASSES), TrainingListener.silent())
            .model();
    InputColumn.NumberInput y =
        (InputColumn.NumberInput)
            model.encoder().columns().stream()
                .filter(c -> c.name().equals("y"))
                .findFirst()
                .orElseThrow();
    java.util.Map<String, Object> columns = new java.util.LinkedHashMap<>();
    columns.put("x", java.util.List.of(3.5));
    columns.put("y", new double[] {y.mean()});
    columns.put("colour", java.util.List.of("red"));
    Contributions why = Contributions.of(model, Table.columns(columns));
    assertThat(of(why, "y")).isCloseTo(0, within(1e-12));
    assertThat(of(why, "x")).isNotZero();
  }

  private static double of(Contributions why, String column) {
    return why.columns().stream()
        .filter(c -> c.name().equals(column))
        .findFirst()
        .orElseThrow()
        .contribution();
  }
}
