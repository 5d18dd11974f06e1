package dev.soma.data.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.Target;
import dev.soma.data.Task;
import dev.soma.data.read.ReadOptions;
import dev.soma.data.scale.Offset;
import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What encoding proposes to a caller in Java where rows have the other decimal mark.
class OtherMarkOfRowsTest {
  /// Of b most values are 0, and ten others are there twice.
  private static Table train() {
    double[][] rows = new double[100][];
    for (int r = 0; r < rows.length; r++) {
      rows[r] = new double[] {r + 0.5, r < 80 ? 0 : r / 2 + 0.5, r % 7};
    }
    return Table.of(List.of("a", "b", "y"), rows).target("y");
  }

  private static List<String> fixes(Encoder encoder, List<String> a, List<String> b) {
    Table rows = Table.of(Column.Text.of("a", a), Column.Text.of("b", b));
    SomaException encoded = catchThrowableOfType(SomaException.class, () -> encoder.encode(rows));
    SomaException looked =
        catchThrowableOfType(SomaException.class, () -> encoder.requireUsable(rows, null));
    assertThat(encoded.id()).isEqualTo("E512");
    assertThat(encoded.fixes()).isEqualTo(looked.fixes());
    return encoded.fixes();
  }

  @Test
  void encode_proposes_one_mark_for_all_columns_of_numbers() {
    Encoder.Rules rules = Encoder.Rules.of(MissingPolicy.AUTO);
    for (boolean levels : List.of(false, true)) {
      Encoder encoder = Encoder.learn(train(), rules.repeatedValues(levels));
      assertThat(encoder.columns().get(1) instanceof InputColumn.LevelledInput).isEqualTo(levels);
      List<String> commas = List.of("1,5", "2,25");
      assertThat(fixes(encoder, commas, commas)).containsExactly("--decimal ,");
      assertThat(fixes(encoder, commas, List.of("0", "0"))).containsExactly("--decimal ,");
      assertThat(fixes(encoder, commas, List.of("0.5", "0")))
          .as("the other mark does not read b")
          .containsExactly("give the table one decimal mark");
    }
  }

  private static Table rows(List<String> typed, String... columns) {
    List<Column> all = new ArrayList<>();
    for (int c = 0; c < columns.length; c++) {
      List<String> texts =
          List.of(columns[c].split(" ")).stream().map(t -> t.replace("-", "")).toList();
      all.add(Column.Text.of("abey".substring(c, c + 1), texts));
    }
    return Table.of(all.toArray(Column[]::new)).withOptions(ReadOptions.DEFAULT.number(typed));
  }

  private static List<String> refused(
      String id, Encoder encoder, @Nullable TargetEncoder target, Table rows) {
    SomaException e =
        catchThrowableOfType(SomaException.class, () -> encoder.requireUsable(rows, target));
    assertThat(e.id()).isEqualTo(id);
    return e.fixes();
  }

  @Test
  void the_other_mark_is_tried_on_true_values_exposures_and_what_may_be_thousands() {
    double[][] numbers = new double[100][];
    for (int r = 0; r < numbers.length; r++) {
      numbers[r] = new double[] {1_000.5 + 80 * r, r + 0.5, r % 7 + 1, r % 5};
    }
    Table train =
        Table.of(List.of("a", "b", "e", "y"), numbers)
            .target(Target.of("y").task(Task.REGRESSION).offset(Offset.exposure("e")));
    Encoder encoder = Encoder.learn(train, MissingPolicy.AUTO);
    TargetEncoder target = TargetEncoder.learn(train);
    List<String> none = List.of();
    assertThat(refused("E514", encoder, target, rows(none, "5 6 7", "1 2 3", "1 1 1", "- 1,5 2,5")))
        .as("a row without a true value stays so")
        .containsExactly("--decimal , --on-bad-row skip");
    assertThat(refused("E514", encoder, target, rows(none, "5 6", "1.5 2", "1 1", "1,5 2,5")))
        .containsExactly("give the table one decimal mark");
    assertThat(refused("E515", encoder, null, rows(none, "5 6", "1 2", "1,5 2,5")))
        .containsExactly("--decimal ,");
    assertThat(refused("E515", encoder, null, rows(none, "5.5 6", "1 2", "1,5 2,5")))
        .containsExactly("give the table one decimal mark", "--on-bad-row skip");
    assertThat(refused("E515", encoder, null, rows(none, "5 6", "1 2", "0 1")))
        .containsExactly("--on-bad-row skip");
    List<String> a = List.of("a");
    assertThat(refused("E512", encoder, null, rows(a, "1.100 2.107", "1,5 2,5", "1 1")))
        .as("1.1 is far from the training rows, 1100 is not")
        .containsExactly("--decimal ,");
    assertThat(refused("E512", encoder, null, rows(a, "1.100,5 2.107", "1,5 2,5", "1 1")))
        .containsExactly("--decimal ,");
    assertThat(refused("E512", encoder, null, rows(a, "1,100 2,107", "1,5 2,5", "1 1")))
        .as("1100 is not to become 1.1")
        .containsExactly("give the table one decimal mark");
  }
}
