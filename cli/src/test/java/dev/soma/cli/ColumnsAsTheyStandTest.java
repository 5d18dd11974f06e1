package dev.soma.cli;

import static dev.soma.cli.Tables.train;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Columns as other programs write them: numbers with marks, dates of other orders, ids.
class ColumnsAsTheyStandTest extends OwnTables {
  private Cli predicted(Path file) {
    Cli run = Cli.run("predict", model(), file.toString());
    assertThat(run.exit()).as(run.toString()).isZero();
    return run;
  }

  private static String grouped(int number) {
    return '"' + String.format(Locale.ROOT, "%,d", number) + '"';
  }

  private static String tenths(int row) {
    return String.format(Locale.ROOT, "%.1f", row * 7 % 100 / 10.0);
  }

  @Test
  void separators_of_thousands_are_named_and_read_on_demand_also_in_new_rows() {
    Path file =
        table(
            "sales.csv",
            "a,b,y",
            60,
            r ->
                grouped(r % 3 == 0 ? r + 20 : 1637 * (r * 7 % 60)) + "," + tenths(r) + "," + r % 2);
    Cli run = train(file);
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("error E305", "signs or separators of thousands");
    assertThat(run.fixes()).first().isEqualTo("--number a");
    Cli typed = train(file, "--number", "b");
    assertThat(typed.fixes()).as("what is typed is kept").first().isEqualTo("--number b,a");
    assertThat(typed.withFix("--number b,a").exit()).isZero();
    assertThat(run.fixes()).as("points are the decimal mark").doesNotContain("--decimal ,");
    BadInputTest.fixed(run);
    assertThat(trained(file, "--number", "a").err())
        .containsPattern("a +number +20 … 96583 +standardised")
        .containsPattern("b +number +");
    assertThat(predicted(file).out().lines()).hasSize(61);
    Cli score = Cli.run("evaluate", model(), file.toString());
    assertThat(score.exit()).as(score.toString()).isZero();
  }

  @Test
  void a_comma_that_may_be_either_mark_has_both_fixes() {
    Path file =
        table("fuel.csv", "a;b;y", 60, r -> "1," + (300 + r * 7 % 60) + ";" + r % 9 + ";" + r % 2);
    Cli run = train(file);
    assertThat(run.err()).contains("error E305", "separators of thousands, or decimal commas");
    assertThat(run.fixes()).containsSequence("--number a", "--decimal ,");
    BadInputTest.fixed(run);
    Path some =
        table(
            "km.csv",
            "a;b;y",
            60,
            r -> (r % 2 == 0 ? "1," : "") + (300 + r * 7 % 60) + ";" + r % 9 + ";" + r % 2);
    assertThat(train(some).fixes()).contains("--number a").doesNotContain("--decimal ,");
  }

  @Test
  void a_decimal_comma_is_no_fix_where_other_columns_have_points() {
    Path file =
        table("mixed.csv", "a;b;y", 60, r -> "1," + r * 7 % 60 + ";" + tenths(r) + ";" + r % 2);
    Cli run = train(file);
    assertThat(run.err()).contains("error E305");
    assertThat(run.fixes()).isNotEmpty().doesNotContain("--decimal ,");
    BadInputTest.fixed(run);
    assertThat(trained(file, "--decimal", ",").err())
        .contains("numbers with a decimal point, now texts (beside decimal commas in a): b");
  }

  @Test
  void a_decimal_comma_is_named_where_numbers_have_points_with_the_mark_that_reads_them() {
    String[] comma = {"--decimal", ","};
    Path target = table("price.csv", "a,y", 60, r -> r % 9 + "," + (10 + r * 7 % 60) + ".25");
    Cli run = train(target, comma);
    assertThat(run.err())
        .contains("error E314", "numbers with a decimal point, which --decimal , leaves as texts");
    assertThat(run.fixes()).first().isEqualTo("--decimal .");
    assertThat(run.withFix("--decimal .").err()).containsPattern("y +target +10.25 … 69.25");
    Cli numbers = train(target, "--decimal", ",", "--task", "regression");
    assertThat(numbers.err()).contains("error E315", "numbers with a decimal point");
    assertThat(numbers.fixes()).first().isEqualTo("--decimal .");
    BadInputTest.fixed(numbers);
    Path few = table("few.csv", "a,y", 60, r -> r + (r % 6 == 0 ? ".5," : ",") + r % 2);
    Cli some = train(few, comma);
    assertThat(some.err())
        .contains(
            "error E305", "a number by --decimal ,; 10 of 60 values look like decimal points");
    assertThat(some.fixes()).first().isEqualTo("--decimal .");
    BadInputTest.fixed(some);
    Path input = table("one.csv", "a,y", 60, r -> r + ".5," + r % 2);
    Cli none = train(input, comma);
    assertThat(none.err()).contains("error E318", "a decimal point, texts by --decimal ,");
    assertThat(none.fixes()).containsExactly("--decimal .");
    BadInputTest.fixed(none);
    Path classes = table("half.csv", "a,y", 60, r -> r + "," + r % 3 + ".5");
    assertThat(trained(classes, comma).err()).contains("now texts (--decimal . to read them): y");
  }

