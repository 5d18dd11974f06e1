package dev.soma.trace.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.Backpropagation.Form;
import dev.soma.trace.Cost;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TraceTextTest {
  private static final String DIGITS = "(?<=finite difference )\\S+(, relative error )\\S+";

  static BackpropTrace worked() {
    NetworkSpec spec = NetworkSpec.parse("2 -> Dense(2, tanh) -> Dense(2, softmax)");
    ReferenceParameters p =
        ReferenceParameters.of(
            spec,
            new double[][][] {{{0.8, -0.5}, {0.3, 0.9}}, {{0.6, -0.4}, {-0.7, 0.5}}},
            new double[][] {{0.1, -0.2}, {0, 0}});
    Rows rows = Rows.of(new double[][] {{1, 0}}, new double[][] {{1}});
    return BackpropTrace.of(p, new Cost(Loss.CROSS_ENTROPY, 0, 0.01), rows)
        .withUpdate(0.5)
        .withCheck("W1", 0, 0);
  }

  private static BackpropTrace trace(String net, Loss loss, Rows rows) {
    NetworkSpec spec = NetworkSpec.parse(net);
    double[] flat = new double[ReferenceParameters.zeros(spec).size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (i % 5 - 2) * 0.25;
    }
    return BackpropTrace.of(ReferenceParameters.of(spec, flat), Cost.of(loss), rows);
  }

  private static String text(String net, Loss loss, Rows rows) {
    return TraceText.text(trace(net, loss, rows), Detail.DEFAULT);
  }

  private static Rows one(double x1, double x2, double... y) {
    return Rows.of(new double[][] {{x1, x2}}, new double[][] {y});
  }

  @Test
  void the_worked_example_comes_out_to_the_character() throws IOException {
    String text = TraceText.text(worked(), Detail.DEFAULT);
    assertThat(text.replaceAll(DIGITS, "#$1#")).isEqualTo(golden().replaceAll(DIGITS, "#$1#"));
    assertThat(text)
        .containsPattern("finite difference 0\\.45032134\\d\\d, relative error \\de-(09|1\\d)\n");
  }

  @Test
  void the_worked_example_comes_out_to_the_character_in_latex_and_html() throws IOException {
    String digits = "(?<=finite difference[^0-9_]{1,5})[0-9.]+|(?<=error[^0-9_]{1,5}).*";
    String latex = TraceLatex.latex(worked(), Detail.DEFAULT);
    assertThat(latex.replaceAll(digits, "#"))
        .isEqualTo(golden("trace.tex").replaceAll(digits, "#"));
    String html = TraceHtml.html(worked(), Detail.DEFAULT);
    assertThat(html.replaceAll(digits, "#"))
        .isEqualTo(golden("trace.html").replaceAll(digits, "#"));
    List<String> numbers =
        Pattern.compile("\\d\\.\\d{4}(?!\\d)")
            .matcher(golden())
            .results()
            .map(MatchResult::group)
            .toList();
    assertThat(numbers).hasSizeGreaterThan(20);
    assertThat(latex).contains(numbers);
    assertThat(html).contains(numbers);
  }

  @Test
  void latex_of_every_layer_has_balanced_braces_and_no_sign_that_is_not_ascii() {
    for (String net :
        List.of(
            "2 -> Scale() -> Dense(3, leaky_relu(0.2), ntp, parametric) -> Dense(2, softmax)",
            "2 -> Maxout(3, 2) -> LayerNorm() -> Dense(2, mish) -> Dense(2, softmax)",
            "2 -> BatchNorm() -> Dense(2, relu) -> Residual(1) -> Dense(2, softmax)",
            "2 -> Embedding(pbld(2, 2, 0.5), 1, 0) -> Dense(12, selu) -> Dense(2, softmax)",
            "2 -> Embedding(ple(2, 2, relu), 1, 0) -> Dense(2, abs) -> Dense(2, softmax)")) {
      for (Form form : Form.values()) {
        for (Rows rows : List.of(one(1, 0.5, 1), two())) {
          Detail detail = Detail.DEFAULT.in(form);
          BackpropTrace trace = trace(net, Loss.CROSS_ENTROPY, rows).named(List.of("a_b", "50 %"));
          for (Detail each : List.of(detail, detail.hidden())) {
            String latex = TraceLatex.latex(trace.withUpdate(0.1).withCheck("W1", 0, 0), each);
            assertThat(latex).as("%s %s", net, form).matches("\\p{ASCII}*");
            assertThat(openBraces(latex)).as("%s %s", net, form).isZero();
            assertThat(latex).contains("50 \\%").doesNotContain("a_b");
          }
        }
      }
    }
  }

  /// How many braces are open at the end, or -1 if one closes that was never opened.
  private static int openBraces(String latex) {
    int open = 0;
    for (int i = 0; i < latex.length() && open >= 0; i++) {
      switch (latex.charAt(i)) {
        case '\\' -> i++; // what follows is no brace of a group
        case '{' -> open++;
        case '}' -> open--;
        default -> {}
      }
    }
    return open;
  }

  private static Rows two() {
    return Rows.of(new double[][] {{1, 0}, {0.5, -2}}, new double[][] {{1}, {0}});
  }

  @Test
  void pages_are_escaped() {
    BackpropTrace trace = trace("2 -> Dense(2, softmax)", Loss.CROSS_ENTROPY, one(1, 0, 1));
    String html = TraceHtml.html(trace.named(List.of("<b>", "\"&'")), Detail.DEFAULT);
    assertThat(html).contains("class &quot;&amp;&#39; → (0, 1)").doesNotContain("<b>");
  }

  @Test
  void hidden_results_leave_what_is_given() {
    String hidden = TraceText.text(worked(), Detail.DEFAULT.hidden());
    assertThat(hidden)
        .contains(
            "z(2) = W(1)x + b(1)     2×2·2×1   ( _______  _______)   W(1) = ( 0.8 −0.5 ; 0.3 0.9 )")
        .contains("x = a(1) = (1, 0)   y = class 2 → (0, 1)", "predicts _______\n")
        .contains("J = −log a(3)₂ + λ/2·ΣW² = _______ + _______ = _______\n")
        .doesNotContainPattern("\\d\\.\\d{3}");
    String sums = TraceText.text(worked(), Detail.DEFAULT.hidden().zoom(0, 0));
    assertThat(sums)
        .contains("z(2)₁ = 0.8·1 + −0.5·0 + 0.1 = _______\n")
        .contains("z(3)₁ = 0.6·_______ + −0.4·_______ + 0 = _______\n");
    assertThat(TraceText.markdown(worked(), Detail.DEFAULT.hidden())).contains("\\_\\_\\_");
  }

  @Test
  void the_three_forms_of_the_lecture_have_the_same_numbers() {
    String elements = TraceText.text(worked(), Detail.DEFAULT.in(Form.ELEMENTS));
    assertThat(elements)
        .contains("zᵢ(3) = Σⱼ Wᵢⱼ(2) aⱼ(2) + bᵢ(2)", "aᵢ(3) = e^zᵢ(3) / Σⱼ e^zⱼ(3)")
        .contains("δᵢ(2) = (Σⱼ Wⱼᵢ(2) δⱼ(3)) · (1 − aᵢ(2)²)", "dWᵢⱼ(1) = xⱼ δᵢ(2)/m + λWᵢⱼ(1)")
        .contains("    δ(2)₂ = (−0.4·0.6988 + 0.5·−0.6988)·0.9901 = −0.6227\n");
    String dataset = TraceText.text(worked(), Detail.DEFAULT.in(Form.ROWS));
    assertThat(dataset)
        .contains("X = A(1)   net", "  row 1  x = (1, 0)", "Z(2) = A(1)W(1)ᵀ + b(1)")
        .contains("dW(1) = Δ(2)ᵀA(1)/m + λW(1)       ( 0.4503 −0.0050 ; −0.6197  0.0090)");
    assertThat(TraceText.text(worked(), Detail.DEFAULT.in(Form.ROW)))
        .isEqualTo(TraceText.text(worked(), Detail.DEFAULT));
    BackpropTrace several =
        trace("2 -> Dense(2, tanh) -> Dense(2, softmax)", Loss.CROSS_ENTROPY, two());
    assertThat(TraceText.text(several, Detail.DEFAULT.in(Form.ROW)))
        .contains("z(2) = W(1)x + b(1)", "dW(2) = Σₖ δ(3)a(2)ᵀ/m", "db(1) = Σₖ δ(2)/m = (");
  }

  @Test
  void sums_of_wide_layers_show_the_largest_terms_and_the_sum_of_the_others() {
    NetworkSpec spec = NetworkSpec.parse("4 -> Dense(1, identity)");
    ReferenceParameters p =
        ReferenceParameters.of(spec, new double[][][] {{{0.5, -3, 0.25, 2}}}, new double[][] {{1}});
    Rows rows = Rows.of(new double[][] {{1, 2, 3, 4}}, new double[][] {{0}});
    BackpropTrace trace = BackpropTrace.of(p, Cost.of(Loss.SQUARED_ERROR), rows);
    assertThat(TraceText.text(trace, new Detail(2, 8, true, 0, 0)))
        .contains("z(2)₁ = (−3·2)₂ + (2·4)₄ + 1.2500 (… 2 more) + 1 = 4.2500\n");
  }

  private static String golden() throws IOException {
    return golden("trace.txt");
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = TraceTextTest.class.getResourceAsStream("/golden/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void floats_are_written_as_short_as_they_were_typed() {
    BackpropTrace typed = worked();
    ReferenceParameters narrow = ReferenceParameters.of(typed.parameters().toParameters());
    String text =
        TraceText.text(BackpropTrace.of(narrow, typed.cost(), typed.rows()), Detail.DEFAULT);
    assertThat(text).contains("W(1) = ( 0.8 −0.5 ; 0.3 0.9 )");
  }

  @Test
  void the_sums_of_one_unit_can_be_written_out() {
    String text = TraceText.text(worked(), Detail.DEFAULT.zoom(2, 1));
    assertThat(text)
        .contains("    z(2)₁ = 0.8·1 + −0.5·0 + 0.1 = 0.9000\n")
        .contains("    δ(2)₁ = (0.6·0.6988 + −0.7·−0.6988)·0.4869 = 0.4423\n")
        .doesNotContain("z(2)₂ =")
        .doesNotContain("z(3)₁ =");
  }

  @Test
  void names_of_classes_replace_their_numbers() {
    String text = TraceText.text(worked().named(List.of("cat", "dog")), Detail.DEFAULT);
    assertThat(text).contains("y = class dog →").contains("predicts class cat, wrong");
    assertThat(text).contains("p(class dog) 0.301 → 0.723");
  }

  @Test
  void factors_roots_and_parametric_activations_have_their_formulas() {
    String text =
        text(
            "2 -> Scale() -> Dense(2, tanh, ntp, parametric) -> Dense(2, softmax, ntp)",
            Loss.CROSS_ENTROPY,
            one(1, 2, 1));
    assertThat(text)
        .contains("net 2 → scale → 2 tanh ntp parametric → 2 softmax ntp")
        .contains("x̃ = x ⊙ g(1)", "g(1) = (−0.5 −0.25)")
        .contains("z(2) = W(1)x̃/√2 + b(1)")
        .contains("W(1) = ( 0 0.25 ; 0.5 −0.5 )    b(1) = (−0.25 0)  α(1) = (0.25 0.5)")
        .contains("a(2) = z(2) + α(1) ⊙ (tanh z(2) − z(2))")
        .contains("δ(2) = W(2)ᵀδ(3)/√2 ⊙ (1 + α(1) ⊙ (f′(z(2)) − 1))")
        .contains("dW(1) = δ(2)x̃ᵀ/√2/m")
        .contains("dα(1) = (W(2)ᵀδ(3)/√2 ⊙ (f(z(2)) − z(2)))/m")
        .contains("dg(1) = (W(1)ᵀδ(2)/√2 ⊙ x)/m");
  }

  @Test
  void layer_normalisation_has_its_formulas() {
    String text =
        text(
            "2 -> LayerNorm() -> Dense(3, tanh) -> LayerNorm(0.01) -> Dropout(0.5) -> Dense(2,"
                + " softmax)",
            Loss.CROSS_ENTROPY,
            one(1, 2, 1));
    assertThat(text)
        .contains("net 2 → layer norm → 3 tanh → layer norm → dropout 0.5 → 2 softmax")
        .contains("x\u0302 = (x − μ)/√(σ² + 1e-5), μ and σ² of its 2 units")
        .contains("x\u0303 = γ(1) ⊙ x\u0302 + β(1)")
        .contains("z(2) = W(1)x\u0303 + b(1)")
        .contains("a\u0302(2) = (a(2) − μ)/√(σ² + 0.01), μ and σ² of its 3 units")
        .contains("a\u0303(2) = γ(2) ⊙ a\u0302(2) + β(2)")
        .contains("dγ(2) = (W(2)ᵀδ(3) ⊙ a\u0302(2))/m", "dβ(2) = W(2)ᵀδ(3)/m")
        .contains("∂J/∂a(2) = (u − mean u − a\u0302(2) mean(u ⊙ a\u0302(2)))/√(σ² + 0.01)")
        .contains("u = γ(2) ⊙ W(2)ᵀδ(3)")
        .contains("δ(2) = ∂J/∂a(2) ⊙ (1 − a(2)²)")
        .contains("dγ(1) = (W(1)ᵀδ(2) ⊙ x\u0302)/m");
  }

  @Test
  void batch_normalisation_of_one_row_is_that_of_a_prediction_and_says_so() {
    String text =
        text(
            "2 -> Dense(3, tanh) -> BatchNorm() -> Dense(2, softmax)",
            Loss.CROSS_ENTROPY,
            one(1, 2, 1));
    assertThat(text)
        .contains("net 2 → 3 tanh → batch norm → 2 softmax")
        .contains("a\u0302(2) = (a(2) − μ)/√(σ² + 1e-5), μ and σ² running, as in a prediction")
        .contains("μ(2) = (", "σ²(2) = (")
        .contains("a\u0303(2) = γ(2) ⊙ a\u0302(2) + β(2)")
        .contains("∂J/∂a(2) = u/√(σ² + 1e-5)")
        .contains("u = γ(2) ⊙ W(2)ᵀδ(3)");
  }

  @Test
  void batch_normalisation_of_rows_in_training_is_by_their_own_mean_and_variance() {
    NetworkSpec spec = NetworkSpec.parse("1 -> BatchNorm(0.1, 0.5) -> Dense(1, identity)");
    ReferenceParameters p =
        ReferenceParameters.of(
            spec, new double[] {2, 3, 100, 100, 1, 0}); // gamma beta mean var W b
    Rows rows = Rows.of(new double[][] {{1}, {2}}, new double[][] {{0}, {0}});
    BackpropTrace trace = BackpropTrace.of(p, Cost.of(Loss.SQUARED_ERROR), rows.inTraining());
    String text = TraceText.text(trace, Detail.DEFAULT); // xhat = -+ 0.5 / sqrt(0.25 + 0.5)
    assertThat(text)
        .contains("A\u0302(1) = (A(1) − μ)/√(σ² + 0.5), μ and σ² of these 2 rows")
        .contains("μ(1) = (1.5)  σ²(1) = (0.25)")
        .contains("row 1", "(−0.5774)", "( 0.5774)")
        .contains("u = γ(1) ⊙ Δ(2)W(1), means over the rows");
    assertThat(TraceJson.json(trace)).contains("\"statistics\":\"rows\",\"mean\":[1.5]");
    assertThat(TraceJson.json(BackpropTrace.of(p, Cost.of(Loss.SQUARED_ERROR), rows)))
        .contains("\"statistics\":\"running\",\"mean\":[100.0]");
  }

  @Test
  void residual_links_add_forward_and_backward() {
    String text =
        text(
            "2 -> Dense(3, tanh) -> Dense(4, relu) -> Dense(3, tanh) -> Residual(2) -> Dense(2, softmax)",
            Loss.CROSS_ENTROPY,
            one(1, 2, 1));
    assertThat(text)
        .contains("net 2 → 3 tanh → 4 relu → 3 tanh → residual 2 → 2 softmax")
        .contains("a\u0303(4) = a(4) + a(2)")
        .contains("z(5) = W(4)a\u0303(4) + b(4)")
        .contains("δ(4) = W(4)ᵀδ(5) ⊙ (1 − a(4)²)")
        .contains("∂J/∂a(2) = W(2)ᵀδ(3) + W(4)ᵀδ(5)")
        .contains("δ(2) = ∂J/∂a(2) ⊙ (1 − a(2)²)");
  }

  @Test
  void a_residual_link_around_a_normalisation_begins_in_its_line() {
    String text =
        text(
            "2 -> Dense(3, tanh) -> LayerNorm() -> Dense(3, relu) -> Residual(2) -> Residual(1)"
                + " -> Dense(2, softmax)",
            Loss.CROSS_ENTROPY,
            one(1, 2, 1));
    assertThat(text)
        .contains("∂J/∂a(2) = (u − mean u − ")
        .contains("a\u0302(2) mean(u ⊙ a\u0302(2)))/√(σ² + 1e-5) + W(3)ᵀδ(4)")
        .contains("∂J/∂a(3) = W(3)ᵀδ(4) + W(3)ᵀδ(4)");
  }

  @Test
  void two_scales_before_one_W_show_a_gradient_each() {
    String text =
        text("2 -> Scale() -> Scale() -> Dense(1, identity)", Loss.SQUARED_ERROR, one(1, 2, 1));
    List<String> gradients = text.lines().filter(l -> l.contains("dg(1) = ")).toList();
    assertThat(gradients).hasSize(2);
    assertThat(gradients.get(0).replaceAll(".* {2,}", ""))
        .isNotEqualTo(gradients.get(1).replaceAll(".* {2,}", ""));
  }

  @Test
  void the_trace_of_members_is_that_of_the_first() {
    String text =
        text(
            "2 -> Members(2) -> Dense(2, tanh, members(2)) -> Dense(1, identity, members(2))",
            Loss.SQUARED_ERROR,
            one(1, 2, 1));
    assertThat(text).contains("net 2 → scale → 2 tanh → 1 identity", "dg(1) = ");
  }

  @Test
  void maxout_names_the_winning_pieces() {
    String text = text("2 -> Maxout(2, 2) -> Dense(1, identity)", Loss.SQUARED_ERROR, one(2, 1, 3));
    assertThat(text)
        .contains("z(2) = W(1)x + b(1)     4×2·2×1")
        .contains("a(2) = max of 2 pieces of z(2)")
        .contains("winning pieces (2 1)")
        .contains("δ(2) = W(2)ᵀδ(3) to the winners")
        .contains("target (3)")
        .contains("J = ½‖a(3) − y‖² = ")
        .contains("linear piece\n  a(3) = S x + c");
  }

  @Test
  void active_dropout_shows_its_mask_and_inactive_dropout_is_silent() {
    String net = "2 -> Dropout(0.5) -> Dense(2, relu) -> Dense(1, logistic)";
    Rows rows = one(1, 2, 1);
    assertThat(text(net, Loss.LOGISTIC_CROSS_ENTROPY, rows))
        .contains("net 2 → dropout 0.5 → 2 relu → 1 logistic")
        .contains("z(2) = W(1)x + b(1)")
        .doesNotContain("r(1)");
    Rows dropping = rows.dropping(List.<boolean[][]>of(new boolean[][] {{true, false}}));
    assertThat(text(net, Loss.LOGISTIC_CROSS_ENTROPY, dropping))
        .contains("x̃ = x ⊙ r(1)                      ( 2.0000  0.0000)   r(1) = (2 0)")
        .contains("z(2) = W(1)x̃ + b(1)");
  }

  @Test
  void several_rows_show_each_delta_and_the_averages() {
    Rows rows = Rows.of(new double[][] {{1, 0}, {0, 1}, {1, 1}}, new double[][] {{0}, {1}, {0}});
    String net = "2 -> Dense(2, tanh) -> Dense(2, softmax)";
    String text =
        TraceText.text(trace(net, Loss.CROSS_ENTROPY, rows), new Detail(8, 2, true, 0, 0));
    assertThat(text)
        .contains("m 3\n")
        .contains("  row 2  x = (0, 1)")
        .contains("Z(2) = A(1)W(1)ᵀ + b(1)")
        .contains("Δ(3) = A(3) − Y\n")
        .contains("    … 1 more row\n")
        .contains("dW(2) = Δ(3)ᵀA(2)/m")
        .contains("db(2) = Δ(3).col_avg() = (")
        .contains("    row 1  z(2)₁ = ")
        .contains("    average ");
  }

  @Test
  void wide_layers_are_cut_and_say_how_much() {
    Rows rows = Rows.of(new double[1][20], new double[][] {{1}});
    String text = text("20 -> Dense(62, gelu) -> Dense(1, identity)", Loss.huber(1), rows);
    assertThat(text).contains("  … 54 more)", "  … 1232 more )", ", … 12 more)");
    assertThat(text.lines().mapToInt(String::length).max().orElseThrow()).isLessThan(500);
  }

  @Test
  void every_loss_and_activation_has_its_line() {
    String net = "2 -> Dense(2, %s) -> Dense(2, %s)";
    for (String f : new String[] {"logistic", "relu", "abs", "softplus", "mish", "elu"}) {
      String text = text(net.formatted(f, "identity"), Loss.ABSOLUTE_ERROR, one(1, 2, 3, 4));
      assertThat(text).contains("δ(3) = sign(a(3) − y)").contains("⊙");
    }
    assertThat(text(net.formatted("tanh", "exp"), Loss.POISSON, one(1, 2, 3, 4)))
        .contains("a(3) = e^z(3)")
        .contains("J = Σ(a(3) − y z(3))");
    assertThat(
            text(net.formatted("tanh", "logistic"), Loss.LOGISTIC_CROSS_ENTROPY, one(1, 2, 0, 1)))
        .containsPattern("predicts \\([01], [01]\\), (right|wrong)");
    assertThat(text(net.formatted("tanh", "logistic"), Loss.SQUARED_ERROR, one(1, 2, 0, 1)))
        .contains("δ(3) = (a(3) − y) ⊙ a(3)(1 − a(3))");
    assertThat(text(net.formatted("tanh", "identity"), Loss.quantile(0.9), one(1, 2, 0, 1)))
        .contains("δ(3) = ∂loss/∂a(3)");
    assertThat(
            text(
                net.formatted("tanh", "identity"), Loss.SQUARED_ERROR, one(1, 2, 0, 1).weighted(2)))
        .contains("w 2  m 1")
        .contains("δ(3) = w (a(3) − y)")
        .contains("J = w·(½‖a(3) − y‖²)");
  }

  @Test
  void markdown_has_the_same_numbers_in_tables() {
    String markdown = TraceText.markdown(worked(), Detail.DEFAULT);
    assertThat(markdown)
        .contains("### Forward")
        .contains(
            "| z(2) = W(1)x + b(1) | 2×2·2×1 | ( 0.9000  0.1000) | W(1) = ( 0.8 −0.5 ; 0.3 0.9 )")
        .contains("**Update** W ← W − η dW:  J 1.2152 → 0.3375");
    for (String line : markdown.lines().filter(l -> l.startsWith("|")).toList()) {
      assertThat(line.replace("\\|", "").chars().filter(c -> c == '|').count()).isEqualTo(5);
    }
  }

  @Test
  void json_has_every_number_in_full_precision() {
    BackpropTrace trace = worked();
    JsonNode json = JsonMapper.shared().readTree(TraceJson.json(trace));
    JsonNode first = json.get("layers").get(0);
    assertThat(first.get("l").asInt()).isEqualTo(1);
    for (int i = 0; i < 2; i++) {
      assertThat(first.get("z").get(0).get(i).asDouble())
          .isEqualTo(trace.layers().getFirst().z().get(0, i));
      for (int j = 0; j < 2; j++) {
        assertThat(first.get("dW").get(i).get(j).asDouble())
            .isEqualTo(trace.gradient().parameters().weights(1).get(i, j));
      }
    }
    assertThat(json.get("J").get("total").asDouble()).isEqualTo(trace.gradient().cost().total());
    assertThat(json.get("decisions").get(0).get("right").asBoolean()).isFalse();
    assertThat(json.get("update").get("rate").asDouble()).isEqualTo(0.5);
    assertThat(json.get("check").get("tensor").asString()).isEqualTo("W1");
  }

  @Test
  void json_writes_what_is_not_a_number_as_null() {
    BackpropTrace trace =
        trace("2 -> Dense(1, identity)", Loss.SQUARED_ERROR, one(Double.NaN, 1, 1));
    String json = TraceJson.json(trace);
    assertThat(json).doesNotContain("NaN").contains("\"x\":[[null,1.0]]");
    assertThat(TraceText.text(trace, Detail.DEFAULT)).contains("x = a(1) = (NaN, 1)");
  }

  @Test
  void numbers_keep_their_sign_and_size() {
    assertThat(Notation.fixed(-0.00001)).isEqualTo("0.0000");
    assertThat(Notation.fixed(-0.00051)).isEqualTo("−0.0005");
    assertThat(Notation.fixed(123456.789)).isEqualTo("1.2346e+05");
    assertThat(Notation.fixed(Double.NEGATIVE_INFINITY)).isEqualTo("−∞");
    assertThat(Notation.typed(-0.0)).isEqualTo("0");
    assertThat(Notation.typed(100)).isEqualTo("100");
    assertThat(Notation.typed(1.0 / 3)).isEqualTo("0.3333");
    assertThat(Notation.subscript(1, 2)).isEqualTo("₁₂");
    assertThat(Notation.subscript(12, 3)).isEqualTo("₁₂,₃");
  }
}
