package dev.soma.studio.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Split;
import dev.soma.data.encode.Encoder;
import dev.soma.data.scale.NumberScaling;
import dev.soma.math.Seeds;
import dev.soma.nn.Activation;
import dev.soma.nn.Initializer;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.recipe.Preparation;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.effort.Recipe;
import dev.soma.studio.data.Applied;
import dev.soma.studio.data.Toys;
import dev.soma.studio.draw.Plane;
import dev.soma.studio.run.Subject;
import dev.soma.trace.Cost;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegionsPartTest {
  private static Map<String, Object> regions(NumberScaling scaling) {
    Split parts = Toys.table("moons", 100, 0.1, 1).split(0.7, 0.3, 0, Seeds.of(1));
    Loss loss = Recipe.loss(parts.train().task());
    Encoder.Rules rules = Recipe.rules(Effort.FAST, parts.train()).scaling(scaling);
    Preparation rows = Preparation.of(parts, rules, loss);
    NetworkSpec spec =
        Recipe.network(
            rows.encoder().shape(),
            List.of(new Layer.Dense(6, Activation.RELU)),
            rows.target(),
            loss);
    Subject subject =
        new Subject(
            spec,
            rows.encoder(),
            rows.target(),
            Cost.of(loss),
            0.1,
            parts.train(),
            parts.validation(),
            rows.training(),
            rows.validation(),
            Applied.NONE);
    Parameters p = Initializer.initialise(spec, Initializer.AUTO, 0.2, Seeds.of(1));
    return RegionsPart.of(p, Plane.of(subject, "x1", "x2"));
  }

  @ParameterizedTest
  @EnumSource(
      value = NumberScaling.class,
      names = {"ROBUST", "QUANTILE"})
  void columns_that_are_scaled_by_a_curve_have_a_lower_bound_without_polygons(
      NumberScaling scaling) {
    Map<String, Object> regions = regions(scaling);
    assertThat(regions).containsEntry("exact", false).doesNotContainKey("corners");
    assertThat((String) regions.get("said"))
        .startsWith("at least " + regions.get("count") + " linear regions (counted on a grid")
        .contains("x1 is scaled by a curve");
  }

  @Test
  void columns_that_are_scaled_by_mean_and_deviation_have_polygons() {
    assertThat(regions(NumberScaling.STANDARD)).containsEntry("exact", true).containsKey("corners");
  }
}
