package dev.soma.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Target;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.read.Row;
import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassWeightsTest {
  /// 5 rows of a, 3 of b, 2 of c; weights 1, 2, 3, 1, ...
  private static Table table(boolean weighted) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String y = i < 5 ? "a" : i < 8 ? "b" : "c";
      rows.add(Row.of("x", i * i % 7, "w", 1 + i % 3, "y", y));
    }
    Target target = Target.of("y");
    return Table.rows(rows).target(weighted ? target.weight("w") : target);
  }

  private static Preparation prepared(boolean weighted, ClassWeights weights) {
    Table t = table(weighted);
    return Preparation.of(
        new Split(t, t, t.rows(0, 0)), Encoder.Rules.of(MissingPolicy.AUTO), null, weights);
  }

  private static float[] weights(boolean weighted, ClassWeights classes) {
    float[] w = prepared(weighted, classes).training().weights();
    assertThat(w).isNotNull();
    return w;
  }

  @Test
  void balanced_is_rows_over_classes_times_rows_of_the_class() {
    float[] w = weights(false, ClassWeights.BALANCED);
    assertThat(w[0]).isEqualTo((float) (10.0 / (3 * 5)));
    assertThat(w[5]).isCloseTo((float) (10.0 / (3 * 3)), within(1e-6f));
    assertThat(w[9]).isCloseTo((float) (10.0 / (3 * 2)), within(1e-6f));
  }

  @Test
  void beside_row_weights_the_product_has_mean_1_and_balanced_classes_weigh_the_same() {
    float[] balanced = weights(true, ClassWeights.BALANCED);
    double[] sums = new double[3];
    for (int r = 0; r < 10; r++) {
      sums[r < 5 ? 0 : r < 8 ? 1 : 2] += balanced[r];
    }
    assertThat(sums).containsExactly(new double[] {10.0 / 3, 10.0 / 3, 10.0 / 3}, within(1e-5));
    assertThat(balanced[1] / balanced[0]).isCloseTo(2, within(1e-6f));
    float[] named = weights(true, new ClassWeights(false, Map.of("b", 4.0)));
    double sum = 0;
    for (float w : named) {
      sum += w;
    }
    assertThat(sum).isCloseTo(10, within(1e-5));
    assertThat(named[6] / named[0]).isCloseTo(4, within(1e-6f)); // both have row weight 1
  }

  @Test
  void validation_rows_are_weighed_as_training_rows_are() {
    Preparation p = prepared(true, ClassWeights.BALANCED);
    assertThat(p.validation().weights()).isEqualTo(p.training().weights());
  }

  @Test
  void a_class_may_weigh_nothing_but_not_all_of_them() {
    assertThat(weights(false, ClassWeights.parse("a=0"))).startsWith(0, 0, 0);
    refused("E326", () -> prepared(false, ClassWeights.parse("a=0,b=0,c=0")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "=1", "a=x", "a=1,a=2", "a=1,", "balance"})
  void text_that_is_no_class_weight_is_refused(String text) {
    refused("E209", () -> ClassWeights.parse(text));
  }

  @Test
  void negative_and_infinite_weights_unknown_classes_and_other_targets_are_refused() {
    refused("E201", () -> ClassWeights.parse("a=-1"));
    refused("E201", () -> ClassWeights.parse("a=Infinity"));
    refused("E201", () -> ClassWeights.parse("a=NaN"));
    refused("E326", () -> prepared(false, ClassWeights.parse("d=1")));
    Table numbers = table(false).target(Target.of("x"));
    Split split = new Split(numbers, numbers, numbers.rows(0, 0));
    Encoder.Rules rules = Encoder.Rules.of(MissingPolicy.AUTO);
    refused("E207", () -> Preparation.of(split, rules, null, ClassWeights.BALANCED));
  }

  @Test
  void its_text_reads_back() {
    for (String text : List.of("none", "balanced", "a=1.0,b=2.5", "x=y=0.5")) {
      assertThat(ClassWeights.parse(text)).hasToString(text);
    }
  }

  @Test
  void a_fix_names_only_classes_that_are_read_back_and_numbers_as_they_are_typed() {
    List<String> classes = List.of("very good", "not, so good", "it=s");
    assertThat(fixes(classes, "very god=2,bad=3"))
        .containsExactly("--class-weight 'very good=2,it=s=3'");
    assertThat(fixes(classes, "q=0.0000001"))
        .containsExactly("--class-weight it=s=1e-7", "--class-weight 'very good=1e-7'");
    assertThat(fixes(List.of("a, b", "c, d"), "q=1")).containsExactly("--class-weight balanced");
    assertThat(fixes(List.of("a$", "b"), "c=1,b=2")).containsExactly("--class-weight 'a$=1,b=2'");
  }

  /// The fixes for weights of classes that a table lacks.
  private static List<String> fixes(List<String> classes, String weights) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      rows.add(Row.of("x", i * i % 7, "y", classes.get(i % classes.size())));
    }
    Table t = Table.rows(rows).target("y");
    Split split = new Split(t, t, t.rows(0, 0));
    Encoder.Rules rules = Encoder.Rules.of(MissingPolicy.AUTO);
    SomaException refused =
        catchThrowableOfType(
            SomaException.class,
            () -> Preparation.of(split, rules, null, ClassWeights.parse(weights)));
    assertThat(refused.id()).isEqualTo("E326");
    return refused.fixes();
  }

  private static void refused(String id, org.assertj.core.api.ThrowableAssert.ThrowingCallable c) {
    assertThatThrownBy(c)
        .isInstanceOfSatisfying(
            SomaException.class,
            e -> {
              assertThat(e.id()).isEqualTo(id);
              assertThat(e.fixes()).isNotEmpty();
            });
  }
}
