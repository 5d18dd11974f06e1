package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What flags get that make no sense, or none together: one that does.
class BadFlagsTest {
  @TempDir static Path folder;

  private static Path rows() {
    return Cli.table(folder, "rows.csv", "x,colour,label,y");
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
    Cli slope = train(rows(), "--activation", "leaky_relu(nan)");
    BadInputTest.refused(slope, 2, "E211", "--activation");
    assertThat(slope.fixes()).first().isEqualTo("--activation leaky_relu");
    BadInputTest.fixed(slope);
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
    for (String flag : List.of("--test 0", "--test 0.2", "--validation 0.1")) {
      String[] words = flag.split(" ", 2);
      Cli run = train(rows(), words[0], words[1]);
      assertThat(run.exit()).as(run.toString()).isEqualTo(2);
      assertThat(run.err()).contains("E209", flag + " · expected a file");
      assertThat(run.fixes()).singleElement().asString().contains(words[0] + "-fraction");
      assertThat(run.withFix(run.fixes().getFirst()).exit()).isZero();
    }
  }

  @Test
  void a_value_behind_a_flag_that_takes_none_is_named_and_left_out() {
    String model = Cli.model(folder).toString();
    String rows = folder.resolve("good.csv").toString();
    Cli run = Cli.run("explain", model, rows, "--line", "2", "--hide", "99");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("unexpected \"99\" · --hide takes no value");
    assertThat(run.withFix(run.fixes().getFirst()).exit()).isZero();
  }
}
