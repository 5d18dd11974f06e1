package dev.soma.cli;

import static dev.soma.cli.Tables.train;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/// Tables with both decimal marks, or with separators of thousands beside one.
class DecimalMarksTest extends OwnTables {
  @Test
  void no_fix_leads_from_decimal_commas_beside_points_to_numbers_a_thousand_times_too_large() {
    Path file =
        table("wt.csv", "a;w;y", 60, r -> "0," + (100 + r * 7) + ";0." + (10 + r) + ";" + r % 2);
    Cli weight = train(file, "--decimal", ",", "--weight", "w");
    assertThat(weight.err()).contains("error E317", "beside decimal commas in a");
    assertThat(weight.fixes())
        .containsExactly("give wt.csv one decimal mark", "leave --weight out");
    assertThat(trained(file, "--decimal", ",").err())
        .contains("numbers with a decimal point, now texts (beside decimal commas in a): w");
    Cli point = train(file);
    assertThat(point.err()).contains("error E305", "decimal commas, beside decimal points in w");
    assertThat(point.fixes())
        .containsExactly("--decimal , --ignore w", "--ignore a", "--category a");
    BadInputTest.fixed(point);
    Path target =
        table(
            "dpm.csv",
            "a;b;y",
            60,
            r -> "1," + (10 + r * 7 % 60) + ";" + r % 9 + ";" + (10 + r * 7) + ".25");
    Cli run = train(target, "--decimal", ",");
    assertThat(run.err()).contains("error E314", "beside decimal commas in a");
    assertThat(run.fixes()).first().isEqualTo("--decimal . --ignore a");
    assertThat(run.withFix("--decimal . --ignore a").err()).containsPattern("y +target +10.25 … ");
  }

  @Test
  void times_that_the_decimal_mark_leaves_as_texts_are_told_so() {
    Path file = table("time.csv", "t;a;y", 60, r -> "0." + (100 + r) + ";" + r % 9 + ";" + r % 2);
    Cli run = train(file, "--decimal", ",", "--split-by-time", "t");
    assertThat(run.err())
        .contains("error E361", "the values are numbers with a decimal point, which --decimal ,");
    assertThat(run.fixes()).containsExactly("--decimal .", "leave --split-by-time out");
    assertThat(run.withFix("--decimal .").exit()).isZero();
    Path both =
        table("mixed.csv", "t;a;y", 60, r -> "0." + (100 + r) + ";0," + r % 9 + ";" + r % 2);
    Cli mixed = train(both, "--decimal", ",", "--split-by-time", "t");
    assertThat(mixed.err()).contains("error E361", "beside decimal commas in a");
    assertThat(mixed.fixes())
        .containsExactly("give mixed.csv one decimal mark", "leave --split-by-time out");
  }

  @Test
  void thousands_and_the_other_decimal_mark_in_a_target_have_one_fix_that_reads_them() {
    Path english =
        table("thous.csv", "a;w;y", 60, r -> r % 9 + ";0." + r % 7 + ";" + (1 + r) + ",590.41");
    Cli run = train(english, "--decimal", ",");
    assertThat(run.err()).contains("error E314", "separators of thousands by --decimal .");
    assertThat(run.fixes()).first().isEqualTo("--decimal . --number y");
    Cli numbers = train(english, "--decimal", ",", "--task", "regression");
    assertThat(numbers.err()).contains("error E315");
    assertThat(numbers.fixes()).containsExactly("--decimal . --number y");
    BadInputTest.fixed(numbers);
    Path german =
        table("eu.csv", "a;w;y", 60, r -> r % 9 + ";" + r % 3 + ";" + (1 + r) + ".676,33");
    Cli point = train(german);
    assertThat(point.fixes()).first().isEqualTo("--decimal , --number y");
    assertThat(point.withFix("--decimal , --number y").err())
        .containsPattern("y +target +1676.33 … 60676.33");
  }

  @Test
  void classes_of_one_row_are_not_offered_in_place_of_numbers() {
    Path words = table("word.csv", "a;b;y", 60, r -> r % 9 + ";" + r % 7 + ";n" + r);
    Cli run = train(words, "--task", "regression");
    assertThat(run.err()).contains("error E315", "these targets are text: y");
    assertThat(run.fixes()).containsExactly("--target b");
    Path classes = table("class.csv", "a;y", 60, r -> r % 9 + ";n" + r % 3);
    assertThat(train(classes, "--task", "regression").fixes())
        .containsExactly("--task classification");
  }

