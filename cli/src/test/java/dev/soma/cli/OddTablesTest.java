package dev.soma.cli;

import static dev.soma.cli.Tables.train;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// Tables that come as they come: with nothing in a column, one value in a part, more columns than
/// rows.
class OddTablesTest extends OwnTables {
  private static double x(int row, int column) {
    return Math.floorMod(row * 7919 + column * 104_729, 1009) / 100.0;
  }

  private static void refused(Cli run, String id, String... said) {
    assertThat(run.exit()).as(run.toString()).isEqualTo(3);
    assertThat(run.err()).contains("error " + id + " ").contains(said);
    assertThat(run.fixes()).as(run.err()).isNotEmpty();
  }

  @Test
  void a_target_that_is_constant_where_it_is_learned_from_is_told_and_trained() {
    Path file = table("late.csv", "t,a,y", 100, r -> r + "," + x(r, 1) + "," + Math.max(5, r - 75));
    Cli run = train(file, "--split-by-time", "t");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err())
        .contains("y is 5 in all 70 training rows: there is nothing to learn but that number");
    assertThat(train(file).err()).doesNotContain("nothing to learn");
  }

  @Test
  void a_column_of_times_that_counts_the_rows_parts_them_and_is_an_input_as_any_other() {
    Path file =
        table(
            "counted.csv",
            "t,a,u,y",
            100,
            r -> r + "," + x(r, 1) + "," + r + ".25," + r % 7 + ".5");
    assertThat(train(file).err()).containsPattern("t +left out 0 … 99 +a value of its own");
    assertThat(train(file, "--split-by-time", "t").err())
        .containsPattern("t +number +0 … 99 +the rows are parted in its order; standardised")
        .contains(" 0 id-like", "in the order of t")
        .contains("! D12  values outside the range of the training rows", ": u 100.0 %; try")
        .as("later rows have later times")
        .doesNotContain("t 100.0 %");
    assertThat(folder.resolve("out/report.html"))
        .content()
        .contains("D12 Values outside the range", ">share of u</th>\n<td class=\"n\">100.0 %<");
    Path earlier =
        table("new.csv", "t,a,u,y", 20, r -> -5e9 + "," + x(r, 1) + ",3," + r % 7 + ".5");
    assertThat(Cli.run("predict", model(), earlier.toString()).err())
        .as("earlier rows have earlier times than any that was learned from")
        .contains("D12  values outside the range", ": t 100.0 %");
    assertThat(train(file, "--split-by-time", "t", "--ignore", "t").err())
        .containsPattern("t +left out +0 … 99 +the rows are parted in its order; as asked");
  }

  @Test
  void a_target_that_is_constant_in_a_fold_names_the_fold() {
    Path file =
        table(
            "sites.csv",
            "site,a,y",
            80,
            r -> r / 20 + "," + x(r, 1) + "," + (r / 20 == 2 ? r / 4.0 : 0));
    Cli run =
        train(file, "--group", "site", "--cv", "4", "--test-fraction", "0", "--fold-validates");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err().split("training rows of fold", -1)).hasSize(2);
    assertThat(run.err()).contains("y is 0 in all 60 training rows of fold");
  }

  @Test
  void parts_that_groups_or_times_leave_far_from_their_shares_are_told_with_both_counts() {
    Path sites = table("three.csv", "site,a,y", 90, r -> r % 3 + "," + x(r, 1) + "," + x(r, 2));
    assertThat(train(sites, "--group", "site").err())
        .contains(
            "train 30 · validation 30 · test 30",
            "\n  the rows of a group stay together, so parts are far from their shares: train 30 rows"
                + " (63 asked for), validation 30 rows (14), test 30 rows (14)\n");
    Path one = table("one.csv", "site,a,y", 90, r -> Math.max(0, r - 87) + "," + x(r, 1) + "," + r);
    Cli few = train(one, "--group", "site");
    assertThat(few.err())
        .contains(
            "validation 1 row (14 asked for), test 1 row (14); so few validation rows say little about which"
                + " epoch is best\n");
    assertThat(train(one, "--split-by-time", "site").err())
        .contains("rows of one time stay together, so");
    Path many = table("many.csv", "site,a,y", 90, r -> r % 30 + "," + x(r, 1) + "," + x(r, 2));
    assertThat(train(many, "--group", "site").err())
        .contains("train 66 ·")
        .doesNotContain("far from");
    Cli folds =
        train(one, "--group", "site", "--cv", "2", "--test-fraction", "0", "--fold-validates");
    assertThat(folds.err()).contains("shares in fold 1 (2 folds are so): train 2 rows (45 asked");
  }

  @Test
  void too_few_groups_are_counted_with_the_rows_that_are_held_out_before() {
    Path sites = table("s.csv", "site,a,y", 90, r -> r % 3 + "," + x(r, 1) + "," + x(r, 2));
    assertThat(train(sites, "--group", "site", "--effort", "normal", "--dry-run").err())
        .contains(
            "one split, no folds: column \"site\": 2 groups in 60 rows, and 5 parts need at least"
                + " one each; 30 rows are held out to test with\n");
    Path two = table("t.csv", "site,a,y", 90, r -> r % 2 + "," + x(r, 1) + "," + x(r, 2));
    Cli run = train(two, "--group", "site");
    refused(run, "E360", "2 groups in 90 rows, and 3 parts need at least one each");
    assertThat(run.err()).doesNotContain("held out");
    refused(
        train(two, "--group", "site", "--cv", "2", "--test-fraction", "0"),
        "E360",
        "one group in 45 rows (without the 45 rows that fold 1 holds out), and 2 parts need");
  }

  @Test
  void a_column_that_varies_only_after_the_training_rows_is_named_and_harms_nothing() {
    Path file =
        table(
            "later.csv",
            "t,a,f,e,y",
            100,
            r ->
                r
                    + ","
                    + r % 10
                    + ","
                    + (r < 70 ? "3,," : 3000 + r + "," + r + ",")
                    + (r % 10 < 5 ? "no" : "yes"));
    Cli run =
        train(
            file,
            "--split-by-time",
            "t",
            "--ignore",
            "t",
            "--epochs",
            "40",
            "--scaling",
            "standard");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err())
        .contains("3 in all training rows: 0 in the network always")
        .contains("no value in all training rows: 0 in the network always")
        .contains("0 constant · 2 constant in the training rows")
        .contains(
            "0 in the network always, no two values in the 70 training rows: f (3), e (no value)")
        .containsPattern("accuracy +100\\.0 %")
        .doesNotContain("train median");
    Cli model = Cli.run("inspect", model());
    assertThat(model.out()).contains("0 always: the training rows have no two different values");
  }

  @Test
  void a_column_that_does_not_vary_in_one_fold_is_named_with_the_fold() {
    Path file =
        table(
            "sites.csv",
            "site,a,f,y",
            80,
            r -> r / 20 + "," + r % 10 + "," + (r < 20 ? r : 3) + "," + r % 2);
    Cli run =
        train(file, "--group", "site", "--cv", "4", "--test-fraction", "0", "--fold-validates");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err())
        .containsPattern("no two values in the \\d+ training rows of fold [1-4]: f \\(3\\)")
        .doesNotContain("constant in the training rows");
  }

  @Test
  void two_rows_are_refused_with_flags_that_make_them_enough() {
    Path file = Cli.write(folder, "two.csv", "a,y\n1,0.5\n2,1.5\n");
    Cli run = train(file, "--task", "regression");
    refused(run, "E319", "2 usable rows", "3 parts");
    BadInputTest.fixed(run);
    Cli one = train(file, "--task", "regression", "--test-fraction", "0", "--cv", "2");
    refused(one, "E319", "1 usable row (without the 1 row that fold 1 holds out)", "2 parts");
    BadInputTest.fixed(one);
  }

  @Test
  void a_column_without_any_value_is_left_out_and_named() {
    Path file = table("blank.csv", "a,m,y", 60, r -> x(r, 1) + ",," + r % 2);
    Cli run = train(file);
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err())
        .containsPattern("  m +left out 0 levels +no value in any row")
        .contains("constant, left out: m");
  }

  @Test
  void weights_that_are_all_zero_or_text_can_be_left_out() {
    Path zero = table("zero.csv", "a,w,y", 60, r -> x(r, 1) + ",0," + r % 2);
    refused(train(zero, "--weight", "w"), "E317", "all weights are 0", "leave --weight out");
    Path text = table("text.csv", "a,w,y", 60, r -> x(r, 1) + ",much," + r % 2);
    refused(train(text, "--weight", "w"), "E317", "holds text", "leave --weight out");
    Path below =
        table("below.csv", "a,w,y", 60, r -> x(r, 1) + "," + (r == 9 ? -1 : 1) + "," + r % 2);
    Cli run = train(below, "--weight", "w");
    refused(run, "E317", "1 weight is missing or negative (line 11)");
    BadInputTest.fixed(run);
  }

  @Test
  void texts_are_named_left_out_and_can_be_kept_by_a_name_with_a_comma() {
    Path file =
        table(
            "reviews.csv",
            "\"review, full\",at,code,y",
            100,
            r ->
                "guest number "
                    + r
                    + " slept very well in a room with a view,"
                    + String.format(Locale.ROOT, "%02d:%02d,", r % 24, r % 60)
                    + List.of("101", "205", "309", "990").get(r * 7 % 4)
                    + ","
                    + r % 2);
    Cli run = train(file);
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err())
        .contains("text, 12 words on average   (--category '\"review, full\"' to keep)")
        .contains("text: review, full (12 words)")
        .contains("at            date")
        .contains("codes? (--category NAME if so): code (4)");
    Cli kept = train(file, "--category", "\"review, full\",code", "--ignore", "at");
    assertThat(kept.exit()).as(kept.toString()).isZero();
    assertThat(kept.err()).contains("one-hot → 100").doesNotContain("codes?");
    Cli inspect = Cli.run("inspect", file.toString());
    assertThat(inspect.out()).contains("text: review, full (12 words)");
    Cli model = Cli.run("inspect", model());
    assertThat(model.out()).contains("--category '\"review, full\",code' --ignore at");
    Cli wrong = train(file, "--category", "\"review, ful\"");
    assertThat(wrong.fixes()).first().isEqualTo("--category '\"review, full\"'");
    BadInputTest.fixed(wrong);
  }

  @Test
  void times_of_day_become_a_circle_of_the_day_only() {
    Path file =
        table(
            "times.csv",
            "at,y",
            100,
            r -> String.format(Locale.ROOT, "%02d:%02d,", r % 24, r % 60) + (r % 24) / 2.0);
    Cli run = train(file);
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err()).contains("NET    3 → ");
    Cli model = Cli.run("inspect", model());
    assertThat(model.out()).contains("at days, at day sin, at day cos");
  }

  @Test
  void a_time_of_day_is_no_date_for_a_model_that_learned_dates() {
    Path file =
        table("days.csv", "at,y", 100, r -> "2024-0" + (1 + r % 9) + "-1" + r % 10 + "," + r % 9);
    assertThat(train(file).exit()).isZero();
    Path rows = table("times.csv", "at,y", 3, r -> r + 8 + ":30," + r);
    String model = model();
    Cli run = Cli.run("predict", model, rows.toString());
    assertThat(run.exit()).isNotZero();
    assertThat(run.err()).contains("expected a date", "8:30");
  }

  @Test
  void flags_that_would_do_nothing_are_refused() {
    Path file = table("plain.csv", "a,y", 60, r -> x(r, 1) + "," + r % 2);
    for (String[] flags :
        List.of(
            new String[] {"--validation", file.toString(), "--validation-fraction", "0.3"},
            new String[] {"--test", file.toString(), "--test-fraction", "0.3"},
            new String[] {"--clip-targets"})) {
      Cli run = train(file, flags);
      assertThat(run.exit()).as(run.toString()).isEqualTo(2);
      assertThat(run.err()).contains("error E207", "leave " + flags[flags.length > 2 ? 2 : 0]);
    }
    Cli none = train(file, "--validation", file.toString(), "--validation-fraction", "0");
    assertThat(none.exit()).as(none.toString()).isZero();
  }

  @Test
  void counts_are_told_as_they_are() {
    Path file = table("counts.csv", "a,y", 60, r -> x(r, 1) + "," + r % 5);
    assertThat(train(file, "--loss", "poisson").err())
        .contains("counts, as they are")
        .doesNotContain("scaled to mean 0");
    assertThat(train(file).err()).contains("scaled to mean 0, sd 1");
  }

  @Test
  void the_usual_metric_is_no_way_out_of_itself() {
    Path file =
        table(
            "late.csv",
            "t,a,w,y",
            100,
            r -> r + "," + x(r, 1) + "," + (r < 70 ? 1 : 0) + "," + x(r, 2));
    Cli usual = train(file, "--split-by-time", "t", "--weight", "w");
    refused(usual, "E325", "validate with rows that have weight");
    assertThat(usual.fixes()).doesNotContain("--metric auto");
    Cli typed = train(file, "--split-by-time", "t", "--weight", "w", "--metric", "mae");
    refused(typed, "E325", "metric mae");
    assertThat(typed.fixes()).contains("--metric auto");
    Cli same = train(file, "--split-by-time", "t", "--weight", "w", "--metric", "rmse");
    refused(same, "E325", "metric rmse");
    assertThat(same.fixes()).doesNotContain("--metric auto"); // it is that one
  }

  @Test
  void a_column_of_very_many_levels_is_looked_up_and_its_levels_are_learned() {
    Path file =
        table(
            "users.csv",
            "user,a,y",
            12_000,
            r -> "u" + r % 1500 + "," + x(r, 1) + "," + (10 * (r % 1500 % 2) + x(r, 1)));
    Cli run = train(file, "--epochs", "4", "--hidden", "16");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err())
        .contains("looked up: 1,500 levels", "NET    1,501 → embedding 9 → 16 relu");
    Cli explain = Cli.run("explain", model(), file.toString(), "--line", "1302");
    assertThat(explain.err())
        .contains("user=u1300", "1,499 more")
        .doesNotContain("user=u0", "user=u1 ");
    assertThat(run.err()).containsPattern("R² +0\\.[6-9]");
  }

  @Test
  void a_hundred_thousand_levels_are_looked_up() {
    Path file =
        table(
            "many.csv", "user,a,y", 120_000, r -> "u" + r % 100_000 + "," + x(r, 1) + "," + r % 2);
    Cli run = train(file, "--hidden", "4", "--batch", "4096");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err())
        .contains("looked up: 100,000 levels")
        .containsPattern("NET    [\\d,]+ → embedding 9 → 4 relu");
    Path row = Cli.write(folder, "one.csv", "user,a\nu0,0.5\n");
    Cli predict = Cli.run("predict", model(), row.toString(), "--on-unseen", "unknown");
    assertThat(predict.exit()).as(predict.toString()).isZero();
  }

  @Test
  void far_more_columns_than_rows_are_learned_from_and_counted_not_listed() {
    int columns = 10_000;
    StringBuilder header = new StringBuilder();
    for (int c = 0; c < columns; c++) {
      header.append("column ").append(c).append(',');
    }
    Path file =
        table(
            "wide.csv",
            header + "y",
            50,
            r -> {
              StringBuilder line = new StringBuilder();
              for (int c = 0; c < columns; c++) {
                line.append(String.format(Locale.ROOT, "%.2f,", x(r, c)));
              }
              return line.toString() + r % 2;
            });
    Cli run = train(file);
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err()).contains("9,995 columns more: 9,995 number");
    assertThat(run.err().lines().count()).isLessThan(60);
    Cli inspect = Cli.run("inspect", model());
    assertThat(inspect.out().lines().count()).as("lines of inspect").isLessThan(60);
  }
}
