package dev.soma.trace.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.math.Seeds;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.Backpropagation.Form;
import dev.soma.trace.Cost;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Exercises of wide layers: what they show does not follow from results, and they can be solved.
class ExerciseTest {
  private static final Detail THREE = new Detail(3, 8, false, 0, 0);
  private static final String WIDE =
      "5 -> Dense(7, tanh) -> Dropout(0.1) -> Dense(6, relu) -> Dense(4, softmax)";
  private static final Pattern SUM = Pattern.compile("[zδ]\\(\\d\\)([₀-₉]+) = (\\S.*) = (\\S+)");
  private static final Pattern PRODUCT = Pattern.compile("(−?[\\d.]+)·(−?[\\d.]+)");
  private static final Pattern REST = Pattern.compile("\\+ (−?[\\d.]+) \\(… \\d+ more\\)");

  private static BackpropTrace trace(String net, long seed, int rows) {
    return trace(net, seed, rows, 3);
  }

  private static BackpropTrace trace(String net, long seed, int rows, int target) {
    NetworkSpec spec = NetworkSpec.parse(net);
    RandomGenerator random = Seeds.of(seed).stream("w");
    double[] flat = new double[Parameters.zeros(spec).size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = random.nextGaussian();
    }
    double[][] x = new double[rows][spec.input().units()];
    double[][] y = new double[rows][1];
    for (int k = 0; k < rows; k++) {
      for (int j = 0; j < x[k].length; j++) {
        x[k][j] = (j + k + 1) / 4.0;
      }
      y[k][0] = target;
    }
    Cost cost = new Cost(Loss.CROSS_ENTROPY, 0, 0.01);
    return BackpropTrace.of(ReferenceParameters.of(spec, flat), cost, Rows.of(x, y))
        .withUpdate(0.1)
        .withCheck("W1", 0, 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        WIDE,
        "5 -> Maxout(4, 2) -> LayerNorm() -> Dense(4, relu, parametric) -> Dense(4, softmax)",
        "5 -> Scale() -> Dense(5, abs) -> Residual(1) -> Dense(5, relu) -> Dense(4, softmax)"
      })
  void which_entries_are_shown_does_not_follow_from_hidden_numbers(String net) {
    for (Form form : Form.values()) {
      for (Detail detail : List.of(THREE.in(form).hidden(), THREE.zoom(3, 4).hidden())) {
        String one = TraceText.text(trace(net, 1, 1), detail).replaceAll("−?\\d+\\.\\d+", "#");
        String other = TraceText.text(trace(net, 2, 1), detail).replaceAll("−?\\d+\\.\\d+", "#");
        assertThat(one.replaceAll(" +", " ")).isEqualTo(other.replaceAll(" +", " "));
      }
    }
  }

  @Test
  void every_unit_that_is_asked_is_a_sum_whose_terms_are_shown_or_given_as_one_number() {
    String asked = TraceText.text(trace(WIDE, 1, 1), THREE.hidden());
    assertThat(asked)
        .contains("z(2) = W(1)x + b(1)  ", "(1: _______  2: _______  3: _______  … 4 more)")
        .containsPattern("z\\(2\\)₃ = \\(.*\\)₁ \\+ .*\\)₃ \\+ −?\\d\\.\\d{4} \\(… 2 more\\) \\+ ")
        .containsPattern("z\\(3\\)₁ = \\(−?[\\d.]+·_______\\)₁ .* \\+ −?[\\d.]+ \\(… 4 more\\)")
        .doesNotContain("z(2)₄ =")
        .contains("(_______ _______ _______ _______)   predicts"); // class 4 is the true one
    String solved = TraceText.text(trace(WIDE, 1, 1), THREE.solution());
    int sums = 0;
    for (Matcher m = SUM.matcher(solved); m.find(); sums++) {
      assertThat(value(m.group(2))).as(m.group()).isCloseTo(number(m.group(3)), within(2e-3));
    }
    assertThat(sums).isEqualTo(3 + 3 + 4 + 3 + 3); // z(2), z(3), z(4), δ(3), δ(2)
  }

