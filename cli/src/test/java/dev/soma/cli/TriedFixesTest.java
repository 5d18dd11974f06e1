package dev.soma.cli;

import static dev.soma.cli.Tables.train;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is offered for a table that is refused has been tried.
class TriedFixesTest extends OwnTables {
  /// @param flags with which the table is refused
  /// @param fixes of which those that can be typed work
  private record Case(
      String name, String header, IntFunction<String> line, String flags, List<String> fixes) {
    @Override
    public String toString() {
      return name + " " + flags;
    }
  }

  private static Case of(
      String name, String header, IntFunction<String> line, String flags, String... fixes) {
    return new Case(name, header, line, flags, List.of(fixes));
  }

  private static String marks(int r, char mark) {
    return 10 + r + "" + mark + (10 + r * 7 % 80);
  }

  private static String some(int r, String value) {
    return r % 8 == 0 ? value : Integer.toString(r * 13 % 900);
  }

  static Stream<Case> cases() {
    return Stream.of(
        of(
            "thousands_in_some_rows_of_an_input_and_decimal_commas_in_some_of_the_target",
            "a;b;y",
            r -> r % 9 + ";" + some(r, "1,234") + ";" + (r % 8 == 0 ? 10 + r + ",5" : r),
            "",
            "--decimal ,"),
        of(
            "thousands_in_some_rows_of_an_input_and_in_all_of_the_target_with_decimals",
            "a;b;y",
            r -> r % 9 + ";" + some(r, "1,234") + ";1." + (100 + r) + ",25",
            "",
            "--decimal , --number y"),
        of(
            "whole_numbers_that_were_typed_show_no_mark",
            "a;b;y",
            r -> r % 9 + ";" + marks(r, ',') + ";" + r,
            "--number a",
            "--decimal ,",
            "--category b"),
        of(
            "whole_numbers_that_were_typed_beside_points",
            "a;b;y",
            r -> r % 9 + ";" + marks(r, '.') + ";" + r + ".5",
            "--number a --decimal ,",
            "--decimal ."),
        of(
            "the_only_input_has_the_other_mark",
            "a;y",
            r -> marks(r, ',') + ";" + r + ".5",
            "",
            "give NAME one decimal mark",
            "--category a"),
        of(
            "groups_have_the_other_mark",
            "a;g;y",
            r -> marks(r, ',') + ";" + r / 6 + ".5;" + r,
            "--group g",
            "give NAME one decimal mark",
            "--category a"),
        of(
            "two_columns_have_both_marks",
            "a;b;c;y",
            r ->
                marks(r, r % 10 == 0 ? '.' : ',')
                    + (";" + marks(r, r % 10 == 0 ? ',' : '.'))
                    + (";" + r % 7 + ";" + marks(r, '.')),
            "--decimal ,",
            "--decimal . --ignore a --on-bad-row skip",
            "--decimal . --ignore a,b"),
        of(
            "an_input_has_both_marks_and_the_target_one",
            "a;c;y",
            r -> marks(r, r % 10 == 0 ? ',' : '.') + ";" + r % 7 + ";" + marks(r, '.'),
            "--decimal ,",
            "--decimal . --on-bad-row skip"),
        of(
            "signs_in_another_column_are_not_skipped_with_the_bad_rows",
            "a;y",
            r -> (r % 10 == 0 ? "$5" : r) + ";$" + (12 + r) + ".30",
            "",
            "--number a,y",
            "--category a --number y"),
        of(
            "the_other_mark_beside_a_bad_row",
            "a;c;y",
            r -> r * 7 % 31 + "," + r % 9 + ";" + (r == 7 ? "zz" : r) + ";" + r % 2,
            "",
            "--decimal , --on-bad-row skip"),
        of(
            "signs_in_some_rows_beside_a_bad_row_keep_the_other_rows",
            "b;a;y",
            r -> (r % 8 == 0 ? "$" + r : r) + ";" + (r == 7 ? "zz" : r * 7 % 31) + ";" + r % 2,
            "",
            "--number b --on-bad-row skip",
            "--on-bad-row skip"),
        of(
            "signs_and_the_other_mark_need_three_steps",
            "a;b;y",
            r -> (r % 8 == 0 ? "$" + r : r) + ";" + r % 7 + ",5;" + (10 + r) + "%",
            "",
            "--decimal , --number a,y",
            "--ignore b --number a,y"),
        of(
            "names_that_look_like_flags",
            "--x;b;y",
            r -> (r % 8 == 0 ? "$" + r : r) + ";" + r % 7 + ";" + r % 2,
            "",
            "--number --x",
            "--category --x",
            "--on-bad-row skip"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void every_fix_that_can_be_typed_works_and_those_that_keep_all_columns_come_first(Case c) {
    String name = c.name + ".csv";
    Path file = table(name, c.header, 60, c.line);
    String[] flags = c.flags.isEmpty() ? new String[0] : c.flags.split(" ");
    Cli run = train(file, flags);
    assertThat(run.exit()).as(run.toString()).isEqualTo(3);
    assertThat(run.fixes()).isEqualTo(c.fixes.stream().map(f -> f.replace("NAME", name)).toList());
    for (String fix : run.fixes()) {
      if (fix.startsWith("--")) {
        Cli fixed = run.withFix(fix);
        assertThat(fixed.exit()).as(fix + "\n" + fixed).isZero();
      }
    }
  }

  @Test
  void a_fix_that_leads_to_another_refusal_stays_where_none_works() {
    Path file = table("two.csv", "a,b,y", 60, r -> (r == 7 ? "zz" : r) + "," + r % 7 + ",1");
    Cli run = train(file);
    assertThat(run.err()).contains("error E305");
    assertThat(run.fixes()).containsExactly("--on-bad-row skip", "--category a");
    assertThat(run.withFix("--on-bad-row skip").err()).contains("error E313");
  }

  @Test
  void the_other_mark_stays_offered_where_something_else_is_refused_as_well() {
    Path file =
        table("typo.csv", "a;c;y", 60, r -> r % 31 + "," + r % 9 + ";" + r % 7 + ";" + r % 2);
    Cli typo = Cli.run("train", file.toString(), "--target", "Y", "--effort", "fast");
    assertThat(typo.fixes()).first().isEqualTo("--decimal ,");
    assertThat(typo.withFix("--decimal ,").fixes()).first().isEqualTo("--target y");
    Path blank =
        table(
            "b.csv", "a;b;y", 60, r -> (r == 4 ? "" : r % 31 + ",5") + ";" + r % 50 + ";" + r % 2);
    assertThat(train(blank, "--missing", "error").fixes()).first().isEqualTo("--decimal ,");
  }

  @Test
  void what_can_be_read_once_only_is_not_read_for_trials() throws Exception {
    Path file = table("thou.csv", "a;b;y", 60, r -> r % 31 + ";" + some(r, "1,234") + ";" + r % 2);
    Path pipe = folder.resolve("pipe.csv");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Cli run = train(file, "--test", pipe.toString());
    assertThat(run.err()).contains("error E305");
    assertThat(run.fixes()).first().isEqualTo("--number b");
  }

  @Test
  void trying_to_skip_rows_writes_no_file() {
    Path file = table("zz.csv", "a,b,y", 60, r -> (r == 7 ? "zz" : r) + "," + r % 7 + "," + r % 2);
    Cli run = train(file);
    assertThat(run.fixes()).first().isEqualTo("--on-bad-row skip");
    assertThat(Path.of("zz.rejects.csv")).doesNotExist();
  }

  @Test
  void a_table_that_is_only_looked_at_is_offered_what_works_too() {
    Path file =
        table("look.csv", "a;b;y", 60, r -> r % 9 + ";" + some(r, "1,234") + ";" + r % 2 + ",5");
    Cli run = Cli.run("inspect", file.toString());
    assertThat(run.err()).contains("error E305");
    assertThat(run.fixes()).first().isEqualTo("--decimal ,");
    assertThat(run.withFix("--decimal ,").exit()).isZero();
    Path signs =
        table(
            "s.csv",
            "x;w;y",
            60,
            r -> "2" + r + ",46;" + r * 37 % 91 + "," + r + ";" + (1 + r) + ".100,5");
    Cli targeted = Cli.run("inspect", signs.toString(), "--target", "y");
    assertThat(targeted.fixes()).first().isEqualTo("--decimal , --number y");
    assertThat(targeted.withFix("--decimal , --number y").exit()).isZero();
  }
}
