package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What flags get that make no sense, or none together: one that does.
class BadFlagsTest {
  @TempDir static Path folder;

  private static Path rows() {
    return Cli.table(folder, "rows.csv", "x,colour,label,y");
  }

  private static String model() {
    Path made = folder.resolve("model/model.soma");
    return (Files.exists(made) ? made : Cli.model(folder)).toString();
  }

  private static Cli train(Path file, String... more) {
    List<String> args = new ArrayList<>(List.of("train", file.toString(), "--dry-run"));
    args.addAll(List.of(more));
    if (!args.contains("--target")) {
      args.addAll(List.of("--target", "label"));
    }
    return Cli.run(args);
  }

  @Test
  void numbers_out_of_their_range_name_their_flag_and_one_that_works() {
    for (String flag :
        List.of(
            "--batch 0",
            "--epochs 0",
            "--epochs 99999999999",
            "--patience -1",
            "--patience 1e3",
            "--max-steps -1",
            "--max-norm 0",
            "--l1 -1",
            "--l2 -1",
            "--lr nan",
            "--lr 0",
            "--bias-init Infinity")) {
      String[] words = flag.split(" ", 2);
      List<String> args = new ArrayList<>(List.of("train", rows().toString(), "--dry-run"));
      args.addAll(List.of("--target", "label", words[0], words[1]));
      Cli run = Cli.run(args);
      assertThat(run.exit()).as(run.toString()).isEqualTo(2);
      assertThat(run.err()).containsPattern("error E20[19] " + words[0] + " ");
      assertThat(run.fixes()).singleElement().asString().startsWith(words[0] + " ");
      BadInputTest.fixed(run);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--lr 0",
        "--lr fast",
        "--epochs 0",
        "--batch 0",
        "--dropout 2",
        "--l1 -1",
        "--l2 -1",
        "--hidden 0",
        "--hidden 4,x",
        "--network Dense(4",
        "--seed x",
        "--patience -1",
        "--max-steps -1",
        "--max-time 3x",
        "--max-norm 0",
        "--ema 1",
        "--bias-init inf",
        "--members 0",
        "--cv 1",
        "--test-fraction 2",
        "--validation-fraction -0.1",
        "--one-hot-limit -1",
        "--repeated-values maybe",
        "--heavy-tails maybe",
        "--threshold 2",
        "--calibrate maybe",
        "--clip foo",
        "--optimizer adm",
        "--schedule cosin",
        "--decay-schedule cosin",
        "--rate-factor bais=0.1",
        "--activation rleu",
        "--embedding foo",
        "--init he_norml",
        "--loss foo",
        "--metric log_los",
        "--missing foo",
        "--scaling foo",
        "--task foo",
        "--class-weight foo",
        "--effort foo",
        "--model foo",
        "--threads 0",
        "--kernels cuda",
        "--memory foo"
      })
  void a_value_that_makes_no_sense_is_refused_before_the_data_are_read(String flag) {
    boolean train = flag.startsWith("--max-time"); // a search has a budget
    for (String command : train ? List.of("train") : List.of("train", "tune")) {
      List<String> args = new ArrayList<>(List.of(command, "nofile.csv", "--target", "y"));
      args.addAll(List.of(flag.split(" ", 2)));
      Cli run = Cli.run(args);
      assertThat(run.exit()).as(run.toString()).isEqualTo(2);
      assertThat(run.err()).contains("error E2").doesNotContain("nofile.csv");
      assertThat(run.fixes()).isNotEmpty();
      Cli fixed = run.withFix(run.fixes().getFirst());
      BadInputTest.refused(fixed, 3, "E304", "nofile.csv");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gradcheck --rows 0",
        "gradcheck --sample -1",
        "gradcheck --seed x",
        "explain --line 0",
        "explain --line 2 --units 0",
        "explain --line 2 --lr x",
        "explain --line 2 --layer 1",
        "explain --line 2 --form foo",
        "evaluate --seed x",
        "evaluate --importance 0"
      })
  void so_is_one_of_a_command_that_takes_a_model(String line) {
    List<String> words = Cli.words(line);
    List<String> args = new ArrayList<>(List.of(words.getFirst(), model()));
    args.add("nofile.csv");
    args.addAll(words.subList(1, words.size()));
    BadInputTest.refused(Cli.run(args), 2, "E209", words.get(words.size() - 2));
  }