  @Test
  void a_comma_of_new_rows_is_the_decimal_mark_only_in_the_range_of_the_training_rows() {
    Path plain = table("plain.csv", "a,x,y", 60, r -> 300 + r * 700 + "," + r % 7 + "," + r % 2);
    Path rows = Cli.write(folder, "rows.csv", "a;x\n32,190;2\n18,094;3\n");
    trained(plain);
    String model = model();
    Cli large = Cli.run("predict", model, rows.toString());
    assertThat(large.err()).contains("error E512", "\"32,190\"");
    assertThat(large.fixes())
        .containsExactly("write a number into \"a\" in those 2 lines of rows.csv");
    trained(table("small.csv", "a,x,y", 60, r -> r + ".5," + r % 7 + "," + r % 2));
    Cli small = Cli.run("predict", model, rows.toString());
    assertThat(small.fixes()).containsExactly("--decimal ,");
    BadInputTest.fixed(small);
  }

  @Test
  void numbers_with_signs_are_named_with_a_flag_that_reads_them() {
    Path file =
        table(
            "shop.csv",
            "rate,price,x,y",
            60,
            r -> tenths(r) + "%,$" + (10 + r * 7 % 60) + ".30," + r % 5 + "," + r % 2);
    assertThat(trained(file).err())
        .contains("(--number rate,price to read them): rate, price")
        .contains("numbers with signs or separators, as texts");
    assertThat(trained(file, "--number", "rate,price").err())
        .containsPattern("price +number +10.3 … 69.3")
        .containsPattern("rate +number +0 … 9.9")
        .doesNotContain("to read them");
    predicted(file);
  }

  @Test
  void weights_of_a_class_that_is_not_there_are_offered_with_the_others_kept() {
    Path file =
        table("classes.csv", "a,y", 60, r -> r * 7 % 60 + "," + (r % 2 == 0 ? "no" : "yes"));
    Cli run = train(file, "--class-weight", "yes=3,nope=1");
    assertThat(run.err()).contains("error E326");
    assertThat(run.fixes()).containsExactly("--class-weight yes=3,no=1");
    BadInputTest.fixed(run);
  }

  @Test
  void a_class_that_only_the_test_file_has_is_told_at_once_and_can_be_left_out() {
    Path file = table("known.csv", "a,y", 60, r -> r * 7 % 60 + "," + (r % 2 == 0 ? "no" : "yes"));
    Path test = table("new.csv", "a,y", 9, r -> r + "," + (r == 4 ? "perhaps" : "no"));
    for (String flag : new String[] {"--test", "--validation"}) {
      Cli run = train(file, flag, test.toString());
      assertThat(run.exit()).as(run.toString()).isEqualTo(5);
      assertThat(run.err()).contains("error E514", "perhaps").doesNotContain("FIT");
      assertThat(run.fixes()).containsExactly("--on-bad-row skip");
      assertThat(run.withFix("--on-bad-row skip").err())
          .contains("1 row of new.csv skipped: it could not be used");
    }
    Path ragged = Cli.write(folder, "ragged.csv", "a,y\n1,no\n2,yes\n3,no,5\n4,no\n");
    String model = model();
    assertThat(Cli.run("evaluate", model, ragged.toString(), "--on-bad-row", "skip").out())
        .contains("1 row skipped: it could not be used");
    Cli evaluated = Cli.run("evaluate", model, test.toString());
    assertThat(evaluated.exit()).isEqualTo(5);
    assertThat(evaluated.fixes()).containsExactly("--on-bad-row skip");
    assertThat(evaluated.withFix("--on-bad-row skip").out())
        .contains("new.csv   8 rows", "1 row skipped: it could not be used");
    Path foreign = table("foreign.csv", "a,y", 9, r -> r + ",perhaps");
    Cli run = train(file, "--test", foreign.toString());
    assertThat(run.fixes()).containsExactly("leave --test out");
  }

