package dev.soma.data.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.data.Column;
import dev.soma.data.Schema;
import dev.soma.data.Table;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectSourceTest {
  enum Size {
    SMALL,
    LARGE
  }

  record Item(String name, int count, Double price, boolean fresh, Size size, LocalDate day) {}

  @Test
  void records_become_columns_by_component() {
    Table table =
        Table.records(
            Item.class,
            List.of(
                new Item("apple", 3, 1.5, true, Size.SMALL, LocalDate.of(2024, 5, 31)),
                new Item("melon", 1, null, false, Size.LARGE, LocalDate.of(2024, 6, 1))));
    assertThat(table.names()).containsExactly("name", "count", "price", "fresh", "size", "day");
    assertThat(((Column.Numbers) table.column("count")).value(0)).isEqualTo(3);
    assertThat(table.column("price").isMissing(1)).isTrue();
    assertThat(table.column("fresh").text(1)).isEqualTo("false");
    assertThat(table.column("size").text(0)).isEqualTo("SMALL");
    assertThat(table.schema().column("day").kind()).isEqualTo(Schema.Kind.DATE);
  }

  @Test
  void arrays_and_lists_become_columns_by_name() {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("f", new float[] {1.5f, 2});
    columns.put("i", new int[] {1, 2});
    columns.put("b", new boolean[] {true, false});
    columns.put("s", new String[] {"x", null});
    columns.put("l", Arrays.asList(1, null));
    Table table = Table.columns(columns);
    assertThat(table.row(0).values())
        .containsEntry("f", 1.5)
        .containsEntry("b", "true")
        .containsEntry("s", "x");
    assertThat(table.row(1).get("s")).isNull();
    assertThat(table.row(1).get("l")).isNull();
  }

  @Test
  void lengths_and_types_that_do_not_fit_are_refused() {
    assertThatThrownBy(() -> Table.columns(Map.of("a", "no array")))
        .hasMessageContaining("neither an array nor a list");
    assertThatThrownBy(() -> Table.columns(Map.of("a", new int[1], "b", new int[2])))
        .hasMessageContaining("values, others have");
    assertThatThrownBy(() -> Table.columns(Map.of("a", new Object[] {new Object()})))
        .hasMessageContaining("column \"a\"");
  }

  @Test
  void rows_are_named_values() {
    Table table =
        Table.rows(
            List.of(Row.of("a", 1, "b", "x"), Row.of("b", "y", "a", 2.5), Row.of("a", null)));
    assertThat(table.names()).containsExactly("a", "b");
    assertThat(((Column.Numbers) table.column("a")).value(1)).isEqualTo(2.5);
    assertThat(table.column("b").isMissing(2)).isTrue();
    assertThatThrownBy(() -> Row.of("a")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Row.of("a", 1, "a", 2)).hasMessageContaining("twice");
    assertThatThrownBy(() -> Row.of(1, 2)).hasMessageContaining("not a column name");
  }
}
