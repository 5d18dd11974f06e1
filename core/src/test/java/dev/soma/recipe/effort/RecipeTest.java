package dev.soma.recipe.effort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.Target;
import dev.soma.data.Task;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Metric;
import dev.soma.fixtures.SmallTables;
import dev.soma.nn.Activation;
import dev.soma.nn.InputShape;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.NumberEmbedding;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import dev.soma.optim.Optimizer;
import dev.soma.optim.RateFactors;
import dev.soma.optim.Schedule;
import dev.soma.train.TrainingConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeTest {
  @ParameterizedTest
  @CsvSource({
    "1, 32 16, 0.2, 0.002, 32, 100",
    "999, 32 16, 0.2, 0.002, 32, 100",
    "1000, 128 128, 0.2, 0.002, 32, 100",
    "1999, 128 128, 0.2, 0.002, 32, 100",
    "2000, 128 128, 0.2, 0.002, 64, 100",
    "8000, 128 128, 0.2, 0.002, 64, 64",
    "9999, 128 128, 0.2, 0.002, 64, 50",
    "10000, 256 256, 0.1, 0.005, 128, 65",
    "31999, 256 256, 0.1, 0.005, 128, 20",
    "32000, 256 256, 0.2, 0.001, 256, 32",
    "51000, 256 256, 0.2, 0.001, 256, 20",
    "200000, 256 256, 0.2, 0.001, 256, 20",
    "2147483647, 256 256, 0.2, 0.001, 256, 20",
  })
  void numbers_are_those_of_the_documented_table(
      int rows, String units, double dropout, double rate, int batch, int epochs) {
    Recipe recipe = Fast.recipe(Task.BINARY, rows);
    List<Integer> hidden = Arrays.stream(units.split(" ", -1)).map(Integer::valueOf).toList();
    assertThat(recipe.hidden()).isEqualTo(hidden);
    assertThat(recipe.dropout()).isEqualTo(dropout);
    assertThat(recipe.batch()).isEqualTo(batch);
    assertThat(recipe.epochs()).isEqualTo(epochs);
    assertThat(recipe.activation()).isEqualTo(Activation.RELU);
    assertThat(recipe.optimizer()).isEqualTo(Optimizer.adamW(rate, 0.01));
    assertThat(recipe.schedule()).isEqualTo(new Schedule.Cosine(0));
    assertThat(recipe.config(Loss.SQUARED_ERROR, 1).regularization().l2()).isZero();
  }

  @Test
  void width_and_batch_never_shrink_with_more_rows_and_patience_is_within_the_epochs() {
    Recipe before = Fast.recipe(Task.BINARY, 1);
    for (int rows = 2; rows < 300_000; rows += 1 + rows / 50) {
      Recipe recipe = Fast.recipe(Task.BINARY, rows);
      assertThat(recipe.hidden().getFirst())
          .as("width at %d rows", rows)
          .isGreaterThanOrEqualTo(before.hidden().getFirst());
      assertThat(recipe.batch())
          .as("batch at %d rows", rows)
          .isGreaterThanOrEqualTo(before.batch());
      assertThat(recipe.epochs()).as("epochs at %d rows", rows).isBetween(20, 100);
      assertThat(recipe.patience())
          .as("patience at %d rows", rows)
          .isEqualTo(Math.max(10, recipe.epochs() / 4));
      before = recipe;
    }
  }

  @Test
  void steps_stay_near_those_of_the_table_wherever_the_limits_on_epochs_allow() {
    for (int rows = 8_000; rows <= 60_000; rows += 777) {
      Recipe recipe = Fast.recipe(Task.BINARY, rows);
      int steps = recipe.epochs() * Math.ceilDiv(rows, recipe.batch());
      int wanted = rows < 10_000 ? 8_000 : rows < 32_000 ? 5_200 : 4_000;
      if (recipe.epochs() > 20 && recipe.epochs() < 100) {
        assertThat(steps).as("steps at %d rows", rows).isBetween(wanted * 9 / 10, wanted);
      }
    }
  }

  @Test
  void every_hidden_layer_is_followed_by_dropout_unless_there_is_none() {
    Encoder inputs = Encoder.learn(SmallTables.numbers(1, 30), MissingPolicy.AUTO);
    TargetEncoder number = new TargetEncoder.Numbers(List.of("y"), List.of(0.0), List.of(1.0));
    Recipe recipe = Fast.recipe(Task.BINARY, 500);
    assertThat(recipe.network(inputs, number, Loss.SQUARED_ERROR).layers())
        .containsExactly(
            new Layer.Dense(32, Activation.RELU),
            new Layer.Dropout(0.2),
            new Layer.Dense(16, Activation.RELU),
            new Layer.Dropout(0.2),
            new Layer.Dense(1, Activation.IDENTITY));
    Recipe without = recipe.hidden(List.of(8, 4), Activation.TANH, 0);
    assertThat(without.network(inputs, number, Loss.SQUARED_ERROR).layers())
        .containsExactly(
            new Layer.Dense(8, Activation.TANH),
            new Layer.Dense(4, Activation.TANH),
            new Layer.Dense(1, Activation.IDENTITY));
  }

  @Test
  void a_category_of_very_many_levels_is_looked_up_unless_the_network_is_linear() {
    Recipe many = Recipe.of(Effort.FAST, levels(4000, 1500, 3), 4000);
    assertThat(many.front()).isEqualTo(new Front(new NumberEmbedding.None(), 8, false, 0));
    assertThat(many.pace().factors()).isEqualTo(new RateFactors(Map.of(Role.CATEGORY, 10.0)));
    Table table = levels(4000, 1500, 3);
    Encoder inputs = Encoder.learn(table, many.rules());
    TargetEncoder target = TargetEncoder.learn(table);
    NetworkSpec spec = many.network(inputs, target, Loss.SQUARED_ERROR);
    assertThat(spec.input()).isEqualTo(new InputShape(1, List.of(1500, 3)));
    assertThat(spec.inputsOf(1)).as("numbers that W(1) sees").isEqualTo(1 + 2 * 8);
    assertThat(Parameters.zeros(spec).size()).isLessThan(50_000);
    NetworkSpec linear =
        many.hidden(List.of(), Activation.RELU, 0).network(inputs, target, Loss.SQUARED_ERROR);
    assertThat(linear.inputsOf(0)).as("a weight for each level").isEqualTo(1 + 1500 + 3);
  }

  @Test
  void of_images_a_tenth_of_the_pixels_is_dropped_and_of_other_wide_tables_nothing() {
    Recipe images = Recipe.of(Effort.NORMAL, pixels(130), 48_000);
    Recipe wide =
        Recipe.of(Effort.NORMAL, levels(30, IntStream.range(0, 130).map(_ -> 2).toArray()), 48_000);
    assertThat(images.front()).isEqualTo(Front.NONE.dropout(0.1));
    assertThat(images.epochs()).isEqualTo(16);
    assertThat(wide.front()).isEqualTo(Front.NONE);
    assertThat(wide.epochs()).isEqualTo(12);

    Encoder inputs = Encoder.learn(pixels(130), images.rules());
    TargetEncoder number = new TargetEncoder.Numbers(List.of("y"), List.of(0.0), List.of(1.0));
    assertThat(images.network(inputs, number, Loss.SQUARED_ERROR).layers().subList(0, 2))
        .containsExactly(new Layer.Dropout(0.1), new Layer.Dense(512, Activation.RELU));
    assertThat(images.steady().network(inputs, number, Loss.SQUARED_ERROR).layers())
        .as("for an optimizer that needs the same loss each time")
        .noneMatch(layer -> layer instanceof Layer.Dropout);
  }

  /// So many pixels of 30 images, and a number to predict.
  private static Table pixels(int count) {
    byte[] block = new byte[30 * count];
    for (int i = 0; i < block.length; i++) {
      block[i] = (byte) (31 * i);
    }
    List<Column> columns = new ArrayList<>();
    for (int p = 0; p < count; p++) {
      columns.add(Column.Numbers.ofBytes("px" + p, block, count, p));
    }
    columns.add(Column.Numbers.of("y", IntStream.range(0, 30).mapToDouble(r -> r).toArray()));
    return Table.of(columns.toArray(Column[]::new)).target(Target.of("y"));
  }

  @Test
  void numbers_that_repeat_are_levels_except_on_wide_tables() {
    Table wide = levels(30, IntStream.range(0, 130).map(_ -> 2).toArray());
    for (Effort effort : Effort.values()) {
      assertThat(Recipe.rules(effort, levels(30, 3)).repeatedValues()).as(effort.label()).isTrue();
      assertThat(Recipe.rules(effort, wide).repeatedValues()).as(effort.label()).isFalse();
    }
  }

  @Test
  void numbers_over_decades_are_logarithms_where_the_others_are_clipped_and_for_classes() {
    assertThat(Recipe.rules(Effort.FAST, levels(30, 3)).heavyTails()).isFalse();
    assertThat(Recipe.rules(Effort.FAST, SmallTables.classes(2, 30)).heavyTails()).isTrue();
    assertThat(Recipe.rules(Effort.NORMAL, levels(30, 3)).heavyTails()).isTrue();
    assertThat(Recipe.rules(Effort.BEST, levels(30, 3)).heavyTails()).isTrue();
  }

  @Test
  void few_levels_stay_one_hot_and_the_steps_as_they_were() {
    Recipe few = Recipe.of(Effort.FAST, levels(4000, 1000, 1000, 3), 4000);
    assertThat(few).isEqualTo(Fast.recipe(Task.REGRESSION, 4000));
    assertThat(Front.of(List.of(1001))).isNotEqualTo(Front.NONE);
    assertThat(Front.of(Collections.nCopies(2000, 15))).isEqualTo(Front.NONE);
    List<Integer> mixed = new ArrayList<>(Collections.nCopies(1000, 6));
    mixed.add(5000); // a vector for each of 1,001 categories would be wider than one-hot
    assertThat(Front.of(mixed)).isEqualTo(Front.NONE);
  }

  /// A number, categories of so many levels, and a number to predict.
  private static Table levels(int rows, int... counts) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.Numbers.of("x", IntStream.range(0, rows).mapToDouble(r -> r % 7).toArray()));
    for (int c = 0; c < counts.length; c++) {
      int count = counts[c];
      columns.add(
          Column.Text.of(
              "c" + c, IntStream.range(0, rows).mapToObj(r -> "l" + r % count).toList()));
    }
    columns.add(
        Column.Numbers.of("y", IntStream.range(0, rows).mapToDouble(r -> r % 11).toArray()));
    return Table.of(columns.toArray(Column[]::new)).target(Target.of("y"));
  }

  @Test
  void loss_metric_and_output_layer_follow_from_the_task() {
    assertThat(Recipe.loss(Task.BINARY)).isEqualTo(Loss.LOGISTIC_CROSS_ENTROPY);
    assertThat(Recipe.loss(Task.MULTI_LABEL)).isEqualTo(Loss.LOGISTIC_CROSS_ENTROPY);
    assertThat(Recipe.loss(Task.MULTICLASS)).isEqualTo(Loss.CROSS_ENTROPY);
    assertThat(Recipe.loss(Task.REGRESSION)).isEqualTo(Loss.SQUARED_ERROR);
    assertThat(Recipe.metric(Task.MULTICLASS)).isEqualTo(Metric.LOG_LOSS);
    assertThat(Recipe.metric(Task.REGRESSION)).isEqualTo(Metric.RMSE);
    assertThat(Recipe.metric(Task.REGRESSION, Loss.SQUARED_ERROR)).isEqualTo(Metric.RMSE);
    assertThat(Recipe.metric(Task.REGRESSION, Loss.POISSON)).isEqualTo(Metric.POISSON_DEVIANCE);
    TargetEncoder two = new TargetEncoder.Classes("y", List.of("no", "yes"));
    TargetEncoder three = new TargetEncoder.Classes("y", List.of("a", "b", "c"));
    TargetEncoder number = new TargetEncoder.Numbers(List.of("y"), List.of(0.0), List.of(1.0));
    assertThat(Recipe.output(two, Loss.LOGISTIC_CROSS_ENTROPY))
        .isEqualTo(new Layer.Dense(1, Activation.LOGISTIC));
    assertThat(Recipe.output(two, Loss.CROSS_ENTROPY))
        .isEqualTo(new Layer.Dense(2, Activation.SOFTMAX));
    assertThat(Recipe.output(three, Loss.CROSS_ENTROPY))
        .isEqualTo(new Layer.Dense(3, Activation.SOFTMAX));
    assertThat(Recipe.output(number, Loss.SQUARED_ERROR))
        .isEqualTo(new Layer.Dense(1, Activation.IDENTITY));
    assertThat(Recipe.output(number, Loss.POISSON))
        .isEqualTo(new Layer.Dense(1, Activation.EXPONENTIAL));
  }

  @Test
  void a_network_ends_in_the_output_layer_of_its_target() {
    TargetEncoder three = new TargetEncoder.Classes("y", List.of("a", "b", "c"));
    List<Layer> hidden = List.of(new Layer.Dense(5, Activation.RELU), new Layer.Dropout(0.5));
    assertThat(Recipe.network(InputShape.of(7), hidden, three, Loss.CROSS_ENTROPY).layers())
        .startsWith(hidden.toArray(Layer[]::new))
        .hasSize(hidden.size() + 1)
        .endsWith(new Layer.Dense(3, Activation.SOFTMAX));
    assertThat(Recipe.network(InputShape.of(7), List.of(), three, Loss.CROSS_ENTROPY).layers())
        .containsExactly(new Layer.Dense(3, Activation.SOFTMAX));
  }

  @Test
  void settings_of_a_run_are_those_of_the_recipe() {
    Recipe recipe = Fast.recipe(Task.BINARY, 5_000);
    TrainingConfig config = recipe.config(Loss.SQUARED_ERROR, 7);
    assertThat(config.loss()).isEqualTo(Loss.SQUARED_ERROR);
    assertThat(config.optimizer()).isEqualTo(recipe.optimizer());
    assertThat(config.schedule()).isEqualTo(recipe.schedule());
    assertThat(config.batch()).isEqualTo(recipe.batch());
    assertThat(config.epochs()).isEqualTo(recipe.epochs());
    assertThat(config.patience()).isEqualTo(recipe.patience());
    assertThat(config.seed()).isEqualTo(7);
  }
}
