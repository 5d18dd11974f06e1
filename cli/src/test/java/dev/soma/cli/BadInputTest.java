package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What bad input gets: an exit code, an id, the place, and a fix that works when typed.
class BadInputTest {
  private static final String SKIP = "--on-bad-row skip";
  private static final String HEADER = "x,colour,label,y";

  @TempDir static Path folder;
  private static Path model;

  @BeforeAll
  static void train_a_model() {
    model = Cli.model(folder);
  }

  @AfterAll
  static void remove_rejects() throws IOException {
    Tables.removeRejects(folder);
  }

  private static Cli train(Path file, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "train", file.toString(), "--epochs", "1", "--hidden", "2", "--force", "--out"));
    args.add(folder.resolve("out").toString());
    args.addAll(List.of(more));
    if (!args.contains("--target") && !List.of(more).contains("--targt")) {
      args.addAll(List.of("--target", "label"));
    }
    return Cli.run(args);
  }

  private static Path rows(String... first) {
    return Cli.table(folder, "rows.csv", HEADER, first);
  }

  static void refused(Cli run, int exit, String id, String... said) {
    assertThat(run.exit()).as(run.toString()).isEqualTo(exit);
    String error = run.err().substring(Math.max(0, run.err().indexOf("error E")));
    assertThat(error).startsWith("error " + id + " ").contains("exit " + exit);
    for (String part : said) {
      assertThat(error).contains(part);
    }
    assertThat(run.err()).doesNotContain("\tat ", "Exception");
  }

  /// Every fix that can be typed works.
  static void fixed(Cli run) {
    assertThat(run.fixes()).as(run.toString()).isNotEmpty();
    for (String fix : run.fixes()) {
      Cli again = run.withFix(fix);
      assertThat(again.exit()).as(fix + "\n" + again).isZero();
    }
  }

  @Test
  void the_folder_of_a_run_in_place_of_rows() throws IOException {
    Path own = Files.createDirectory(folder.resolve("own"));
    String run = Cli.model(own).getParent().toString();
    for (String[] words : new String[][] {{"train", run, "--target", "y"}, {"predict", run, run}}) {
      Cli refused = Cli.run(words);
      refused(refused, 3, "E306", run + " is the folder of a run", "soma predict " + run + " FILE");
      assertThat(refused.err()).doesNotContain("images", "oof.csv");
      assertThat(refused.fixes())
          .containsExactly("soma inspect " + run, "soma train --config " + run + "/config.toml");
      assertThat(refused.withFix(refused.fixes().getFirst()).exit()).isZero();
      String again = refused.fixes().getLast() + " --out " + own.resolve(words[0]);
      assertThat(refused.withFix(again).exit()).isZero();
    }
  }

  @Test
  void a_missing_file() {
    refused(train(folder.resolve("nofile.csv")), 3, "E304", "nofile.csv");
  }

  @Test
  void a_directory() {
    refused(train(folder), 3, "E306", folder.toString());
  }

  @Test
  void an_empty_file() {
    refused(train(Cli.write(folder, "empty.csv", "")), 3, "E307", "empty.csv");
  }

  @Test
  void a_header_only() {
    refused(train(Cli.write(folder, "header.csv", HEADER + "\n")), 3, "E308", "header.csv");
  }

  @Test
  void a_ragged_row() {
    Cli run = train(rows("1,red,yes,2", "1,red"));
    refused(run, 3, "E301", "rows.csv line 3", "2 fields", "header has 4");
    fixed(run);
  }

  @Test
  void an_open_quote() {
    refused(train(rows("1,red,yes,2", "1,\"red,yes,3")), 3, "E302", "rows.csv line 3");
  }

  @Test
  void a_wrong_encoding() throws IOException {
    Path file = folder.resolve("latin.csv");
    String text = Files.readString(rows("1,red,yes,2")).replace("red", "rosé");
    Files.write(file, text.getBytes(Charset.forName("windows-1252")));
    Cli run = train(file, "--encoding", "UTF-8");
    refused(run, 3, "E303", "latin.csv line 2", "UTF-8");
    fixed(run);
  }

  @Test
  void an_absent_target() {
    Cli run = train(rows(), "--target", "lable");
    refused(run, 3, "E310", "no column \"lable\"", "x, colour, label, y");
    fixed(run);
  }

  @Test
  void a_limit_on_a_metric_that_is_not_there_is_refused_before_the_file_is_read() {
    Cli run = Cli.run("evaluate", model.toString(), "nofile.csv", "--fail-under", "acuracy=0.1");
    refused(run, 2, "E234", "--fail-under");
    assertThat(run.fixes()).containsExactly("--fail-under accuracy=0.1");
  }

  @Test
  void no_target_at_all() {
    Cli run = Cli.run("train", rows().toString(), "--dry-run");
    refused(run, 2, "E204", "--target", "x, colour, label, y");
    fixed(run);
  }

  @Test
  void a_blank_target() {
    Cli run = train(rows("1,red,,2"));
    refused(run, 3, "E312", "rows.csv", "\"label\"", "line 2");
    fixed(run);
  }

  @Test
  void a_target_of_one_class() throws IOException {
    Path file = folder.resolve("one.csv");
    Files.writeString(file, Files.readString(rows()).replace(",no,", ",yes,"));
    Cli run = train(file);
    refused(run, 3, "E313", "one class · ", "one.csv", "\"label\"", "60 rows", "two different");
    assertThat(run.fixes()).containsExactly("--target y");
    fixed(run);
  }

  @Test
  void a_class_with_one_row() {
    Cli run = train(rows("1,red,maybe,2"));
    refused(run, 3, "E314", "\"maybe\" (line 2)");
    fixed(run);
  }

  @Test
  void a_number_column_with_text() {
    Cli run = train(rows("n/x,red,yes,2", "??,red,no,1"));
    refused(run, 3, "E305", "rows.csv line 2, column 1 \"x\": \"n/x\"", "2 of 62", "line 3 \"??\"");
    fixed(run);
  }

  @Test
  void texts_that_are_said_to_be_numbers_are_a_category_once_it_is_not_said_any_more() {
    Cli all = train(rows(), "--number", "colour");
    refused(all, 3, "E305", "column 2 \"colour\": \"red\"");
    assertThat(all.fixes()).containsExactly("leave --number out");
    Cli some = train(rows("n/x,red,yes,2"), "--number", "x");
    assertThat(some.fixes()).as("a column of numbers is no text").containsExactly(SKIP);
    Cli two = train(rows(), "--number", "colour,x", "--category", "label");
    assertThat(two.fixes()).containsExactly("--category label,colour --number x");
    fixed(two);
  }

  @Test
  void decimal_commas() throws IOException {
    String text = Files.readString(rows()).replace(',', ';').replace('.', ',');
    Cli run = train(Cli.write(folder, "commas.csv", text), "--number", "y");
    refused(run, 3, "E305", "commas.csv line 2, column 4 \"y\": \"0,0\"", "decimal commas");
    assertThat(run.withFix(run.fixes().getFirst()).exit()).isZero();
  }

  @Test
  void numbers_that_are_not_finite() {
    Cli run = train(rows("NaN,red,yes,2", "inf,red,no,1"));
    refused(run, 3, "E320", "column \"x\": 2 of 62 values (lines 2, 3)");
    fixed(run);
  }

  @Test
  void a_column_that_is_missing_when_predicting() {
    Path file = Cli.write(folder, "lacks.csv", "colour,label,y\nred,yes,1\n");
    Cli run = Cli.run("predict", model.toString(), file.toString());
    refused(run, 5, "E510", "lacks.csv lacks \"x\"");
    assertThat(run.fixes()).containsExactly("add \"x\" to lacks.csv; fields may be empty");
    Path added = Cli.write(folder, "lacks.csv", "colour,label,y,x\nred,yes,1,\n");
    assertThat(Cli.run("predict", model.toString(), added.toString()).exit()).isZero();
    Path wrong = Cli.write(folder, "lacks.csv", "X,Colour,label,y\n1,red,yes,1\n");
    Cli named = Cli.run("predict", model.toString(), wrong.toString());
    assertThat(named.fixes().getFirst())
        .isEqualTo("write \"x\" instead of \"X\" in the header of lacks.csv");
  }

  @Test
  void a_column_too_many_is_ignored_with_one_note() {
    Path file = Cli.write(folder, "extra.csv", "more,x,colour,y\n7,1,red,2\n");
    Cli run = Cli.run("predict", model.toString(), file.toString());
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err()).contains("ignores more").containsOnlyOnce("note:");
    assertThat(run.out()).startsWith("more,x,colour,y,label_pred,p_no,p_yes,flags\n7,1,red,2,");
  }

  @Test
  void a_column_of_another_type() {
    Path file = Cli.write(folder, "typed.csv", "x,colour,y\n1,red,2\nabc,red,2\n");
    Cli run = Cli.run("predict", model.toString(), file.toString());
    refused(run, 5, "E512", "typed.csv line 3, column \"x\": \"abc\"");
    assertThat(run.fixes())
        .containsExactly(
            "leave \"x\" empty in line 3 of typed.csv, which then counts as missing",
            "--on-bad-row skip");
    Path left = Cli.write(folder, "typed.csv", "x,colour,y\n1,red,2\n,red,2\n");
    assertThat(Cli.run("predict", model.toString(), left.toString()).exit()).isZero();
  }

  @Test
  void an_unseen_category() {
    Path file = Cli.write(folder, "unseen.csv", "x,colour,y\n1,red,2\n1,pink,2\n");
    Cli run = Cli.run("predict", model.toString(), file.toString());
    refused(
        run, 5, "E511", "unseen.csv line 3, column \"colour\": \"pink\"", "0 rows were written");
    fixed(run);
    Cli unknown = Cli.run("predict", model.toString(), file.toString(), "--on-unseen", "unknown");
    assertThat(unknown.out().lines()).hasSize(3);
    assertThat(unknown.out()).contains("unseen:colour");
    Cli skip = Cli.run("predict", model.toString(), file.toString(), "--on-unseen", "skip");
    assertThat(skip.out().lines()).hasSize(2);
    assertThat(skip.err()).contains("2 rows read, 1 written", "1 with unseen categories skipped");
  }

  @Test
  void an_unseen_category_is_counted_and_named_by_evaluate() {
    Path file = Cli.write(folder, "eval.csv", "x,colour,label,y\n1,red,no,2\n6,pink,yes,2\n");
    Cli run = Cli.run("evaluate", model.toString(), file.toString());
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out()).contains("treated as unknown: colour \"pink\" × 1");
  }

  @Test
  void a_truncated_model() throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    Path file = folder.resolve("cut.soma");
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 10));
    refused(Cli.run("inspect", file.toString()), 4, "E402", "cut.soma");
  }

  @Test
  void a_foreign_model() {
    refused(
        Cli.run("predict", folder.resolve("good.csv").toString(), "x.csv"), 4, "E401", "good.csv");
  }

  @Test
  void an_existing_run_is_not_replaced() {
    Cli run =
        Cli.run(
            "train",
            folder.resolve("good.csv").toString(),
            "--target",
            "label",
            "--epochs",
            "1",
            "--out",
            model.getParent().toString());
    refused(run, 8, "E803", model.getParent().toString());
    assertThat(run.withFix(run.fixes().getFirst()).exit()).isZero();
  }

  @Test
  void a_folder_that_cannot_be_written() {
    refused(train(folder.resolve("good.csv"), "--out", "/proc/soma"), 8, "E805", "/proc/soma");
  }

  @Test
  void an_unknown_flag() {
    Cli run = train(rows(), "--targt", "label");
    refused(run, 2, "E202", "--targt", "--target");
    fixed(run);
  }

  @Test
  void an_unknown_command() {
    Cli run = Cli.run("trian", "x.csv");
    refused(run, 2, "E203", "\"trian\"");
    fixed(run);
  }

  @Test
  void values_that_make_no_sense() {
    for (String[] bad :
        new String[][] {
          {"--optimizer", "adm", "E230"},
          {"--activation", "rleu", "E211"},
          {"--loss", "logistic_crossentropy", "E214"},
          {"--schedule", "cosin", "E231"},
          {"--rate-factor", "bais=0.1", "E236"},
          {"--rate-factor", "bias=-1", "E236"},
          {"--decay-schedule", "flat_cosin", "E231"},
          {"--dropout-schedule", "flat_cosin", "E231"},
          {"--ema", "1", "E201"},
          {"--init", "he_norml", "E217"},
          {"--metric", "log_los", "E234"},
          {"--clip", "foo", "E232"},
          {"--missing", "foo", "E205"},
          {"--kernels", "cuda", "E220"},
          {"--threads", "0", "E221"},
          {"--threads", "5000", "E221"},
          {"--lr", "-1", "E201"},
          {"--dropout", "1.5", "E209"},
          {"--encoding", "foo", "E209"},
          {"--delimiter", "foo", "E209"},
          {"--on-bad-row", "foo", "E209"},
          {"--model", "foo", "E209"},
          {"--max-time", "3x", "E209"},
          {"--test-fraction", "2", "E206"},
        }) {
      Cli run = train(rows(), bad[0], bad[1]);
      refused(run, 2, bad[2]);
      assertThat(run.fixes()).as(run.toString()).isNotEmpty();
      Cli again = run.withFix(run.fixes().getFirst());
      assertThat(again.exit()).as(run.fixes().getFirst() + "\n" + again).isZero();
    }
  }

  @Test
  void flags_that_contradict_each_other() {
    Cli run = train(rows(), "--network", "Dense(3, tanh)");
    refused(run, 2, "E207", "--network", "--hidden");
    Cli perceptron = train(rows(), "--model", "perceptron", "--target", "y");
    refused(perceptron, 2, "E207", "--model perceptron");
    assertThat(perceptron.withFix("--model mlp").exit()).isZero();
  }

  @Test
  void a_run_that_diverges_says_where_and_keeps_the_last_good_model() {
    Cli run =
        train(
            rows(),
            "--lr",
            "1e30",
            "--optimizer",
            "sgd",
            "--schedule",
            "constant",
            "--epochs",
            "5");
    refused(run, 6, "E601", "epoch 1, batch ", "became", "are in ");
    assertThat(run.out()).isEmpty();
    Path kept = folder.resolve("out/model.soma");
    assertThat(Cli.run("inspect", kept.toString()).exit()).isZero();
    assertThat(run.withFix(run.fixes().getFirst()).exit()).isZero();
  }

  @Test
  void errors_are_json_if_that_is_wanted() {
    Cli run = train(folder.resolve("nofile.csv"), "--json");
    assertThat(run.out())
        .startsWith("{\"event\":\"error\",\"error\":{\"id\":\"E304\"")
        .contains("\"exit\":3", "\"fixes\":");
  }
}
