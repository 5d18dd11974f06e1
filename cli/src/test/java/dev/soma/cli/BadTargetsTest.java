package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Targets and columns that nothing can be learned from: each fix that is offered works when typed.
class BadTargetsTest {
  @TempDir Path folder;

  @Test
  void a_target_of_one_number() {
    Path file = Cli.write(folder, "five.csv", "a,b,c\n" + "1,2,5\n3,4,5\n".repeat(15));
    Cli run = Cli.run("train", file.toString(), "--target", "c", "--dry-run");
    BadInputTest.refused(
        run, 3, "E313", "one value · ", "all 30 rows have \"5\", there is nothing to learn");
    assertThat(run.fixes()).containsExactly("--target b");
    BadInputTest.fixed(run);
    Path alone = Cli.write(folder, "alone.csv", "a,c\n" + "1,5\n3,5\n".repeat(15));
    Cli none = Cli.run("train", alone.toString(), "--target", "c", "--dry-run");
    BadInputTest.refused(none, 3, "E313");
    assertThat(none.fixes()).isEmpty(); // a would have no input
  }

  @Test
  void a_class_with_one_row_beside_one_other() throws IOException {
    Path file = folder.resolve("odd.csv");
    String text = Files.readString(Cli.table(folder)).replace(",no,", ",yes,");
    Files.writeString(file, text.replaceFirst("yes", "no"));
    Cli run = Cli.run("train", file.toString(), "--target", "label", "--dry-run");
    BadInputTest.refused(
        run, 3, "E314", "class with one row · odd.csv", "\"no\" (line 2)", "add rows");
    assertThat(run.fixes()).containsExactly("--target y");
    BadInputTest.fixed(run);
  }

  @Test
  void a_number_with_one_row_that_is_taken_for_a_class() {
    for (String text : List.of("x,y\n" + "1,0\n2,0\n".repeat(15) + "3,1\n", "x,y\n1,0\n2,1\n")) {
      Path file = Cli.write(folder, "count.csv", text);
      Cli run =
          Cli.run("train", file.toString(), "--target", "y", "--out", folder + "/count", "--force");
      BadInputTest.refused(
          run, 3, "E314", "number with one row, taken for a class · count.csv", "as numbers");
      assertThat(run.fixes()).first().asString().startsWith("--task regression");
      BadInputTest.fixed(run);
    }
  }

  @Test
  void no_column_that_can_be_learned_from() {
    Path rows = Cli.table(folder);
    String[] train = {"train", rows.toString(), "--target", "y", "--ignore", "x,colour,label"};
    Cli ignored = Cli.run(train);
    BadInputTest.refused(
        ignored, 3, "E318", "\"x\" is ignored, \"colour\" is ignored", "two different");
    assertThat(ignored.fixes()).containsExactly("leave --ignore out");
    Path one = Cli.write(folder, "w.csv", "w,k,y\n" + "1,5,a\n2,5,b\n3,5,a\n".repeat(10));
    Cli weight = Cli.run("train", one.toString(), "--target", "y", "--weight", "w", "--dry-run");
    BadInputTest.refused(weight, 3, "E318", "\"w\" weighs the rows, \"k\" has one value");
    assertThat(weight.fixes()).containsExactly("leave --weight out");
    Cli without = Cli.run("train", one.toString(), "--target", "y", "--dry-run");
    assertThat(without.exit()).as(without.err()).isZero();
  }

  @Test
  void numbers_without_a_spread_that_other_scalings_have() {
    StringBuilder text = new StringBuilder("x,k,y\n");
    for (int i = 0; i < 60; i++) {
      text.append(i % 7 == 0 ? "1e300" : i % 11 == 0 ? "-1e300" : "" + i);
      text.append("," + i % 3 + "," + (i % 7 > 3 ? "yes" : "no") + "\n");
    }
    for (String huge : List.of("1e300", "1e308")) {
      Path file = Cli.write(folder, "huge.csv", text.toString().replace("1e300", huge));
      Cli run =
          Cli.run(
              "train",
              file.toString(),
              "--target",
              "y",
              "--effort",
              "fast",
              "--epochs",
              "2",
              "--out",
              folder + "/huge",
              "--force");
      BadInputTest.refused(run, 3, "E324", "huge.csv line ", "column \"x\"");
      assertThat(run.fixes()).containsExactly("--scaling robust", "--ignore x");
      BadInputTest.fixed(run);
    }
  }

  @Test
  void the_line_of_the_largest_number_is_named_and_logarithms_are_proposed_where_they_help() {
    StringBuilder text = new StringBuilder("x,k,y\n");
    for (int i = 0; i < 100; i++) {
      String x = i == 70 ? "1e300" : "" + Math.round(Math.exp(i % 9 * 1.5));
      text.append(x + "," + i % 5 + "," + (i % 9 + 0.5) + "\n");
    }
    Path file = Cli.write(folder, "tail.csv", text.toString());
    String[] words = {"train", file.toString(), "--target", "y", "--effort", "fast"};
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--epochs", "2", "--seed", "1", "--force", "--out", folder + "/tail"));
    Cli run = Cli.run(all);
    BadInputTest.refused(run, 3, "E324", "tail.csv line 72, column \"x\": 1e300");
    assertThat(run.fixes()).containsExactly("--scaling robust", "--heavy-tails log", "--ignore x");
    for (String fix : run.fixes()) {
      assertThat(run.withFix(fix).exit()).as(fix).isZero();
    }
    all.addAll(List.of("--ignore", "k"));
    assertThat(Cli.run(all).fixes()).containsExactly("--scaling robust", "--heavy-tails log");
  }
}