  private Path dates(String name, DateTimeFormatter form) {
    LocalDateTime first = LocalDateTime.of(2020, 1, 3, 13, 5);
    return table(
        name,
        "d,x,y",
        80,
        r ->
            form.format(first.plusDays(r * 37 % 80 * 5).plusHours(r))
                + ","
                + tenths(r)
                + ","
                + (r * 37 % 80 < 40 ? "a" : "b"));
  }

  private static String learned(Cli run) {
    return run.err().lines().filter(l -> l.contains("epoch 1/1")).findFirst().orElseThrow();
  }

  private List<String> told(Path file) {
    return predicted(file).out().lines().map(l -> l.replaceFirst("^[^,]*,", "")).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MM/dd/yyyy",
        "d/M/yyyy",
        "dd-MM-yyyy",
        "d MMM yyyy",
        "dd-MMM-yyyy",
        "MMMM d yyyy",
        "yyyyMMdd",
        "MM/dd/yyyy HH:mm",
        "M/d/yyyy h:mm a",
        "d MMM yyyy HH:mm",
        "yyyyMMdd HH:mm",
        "M/d/yy",
        "dd.MM.yy",
        "dd-MMM-yy"
      })
  void dates_of_other_forms_are_those_of_iso_in_training_and_in_new_rows(String pattern) {
    boolean time = pattern.contains(":");
    String iso = time ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd";
    Path plain = dates("iso.csv", DateTimeFormatter.ofPattern(iso, Locale.ENGLISH));
    String expected = learned(trained(plain));
    List<String> said = told(plain);
    Path file = dates("other.csv", DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
    Cli run =
        trained(
            file,
            pattern.startsWith("yyyyMM") ? "--date" : "--on-bad-row",
            pattern.startsWith("yyyyMM") ? "d" : "error");
    assertThat(run.err()).containsPattern("d +date +80 dates");
    assertThat(learned(run).replaceFirst("elapsed.*", ""))
        .isEqualTo(expected.replaceFirst("elapsed.*", ""));
    assertThat(told(file)).isEqualTo(said);
  }

  @Test
  void a_model_reads_the_order_of_its_training_rows_where_new_ones_leave_it_open() {
    trained(dates("us.csv", DateTimeFormatter.ofPattern("MM/dd/yyyy")));
    List<String> us = told(Cli.write(folder, "new.csv", "d,x\n05/06/2020,1.5\n"));
    trained(dates("iso.csv", DateTimeFormatter.ISO_LOCAL_DATE));
    assertThat(told(Cli.write(folder, "new.csv", "d,x\n2020-05-06,1.5\n"))).isEqualTo(us);
    assertThat(told(Cli.write(folder, "new.csv", "d,x\n2020-06-05,1.5\n"))).isNotEqualTo(us);
  }

  @Test
  void dates_that_may_be_of_either_order_are_named_and_read_once_it_is_said() {
    Path file =
        table(
            "open.csv",
            "d,x,y",
            60,
            r -> "0" + (1 + r % 9) + "/0" + (1 + r / 9) + "/2021," + tenths(r) + "," + r % 2);
    assertThat(trained(file).err())
        .contains("dates, month or day first")
        .contains("now texts (--date-order mdy or dmy to read them): d");
    assertThat(trained(file, "--date-order", "dmy").err()).containsPattern("d +date +60 dates");
    Cli asked = train(file, "--date", "d");
    assertThat(asked.err()).contains("error E322", "may have the month or the day first");
    assertThat(asked.fixes()).startsWith("--date-order mdy", "--date-order dmy");
    for (String fix : asked.fixes().subList(0, 2)) {
      assertThat(asked.withFix(fix).exit()).as(fix).isZero();
    }
    Cli parted = train(file, "--split-by-time", "d");
    assertThat(parted.err()).contains("error E361");
    assertThat(parted.fixes()).containsExactly("--date-order mdy", "--date-order dmy");
    BadInputTest.fixed(parted);
    assertThat(train(file, "--date-order", "dym").err()).contains("error E209", "--date-order mdy");
  }

  @Test
  void years_of_two_digits_are_told_and_come_first_once_that_is_said() {
    String iso = learned(trained(dates("iso.csv", DateTimeFormatter.ISO_LOCAL_DATE)));
    Path file = dates("short.csv", DateTimeFormatter.ofPattern("yy-MM-dd"));
    assertThat(trained(file).err())
        .contains("dates, day or year first")
        .contains(
            "dates with the day or the year first, now texts (--date-order dmy or ymd to read"
                + " them): d");
    Cli read = trained(file, "--date-order", "ymd");
    assertThat(read.err())
        .containsPattern("d +date +80 dates")
        .contains("years of two digits, read as 1969 to 2068: d (2020 … 2021)");
    assertThat(learned(read).replaceFirst("elapsed.*", ""))
        .isEqualTo(iso.replaceFirst("elapsed.*", ""));
    List<String> said = told(Cli.write(folder, "new.csv", "d,x\n21-01-02,1.5\n"));
    assertThat(told(Cli.write(folder, "new.csv", "d,x\n2021-01-02,1.5\n"))).isEqualTo(said);
    Cli asked = train(file, "--date", "d");
    assertThat(asked.err()).contains("error E322", "may have the day or the year first");
    assertThat(asked.fixes()).startsWith("--date-order dmy", "--date-order ymd");
    assertThat(asked.withFix("--date-order ymd").exit()).isZero();
    Cli parted = train(file, "--split-by-time", "d");
    assertThat(parted.fixes()).containsExactly("--date-order dmy", "--date-order ymd");
    BadInputTest.fixed(parted);
  }

  @Test
  void a_column_that_is_named_as_numbers_and_as_dates_is_refused() {
    Path file = dates("both.csv", DateTimeFormatter.ofPattern("yyyyMMdd"));
    Cli run = train(file, "--number", "d,x", "--date", "d");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains("error E207 --number and --date d · a column is read as numbers or as dates");
    assertThat(run.fixes()).containsExactly("leave --date out", "--number x");
    assertThat(run.withFix("--number x").err()).containsPattern("d +date +80 dates");
    assertThat(Cli.run("inspect", file.toString(), "--number", "d", "--date", "d").err())
        .contains("error E207");
    Cli other = train(file, "--category", "x", "--number", "x,d");
    assertThat(other.err())
        .contains("error E207 --category and --number x · a column holds categories or numbers");
    assertThat(other.fixes()).containsExactly("--number d", "leave --category out");
    assertThat(other.withFix("--number d").err()).containsPattern("x +category");
  }

  @Test
  void whole_numbers_that_read_as_dates_are_named() {
    Path file = dates("digits.csv", DateTimeFormatter.ofPattern("yyyyMMdd"));
    assertThat(trained(file).err())
        .contains("whole numbers that read as dates (--date d if so): d")
        .containsPattern("d +number +2020");
  }

  @Test
  void rows_that_are_counted_in_their_order_are_left_out_other_different_numbers_are_named() {
    Path file =
        table(
            "ids.csv",
            "no,cid,year,code,x,y",
            300,
            r ->
                r
                    + 1
                    + ","
                    + (1000 + r * 77 % 300)
                    + ","
                    + (1800 + r)
                    + ","
                    + (10_000 + r * 7919 % 90_000)
                    + ","
                    + tenths(r)
                    + ","
                    + r % 2);
    assertThat(trained(file).err())
        .containsPattern(
            "no +left out 1 … 300 +a value of its own in every row +\\(--number no to keep\\)")
        .containsPattern("cid +number")
        .containsPattern("year +number")
        .containsPattern("code +number")
        .contains("id-like: no (300), cid (300), code (300); try --ignore cid,code");
    Path ages = table("ages.csv", "age,y", 50, r -> (21 + (r * 17 + 3) % 59) + "," + r % 2);
    assertThat(trained(ages).err()).containsPattern("age +number").doesNotContain("id-like:");
    assertThat(trained(file, "--number", "no,cid").err())
        .containsPattern("no +number")
        .containsPattern("cid +number")
        .contains("id-like: code (300)");
    Path only = table("curve.csv", "x,y", 60, r -> r + "," + r * r);
    assertThat(trained(only).err()).containsPattern("x +number +0 … 59 +standardised");
  }
}