  @Test
  void no_column_that_is_more_than_an_input_is_to_be_left_out_for_the_other_mark() {
    Path two = table("two.csv", "a;y2;y", 60, r -> r + ";" + r % 7 + ",34;7." + (10 + r));
    Cli targets = Cli.run(with(train(two, "--decimal", ",").command(), "--target", "y,y2"));
    assertThat(targets.err()).contains("error E315", "beside decimal commas in y2");
    assertThat(targets.fixes()).containsExactly("give two.csv one decimal mark", "--target y2");
    assertThat(targets.withFix("--target y2").exit()).isZero();
    Path file =
        table("grp.csv", "a;g;t;y", 60, r -> r % 7 + ";" + r % 9 + ",5;" + r + ",25;3." + (10 + r));
    for (String flag : List.of("--split-by-time", "--group", "--weight", "--offset")) {
      Cli run = train(file, "--decimal", ",", flag, "t");
      assertThat(run.err()).as(flag).contains("error E31", "beside decimal commas in g, t");
      assertThat(run.fixes()).as(flag).noneMatch(f -> f.contains("--ignore"));
    }
    Cli free = train(file, "--decimal", ",");
    assertThat(free.fixes()).first().isEqualTo("--decimal . --ignore g,t");
    assertThat(free.withFix("--decimal . --ignore g,t").exit()).isZero();
    for (String flag : List.of("--split-by-time", "--weight", "--group")) {
      Cli used = train(file, flag, "t");
      assertThat(used.err()).as(flag).contains("error E305", "beside decimal points in y");
      assertThat(used.fixes()).as(flag).containsExactly("give grp.csv one decimal mark");
    }
  }

  private static List<String> with(List<String> command, String flag, String value) {
    List<String> changed = new ArrayList<>(command);
    changed.set(changed.indexOf(flag) + 1, value);
    return changed;
  }

  @Test
  void commas_that_may_part_thousands_in_all_values_are_read_so_beside_decimal_points() {
    Path file =
        table(
            "thousands.csv",
            "a,b,y",
            60,
            r -> "\"" + (10 + r) + "," + (100 + 7 * r) + "\"," + r % 7 + ",0." + (300 + r));
    Cli run = train(file, "--decimal", ",");
    assertThat(run.err()).contains("error E314");
    assertThat(run.fixes()).first().isEqualTo("--decimal . --number a");
    assertThat(run.withFix("--decimal . --number a").err())
        .containsPattern("a +number +10100 … 69513")
        .containsPattern("y +target +0.3 … 0.359");
    Path other =
        table(
            "short.csv",
            "a,b,y",
            60,
            r -> "\"" + (10 + r) + "," + (r == 7 ? 5 : 100 + 7 * r) + "\"," + r % 7 + ",0.3" + r);
    assertThat(train(other, "--decimal", ",").fixes())
        .as("10,5 is no thousands")
        .first()
        .isEqualTo("--decimal . --ignore a");
  }

  @Test
  void decimal_commas_beside_separators_of_thousands_are_left_out_or_their_own_mark_is_said() {
    Path file =
        table(
            "d4.csv",
            "a;b;y",
            60,
            r ->
                r % 3 - 1 + "," + (100 + r) + ";" + r % 7 + ";" + (1 + r % 9) + ",853." + (10 + r));
    Cli run = train(file);
    assertThat(run.err()).contains("error E305", "decimal commas, beside decimal points in y");
    assertThat(run.fixes()).containsExactly("--ignore a --number y", "--category a --number y");
    BadInputTest.fixed(run);
    assertThat(run.withFix("--ignore a --number y").err())
        .containsPattern("y +target +1853.1 … 9853.");
    Path both =
        table("both.csv", "a;b;y", 60, r -> "0," + (100 + r) + ";" + r % 7 + ";1.593," + (10 + r));
    Cli all = train(both);
    assertThat(all.fixes()).first().isEqualTo("--decimal , --number y");
    assertThat(all.withFix("--decimal , --number y").err())
        .containsPattern("a +number +0.1 … 0.159")
        .containsPattern("y +target +1593.1 … 1593.69");
    Path most =
        table(
            "most.csv",
            "a;b;c;y",
            60,
            r -> "0," + (100 + r) + ";1." + (10 + r) + ";2." + (20 + r) + ";" + r % 2);
    assertThat(train(most).fixes())
        .containsExactly("--ignore a", "--decimal , --ignore b,c", "--category a");
  }

