package dev.soma.data.remedy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What is proposed where a table lacks columns.
class AbsentColumnsTest {
  private static final List<String> WANTED = List.of("age", "sex");

  private static AbsentColumns lacking(List<String> present, String... absent) {
    return new AbsentColumns("new.csv", present, List.of(absent), WANTED);
  }

  @Test
  void the_name_that_is_meant_comes_before_a_column_more() {
    assertThat(lacking(List.of("Age", "sex"), "age").fixes("fields may be empty"))
        .containsExactly(
            "write \"age\" instead of \"Age\" in the header of new.csv",
            "add \"age\" to new.csv; fields may be empty");
    assertThat(lacking(List.of("mass", "fare"), "age", "sex").fixes("with a value in each row"))
        .containsExactly("add \"age\", \"sex\" to new.csv; with a value in each row");
  }

  @Test
  void a_column_that_is_wanted_itself_is_none_under_another_name() {
    List<String> used = List.of("x 1", "x_1");
    AbsentColumns near = new AbsentColumns("memory", List.of("x 1"), List.of("x_1"), used);
    assertThat(near.message()).doesNotContain("nearest");
    assertThat(near.fixes("fields may be empty"))
        .containsExactly("add \"x_1\" to the table; fields may be empty");
  }

  @Test
  void a_header_that_was_read_as_one_column_has_another_delimiter() {
    assertThat(lacking(List.of("age;sex"), "age", "sex").fixes("fields may be empty"))
        .containsExactly("--delimiter ';'");
  }
}