  /// What a student computes from a line.
  private static double value(String terms) {
    double sum = 0;
    for (Matcher p = PRODUCT.matcher(terms); p.find(); ) {
      sum += number(p.group(1)) * number(p.group(2));
    }
    Matcher rest = REST.matcher(terms);
    sum += rest.find() ? number(rest.group(1)) : 0;
    String end = terms.substring(Math.max(terms.lastIndexOf(" + "), terms.lastIndexOf("·")));
    return terms.contains(")·") ? sum * number(end.substring(1)) : sum + number(end.substring(3));
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace('−', '-'));
  }

  @Test
  void narrow_layers_show_all_of_w_and_no_sums_that_nobody_asked_for() {
    String net = "2 -> Dense(8, tanh) -> Dense(8, tanh) -> Dense(4, softmax)";
    String asked = TraceText.text(trace(net, 1, 1), Detail.DEFAULT.hidden());
    assertThat(asked)
        .doesNotContain("z(3)₁ =")
        .containsPattern("W\\(2\\) = \\((( −?[\\d.]+){8} ;?){8}");
    assertThat(asked).containsPattern("J = .* = _______ \\+ _______ = _______\n");
  }

  @Test
  void a_unit_that_is_asked_for_is_among_those_that_are_shown() {
    String asked = TraceText.text(trace(WIDE, 1, 1), THREE.zoom(2, 6).hidden());
    assertThat(asked)
        .contains("(1: _______  2: _______  3: _______  6: _______  … 3 more)")
        .contains("z(2)₆ = (", "z(2)₁ = (");
  }

  @Test
  void what_no_one_can_work_out_from_what_is_shown_is_given() {
    String ten = TraceText.text(trace("5 -> Dense(6, softmax)", 1, 1), THREE.hidden());
    assertThat(ten).containsPattern("Σ exp z\\(2\\)ⱼ of the 2 more = \\d+\\.\\d{4}");
    assertThat(ten).containsPattern("J = .* = _______ \\+ \\d\\.\\d{4} = _______\n"); // all of W
    String rows = TraceText.text(trace(WIDE, 1, 2), THREE.hidden());
    assertThat(rows)
        .containsPattern("  row 1 +\\(1: _______")
        .containsPattern("  row 2 +\\(1: −?\\d\\.\\d{4}")
        .containsPattern("  average +\\(1: _______");
    String many = TraceText.text(trace(WIDE, 1, 2), new Detail(3, 1, false, 0, 0).hidden());
    assertThat(many).containsPattern("  average +\\(1: −?\\d\\.\\d{4}");
  }

  @Test
  void of_a_wide_maxout_all_pieces_of_the_units_that_are_shown_are_asked() {
    String net = "3 -> Dense(5, relu) -> Maxout(5, 2) -> Dense(4, softmax)";
    String asked = TraceText.text(trace(net, 1, 1), THREE.zoom(3, 5).hidden());
    assertThat(asked)
        .contains("(1: _______  2: _______  3: _______  4: _______  5: _______  6: _______  9: ")
        .contains("z(3)₆ = (", "z(3)₉ = (", "z(3)₁₀ = (")
        .doesNotContain("z(3)₇ = (")
        .containsPattern("a\\(3\\) = max .* \\(1: _______  2: _______  3: _______  5: _______")
        .containsPattern("winning pieces \\(1: _______  2: _______  3: _______  5: _______")
        .containsPattern("δ\\(2\\)₁ = \\(\\(−?[\\d.]+·−?[\\d.]+\\)₁ .* = _______"); // δ(3) is given
    String narrow = "3 -> Maxout(3, 2) -> Dense(2, softmax)";
    assertThat(TraceText.text(trace(narrow, 1, 1, 1), THREE.hidden()))
        .containsPattern("z\\(2\\) = .* \\((_______ ?){6}\\)")
        .containsPattern("winning pieces \\(_______ _______ _______\\)");
  }

  @Test
  void of_a_gradient_no_entry_is_asked_whose_unit_is_not_shown() {
    String net = "1 -> Dense(5, tanh) -> Dense(1, logistic)";
    NetworkSpec spec = NetworkSpec.parse(net);
    ReferenceParameters all = ReferenceParameters.of(spec, new double[16]);
    Rows row = Rows.of(new double[][] {{1}}, new double[][] {{1}});
    BackpropTrace trace = BackpropTrace.of(all, new Cost(Loss.LOGISTIC_CROSS_ENTROPY, 0, 0), row);
    assertThat(TraceText.text(trace, THREE.hidden()))
        .containsPattern("dW\\(2\\) = .* \\(1,1: _______  1,2: _______  1,3: _______  … 2 more")
        .containsPattern("dW\\(1\\) = .* \\(1,1: _______  2,1: _______  3,1: _______  … 2 more");
  }

  @Test
  void what_would_give_an_answer_away_is_left_out() {
    String wide = "5 -> Dense(7, relu) -> Dense(4, softmax)";
    String narrow = "2 -> Dense(3, relu) -> Dense(3, softmax)";
    for (Detail detail : List.of(THREE.hidden(), THREE.solution())) {
      assertThat(TraceText.text(trace(wide, 1, 1), detail)).doesNotContain("linear piece", "check");
      assertThat(TraceText.text(trace(narrow, 1, 1, 1), detail))
          .contains("linear piece")
          .doesNotContain("check");
    }
    assertThat(TraceText.text(trace("5 -> Dense(9, softmax)", 1, 1, 1), THREE.hidden()))
        .doesNotContain("predicts");
  }

  @Test
  void the_solution_has_the_lines_and_entries_of_the_exercise() {
    for (Detail detail : List.of(THREE, THREE.zoom(0, 5), Detail.DEFAULT)) {
      List<TraceText.Part> asked = TraceText.parts(trace(WIDE, 1, 1), detail.hidden());
      List<TraceText.Part> solved = TraceText.parts(trace(WIDE, 1, 1), detail.solution());
      assertThat(solved).hasSameSizeAs(asked);
      for (int i = 0; i < asked.size(); i++) {
        String blanks = Pattern.quote(asked.get(i).value()).replaceAll(" *_{7}", "\\\\E.+?\\\\Q");
        assertThat(solved.get(i).value()).matches(blanks);
      }
    }
    Detail narrow = new Detail(9, 8, false, 0, 0);
    String two = "2 -> Dense(3, tanh) -> Dense(4, softmax)";
    assertThat(TraceText.text(trace(two, 1, 1), narrow.solution()))
        .isEqualTo(TraceText.text(trace(two, 1, 1), narrow).replaceFirst("check .*\n", ""));
  }
}
