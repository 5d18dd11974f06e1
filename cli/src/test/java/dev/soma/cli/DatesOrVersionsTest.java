package dev.soma.cli;

import static dev.soma.cli.Tables.train;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/// Columns such as `5.10.24`, which may be dates or versions.
class DatesOrVersionsTest extends OwnTables {
  private static final LocalDate FIRST = LocalDate.of(2020, 1, 3);

  private Path dates(String name, String pattern, IntFunction<LocalDate> day) {
    DateTimeFormatter form = DateTimeFormatter.ofPattern(pattern);
    return table(name, "d,x,y", 80, r -> form.format(day.apply(r)) + "," + r * 7 % 9 + "," + r % 2);
  }

  @Test
  void unpadded_german_dates_are_dates_and_one_of_them_among_padded_ones_is_one_too() {
    Path spread = dates("ger.csv", "d.M.yy", r -> FIRST.plusDays(17L * r));
    assertThat(trained(spread).err())
        .containsPattern("d +date +80 dates")
        .contains("years of two digits, read as 1969 to 2068: d (2020 … 2023)");
    Path one =
        table(
            "one.csv",
            "d,x,y",
            80,
            r ->
                (r == 6 ? "5.10.24" : "0" + (1 + r % 9) + ".1" + r % 3 + ".1" + r % 7)
                    + (r == 9 ? " 13:45," : ",")
                    + r * 7 % 9
                    + ","
                    + r % 2);
    assertThat(trained(one).err()).containsPattern("d +date +");
  }

  @Test
  void texts_that_stay_texts_though_all_may_be_dates_are_told_so_and_are_dates_on_demand() {
    for (Path file :
        List.of(
            dates("monthly.csv", "d.M.yy", r -> LocalDate.of(2014, 1, 1).plusMonths(r)),
            dates("few.csv", "d.M.yy", r -> FIRST.plusDays(r % 8)))) {
      Cli run = trained(file);
      assertThat(run.err()).contains("texts that may be dates (--date d if so): d");
      assertThat(trained(file, "--date", "d").err())
          .containsPattern("d +date +")
          .doesNotContain("may be dates");
      assertThat(trained(file, "--category", "d").err()).doesNotContain("may be dates");
    }
    Path monthly = folder.resolve("monthly.csv");
    assertThat(trained(monthly).err())
        .containsPattern("d +left out +80 levels +may be dates +\\(--date d\\)");
    Cli only = train(monthly, "--ignore", "x");
    assertThat(only.err()).contains("error E318");
    assertThat(only.fixes()).containsExactly("--date d");
    assertThat(only.withFix("--date d").exit()).isZero();
  }

  @Test
  void a_column_by_whose_dates_the_rows_are_parted_is_an_input_of_dates() {
    Path monthly = dates("monthly.csv", "d.M.yy", r -> LocalDate.of(2014, 1, 1).plusMonths(r));
    assertThat(trained(monthly, "--split-by-time", "d").err())
        .containsPattern("d +date +80 dates +the rows are parted in its order; parts of the date")
        .contains("years of two digits, read as 1969 to 2068: d (2014 … 2020)")
        .doesNotContain("may be dates", "id-like: d");
    assertThat(Cli.run("predict", model(), monthly.toString()).exit()).isZero();
    assertThat(trained(monthly, "--split-by-time", "d", "--category", "d").err())
        .containsPattern("d +category +80 levels");
  }
}