  @Test
  void texts_of_networks_and_activations_have_fixes_that_can_be_typed() {
    for (String network : List.of("Dense(4", "4 -> Dens(3, relu)", "Dense(4, rela)")) {
      Cli run =
          Cli.run(
              "train", rows().toString(), "--target", "label", "--dry-run", "--network", network);
      assertThat(run.exit()).as(run.toString()).isEqualTo(2);
      assertThat(run.fixes()).allMatch(f -> f.startsWith("--network '"));
      BadInputTest.fixed(run);
    }
    for (String inputs : List.of("6 + onehot[3]", "onehot()", "2 + onehot(0)", "onehot(3")) {
      Cli run = train(rows(), "--network", inputs + " -> Dense(6, tanh) -> Dense(5, relu)");
      BadInputTest.refused(run, 2, "E210", "--network");
      assertThat(run.fixes()).containsExactly("--network 'Dense(6, tanh) -> Dense(5, relu)'");
      BadInputTest.fixed(run);
    }
    Cli other = train(rows(), "--network", "onehot[3] -> Dense(6, tanh) -> Dropout(x)");
    BadInputTest.refused(other, 2, "E210", "at \"onehot[3]\"", "at \"Dropout(x)\"");
    assertThat(other.fixes()).containsExactly("--network 'Dense(16, relu)'");
    Cli typo = train(rows(), "--network", "Dens[6, tanh] -> Dense(5 rellu -> Dropout(0.1)");
    assertThat(typo.fixes())
        .containsExactly("--network 'Dense(6, tanh) -> Dense(5, relu) -> Dropout(0.1)'");
    String two = "Dense(6, tanh) -> Dense(5, relu)";
    for (String arrow : List.of(" - > ", " => ", "- > -> ", "=> -> ")) {
      arrows(two.replace(" -> ", arrow), two);
    }
    arrows("Dense(6,tanh) -> ", "Dense(6,tanh)");
    arrows("-> Dense(6,tanh)", "Dense(6,tanh)");
    arrows("3 -> -> Dense(6,tanh)", "Dense(6,tanh)");
    arrows(" -> ", "Dense(16, relu)");
    Cli alpha = train(rows(), "--network", "Dense(6, leaky_relu(0.1) -> Dense(5, elu 0.3)");
    assertThat(alpha.fixes())
        .containsExactly("--network 'Dense(6, leaky_relu(0.1)) -> Dense(5, elu(0.3))'");
    BadInputTest.fixed(alpha);
    Cli slope = train(rows(), "--activation", "leaky_relu(nan)");
    BadInputTest.refused(slope, 2, "E211", "--activation");
    assertThat(slope.fixes()).containsExactly("--activation 'leaky_relu(0.1)'");
    BadInputTest.fixed(slope);
    Cli delta = train(rows(), "--target", "y", "--loss", "huber(delta=2)");
    BadInputTest.refused(delta, 2, "E214", "--loss", "it takes threshold; write huber(2)");
    assertThat(delta.fixes()).containsExactly("--loss 'huber(2)'");
    BadInputTest.fixed(delta);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5->12->1 | Dense(12, relu)",
        "5=>8=>1 | Dense(8, relu)",
        "5→8→→1 | Dense(8, relu)",
        "5—>8—>1 | Dense(8, relu)",
        "5 -> 16 -> 8 -> 1 | Dense(16, relu) -> Dense(8, relu)",
        "5 -> 12, tanh -> 1 | Dense(12, tanh)",
        "5 -> Dense(6, tanh) -> 4 -> 1 | Dense(6, tanh) -> Dense(4, relu)",
        "5 -> Dense(12) -> 1 | Dense(12, relu)",
        "5 -> [12] -> 1 | Dense(12, relu)",
        "2 -> tanh 12 -> 1 | Dense(12, tanh)",
        "2 -> relu(12) | Dense(12, relu)",
        "12, tanh -> 8, relu | Dense(12, tanh) -> Dense(8, relu)",
      })
  void a_network_of_bare_numbers_is_answered_with_its_hidden_layers(String network, String layers) {
    assertThat(arrows(network, layers).err()).doesNotContain("example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3->4",
        "12 -> 1",
        "5 -> 0 -> 1",
        "5 -> 12.5 -> 1",
        "2 -> maxout 4 -> 1",
        "12, 8",
        "5 12 1",
        "[5, 12, 1]",
        "Dense(4, qqqqqq)",
      })
  void layers_that_cannot_be_told_are_answered_with_an_example_that_says_so(String network) {
    Cli run = train(rows(), "--network", network);
    assertThat(run.err()).contains("error E21", "the fix is an example");
    assertThat(run.fixes()).containsExactly("--network 'Dense(16, relu)'");
    BadInputTest.fixed(run);
  }

  @Test
  void a_typed_network_that_is_too_large_is_answered_with_one_that_is_not() {
    String members = "(1000000000)";
    Cli run =
        train(
            rows(),
            "--network",
            "Members" + members + " -> Dense(2, relu, members" + members + ")");
    BadInputTest.refused(run, 2, "E219", "too large");
    assertThat(run.fixes()).containsExactly("--network 'Dense(256, relu) -> Dense(256, relu)'");
    BadInputTest.fixed(run);
  }

  private Cli arrows(String network, String layers) {
    Cli run = train(rows(), "--network", network);
    BadInputTest.refused(run, 2, "E210", "--network");
    assertThat(run.fixes()).containsExactly("--network '" + layers + "'");
    BadInputTest.fixed(run);
    return run;
  }

  @Test
  void a_target_that_is_named_twice_or_left_out() {
    Cli twice = train(rows(), "--target", "label,label");
    BadInputTest.refused(twice, 2, "E207", "--target label,label", "named twice");
    BadInputTest.fixed(twice);
    Cli ignored = train(rows(), "--ignore", "label,y");
    BadInputTest.refused(ignored, 2, "E207", "--ignore label");
    BadInputTest.fixed(ignored);
  }

  @Test
  void flags_that_the_perceptron_has_no_use_for() {
    for (String flag :
        List.of(
            "--hidden 64",
            "--network Dense(4,relu)",
            "--optimizer adam",
            "--lr 0.1",
            "--activation relu",
            "--loss squared_error",
            "--batch 8",
            "--dropout 0.5")) {
      String[] words = flag.split(" ", 2);
      Cli run =
          Cli.run(
              "train",
              rows().toString(),
              "--target",
              "label",
              "--model",
              "perceptron",
              "--dry-run",
              words[0],
              words[1]);
      BadInputTest.refused(run, 2, "E207", "--model perceptron and " + words[0]);
      BadInputTest.fixed(run);
    }
  }

  @Test
  void a_positive_class_that_is_not_there() {
    Cli run = train(rows(), "--positive", "perhaps");
    BadInputTest.refused(run, 3, "E316", "perhaps");
    BadInputTest.fixed(run);
  }

  @Test
  void the_nearest_flag_is_one_that_begins_so_and_takes_what_follows() {
    Cli split = train(rows(), "--split", "x");
    assertThat(split.err()).contains("E202", "has --split-by-time").doesNotContain("--sql");
    Cli function = Cli.run("lesson", "approximate", "--f", "x*x", "--epsilon", "0.5");
    assertThat(function.err()).contains("has --function, --from, --force");
    assertThat(function.fixes())
        .containsExactly("soma lesson approximate --function 'x*x' --epsilon 0.5");
    Cli none = Cli.run("lesson", "--xyzzy");
    assertThat(none.err()).contains("has no flag like it");
    assertThat(none.fixes()).containsExactly("soma lesson --help");
  }

  @Test
  void a_share_where_a_file_is_named_is_answered_with_the_flag_of_shares() {
    for (String flag : List.of("--test 0", "--test 0.2", "--test 20%", "--validation 0.1")) {
      String[] words = flag.split(" ", 2);
      Cli run = train(rows(), words[0], words[1]);
      assertThat(run.exit()).as(run.toString()).isEqualTo(2);
      assertThat(run.err()).contains("E209", flag + " · expected a file");
      assertThat(run.fixes()).singleElement().asString().contains(words[0] + "-fraction");
      assertThat(run.withFix(run.fixes().getFirst()).exit()).isZero();
    }
  }

  @Test
  void values_as_other_tools_write_them_are_answered_with_ours() {
    Cli share = train(rows(), "--validation-fraction", "20%");
    BadInputTest.refused(share, 2, "E209", "--validation-fraction \"20%\"");
    assertThat(share.fixes()).containsExactly("--validation-fraction 0.2");
    BadInputTest.fixed(share);
    for (String list : List.of("[8,4]", "(8, 4)", "(8,4,)")) {
      Cli layers = train(rows(), "--hidden", list);
      BadInputTest.refused(layers, 2, "E209", "--hidden");
      assertThat(layers.fixes()).containsExactly("--hidden 8,4");
      BadInputTest.fixed(layers);
    }
  }

  @Test
  void a_value_behind_a_flag_that_takes_none_is_named_and_left_out() {
    String model = model();
    String rows = folder.resolve("good.csv").toString();
    Cli run = Cli.run("explain", model, rows, "--line", "2", "--hide", "99");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("unexpected \"99\" · --hide takes no value");
    assertThat(run.withFix(run.fixes().getFirst()).exit()).isZero();
  }
}
