package dev.soma.data.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.Target;
import dev.soma.data.read.UnusableRow;
import dev.soma.data.scale.Offset;
import dev.soma.error.SomaException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnusableRowsTest {
  private static final Table TRAIN =
      Table.of(
              Column.Numbers.of("a", 1, 2, 3, 4),
              Column.Text.of("d", List.of("2024-01-01", "2024-02-05", "2024-03-09", "2023-05-01")),
              Column.Text.of("c", List.of("u", "v", "u", "v")),
              Column.Numbers.of("years", 1, 2, 1, 2),
              Column.Numbers.of("y", 0.5, 1.5, 2.25, 7))
          .target(Target.of("y").offset(Offset.exposure("years")));

  private static Encoder encoder(MissingPolicy missing) {
    return Encoder.learn(TRAIN, missing);
  }

  private static Table rows(String... a) {
    int n = a.length;
    String[] others = new String[n];
    Arrays.fill(others, "1");
    String[] dates = new String[n];
    Arrays.fill(dates, "2024-04-04");
    return Table.of(
        Column.Text.of("a", Arrays.asList(a)),
        Column.Text.of("d", Arrays.asList(dates)),
        Column.Text.of("c", Arrays.asList(others)),
        Column.Text.of("years", Arrays.asList(others)),
        Column.Text.of("y", Arrays.asList(others)));
  }

  private static Table with(Table table, String name, String... values) {
    return Table.of(
        table.columns().stream()
            .map(c -> c.name().equals(name) ? Column.Text.of(name, Arrays.asList(values)) : c)
            .toArray(Column[]::new));
  }

  @Test
  void each_row_is_named_once_with_the_first_of_what_is_wrong_with_it() {
    Table table = rows("1", "zz", "3", "4", "5", "6");
    table = with(table, "d", "2024-04-04", "x", "soon", "2024-04-04", null, "2024-04-04");
    table = with(table, "years", "1", "1", "1", "0", "1", "1");
    table = with(table, "y", "1", "1", "1", "1", "1", "much");
    TargetEncoder target = TargetEncoder.learn(TRAIN);
    assertThat(encoder(MissingPolicy.AUTO).unusable(table, target))
        .containsExactly(
            new UnusableRow(1, "E512", "column \"a\": \"zz\""),
            new UnusableRow(2, "E512", "column \"d\": \"soon\""),
            new UnusableRow(3, "E515", "column \"years\": \"0\""),
            new UnusableRow(5, "E514", "column \"y\": \"much\""));
    assertThat(encoder(MissingPolicy.AUTO).unusable(table, null)).hasSize(3);
    assertThat(encoder(MissingPolicy.ERROR).unusable(table, target))
        .contains(new UnusableRow(4, "E320", "column \"d\": no value"));
  }

  @Test
  void a_row_is_unusable_where_encoding_refuses_it_and_only_there() {
    Table table = rows("1", "zz", null, "4", "inf");
    table = with(table, "c", "u", "u", "u", null, "other");
    table = with(table, "y", "1", "1", "1", "1", "");
    TargetEncoder target = TargetEncoder.learn(TRAIN);
    for (MissingPolicy missing : List.of(MissingPolicy.AUTO, MissingPolicy.ERROR)) {
      Encoder encoder = encoder(missing);
      List<Integer> unusable =
          encoder.unusable(table, target).stream().map(UnusableRow::row).toList();
      assertThat(unusable).isNotEmpty();
      for (int r = 0; r < table.rows(); r++) {
        Table row = table.rows(r, r + 1);
        if (unusable.contains(r)) {
          String id = encoder.unusable(row, target).getFirst().id();
          assertThatThrownBy(() -> encoder.encode(row, target))
              .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo(id));
          assertThatThrownBy(() -> encoder.requireUsable(row, target))
              .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo(id));
        } else {
          assertThatCode(() -> encoder.encode(row, target)).doesNotThrowAnyException();
          assertThatCode(() -> encoder.requireUsable(row, target)).doesNotThrowAnyException();
        }
      }
    }
  }
}
