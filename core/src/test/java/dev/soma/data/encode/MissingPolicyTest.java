package dev.soma.data.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.data.Column;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.error.SomaException;
import dev.soma.recipe.Preparation;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MissingPolicyTest {
  private static final Table TABLE =
      Table.of(
              Column.Numbers.of("n", 1, Double.NaN, 3, Double.POSITIVE_INFINITY, 10),
              Column.Text.of("t", Arrays.asList("a", "b", null, "a", "b")),
              Column.Numbers.of("y", 1, 2, 3, 4, 5))
          .target("y");

  @Test
  void by_default_numbers_that_are_not_finite_are_refused() {
    assertThatThrownBy(() -> MissingPolicy.AUTO.prepare(TABLE))
        .isInstanceOfSatisfying(
            SomaException.Data.class,
            e -> {
              assertThat(e.id()).isEqualTo("E320");
              assertThat(e.fixes()).contains("--missing median", "--ignore n");
            })
        .hasMessageContaining("column \"n\": 1 of 5 values (line 4)");
    assertThat(MissingPolicy.MEDIAN.prepare(TABLE)).isSameAs(TABLE);
  }

  @Test
  void error_refuses_every_missing_value() {
    assertThatThrownBy(() -> MissingPolicy.ERROR.prepare(TABLE))
        .hasMessageContaining("column \"n\": 2 of 5 values (lines 2, 4)")
        .hasMessageContaining("column \"t\": 1 of 5 values (line 3)");
  }

  @Test
  void of_a_part_of_a_table_all_of_its_rows_are_counted() {
    Table train = TABLE.rows(2, 5);
    Table test = TABLE.rows(0, 2);
    assertThatThrownBy(() -> MissingPolicy.ERROR.prepare(train, List.of(test)))
        .hasMessageContaining("column \"n\": 2 of 5 values (lines 2, 4)")
        .hasMessageContaining("column \"t\": 1 of 5 values (line 3)");
    Split split = new Split(train, TABLE.rows(0, 1), TABLE.rows(1, 2));
    assertThatThrownBy(() -> Preparation.of(split, MissingPolicy.AUTO, null))
        .hasMessageContaining("column \"n\": 1 of 5 values (line 4)");
    assertThat(MissingPolicy.AUTO.prepare(test, List.of(train))).isSameAs(test);
  }

  @Test
  void drop_leaves_the_rows_out() {
    assertThat(MissingPolicy.DROP.prepare(TABLE).lines()).containsExactly(1, 5);
  }

  @Test
  void drop_refuses_to_leave_nothing() {
    Table nothing =
        Table.of(Column.Numbers.of("n", Double.NaN, Double.NaN, 1), Column.Numbers.of("y", 1, 2, 3))
            .target("y")
            .rows(0, 2);
    assertThatThrownBy(() -> MissingPolicy.DROP.prepare(nothing)).hasMessageContaining("every one");
  }

  @Test
  void level_puts_missing_numbers_at_zero() {
    Encoder encoder = Encoder.learn(TABLE, MissingPolicy.LEVEL);
    Dataset data = encoder.encode(TABLE);
    assertThat(data.numbers().get(1, 0)).isEqualTo(0f);
    assertThat(data.numbers().get(1, 1)).isEqualTo(1f);
    assertThat(data.numbers().get(3, 1)).isEqualTo(1f);
  }

  @Test
  void a_model_trained_with_error_refuses_missing_values_later() {
    Table clean = TABLE.rows(new int[] {0, 4});
    Encoder encoder = Encoder.learn(clean, MissingPolicy.ERROR);
    assertThatThrownBy(() -> encoder.encode(TABLE))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E320"));
  }

  @Test
  void policies_are_named_as_on_the_command_line() {
    assertThat(MissingPolicy.parse("level")).isEqualTo(MissingPolicy.LEVEL);
    assertThatThrownBy(() -> MissingPolicy.parse("mean")).isInstanceOf(SomaException.Usage.class);
  }
}
