package dev.soma.cli;

import static dev.soma.cli.Tables.train;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Rows of files that a model is measured on or asked of, and that it can do nothing with.
class UnusableRowsTest extends OwnTables {
  private static final String SKIP = "--on-bad-row=skip";

  @Test
  void each_row_of_a_file_of_its_own_that_cannot_be_used_is_skipped_counted_and_listed()
      throws IOException {
    Path file =
        Tables.table(
            folder, "some.csv", "a,y", 60, r -> r * 7 % 60 + "," + (r % 2 == 0 ? "no" : "yes"));
    Path odd = Cli.write(folder, "odd.csv", "a,y\n1,no\nzz,yes\n3,no,5\n4,perhaps\n5,\n6,yes\n");
    Path rejects = Path.of("odd.rejects.csv");
    Cli stopped = train(file, "--test", odd.toString());
    assertThat(stopped.err()).contains("error E301").doesNotContain("FIT");
    Path typed = Cli.write(folder, "typed.csv", "a,y\n1,no\nzz,yes\n");
    Cli wrong = train(file, "--validation", typed.toString());
    assertThat(wrong.err()).contains("error E512", "\"zz\"").doesNotContain("FIT");
    assertThat(wrong.fixes()).contains("--on-bad-row skip");
    for (String flag : List.of("--test", "--validation")) {
      Cli run = train(file, flag, odd.toString(), "--on-bad-row", "skip");
      assertThat(run.exit()).as(run.toString()).isZero();
      String skipped = "4 rows of odd.csv skipped: they could not be used";
      assertThat(run.err()).contains(skipped);
      assertThat(ReportPage.read(folder.resolve("out")).split()).contains(skipped);
    }
    String model = model();
    assertThat(Cli.run("evaluate", model, odd.toString(), "--on-bad-row", "skip").out())
        .contains("odd.csv   2 rows", "4 rows skipped: they could not be used");
    assertThat(Files.readAllLines(rejects))
        .hasSize(5)
        .contains("3,E512,\"column \"\"a\"\": \"\"zz\"\"\",zz,yes")
        .anyMatch(line -> line.startsWith("5,E514,") && line.endsWith("4,perhaps"));
    Cli predicted = Cli.run("predict", model, odd.toString(), "--on-bad-row", "skip");
    assertThat(predicted.err())
        .contains("4 rows read, 4 written; 2 that could not be read or used");
    Path all = Cli.write(folder, "all.csv", "a,y\nzz,no\nyy,yes\n");
    Cli none = Cli.run("predict", model, all.toString(), "--on-bad-row", "skip");
    assertThat(none.err()).as("a wrong column is no bad row").contains("error E512");
  }

  /// What a command lists, run twice: the second does not add to the file of the first.
  private static List<String> listed(String name, Supplier<Cli> command) throws IOException {
    Path rejects = Path.of(name);
    Cli first = command.get();
    assertThat(first.exit()).as(first.toString()).isZero();
    List<String> lines = Files.readAllLines(rejects);
    assertThat(command.get().exit()).isZero();
    assertThat(Files.readAllLines(rejects)).isEqualTo(lines);
    Files.delete(rejects);
    return lines.stream().map(line -> line.split(",", 3)).map(l -> l[0] + " " + l[1]).toList();
  }

  @Test
  void each_command_lists_its_own_rejected_rows_and_adds_to_those_of_no_earlier_one()
      throws IOException {
    Path file =
        Tables.table(
            folder,
            "rows.csv",
            "a,y",
            60,
            r -> r * 7 % 60 + "," + (r == 9 ? "" : r % 2 == 0 ? "no" : "yes"));
    assertThat(listed("rows.rejects.csv", () -> train(file, SKIP)))
        .containsExactly("line id", "11 E312");
    String model = model();
    String odd = Cli.write(folder, "bad.csv", "a,y\n1,no\nzz,yes\n6,yes\n").toString();
    for (String flag : List.of("--test", "--validation")) {
      assertThat(listed("bad.rejects.csv", () -> train(file, SKIP, flag, odd)))
          .containsExactly("line id", "3 E512");
    }
    for (String command : List.of("evaluate", "predict")) {
      assertThat(listed("bad.rejects.csv", () -> Cli.run(command, model, odd, SKIP)))
          .containsExactly("line id", "3 E512");
    }
    Path other = Files.createDirectories(folder.resolve("other"));
    String same = Cli.write(other, "rows.csv", "a,y\n1,no\nzz,yes\n6,yes\n7\n").toString();
    Supplier<Cli> both = () -> train(file, SKIP, "--test", same, "--validation", odd);
    assertThat(listed("rows.rejects.csv", both)).containsExactly("line id", "11 E312");
    assertThat(listed("rows.test.rejects.csv", both))
        .as("a table of the same name does not replace what training listed")
        .containsExactly("line id", "5 E301", "3 E512");
  }

