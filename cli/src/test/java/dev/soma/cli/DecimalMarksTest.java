package dev.soma.cli;

import static dev.soma.cli.Tables.train;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Tables with both decimal marks, or with separators of thousands beside one.
class DecimalMarksTest extends OwnTables {
  @Test
  void no_fix_leads_from_decimal_commas_beside_points_to_numbers_a_thousand_times_too_large() {
    Path file =
        table("wt.csv", "a;w;y", 60, r -> "0," + (100 + r * 7) + ";0." + (10 + r) + ";" + r % 2);
    Cli weight = train(file, "--decimal", ",", "--weight", "w");
    assertThat(weight.err()).contains("error E317", "beside decimal commas in a");
    assertThat(weight.fixes()).containsExactly("leave --weight out");
    assertThat(trained(file, "--decimal", ",").err())
        .contains("numbers with a decimal point, now texts (beside decimal commas in a): w");
    Cli point = train(file);
    assertThat(point.err()).contains("error E305", "decimal commas, beside decimal points in w");
    assertThat(point.fixes()).containsExactly("--category a");
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
    assertThat(mixed.fixes()).containsExactly("leave --split-by-time out");
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
    Path words = table("word.csv", "a;y", 60, r -> r % 9 + ";n" + r);
    assertThat(train(words, "--task", "regression").fixes())
        .as("60 classes of one row")
        .doesNotContain("--task classification");
  }
}
