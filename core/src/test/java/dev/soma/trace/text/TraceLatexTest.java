package dev.soma.trace.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Words of data in a text of LaTeX.
class TraceLatexTest {
  @Test
  void signs_of_tex_and_of_formulas_are_written_in_words_of_tex() {
    assertThat(TraceLatex.escape("R&D_50% #1 {x} $5")).isEqualTo("R\\&D\\_50\\% \\#1 \\{x\\} \\$5");
    assertThat(TraceLatex.escape("a~b^c\\d"))
        .isEqualTo("a\\textasciitilde{}b\\textasciicircum{}c\\textbackslash{}d");
    assertThat(TraceLatex.escape("a|b <c>")).isEqualTo("a$|$b $<$c$>$");
    assertThat(TraceLatex.escape("x ≤ λ², 3 ± 1 → ∞"))
        .isEqualTo("x $\\le$ $\\lambda$$^2$, 3 $\\pm$ 1 $\\to$ $\\infty$");
    assertThat(TraceLatex.escape("Größe é")).isEqualTo("Größe é");
  }
}
