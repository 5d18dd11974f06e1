package dev.soma.data.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.error.SomaException;
import java.util.List;
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
}