  @Test
  void a_column_that_is_ignored_does_not_show_the_decimal_mark() {
    Path file =
        table(
            "ign.csv",
            "a;b;c;y",
            60,
            r -> "0," + r % 9 + ";9." + (100 + r) + ";" + r + ";" + r % 2);
    assertThat(trained(file, "--decimal", ",", "--ignore", "a").err())
        .contains("numbers with a decimal point, now texts (--decimal . to read them): b");
    assertThat(trained(file, "--decimal", ",").err())
        .doesNotContain("numbers with a decimal point, now texts");
  }

  @Test
  void another_decimal_mark_of_test_rows_is_not_proposed_for_the_training_table() {
    Path base = table("base.csv", "a,y", 60, r -> "0." + (10 + r) + "," + r % 2);
    Path commas = table("c60.csv", "a;y", 60, r -> "0," + (10 + r) + ";" + r % 2);
    for (String flag : List.of("--test", "--validation")) {
      Cli run = train(base, flag, commas.toString());
      assertThat(run.err())
          .contains("error E512", "it is read with the decimal mark of the training table");
      assertThat(run.fixes()).containsExactly("leave " + flag + " out");
    }
    trained(base);
    Cli predicted = Cli.run("predict", model(), commas.toString());
    assertThat(predicted.fixes()).containsExactly("--decimal ,");
    BadInputTest.fixed(predicted);
  }

  private static String marks(int r, char mark) {
    return 10 + r + "" + mark + (10 + r * 7 % 80);
  }

  private Cli typed(String name, IntFunction<String> line, String... more) {
    return train(table(name + ".csv", "a;b;c;y", 60, line), more);
  }

  @Test
  void every_fix_of_a_column_with_the_other_mark_reads_all_columns_that_are_not_left_out() {
    IntFunction<String> thousand = r -> (1 + r % 9) + "," + (100 + r * 7);
    List<IntFunction<String>> tables =
        List.of(
            r -> marks(r, '.') + ";" + marks(r, ',') + ";" + r % 2 + ";" + r + ".5",
            r -> marks(r, '.') + ";" + marks(r, ',') + ";" + r % 2 + ";" + r + ",5",
            r -> marks(r, ',') + ";" + marks(r + 1, ',') + ";" + r % 2 + ";" + r + ".5",
            r -> thousand.apply(r) + ";" + marks(r, '.') + ";" + r % 2 + ";1." + (100 + r) + ",25",
            r -> thousand.apply(r) + ";" + marks(r, '.') + ";" + r % 2 + ";1," + (100 + r) + ".25",
            r -> marks(r, r % 10 == 0 ? ',' : '.') + ";" + marks(r, ',') + ";" + r % 2 + ";" + r,
            r -> marks(r, '.') + ";" + r % 2 + ";" + marks(r, ',') + ";" + r,
            r -> marks(r, ',') + ";" + marks(r, '.') + ";0," + (10 + r) + ";" + r,
            r -> thousand.apply(r) + ";" + r % 9 + ";" + r % 2 + ";" + r + ".25",
            r -> thousand.apply(r) + ";0," + r + ";" + r % 2 + ";" + r + ".25",
            r -> thousand.apply(r) + ";0," + r + ";1." + (10 + r) + ";" + "qp".charAt(r % 2));
    for (int i = 0; i < tables.size(); i++) {
      Cli run = typed("t" + i, tables.get(i));
      assertThat(run.err()).as("table " + i).contains("error E305");
      String one = "give t" + i + ".csv one decimal mark";
      assertThat(run.fixes()).as(run.toString()).first().isNotEqualTo(one);
      for (String fix : run.fixes()) {
        if (!fix.equals(one)) {
          assertThat(run.withFix(fix).exit()).as(fix + "\n" + run).isZero();
        }
      }
    }
  }