  @Test
  void a_flag_is_offered_that_skips_such_rows_where_the_file_has_others() {
    table("asked.csv", "a,y", 60, r -> r * 7 % 60 + "," + (r % 2 == 0 ? "no" : "yes"));
    assertThat(train(folder.resolve("asked.csv")).exit()).isZero();
    String odd = Cli.write(folder, "oddly.csv", "a,y\n1,no\nzz,yes\n3,no\n").toString();
    String none = Cli.write(folder, "noneof.csv", "a,y\nzz,no\nyy,yes\n").toString();
    String late = table("later.csv", "a,y", 4_120, r -> (r < 4_100 ? "zz" : r) + ",no").toString();
    for (String command : List.of("evaluate", "predict", "gradcheck")) {
      for (String file : List.of(odd, late)) {
        Cli refused = Cli.run(command, model(), file);
        assertThat(refused.err()).as(command).contains("error E512");
        assertThat(refused.fixes()).as(command).contains("--on-bad-row skip");
        Cli skipped = Cli.run(command, model(), file, SKIP);
        assertThat(skipped.exit()).as(skipped.toString()).isZero();
      }
      assertThat(Cli.run(command, model(), none).fixes()).doesNotContain("--on-bad-row skip");
      assertThat(Cli.run(command, model(), none, SKIP).err()).contains("error E512");
    }
    assertThat(Cli.run("predict", model(), late, SKIP).err())
        .contains("20 rows read, 20 written; 4,100 that could not be read or used skipped");
    assertThat(Cli.run("gradcheck", model(), odd, SKIP).out()).contains("J over 2 rows");
  }

  @Test
  void rows_without_a_value_are_skipped_where_a_model_needs_one() {
    Path file =
        table("fullrows.csv", "a,y", 60, r -> r * 7 % 60 + "," + (r % 2 == 0 ? "no" : "yes"));
    assertThat(train(file, "--missing", "error").exit()).isZero();
    String gap = Cli.write(folder, "gaprow.csv", "a,y\n1,no\n,yes\n3,no\n").toString();
    for (String command : List.of("evaluate", "predict", "gradcheck")) {
      Cli refused = Cli.run(command, model(), gap);
      assertThat(refused.err()).as(command).contains("error E320", "line 3");
      assertThat(refused.fixes()).as(command).containsExactly("--on-bad-row skip");
      assertThat(Cli.run(command, model(), gap, SKIP).exit()).as(command).isZero();
      assertThat(Path.of("gaprow.rejects.csv"))
          .content()
          .contains("3,E320,\"column \"\"a\"\": no value\",,yes");
    }
  }

  @Test
  void a_skipped_row_that_is_to_be_explained_is_said_to_be_skipped_and_why() {
    table("shown.csv", "a,y", 60, r -> r * 7 % 60 + "," + (r % 2 == 0 ? "no" : "yes"));
    assertThat(train(folder.resolve("shown.csv")).exit()).isZero();
    String odd =
        Cli.write(folder, "oddrow.csv", "a,y\n1,no\nzz,yes\n3,perhaps\n4\n5,yes\n").toString();
    for (String id : List.of("3 E512", "4 E514")) {
      Cli run = Cli.run("explain", model(), odd, SKIP, "--line", id.substring(0, 1));
      assertThat(run.exit()).as(run.toString()).isEqualTo(5);
      assertThat(run.err())
          .contains(
              "error " + id.substring(2), "the row is skipped, so there is nothing to explain");
      assertThat(run.fixes()).containsExactly("--line 6");
      BadInputTest.fixed(run);
    }
    Cli ragged = Cli.run("explain", model(), odd, SKIP, "--line", "5");
    assertThat(ragged.err()).contains("error E209", "no row begins there, or a skipped one");
    BadInputTest.fixed(ragged);
    String marks = Cli.write(folder, "marks.csv", "a;y\n1.5;no\n1,5;yes\n2;no\n").toString();
    Cli marked = Cli.run("explain", model(), marks, SKIP, "--line", "3");
    assertThat(marked.fixes()).containsExactly("--decimal ,", "--line 4");
    BadInputTest.fixed(marked);
  }

