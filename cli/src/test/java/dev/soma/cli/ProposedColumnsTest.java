package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What diagnostics propose to do with columns works when it is typed.
class ProposedColumnsTest {
  @TempDir private Path folder;

  private final SplittableRandom random = new SplittableRandom(4);

  private Path rows(String header, int rows, IntFunction<String> row) {
    StringBuilder text = new StringBuilder(header + "\n");
    for (int r = 0; r < rows; r++) {
      text.append(row.apply(r)).append('\n');
    }
    return Cli.write(folder, "t.csv", text.toString());
  }

  private Cli train(Path rows, String name, String... more) {
    List<String> all = new ArrayList<>(List.of("train", rows.toString(), "--target", "y"));
    all.addAll(List.of("--effort", "fast", "--out", folder.resolve(name).toString()));
    all.addAll(List.of(more));
    return Cli.run(all);
  }

  @Test
  void the_only_input_is_said_to_be_it_and_is_not_to_be_left_out() {
    Path rows = rows("x,y", 120, r -> (r * 7 % 50) + "," + (r * 7 % 50 < 25 ? "low" : "high"));
    Cli run = train(rows, "only", "--epochs", "2");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("is it known beforehand? x (accuracy 100.0 %); it is the only input ")
        .doesNotContain("--ignore");
    Cli why = Cli.run("why", "D9", folder.resolve("only").toString());
    assertThat(why.out()).contains("try: soma inspect " + rows).doesNotContain("--ignore x");
    assertThat(Cli.run("inspect", rows.toString(), "--target", "y").out())
        .doesNotContain("--ignore");
  }

  @Test
  void columns_that_are_all_inputs_together_are_not_to_be_left_out_together() {
    Path rows =
        rows(
            "a,b,y",
            120,
            r -> (1000 + 3 * r) + "," + (r * 7 % 50) + "," + (r * 7 % 50 < 25 ? "low" : "high"));
    Cli run = train(rows, "both", "--epochs", "2");
    assertThat(run.err()).contains("id-like: a", "beforehand? b", "; try --ignore b ");
    Cli why = Cli.run("why", "D9", folder.resolve("both").toString());
    assertThat(tried(why).exit()).as(why.out()).isZero();
  }

  @Test
  void a_value_that_hides_all_others_is_answered_with_a_scale_by_which_something_is_learned() {
    IntFunction<String> row =
        r -> {
          double x = random.nextDouble() - 0.5;
          return (r == 77 ? "1e12" : x) + "," + r % 3 + "," + (x > 0 ? "yes" : "no");
        };
    Path rows = rows("x,k,y", 600, row);
    List<String> flags = List.of("--hidden", "none", "--optimizer", "adam", "--epochs", "20");
    List<String> more = new ArrayList<>(flags);
    more.addAll(List.of("--ema", "0.999", "--seed", "3"));
    Cli run = train(rows, "far", more.toArray(String[]::new));
    assertThat(run.err())
        .containsPattern("! D8 .*; validation rows have values of x \\(line 79\\) far beyond")
        .contains("; try --scaling robust ");
    assertThat(accuracy(run)).isLessThan(70);
    Cli scaled = tried(Cli.run("why", "D8", folder.resolve("far").toString()));
    assertThat(scaled.err()).contains("; try --optimizer lbfgs --lr 1 --ema 0 ");
    Cli whole = tried(Cli.run("why", "D8", folder.resolve("tried").toString()));
    assertThat(accuracy(whole)).isGreaterThan(90);
  }

  @Test
  void a_validation_value_that_no_net_can_take_is_named_with_its_line_and_a_scale_that_bounds_it() {
    IntFunction<String> row =
        r -> r + "," + (r == 150 ? "1e300" : r * 37 % 100) + "," + r * 37 % 100 / 5.0;
    Path rows = rows("t,x,y", 200, row);
    List<String> flags = List.of("--split-by-time", "t", "--epochs", "12");
    Cli run = train(rows, "huge", flags.toArray(String[]::new));
    assertThat(run.err())
        .contains("val not finite  rmse not finite", "linear not finite")
        .contains("the validation loss is not finite; saying the same of every row costs")
        .contains(
            "validation rows have values of x (line 152) far beyond", "; try --scaling robust")
        .doesNotContain("Infinity", "NaN");
    Cli bounded = tried(Cli.run("why", "D8", folder.resolve("huge").toString()));
    assertThat(bounded.err()).contains("  val ").doesNotContain("not finite");
  }

  private static double accuracy(Cli run) {
    Matcher m = Pattern.compile("(?m)^  accuracy +([\\d.]+) %").matcher(run.err());
    assertThat(m.find()).as(run.toString()).isTrue();
    return Double.parseDouble(m.group(1));
  }

  /// The command that `why` proposes, in a folder of its own.
  private Cli tried(Cli why) {
    Matcher line = Pattern.compile("try: soma (.*)").matcher(why.out());
    assertThat(line.find()).as(why.out()).isTrue();
    List<String> words = Cli.words(line.group(1));
    words.addAll(List.of("--force", "--out", folder.resolve("tried").toString()));
    return Cli.run(words);
  }
}
