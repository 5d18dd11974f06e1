package dev.soma.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TargetTest {
  private static final Table TABLE =
      Table.of(
          Column.Numbers.of("x", 1, 2, 3, 4, 5, 6),
          Column.Text.of("text", List.of("a", "b", "c", "a", "b", "c")),
          Column.Text.of("yes", List.of("yes", "no", "no", "yes", "yes", "no")),
          Column.Numbers.of("flag", 0, 1, 1, 0, 0, 1),
          Column.Numbers.of("price", 1.5, 2, 3, 4, 5, 9),
          Column.Numbers.of("grade", 1, 2, 3, 1, 2, 3));

  @Test
  void the_task_follows_from_the_values() {
    assertThat(TABLE.target("text").task()).isEqualTo(Task.MULTICLASS);
    assertThat(TABLE.target("yes").task()).isEqualTo(Task.BINARY);
    assertThat(TABLE.target("flag").task()).isEqualTo(Task.BINARY);
    assertThat(TABLE.target("price").task()).isEqualTo(Task.REGRESSION);
    assertThat(TABLE.target("grade").task()).isEqualTo(Task.REGRESSION);
    assertThat(TABLE.target("yes", "flag").task()).isEqualTo(Task.MULTI_LABEL);
    assertThat(TABLE.target("price", "grade").task()).isEqualTo(Task.REGRESSION);
  }

  @Test
  void the_task_can_be_asked_for() {
    assertThat(TABLE.target(Target.of("grade").task(Task.MULTICLASS)).task())
        .isEqualTo(Task.MULTICLASS);
    assertThat(TABLE.target(Target.of("flag").task(Task.REGRESSION)).task())
        .isEqualTo(Task.REGRESSION);
    assertThat(TABLE.target(Target.of("yes").task(Task.MULTICLASS)).task()).isEqualTo(Task.BINARY);
  }

  @Test
  void roles_follow_from_the_target() {
    Schema schema = TABLE.target(Target.of("yes").weight("price")).schema();
    assertThat(schema.targets()).extracting(Schema.ColumnInfo::name).containsExactly("yes");
    assertThat(schema.column("price").role()).isEqualTo(Schema.Role.WEIGHT);
    assertThat(schema.inputs())
        .extracting(Schema.ColumnInfo::name)
        .containsExactly("x", "text", "flag", "grade");
  }

  @Test
  void weights_stand_in_the_table() {
    Table weighted = TABLE.target(Target.of("yes").weight("price"));
    assertThat(weighted.weights()).containsExactly(1.5f, 2, 3, 4, 5, 9);
    assertThat(TABLE.target("yes").weights()).isNull();
  }
}
