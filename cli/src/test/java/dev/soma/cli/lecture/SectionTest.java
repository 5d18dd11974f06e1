package dev.soma.cli.lecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Tables on the screen: a formula is wrapped, other cells are cut.
class SectionTest {
  private static final List<String> HEADER = List.of("", "input", "raw", Section.FORMULA, "x");

  private static List<String> text(String raw, String formula) {
    List<String> row = List.of("x_1", "income", raw, formula, "0.5217");
    return new Section("inputs", HEADER, List.of(row), List.of("a rule")).text();
  }

  @Test
  void a_long_formula_stands_whole_in_several_lines_of_its_column() {
    String formula = "clip((asinh(38123.45/1012.345) − 3.141592)/1.234567)";
    List<String> text = text("38123.45", formula);
    assertThat(text).hasSize(5);
    int at = text.get(1).indexOf(Section.FORMULA);
    assertThat(text.get(2)).contains(" 38123.45 ").endsWith(" 0.5217").doesNotContain("…");
    assertThat(text.get(2).substring(at)).startsWith("clip((asinh(38123.45/1012.345) ");
    assertThat(text.get(3)).isEqualTo(" ".repeat(at) + "  − 3.141592)/1.234567)");
    assertThat(text.get(4)).isEqualTo("  a rule");
  }

  @Test
  void a_formula_without_blanks_is_parted_before_an_operator_or_where_it_has_to() {
    String level = "[" + "kind".repeat(30) + "=" + "level/".repeat(9) + "]";
    List<String> text = text("", level);
    assertThat(String.join("", text)).doesNotContain("…");
    assertThat(String.join("", text.subList(2, text.size() - 1)).replaceAll("\\s", ""))
        .isEqualTo("x_1income" + level.substring(0, 40) + "0.5217" + level.substring(40));
    assertThat(text).allMatch(line -> line.length() <= 80);
  }

  @Test
  void other_cells_are_cut_to_forty_characters() {
    assertThat(text("9".repeat(60), "1").get(2)).contains(" " + "9".repeat(39) + "… ");
  }
}
