package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplainTest {
  private static final String WORKED =
      """
      x = a(1) = (1, 0)   y = class 2 → (0, 1)   net 2 → 2 tanh → 2 softmax   λ 0.01  η 0.5  m 1
      forward
        z(2) = W(1)x + b(1)     2×2·2×1   ( 0.9000  0.1000)   W(1) = ( 0.8 −0.5 ; 0.3 0.9 )   b(1) = (0.1 −0.2)
        a(2) = tanh z(2)                  ( 0.7163  0.0997)
        z(3) = W(2)a(2) + b(2)            ( 0.3899 −0.4516)   W(2) = ( 0.6 −0.4 ; −0.7 0.5 )  b(2) = (0 0)
        a(3) = softmax z(3)               ( 0.6988  0.3012)   predicts class 1, wrong
        J = −log a(3)₂ + λ/2·ΣW² = 1.1999 + 0.0153 = 1.2152
      backward
        δ(3) = a(3) − y                   ( 0.6988 −0.6988)
        dW(2) = δ(3)a(2)ᵀ/m + λW(2)       ( 0.5065  0.0656 ; −0.5075 −0.0646)     db(2) = δ(3)/m
        δ(2) = W(2)ᵀδ(3) ⊙ (1 − a(2)²)    ( 0.9084 −0.6289) ⊙ (0.4869 0.9901) = (0.4423 −0.6227)
        dW(1) = δ(2)xᵀ/m + λW(1)          ( 0.4503 −0.0050 ; −0.6197  0.0090)     db(1) = δ(2)/m
      check  dW(1)₁₁ 0.4503213451, finite difference #, relative error #
      update W ← W − η dW:  J 1.2152 → 0.3375, p(class 2) 0.301 → 0.723
      """;

  @TempDir Path folder;

  private Cli typed(String... more) {
    Path weights =
        Cli.write(
            folder,
            "w.json",
            "{\"W1\": [[0.8, -0.5], [0.3, 0.9]], \"b1\": [0.1, -0.2],"
                + " \"W2\": [[0.6, -0.4], [-0.7, 0.5]], \"b2\": [0, 0]}");
    List<String> args =
        new java.util.ArrayList<>(
            List.of(
                "explain",
                "--network",
                "2 -> Dense(2, tanh) -> Dense(2, softmax)",
                "--weights",
                weights.toString(),
                "--input",
                "1,0"));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  @Test
  void the_worked_example_comes_out_to_the_character() {
    Cli run = typed("--class", "2", "--l2", "0.01", "--lr", "0.5");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(
            run.out()
                .replaceAll("(?<=finite difference )\\S+(, relative error )\\S+", "#,$1#")
                .replace("#,,", "#,"))
        .isEqualTo(WORKED);
  }

  private Cli example(String... more) {
    List<String> args = new java.util.ArrayList<>(List.of("--class", "2", "--l2", "0.01"));
    args.addAll(List.of(more));
    return typed(args.toArray(String[]::new));
  }

  @Test
  void the_symbols_can_be_those_of_Ng_and_Nielsen() {
    Cli ng = example("--symbols", "ng");
    assertThat(ng.out())
        .contains("x = a[0] = (1, 0)", "  z[1] = W[1]x + b[1]     2×2·2×1   ( 0.9000  0.1000)")
        .contains("dW[2] = dz[2]a[1]ᵀ/m + λW[2]", "dz[1] = W[2]ᵀdz[2] ⊙ (1 − a[1]²)")
        .doesNotContainPattern("[azδWb]\\(\\d\\)");
    assertThat(ng.err()).contains("symbols of Ng: a[0] = x; ");
    assertThat(example("--symbols", "nielsen").out())
        .contains("  z^2 = w^2x + b^2", "C = −log a^3₂ + λ/2·Σw²")
        .contains("∂C/∂w^3 = δ^3(a^2)ᵀ/m + λw^3", "δ^2 = (w^3)ᵀδ^3 ⊙ (1 − (a^2)²)");
    assertThat(example("--symbols", "ng", "--format", "latex").out())
        .contains("dW^{[2]}", "dz^{[2]}", "a^{[1]}")
        .doesNotContain("^{(");
    assertThat(example("--symbols", "nielsen", "--format", "md").out())
        .contains("| δ^3 = a^3 − y |", "- symbols of Nielsen");
    assertThat(example("--symbols", "lecture").out()).isEqualTo(example().out());
    assertThat(example("--symbols", "ng", "--format", "json").exit()).isEqualTo(2);
    assertThat(example("--symbols", "bishop").exit()).isEqualTo(2);
  }

  @Test
  void a_layer_or_unit_that_is_not_there_is_refused_with_the_range() {
    Cli layer = typed("--class", "2", "--layer", "9");
    assertThat(layer.exit()).as(layer.toString()).isEqualTo(2);
    assertThat(layer.err()).contains("error E201", "--layer 9 · expected 2 to 3");
    assertThat(layer.withFix(layer.fixes().getFirst()).exit()).isZero();
    Cli unit = typed("--class", "2", "--unit", "99");
    assertThat(unit.exit()).as(unit.toString()).isEqualTo(2);
    assertThat(unit.err()).contains("error E201", "--unit 99 · expected 1 to 2");
    assertThat(unit.withFix(unit.fixes().getFirst()).exit()).isZero();
    assertThat(typed("--class", "2", "--layer", "3", "--unit", "2").exit()).isZero();
  }

  @Test
  void it_can_be_markdown_and_json() {
    assertThat(typed("--class", "2", "--format", "md").out()).startsWith("## Backpropagation");
    assertThat(typed("--target-values", "0,1", "--json").out()).startsWith("{").endsWith("}\n");
  }

  @Test
  void weights_of_another_shape_are_refused_with_the_shape() throws IOException {
    Cli.write(folder, "v.json", "{\"W1\": [[1, 2, 3]]}");
    Cli run =
        Cli.run(
            "explain",
            "--network",
            "2 -> Dense(1, logistic)",
            "--weights",
            folder.resolve("v.json").toString(),
            "--input",
            "1,0",
            "--class",
            "1");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("error E341", "v.json", "W1 [1 x 2], b1 [1]");
  }

  private Cli piecewise(String edges) throws IOException {
    String v = "\"V1\": [[0.5, -1]], \"c1\": [[0.25]], \"W1\": [[2, 1]]";
    Cli.write(folder, "p.json", "{\"t1\": [" + edges + "], " + v + "}");
    return Cli.run(
        "explain",
        "--network",
        "2 -> Embedding(ple(2, 1), 1, 0) -> Dense(1, identity)",
        "--weights",
        folder.resolve("p.json").toString(),
        "--input",
        "1.5,3",
        "--target-values",
        "0");
  }

  @Test
  void bins_of_numbers_are_explained_with_their_formula() throws IOException {
    Cli run = piecewise("[0, 1, 2]");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out()).contains("V clip((xⱼ − tₘ)/(tₘ₊₁ − tₘ)) + c for j ≤ 1", "0.25", "3.5");
  }

  @Test
  void edges_of_bins_that_do_not_ascend_are_refused() throws IOException {
    Cli run = piecewise("[0, 2, 2]");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("error E341", "p.json: t1 has a row that does not ascend");
  }

  @Test
  void a_row_of_a_file_shows_raw_values_beside_inputs() {
    String model = Cli.model(folder).toString();
    Cli run = Cli.run("explain", model, folder.resolve("good.csv").toString(), "--line", "4");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out()).contains("forward", "backward", "check  dW(1)");
    assertThat(run.err())
        .contains("good.csv line 4")
        .containsPattern("x_1 +x +2 +\\(2 − [\\d.]+\\)/[\\d.]+ +\\S+\n")
        .containsPattern("colour=blue +blue +\\[colour = blue] +1\\S*\n");
    Cli json =
        Cli.run("explain", model, folder.resolve("good.csv").toString(), "--line", "4", "--json");
    assertThat(json.out()).contains("\"formula\":\"[colour = blue]\"");
  }

  @Test
  void a_line_that_is_not_there_is_refused_with_one_that_is() {
    String model = Cli.model(folder).toString();
    String good = folder.resolve("good.csv").toString();
    Cli run = Cli.run("explain", model, good, "--line", "99");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("lines 2 to 61");
    assertThat(run.withFix(run.fixes().getFirst()).exit()).isZero();
  }

  @Test
  void it_says_why_column_by_column() {
    String model = Cli.model(folder).toString();
    String good = folder.resolve("good.csv").toString();
    Cli run = Cli.run("explain", model, good, "--line", "4");
    assertThat(run.out())
        .contains("why the score z of \"yes\" is ", "  column  value  base row")
        .contains("  x       2 ", "  colour  blue   3 levels alike ")
        .contains("exact: ", "linear piece", "the score is z of the output");
    JsonNode json = json(Cli.run("explain", model, good, "--line", "4", "--json"));
    JsonNode why = json.path("why");
    double sum = 0;
    for (JsonNode column : why.path("columns")) {
      sum += column.path("contribution").asDouble();
    }
    JsonNode last = json.path("layers").path(json.path("layers").size() - 1);
    assertThat(why.path("columns")).hasSize(3);
    assertThat(sum)
        .isCloseTo(why.path("score").asDouble() - why.path("base_score").asDouble(), within(1e-12));
    assertThat(why.path("score").asDouble())
        .isCloseTo(last.path("z").path(0).path(0).asDouble(), within(1e-12));
    assertThat(Cli.run("explain", model, good, "--line", "4", "--format", "md").out())
        .startsWith("## Backpropagation\n\n- ")
        .contains("good.csv line 4", "### inputs", "### why the score z of", "| colour | blue |");
  }

  @Test
  void a_score_that_is_not_there_is_refused_with_one_that_is() {
    String model = Cli.model(folder).toString();
    String good = folder.resolve("good.csv").toString();
    Cli run = Cli.run("explain", model, good, "--line", "4", "--of", "yess");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("error E209", "the scores of the model are of yes");
    assertThat(run.withFix(run.fixes().getFirst()).exit()).isZero();
  }

  @Test
  void every_format_has_the_row_its_inputs_and_why() {
    String model = Cli.model(folder).toString();
    String good = folder.resolve("good.csv").toString();
    Cli html = Cli.run("explain", model, good, "--line", "4", "--format", "html");
    assertThat(html.out())
        .startsWith("<section>\n<h2>Backpropagation</h2>\n<ul>\n")
        .contains(
            "good.csv line 4</li>", "<caption>inputs</caption>", "<th scope=\"row\">colour</th>");
    Cli latex = Cli.run("explain", model, good, "--line", "4", "--format", "latex");
    assertThat(latex.out()).contains("\\begin{aligned}", "colour & blue & 3 levels alike & ");
    Cli hidden = Cli.run("explain", model, good, "--line", "4", "--hide");
    assertThat(hidden.out())
        .contains("predicts _______")
        .doesNotContain("why the score", "contribution", "check", "\"yes\"");
    Cli both = Cli.run("explain", model, good, "--line", "4", "--hide", "--json");
    assertThat(both.exit()).isEqualTo(2);
    assertThat(both.err() + both.out()).contains("E207");
    Cli two =
        Cli.run("explain", model, good, "--line", "4", "--hide", "--solution", "--units", "2");
    assertThat(two.err()).contains("E207", "--hide and --solution");
    assertThat(two.fixes()).hasSize(2);
    String asked = two.withFix(two.fixes().get(0)).out();
    String solved = two.withFix(two.fixes().get(1)).out();
    assertThat(asked).containsPattern("z\\(2\\)₂ = .* more\\) \\+ \\S+ = _______\n");
    assertThat(solved.lines().map(ExplainTest::formula))
        .containsExactlyElementsOf(asked.lines().map(ExplainTest::formula).toList());
    Cli of = Cli.run("explain", model, good, "--line", "4", "--hide", "--of", "yes");
    assertThat(of.err()).contains("E207", "--of with an exercise");
    assertThat(of.withFix(of.fixes().getFirst()).out()).isEqualTo(hidden.out());
    assertThat(solved)
        .containsPattern("z\\(2\\)₂ = .* more\\) \\+ \\S+ = −?\\d")
        .doesNotContain("___");
  }

  private static String formula(String line) {
    return line.strip().replaceFirst("(?: = |  ).*", "");
  }

  @Test
  void the_gradient_of_rows_is_the_mean_of_those_of_each_row() {
    String model = Cli.model(folder).toString();
    String good = folder.resolve("good.csv").toString();
    JsonNode all = json(Cli.run("explain", model, good, "--rows", "2-4", "--json"));
    double sum = 0;
    for (int row = 2; row <= 4; row++) {
      JsonNode one = json(Cli.run("explain", model, good, "--rows", row + "-" + row, "--json"));
      sum += one.path("layers").path(0).path("dW").path(0).path(0).asDouble();
    }
    JsonNode layer = all.path("layers").path(0);
    assertThat(layer.path("dW").path(0).path(0).asDouble()).isCloseTo(sum / 3, within(1e-15));
    assertThat(layer.path("delta")).hasSize(3);
    assertThat(all.has("why")).isFalse();
    Cli text = Cli.run("explain", model, good, "--rows", "2-4");
    assertThat(text.err()).contains("good.csv rows 2 to 4, lines 3 to 5");
    assertThat(text.out()).contains("X = A(1)", "    row 3 ", "    average ");
    Cli wrong = Cli.run("explain", model, good, "--rows", "50-99");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("error E209", "has 60 rows");
    assertThat(wrong.withFix(wrong.fixes().getFirst()).exit()).isZero();
    Cli form = Cli.run("explain", model, good, "--line", "4", "--form", "matrix");
    assertThat(form.err()).contains("error E209", "elements, vector or dataset");
    assertThat(form.withFix(form.fixes().getFirst()).exit()).isZero();
  }

  @Test
  void every_format_says_that_it_shows_the_first_of_the_members() {
    Cli.write(
        folder, "m.json", "{\"W1\": [[1, 2]], \"r1\": [[1, 1], [1, -1]], \"s1\": [[1], [2]]}");
    for (String format : List.of("md", "json", "html", "latex")) {
      Cli run =
          Cli.run(
              "explain",
              "--network",
              "2 -> Members(2) -> Dense(1, identity, members(2))",
              "--weights",
              folder.resolve("m.json").toString(),
              "--input",
              "1,2",
              "--target-values",
              "0",
              "--format",
              format);
      assertThat(run.out()).as(run.toString()).contains("member 1 of the 2");
    }
  }

  @Test
  void gradcheck_finds_a_bug_that_was_planted_and_says_so() {
    String model = Cli.model(folder).toString();
    String good = folder.resolve("good.csv").toString();
    Cli run = Cli.run("gradcheck", model, good, "--break", "W2");
    assertThat(run.exit()).isEqualTo(7);
    assertThat(run.out()).contains("planted: ", "gradient of W2", "FAILED");
    assertThat(run.err()).contains("error E703", "the bug that --break planted in W2");
    assertThat(run.withFix(run.fixes().getFirst()).exit()).isZero();
    Cli none = Cli.run("gradcheck", model, good, "--break", "W9");
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("error E209", "--break \"W9\"", "W1, b1");
    assertThat(none.withFix(none.fixes().getFirst()).exit()).isEqualTo(7);
  }

  private static JsonNode json(Cli run) {
    assertThat(run.exit()).as(run.toString()).isZero();
    return JsonMapper.shared().readTree(run.out());
  }

  @Test
  void of_several_networks_the_passes_are_of_one_and_what_all_predict_is_said(@TempDir Path own) {
    String rows = Cli.table(own).toString();
    String out = own.resolve("two").toString();
    Cli run =
        Cli.run(
            "train",
            rows,
            "--target",
            "label",
            "--members",
            "2",
            "--hidden",
            "3",
            "--epochs",
            "3",
            "--calibrate",
            "off",
            "--out",
            out);
    String model = run.out().strip();
    Cli explained = Cli.run("explain", model, rows, "--line", "2");
    double p =
        Double.parseDouble(
            explained
                .out()
                .lines()
                .filter(
                    l -> l.startsWith("the passes above are of network 1 of 2; the mean p of all"))
                .findFirst()
                .orElseThrow()
                .replaceAll(".* yes ", ""));
    String[] predicted =
        Cli.run("predict", model, rows, "--only-pred").out().lines().toList().get(1).split(",", -1);
    assertThat(p).isCloseTo(Double.parseDouble(predicted[2]), within(0.001));
    assertThat(Cli.run("explain", model, rows, "--line", "2", "--member", "2").out())
        .doesNotContain("the mean p of all");
  }
}