  @Test
  void a_long_file_that_is_refused_is_counted_to_its_end() {
    table("piece.csv", "a,c,y", 60, r -> r * 7 % 60 + "," + "uv".charAt(r % 2) + "," + r % 2);
    assertThat(train(folder.resolve("piece.csv")).exit()).isZero();
    Path none = table("nothing.csv", "a,c,y", 4_120, r -> "zz,u,1");
    for (String[] more : new String[][] {{}, {SKIP}}) {
      Cli run = Cli.run(with("predict", none, more));
      assertThat(run.err())
          .contains("error E512", "4,120 of 4,120 values differ")
          .doesNotContain("pieces");
      assertThat(run.fixes())
          .containsExactly("write a number into \"a\" in those 4,120 lines of nothing.csv");
    }
    Path some = table("some.csv", "a,c,y", 8_200, r -> (r % 4_100 == 9 ? "zz" : r % 60) + ",u,1");
    Cli refused = Cli.run("predict", model(), some.toString());
    assertThat(refused.err()).contains("2 of 8,200 values differ (lines 11, 4,111)");
    assertThat(refused.fixes())
        .containsExactly(
            "leave \"a\" empty in those 2 lines of some.csv, which then counts as missing",
            "--on-bad-row skip");
    Path late = table("unseen.csv", "a,c,y", 4_120, r -> "1," + (r < 4_119 ? "u" : "w") + ",1");
    assertThat(Cli.run("predict", model(), late.toString()).err())
        .contains("error E511", "line 4,121", "1 of 24 rows affected", "read after row 4,096");
  }

  private String[] with(String command, Path file, String... more) {
    Stream<String> typed = Stream.of(command, model(), file.toString());
    return Stream.concat(typed, Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void a_refused_prediction_leaves_the_rejected_rows_of_an_earlier_one() throws IOException {
    table("former.csv", "a,y", 60, r -> r * 7 % 60 + "," + r % 2);
    assertThat(train(folder.resolve("former.csv")).exit()).isZero();
    Path rejects = Path.of("again.rejects.csv");
    List<IntFunction<String>> refused =
        List.of(r -> "zz,1", r -> r == 3 ? "zz,1" : r == 5_000 ? "\"1,1" : "2,1", r -> r + ",1,no");
    Path rows = table("again.csv", "a,y", 9, r -> (r == 3 ? "zz" : r) + ",1");
    assertThat(Cli.run(with("predict", rows, SKIP)).exit()).isZero();
    List<String> former = Files.readAllLines(rejects);
    assertThat(former).hasSize(2);
    for (IntFunction<String> row : refused) {
      table("again.csv", "a,y", 5_001, row);
      assertThat(Cli.run(with("predict", rows, SKIP)).exit()).isNotZero();
      assertThat(Files.readAllLines(rejects)).isEqualTo(former);
      Files.delete(rejects);
      assertThat(Cli.run(with("predict", rows, SKIP)).exit()).isNotZero();
      assertThat(rejects).doesNotExist();
      Files.write(rejects, former);
    }
    assertThat(Path.of("").toAbsolutePath().toFile().list())
        .noneMatch(name -> name.startsWith(".again.rejects"));
    table("again.csv", "a,y", 5_001, r -> (r > 4_998 ? "zz" : r % 60) + ",1");
    assertThat(Cli.run(with("predict", rows, SKIP)).exit()).isZero();
    assertThat(Files.readAllLines(rejects)).hasSize(3);
  }
}
