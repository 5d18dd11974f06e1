package dev.soma.recipe.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.fixtures.SmallTables;
import dev.soma.math.Seeds;
import dev.soma.nn.Activation;
import dev.soma.nn.NumberEmbedding;
import dev.soma.optim.Optimizer;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.effort.Recipe;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpaceTest {
  private static final Recipe NORMAL = Recipe.of(Effort.NORMAL, SmallTables.classes(2, 60), 1_000);
  private static final Recipe FAST = Recipe.of(Effort.FAST, SmallTables.classes(2, 60), 500);

  private static Dimension of(Space space, Setting setting) {
    return space.dimensions().stream()
        .filter(d -> d.setting() == setting)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> values(Recipe recipe, Setting setting) {
    return ((Dimension.OneOf) of(Space.around(recipe), setting)).values();
  }

  @Test
  void the_space_around_the_normal_recipe_is_the_documented_one() {
    assertThat(Space.around(NORMAL).dimensions().stream().map(Dimension::setting))
        .containsExactly(Setting.values());
    assertThat(values(NORMAL, Setting.HIDDEN))
        .containsExactly("64,64,64", "32,32,32", "128,128,128", "64,64", "64,64,64,64");
    assertThat(values(NORMAL, Setting.ACTIVATION)).containsExactly("selu", "mish", "relu");
    assertThat(values(NORMAL, Setting.DROPOUT)).containsExactly("0", "0.1", "0.2", "0.3", "0.4");
    assertThat(values(NORMAL, Setting.EMBEDDING))
        .containsExactly("none", "pbld(16, 4, 0.1)", "pbld(16, 4, 0.05)", "pbld(16, 4, 0.3)");
    assertThat(values(NORMAL, Setting.DECAY))
        .containsExactly("0", "0.002", "0.006", "0.02", "0.06", "0.2");
    assertThat(values(NORMAL, Setting.BATCH)).containsExactly("32", "64", "128");
    assertThat(of(Space.around(NORMAL), Setting.LR))
        .isEqualTo(new Dimension.Between(Setting.LR, 0.01, 0.16));
  }

  @Test
  void what_a_recipe_does_not_have_is_no_dimension() {
    assertThat(Space.around(FAST).toString()).doesNotContain("embedding");
    assertThat(values(FAST, Setting.HIDDEN))
        .containsExactly("32,16", "16,8", "64,32", "32", "32,16,16");
    Recipe linear = FAST.hidden(List.of(), Activation.RELU, 0);
    assertThat(Space.around(linear).dimensions().stream().map(Dimension::setting))
        .containsExactly(Setting.LR, Setting.DECAY, Setting.BATCH);
    assertThat(Space.around(FAST.optimizer(Optimizer.sgd(0.1))).toString())
        .doesNotContain("decay")
        .contains("lr: 0.025 … 0.4");
    assertThat(
            Space.around(FAST.optimizer(Optimizer.lbfgs())).dimensions().stream()
                .map(Dimension::setting))
        .containsExactly(Setting.HIDDEN, Setting.ACTIVATION);
  }

  @Test
  void a_trial_is_the_same_whatever_was_drawn_before_and_left_out() {
    Space space = Space.around(NORMAL);
    Trial seventh = space.draw(Seeds.of(42), 7);
    for (int i = 1; i < 7; i++) {
      assertThat(space.draw(Seeds.of(42), i).values()).isNotEqualTo(seventh.values());
    }
    assertThat(space.draw(Seeds.of(42), 7)).isEqualTo(seventh);
    assertThat(space.draw(Seeds.of(43), 7)).isNotEqualTo(seventh);
    Trial less = space.without(List.of(Setting.HIDDEN)).draw(Seeds.of(42), 7);
    assertThat(less.values()).hasSize(6);
    assertThat(seventh.values()).containsAllEntriesOf(less.values());
    assertThat(space.draw(Seeds.of(42), 0)).isEqualTo(new Trial(0, Map.of()));
  }

  @Test
  void draws_reach_every_value_and_the_whole_range_and_nothing_else() {
    Space space = Space.around(NORMAL);
    Set<String> layers = new HashSet<>();
    double least = 1;
    double most = 0;
    int below = 0;
    for (int i = 1; i <= 500; i++) {
      Map<Setting, String> values = space.draw(Seeds.of(1), i).values();
      layers.add(values.get(Setting.HIDDEN));
      double rate = Double.parseDouble(values.get(Setting.LR));
      least = Math.min(least, rate);
      most = Math.max(most, rate);
      below += rate < 0.04 ? 1 : 0;
    }
    assertThat(layers).containsExactlyInAnyOrderElementsOf(values(NORMAL, Setting.HIDDEN));
    assertThat(least).isBetween(0.01, 0.011);
    assertThat(most).isBetween(0.15, 0.16);
    assertThat(below).as("half of the logarithms").isBetween(200, 300);
  }

  @Test
  void a_trial_changes_the_recipe_where_it_says_and_nowhere_else() {
    Trial trial =
        new Trial(
            3,
            Map.of(
                Setting.HIDDEN, "8,4",
                Setting.ACTIVATION, "mish",
                Setting.DROPOUT, "0.3",
                Setting.EMBEDDING, "none",
                Setting.LR, "0.017",
                Setting.DECAY, "0.06",
                Setting.BATCH, "16"));
    Recipe changed = trial.apply(NORMAL);
    assertThat(changed.hidden()).containsExactly(8, 4);
    assertThat(changed.activation()).isEqualTo(Activation.MISH);
    assertThat(changed.dropout()).isEqualTo(0.3);
    assertThat(changed.front().numbers()).isEqualTo(new NumberEmbedding.None());
    assertThat(changed.front().size()).isEqualTo(8);
    assertThat(changed.optimizer()).isEqualTo(new Optimizer.AdamW(0.017, 0.9, 0.95, 1e-8, 0.06));
    assertThat(changed.batch()).isEqualTo(16);
    assertThat(changed.epochs()).isEqualTo(NORMAL.epochs());
    assertThat(changed.pace()).isEqualTo(NORMAL.pace());
    assertThat(changed.schedule()).isEqualTo(NORMAL.schedule());
    assertThat(new Trial(0, Map.of()).apply(NORMAL)).isEqualTo(NORMAL);
  }

  @Test
  void what_is_no_value_is_refused() {
    Recipe sgd = FAST.optimizer(Optimizer.sgd(0.1));
    assertThatThrownBy(() -> new Trial(1, Map.of(Setting.DECAY, "0.1")).apply(sgd))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only adamw");
    assertThatThrownBy(() -> new Trial(1, Map.of(Setting.BATCH, "many")).apply(FAST))
        .isInstanceOf(IllegalArgumentException.class);
    Dimension rate = new Dimension.Between(Setting.LR, 0.1, 1);
    assertThatThrownBy(() -> new Space(List.of(rate, rate)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two dimensions");
    assertThatThrownBy(() -> new Dimension.Between(Setting.LR, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Dimension.OneOf(Setting.BATCH, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
