package dev.soma.trace.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.Cost;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a trace shows of wide layers, and of units at a kink.
class TraceCutTest {
  private static final Rows ONE = Rows.of(new double[][] {{1}}, new double[][] {{0}});

  private static BackpropTrace wide() {
    double[][] w = new double[10][1];
    double[][] out = new double[1][10];
    for (int i = 0; i < 10; i++) {
      w[i][0] = i % 2 == 0 ? i : -i; // relu: half of them are 0
      out[0][i] = i == 6 ? 0.5 : 0.125;
    }
    ReferenceParameters p =
        ReferenceParameters.of(
            NetworkSpec.parse("1 -> Dense(10, relu) -> Dense(1, identity)"),
            new double[][][] {w, out},
            new double[][] {new double[10], {0}});
    return BackpropTrace.of(p, Cost.of(Loss.SQUARED_ERROR), ONE);
  }

  @Test
  void of_wide_vectors_and_matrices_the_largest_entries_are_shown_with_their_index() {
    Detail three = new Detail(3, 8, false, 0, 0);
    String top = "(5: 4.0000  7: 6.0000  9: 8.0000  … 7 more)";
    assertThat(TraceText.text(wide(), three))
        .containsSubsequence("z(2) = ", top, "a(2) = ", top) // the same units
        .contains("W(1) = ( 8,1: −7  9,1: 8  10,1: −9  … 7 more )")
        .contains("W(2) = ( 1,1: 0.125  1,2: 0.125  1,7: 0.5  … 7 more )")
        .containsPattern(" ⊙ \\(3: 1.0000  5: 1.0000  7: 1.0000  … 7 more\\) = \\(3: ");
    assertThat(TraceLatex.latex(wide(), three))
        .contains("5\\colon 4.0000 \\\\ 7\\colon 6.0000 \\\\ 9\\colon 8.0000 \\\\ \\text{");
  }

  @ParameterizedTest
  @CsvSource({"relu, 0", "leaky_relu, 0.01", "abs, 0", "selu, 1.7581"})
  void a_unit_at_a_kink_is_named_with_the_derivative_that_is_used(String f, String slope) {
    String said = "z(2)₁, z(2)₃ = 0, where " + f + " has no derivative: f′(0) = " + slope;
    BackpropTrace trace = atZero(f);
    assertThat(TraceText.text(trace)).contains("\nkink   " + said + " is used\n");
    assertThat(TraceText.markdown(trace, Detail.DEFAULT))
        .contains("**Kink** " + said.replace("_", "\\_"));
    assertThat(TraceHtml.html(trace, Detail.DEFAULT)).contains("<strong>Kink</strong> " + said);
    assertThat(TraceLatex.latex(trace, Detail.DEFAULT)).contains("\\textbf{Kink} $z^{(2)}_{1}");
    assertThat(TraceText.parts(trace, Detail.DEFAULT).getLast().section()).isEqualTo("kink");
    assertThat(TraceText.text(trace, Detail.DEFAULT.hidden())).doesNotContain("kink");
  }

  @Test
  void the_check_of_a_weight_at_a_kink_says_so_and_judges_nothing() {
    String kink = "at a kink: the difference mixes two slopes, so it is not judged";
    BackpropTrace at = atZero("relu").withCheck("W1", 0, 0);
    assertThat(TraceText.text(at))
        .contains("\ncheck  dW(1)₁₁ 0.0000000000, finite difference 2.0", ", " + kink + "\n")
        .doesNotContain("relative error");
    assertThat(TraceText.markdown(at, Detail.DEFAULT)).contains(", " + kink);
    assertThat(TraceHtml.html(at, Detail.DEFAULT)).contains(", " + kink);
    assertThat(TraceLatex.latex(at, Detail.DEFAULT)).contains("\\text{" + kink + "}");
    assertThat(TraceJson.json(at)).contains("\"kink\":true");
    String hidden = TraceText.text(at, Detail.DEFAULT.hidden());
    assertThat(hidden).doesNotContain("check").doesNotContain("kink");
    BackpropTrace beside = atZero("relu").withCheck("W2", 0, 1);
    assertThat(TraceText.text(beside)).contains("relative error ").doesNotContain(kink);
    assertThat(TraceJson.json(beside)).contains("\"kink\":false");
  }

  @Test
  void a_function_with_one_slope_at_0_has_no_kink_and_a_tie_of_maxout_has() {
    for (String f : new String[] {"elu", "tanh", "gelu", "identity"}) {
      assertThat(TraceText.text(atZero(f))).as(f).doesNotContain("kink");
    }
    ReferenceParameters tie =
        ReferenceParameters.of(
            NetworkSpec.parse("1 -> Maxout(1, 2) -> Dense(1, identity)"),
            new double[] {1, 1, 0, 0, 1, 0});
    assertThat(TraceText.text(BackpropTrace.of(tie, Cost.of(Loss.SQUARED_ERROR), ONE)))
        .contains("z(2)₁: two pieces are largest; the first of them wins");
  }

  /// Units 1 and 3 have z = 0.
  private static BackpropTrace atZero(String f) {
    ReferenceParameters p =
        ReferenceParameters.of(
            NetworkSpec.parse("1 -> Dense(3, " + f + ") -> Dense(1, identity)"),
            new double[][][] {{{1}, {1}, {0}}, {{1, 2, 3}}},
            new double[][] {{-1, 1, 0}, {0}});
    return BackpropTrace.of(p, Cost.of(Loss.SQUARED_ERROR), ONE);
  }
}
