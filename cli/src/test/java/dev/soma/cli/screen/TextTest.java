package dev.soma.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.error.SomaException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void numbers_are_those_of_no_country() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(Text.count(1204)).isEqualTo("1,204");
      assertThat(Text.percent(0.981)).isEqualTo("98.1 %");
      assertThat(Text.figure(12.3456)).isEqualTo("12.35");
      assertThat(Text.bytes(9100)).isEqualTo("9.1 KB");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void figures_have_four_digits() {
    assertThat(Text.figure(0)).isEqualTo("0");
    assertThat(Text.figure(0.00001234)).isEqualTo("1.234e-05");
    assertThat(Text.figure(-123.45)).isEqualTo("-123.5");
    assertThat(Text.figure(Double.NaN)).isEqualTo("-");
    assertThat(Text.figure(Double.NEGATIVE_INFINITY)).isEqualTo("-inf");
  }

  @Test
  void words_are_quoted_for_a_shell() {
    assertThat(Text.quoted("a.csv")).isEqualTo("a.csv");
    assertThat(Text.quoted("a b")).isEqualTo("'a b'");
    assertThat(Text.quoted("it's")).isEqualTo("'it'\\''s'");
  }

  @Test
  void long_lists_and_cells_are_cut() {
    assertThat(Text.list(List.of("a", "b", "c", "d"), 2)).isEqualTo("a, b, … 2 more");
    assertThat(Text.cell("abcdef", 4)).isEqualTo("abc…");
    assertThat(Text.cell("ab", 4)).isEqualTo("ab  ");
  }

  @Test
  void padded_cells_are_not_cut_and_never_run_into_the_next() {
    assertThat(Text.padded("ab", 4)).isEqualTo("ab  ");
    assertThat(Text.padded("abcd", 4)).isEqualTo("abcd ");
    assertThat(Text.padded("-1.234e+07", 10) + "(95 % CI").isEqualTo("-1.234e+07 (95 % CI");
  }

  @Test
  void an_error_has_one_form() {
    SomaException e =
        new SomaException.Data(
            "E305", "bad number · a.csv line 2\nexpected a number", "--decimal ,", "--category p");
    assertThat(ErrorText.text(e))
        .isEqualTo(
            """
            error E305 bad number · a.csv line 2      exit 3
              expected a number
              fix: --decimal ,
              or:  --category p""");
    assertThat(ErrorText.json(e))
        .isEqualTo(
            "{\"event\":\"error\",\"error\":{\"id\":\"E305\",\"message\":\"bad number · a.csv line 2\\n"
                + "expected a number\",\"exit\":3,\"fixes\":[\"--decimal ,\",\"--category p\"]}}");
  }

  @Test
  void a_quiet_screen_tells_nothing_but_results() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Screen screen =
        new Screen(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new Screen.Look(true, 80, true, true),
            Screen.Loudness.QUIET);
    screen.block("DATA", "x", List.of("y"));
    screen.result("path");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("path\n");
    assertThat(screen.signs("a → b ≤ λ ▁█ ₁")).isEqualTo("a -> b <= lambda _# 1");
  }
}
