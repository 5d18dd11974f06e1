package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pages of all kinds of runs.
class ReportKindsTest {
  @TempDir Path folder;

  private ReportPage page(int exit, Path table, String target, String... more) {
    Path out = folder.resolve("run");
    List<String> args =
        new ArrayList<>(List.of("train", table.toString(), "--target", target, "--force"));
    args.addAll(List.of("--out", out.toString(), "--effort", "fast"));
    args.addAll(List.of(more));
    Cli run = Cli.run(args);
    assertThat(run.exit()).as(run.toString()).isEqualTo(exit);
    ReportPage page = ReportPage.read(out);
    assertThat(page.text()).hasSizeLessThan(1_000_000).doesNotContain("NaN", "Infinity");
    return page;
  }

  @Test
  void numbers_have_residuals_and_no_classes() {
    ReportPage page = page(0, Cli.table(folder), "y", "--epochs", "5");
    assertThat(page.sections()).contains("residuals").doesNotContain("classes", "probabilities");
    assertThat(page.verdict()).contains("RMSE", "always the mean");
    assertThat(page.text()).contains("90.0 % interval");
  }

  @Test
  void several_numbers_have_residuals_each() {
    StringBuilder rows = new StringBuilder("a,b,y,z\n");
    for (int i = 0; i < 60; i++) {
      rows.append("%d,%d,%d,%d%n".formatted(i % 7, i % 5, i % 7 + i % 5, 3 * (i % 5)));
    }
    Path table = Cli.write(folder, "two.csv", rows.toString());
    ReportPage page = page(0, table, "y,z", "--epochs", "5");
    assertThat(page.data().path("residuals").path("targets").size()).isEqualTo(2);
    assertThat(page.text()).contains("Each target", "Residuals of z");
  }

  @Test
  void several_labels_have_a_matrix_each() {
    StringBuilder rows = new StringBuilder("a,b,y,z\n");
    for (int i = 0; i < 80; i++) {
      rows.append(
          "%d,%d,%s,%s%n".formatted(i % 7, i % 5, i % 7 > 3 ? "yes" : "no", i % 5 > 2 ? "1" : "0"));
    }
    Path table = Cli.write(folder, "labels.csv", rows.toString());
    ReportPage page =
        page(0, table, "y,z", "--epochs", "5", "--task", "multi_label", "--include-rows");
    assertThat(page.data().path("classes").path("matrices").size()).isEqualTo(2);
    assertThat(page.sections()).contains("probabilities");
  }

  @Test
  void folds_and_members_have_a_line_each() {
    ReportPage page =
        page(0, Cli.table(folder), "label", "--epochs", "4", "--cv", "3", "--members", "2");
    assertThat(page.sections()).contains("folds");
    assertThat(page.data().path("curves").path("networks").size()).isEqualTo(6);
    assertThat(page.text()).contains("the first of the 6 networks", "Dots mark best epochs");
  }

  @Test
  void without_test_rows_nothing_is_claimed() {
    ReportPage page = page(0, Cli.table(folder), "label", "--epochs", "4", "--test-fraction", "0");
    assertThat(page.verdict())
        .isEqualTo("No test rows were held out: how good the network is on new rows is not known.");
    assertThat(page.sections()).contains("curves").doesNotContain("test", "classes");
  }

  @Test
  void without_any_part_but_the_training_rows_there_is_one_curve() {
    ReportPage page =
        page(
            0,
            Cli.table(folder),
            "label",
            "--epochs",
            "4",
            "--test-fraction",
            "0",
            "--validation-fraction",
            "0");
    assertThat(page.text()).doesNotContain("loss, validation");
  }

  @Test
  void a_run_that_was_cut_short_says_so() {
    ReportPage page =
        page(
            0,
            Cli.table(folder),
            "label",
            "--epochs",
            "1000000",
            "--max-time",
            "0.2s",
            "--patience",
            "0");
    assertThat(page.text()).contains("The training was cut short: the time was up in epoch");
  }

  @Test
  void a_run_that_diverged_says_so() {
    ReportPage page =
        page(
            6,
            Cli.table(folder),
            "y",
            "--hidden",
            "none",
            "--optimizer",
            "sgd",
            "--lr",
            "4",
            "--schedule",
            "warmup(0.2) constant", // it learns before it diverges
            "--batch",
            "8",
            "--epochs",
            "400",
            "--patience",
            "0");
    assertThat(page.text()).contains("cut short: diverged in epoch");
  }

  @Test
  void a_perceptron_decides_without_probabilities() {
    ReportPage page =
        page(0, Cli.table(folder), "label", "--model", "perceptron", "--include-rows");
    assertThat(page.sections()).contains("classes").doesNotContain("probabilities");
  }

  @Test
  void ten_thousand_columns_of_long_names_stay_below_a_megabyte() {
    int columns = 10_000;
    StringBuilder rows = new StringBuilder();
    for (int c = 0; c < columns; c++) {
      rows.append("a_rather_long_name_with_<signs>_that_fills_the_page_and_more_of_it_").append(c);
      rows.append(',');
    }
    rows.append("y\n");
    for (int r = 0; r < 40; r++) {
      for (int c = 0; c < columns; c++) {
        rows.append((r * 31 + c * 17) % 97).append(',');
      }
      rows.append(r % 2 == 0 ? "yes\n" : "no\n");
    }
    Path table = Cli.write(folder, "wide.csv", rows.toString());
    ReportPage page = page(0, table, "y", "--hidden", "40,40", "--epochs", "2", "--include-rows");
    assertThat(page.text()).contains("9,901 columns more", "… 9988 more", "… 28 more");
  }

  @Test
  void hundreds_of_classes_are_cut_and_counted() {
    StringBuilder rows = new StringBuilder("x,y\n");
    for (int r = 0; r < 2_400; r++) {
      rows.append(r % 240 + 0.1 * (r % 3)).append(",class_of_a_long_name_number_").append(r % 240);
      rows.append('\n');
    }
    Path table = Cli.write(folder, "classes.csv", rows.toString());
    ReportPage page = page(0, table, "y", "--epochs", "1");
    assertThat(page.text()).contains("with most rows of 240", "… 40 smaller classes");
  }

  @Test
  void very_many_layers_are_told_and_not_drawn() {
    List<String> hidden = java.util.Collections.nCopies(60, "3");
    ReportPage page =
        page(0, Cli.table(folder), "label", "--epochs", "1", "--hidden", String.join(",", hidden));
    assertThat(page.text()).contains("More than 40 layers with weights", "tensor");
  }
}
