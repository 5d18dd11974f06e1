package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainRefusalsTest {
  @TempDir Path folder;

  private Cli typed(String more) {
    String weights = "{\"W1\": [[0.8, -0.5], [0.3, 0.9]], \"b1\": [0.1, -0.2]}";
    String file = Cli.write(folder, "w.json", weights).toString();
    List<String> args =
        new ArrayList<>(
            List.of("explain", "--network", "2 -> Dense(2, softmax)", "--weights", file));
    args.addAll(List.of(more.split(" ", -1)));
    return Cli.run(args);
  }

  private static void refused(Cli run, String id) {
    assertThat(run.exit()).as(run.toString()).isEqualTo(2);
    assertThat(run.err() + run.out()).contains(id);
    assertThat(run.fixes()).as(run.toString()).isNotEmpty();
    for (String fix : run.fixes()) {
      assertThat(run.withFix(fix).exit()).as(run + " with " + fix).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--lr -1", "--lr 0", "--lr NaN", "--lr 1e400", "--l2 -1", "--l1 -3"})
  void a_number_out_of_range_is_refused_with_one_that_works(String flag) {
    refused(typed("--input 1,0 --class 2 " + flag), "E201");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--line 2",
        "--rows 1-2",
        "--member 1",
        "--of yes",
        "--decimal ,",
        "--delimiter ;",
        "--on-bad-row skip",
        "--json --units 3",
        "--json --layer 2",
        "--json --form elements",
        "--json --unit 1"
      })
  void what_would_be_passed_over_with_a_typed_network_or_in_json_is_refused(String flag) {
    refused(typed("--input 1,0 --class 2 " + flag), "E207");
  }

  @Test
  void a_network_that_cannot_be_read_is_offered_with_nothing_but_that_corrected() {
    String weights = "{\"W1\": [[0.8, -0.5, 1], [0.3, 0.9, 1]]}";
    String file = Cli.write(folder, "w3.json", weights).toString();
    String layers = " -> Dense(2 softmax)";
    List<String> words = List.of("explain", "--weights", file, "--input", "1,0,1", "--class", "2");
    List<String> args = new ArrayList<>(words);
    args.addAll(List.of("--network", "1 + onehot[2]" + layers));
    Cli run = Cli.run(args);
    refused(run, "E210");
    assertThat(run.err()).contains("at \"1 + onehot[2]\"", "also: expected 2 values");
    assertThat(run.fixes()).containsExactly("--network '1 + onehot(2) -> Dense(2, softmax)'");
    args.set(args.size() - 1, layers.substring(4));
    assertThat(Cli.run(args).fixes()).containsExactly("--network '3 -> Dense(2, softmax)'");
    args.set(args.size() - 1, "x -> Dense(2, softmax)");
    Cli inputs = Cli.run(args);
    refused(inputs, "E210");
    assertThat(inputs.err()).contains("at \"x\"").doesNotContain("also:");
    assertThat(inputs.fixes()).containsExactly("--network '3 -> Dense(2, softmax)'");
    args.set(args.size() - 1, "3 => Dense(2, softmax) ->");
    assertThat(Cli.run(args).fixes()).containsExactly("--network '3 -> Dense(2, softmax)'");
    args.set(args.size() - 1, "3 -> 2");
    assertThat(Cli.run(args).fixes()).containsExactly("--network '3 -> Dense(2, identity)'");
    args.set(args.size() - 1, "3->4->2");
    assertThat(Cli.run(args).fixes())
        .containsExactly("--network '3 -> Dense(4, relu) -> Dense(2, identity)'");
    args.set(args.size() - 1, "3 -> Dense(2, tanh) -> Dropout(x) -> Dense(2, softmax)");
    Cli none = Cli.run(args);
    assertThat(none.err()).contains("\"x\" is not a number, at \"Dropout(x)\"", "an example");
    assertThat(none.fixes())
        .containsExactly("--network '2 -> Dense(2, tanh) -> Dense(2, softmax)'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 -> Dense(12) -> 1 | 5 -> Dense(12, relu) -> Dense(1, identity)",
        "5 -> [12] -> Dense(1) | 5 -> Dense(12, relu) -> Dense(1, identity)",
        "2 -> tanh 12 -> 1 | 2 -> Dense(12, tanh) -> Dense(1, identity)",
        "x -> relu(12) -> 1 | 3 -> Dense(12, relu) -> Dense(1, identity)",
        "2 -> maxout 4 -> 1 | 2 -> Dense(2, tanh) -> Dense(2, softmax)",
        "5 -> 16.5 -> 1 | 2 -> Dense(2, tanh) -> Dense(2, softmax)",
        "5 -> 16.5 -> Dense(2, tanh) | 2 -> Dense(2, tanh) -> Dense(2, softmax)",
        "Dropout(x) -> Dense(2, tanh) | 2 -> Dense(2, tanh) -> Dense(2, softmax)",
        "[5, 16, 1] | 2 -> Dense(2, tanh) -> Dense(2, softmax)",
      })
  void no_hidden_layer_is_left_out_of_a_correction(String network, String fix) {
    String[] words = {"explain", "--weights", "w.json", "--input", "1,0,1", "--class", "1"};
    List<String> args = new ArrayList<>(List.of(words));
    args.addAll(List.of("--network", network));
    Cli run = Cli.run(args);
    assertThat(run.fixes()).containsExactly("--network '" + fix + "'");
    boolean example = fix.endsWith("softmax)");
    assertThat(run.err().contains("the fix is an example")).as(run.err()).isEqualTo(example);
  }

  @Test
  void two_targets_are_refused() {
    refused(typed("--input 1,0 --class 2 --target-values 1,0"), "E207");
  }

  @Test
  void numbers_that_are_none_are_refused() {
    for (String input : List.of("1,NaN", "1,Infinity", "1e400,0")) {
      Cli run = typed("--class 2 --input " + input);
      assertThat(run.exit()).as(run.toString()).isEqualTo(2);
      assertThat(run.err()).contains("error E209", "--input \"" + input + "\" · expected finite");
    }
    String weights = "{\"W1\": [[1e400, -0.5], [0.3, 0.9]]}";
    Cli run = typed("--input 1,0 --class 2 --weights " + Cli.write(folder, "big.json", weights));
    assertThat(run.exit()).as(run.toString()).isEqualTo(3);
    assertThat(run.err()).contains("error E341", "W1 has an entry that is no number");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--l2 0.5",
        "--l1 0.5",
        "--class 2",
        "--loss squared_error",
        "--input 1,2",
        "--weights w.json",
        "--target-values 1"
      })
  void what_a_model_has_already_is_refused(String flag) {
    String model = Cli.model(folder).toString();
    List<String> args =
        new ArrayList<>(
            List.of("explain", model, folder.resolve("good.csv").toString(), "--line", "4"));
    args.addAll(List.of(flag.split(" ", -1)));
    refused(Cli.run(args), "E207");
  }

  @Test
  void a_class_whose_name_is_html_is_only_text_in_markdown() {
    StringBuilder rows = new StringBuilder("x,y\n");
    for (int i = 0; i < 30; i++) {
      rows.append(i).append(',').append(i < 15 ? "<b>a_b</b>" : "c\\d & e").append('\n');
    }
    String file = Cli.write(folder, "html.csv", rows.toString()).toString();
    String out = folder.resolve("html").toString();
    Cli run =
        Cli.run(
            List.of(
                "train", file, "--target", "y", "--hidden", "2", "--epochs", "2", "--out", out));
    assertThat(run.exit()).as(run.toString()).isZero();
    String model = run.out().strip();
    String text = Cli.run("explain", model, file, "--line", "2", "--format", "md").out();
    assertThat(text).contains("&lt;b>a\\_b").doesNotContain("<b>");
  }
}
