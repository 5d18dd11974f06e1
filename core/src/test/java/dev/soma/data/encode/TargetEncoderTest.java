package dev.soma.data.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.Target;
import dev.soma.data.Task;
import dev.soma.error.SomaException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetEncoderTest {
  private static final Table TABLE =
      Table.of(
          Column.Numbers.of("x", 1, 2, 3, 4),
          Column.Text.of("three", List.of("c", "a", "b", "a")).rows(new int[] {0, 1, 2, 3}),
          Column.Text.of("yes", List.of("yes", "no", "no", "yes")),
          Column.Numbers.of("flag", 0, 1, 1, 0),
          Column.Numbers.of("price", 1, 2, 3, 6));

  private static Table twice(Table table) {
    return table.rows(new int[] {0, 1, 2, 3, 0, 1, 2, 3});
  }

  @Test
  void classes_are_numbered_in_sorted_order() {
    Table table = twice(TABLE).target("three");
    TargetEncoder encoder = TargetEncoder.learn(table);
    assertThat(encoder).isEqualTo(new TargetEncoder.Classes("three", List.of("a", "b", "c")));
    assertThat(encoder.outputs()).isEqualTo(3);
    assertThat(encoder.encode(table.rows(0, 4)).data()).containsExactly(2, 0, 1, 0);
  }

  @Test
  void the_positive_class_is_one() {
    TargetEncoder yes = TargetEncoder.learn(TABLE.target("yes"));
    assertThat(yes.encode(TABLE).data()).containsExactly(1, 0, 0, 1);
    assertThat(yes.outputs()).isEqualTo(1);
    TargetEncoder no = TargetEncoder.learn(TABLE.target(Target.of("yes").positive("no")));
    assertThat(no.encode(TABLE).data()).containsExactly(0, 1, 1, 0);
    TargetEncoder flag = TargetEncoder.learn(TABLE.target("flag"));
    assertThat(flag).isEqualTo(new TargetEncoder.Classes("flag", List.of("0", "1")));
  }

  @Test
  void labels_have_a_column_each() {
    TargetEncoder encoder = TargetEncoder.learn(TABLE.target("yes", "flag"));
    assertThat(encoder.task()).isEqualTo(Task.MULTI_LABEL);
    assertThat(encoder.encode(TABLE).data()).containsExactly(1, 0, 0, 1, 0, 1, 1, 0);
  }

  @Test
  void numbers_are_scaled_and_scaled_back() {
    TargetEncoder.Numbers encoder =
        (TargetEncoder.Numbers) TargetEncoder.learn(TABLE.target("price"));
    assertThat(encoder.means()).containsExactly(3.0);
    assertThat(encoder.sds().getFirst()).isCloseTo(Math.sqrt(3.5), within(1e-12));
    float[] scaled = encoder.encode(TABLE).data();
    assertThat(encoder.unscale(0, scaled[3])).isCloseTo(6, within(1e-6));
    assertThat(encoder.scale(0, 3)).isZero();
  }

  @Test
  void a_number_0_is_0_again_whatever_its_scaled_float_is_rounded_to() {
    for (double mean : new double[] {0, 189.3, -7.1e-3, 5e5, 1 / 3.0}) {
      for (double sd : new double[] {0.1, 181.38, 3e4}) {
        TargetEncoder.Numbers encoder =
            new TargetEncoder.Numbers(List.of("y"), List.of(mean), List.of(sd));
        float zero = encoder.encode(Table.of(Column.Numbers.of("y", 0))).data()[0];
        assertThat(encoder.unscale(0, zero)).isEqualTo(0.0);
        assertThat(encoder.predicted(0, zero)).isEqualTo(0.0);
      }
    }
  }

  @Test
  void a_class_that_was_not_trained_is_named_with_its_line() {
    TargetEncoder encoder = TargetEncoder.learn(TABLE.target("yes"));
    Table other = Table.of(Column.Text.of("yes", java.util.Arrays.asList("yes", "maybe", null)));
    assertThatThrownBy(() -> encoder.encode(other))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E514"))
        .hasMessageContaining("line 2, column \"yes\": \"maybe\"")
        .hasMessageContaining("2 of 3 rows");
    assertThatThrownBy(() -> encoder.encode(Table.of(Column.Numbers.of("x", 1))))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E510"));
  }

  @Test
  void targets_survive_as_plain_data() {
    for (Table table :
        List.of(TABLE.target("yes"), TABLE.target("yes", "flag"), TABLE.target("price", "x"))) {
      TargetEncoder encoder = TargetEncoder.learn(table);
      assertThat(TargetEncoder.fromData(encoder.toData())).isEqualTo(encoder);
    }
  }
}