  @Test
  void what_was_typed_as_thousands_is_never_to_become_decimals() {
    IntFunction<String> thousand = r -> (1 + r % 9) + "," + (100 + r * 7);
    Cli target =
        typed(
            "y1",
            r -> thousand.apply(r) + ";" + marks(r, '.') + ";" + r % 2 + ";1." + (100 + r) + ",25",
            "--number",
            "a");
    assertThat(target.err()).contains("error E314", "in b: give the file one mark");
    assertThat(target.fixes()).containsExactly("give y1.csv one decimal mark", "--target c");
    Cli input =
        typed(
            "y2",
            r -> thousand.apply(r) + ";0," + r + ";1." + (10 + r) + ";" + "qp".charAt(r % 2),
            "--number",
            "a");
    assertThat(input.fixes()).containsExactly("--ignore b", "--category b");
    BadInputTest.fixed(input);
    Cli both =
        typed(
            "y3",
            r -> marks(r, r % 10 == 0 ? ',' : '.') + ";" + marks(r, ',') + ";" + r % 2 + ";" + r,
            "--number",
            "a");
    assertThat(both.fixes()).containsExactly("give y3.csv one decimal mark");
  }

  @Test
  void rows_for_a_model_with_both_marks_are_to_be_given_one() {
    trained(table("p.csv", "a;b;y", 60, r -> marks(r, '.') + ";" + marks(r, '.') + ";" + r % 2));
    Path both =
        table("pm.csv", "a;b;y", 60, r -> marks(r, ',') + ";" + marks(r, '.') + ";" + r % 2);
    for (String command : List.of("predict", "evaluate")) {
      Cli run = Cli.run(command, model(), both.toString());
      assertThat(run.err()).contains("error E512");
      assertThat(run.fixes()).containsExactly("give pm.csv one decimal mark");
    }
    for (String rows : List.of("--line=5", "--rows=1-3")) {
      Cli run = Cli.run("explain", model(), both.toString(), rows);
      assertThat(run.fixes()).containsExactly("give pm.csv one decimal mark");
    }
    Path late =
        table("late.csv", "a;b;y", 5_000, r -> marks(r % 60, r < 4_900 ? ',' : '.') + ";1;0");
    for (String command : List.of("predict", "evaluate")) {
      assertThat(Cli.run(command, model(), late.toString()).fixes())
          .as("which mark it has is asked of the whole file")
          .containsExactly("give late.csv one decimal mark", "--on-bad-row skip");
    }
  }

  @Test
  void the_other_mark_is_offered_where_thousands_of_typed_numbers_are_read_by_it() {
    IntFunction<String> thousand = r -> (1 + r % 9) + "," + (100 + r * 7);
    IntFunction<String> row = r -> thousand.apply(r) + ";" + marks(r, '.') + ";" + r % 2;
    trained(table("th.csv", "a;b;y", 60, row), "--number", "a");
    for (String more : List.of("", ",5")) {
      Path other =
          table(
              "to.csv",
              "a;b;y",
              60,
              r -> thousand.apply(r).replace(',', '.') + more + ";" + marks(r, ',') + ";" + r % 2);
      for (String command : List.of("predict", "evaluate")) {
        Cli run = Cli.run(command, model(), other.toString());
        assertThat(run.fixes()).as(run.toString()).containsExactly("--decimal ,");
        BadInputTest.fixed(run);
      }
    }
    Path both =
        table("tm.csv", "a;b;y", 60, r -> thousand.apply(r) + ";" + marks(r, ',') + ";" + r % 2);
    assertThat(Cli.run("predict", model(), both.toString()).fixes())
        .as("1,100 is not to become 1.1")
        .containsExactly("give tm.csv one decimal mark");
  }

  @Test
  void another_mark_of_true_numbers_is_named_and_offered_where_it_reads_the_inputs() {
    Path base = table("n.csv", "a;b;y", 60, r -> marks(r, '.') + ";" + r % 9 + ";" + marks(r, '.'));
    String rows =
        table("nt.csv", "a;b;y", 60, r -> r + ";" + r % 9 + ";" + marks(r, ',')).toString();
    for (String flag : List.of("--test", "--validation")) {
      Cli run = train(base, flag, rows);
      assertThat(run.err())
          .contains("error E514", "it is read with the decimal mark of the training table");
      assertThat(run.fixes()).containsExactly("leave " + flag + " out");
    }
    trained(base);
    Cli offered = Cli.run("evaluate", model(), rows);
    assertThat(offered.err()).contains("error E514");
    assertThat(offered.fixes()).containsExactly("--decimal ,");
    BadInputTest.fixed(offered);
    Path points =
        table("np.csv", "a;b;y", 60, r -> marks(r, '.') + ";" + r % 9 + ";" + marks(r, ','));
    assertThat(Cli.run("evaluate", model(), points.toString()).fixes())
        .containsExactly("give np.csv one decimal mark");
  }
}
