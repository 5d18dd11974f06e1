package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.model.Model;
import dev.soma.model.calibration.Calibration;
import dev.soma.model.calibration.Conformal;
import dev.soma.model.calibration.Temperature;
import dev.soma.model.calibration.Threshold;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CalibrationTest {
  @TempDir Path folder;

  private Cli train(String target, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("train", Cli.table(folder).toString(), "--target", target, "--hidden", "4"));
    args.addAll(List.of("--epochs", "5", "--out", folder.resolve("a").toString(), "--force"));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  private static void refused(Cli run, int exit, String id) {
    assertThat(run.exit()).as(run.toString()).isEqualTo(exit);
    assertThat(run.err()).contains("error " + id);
    assertThat(run.withFix(run.fixes().getFirst()).exit()).as(run.toString()).isZero();
  }

  @Test
  void a_run_says_what_it_learned_and_off_learns_nothing() {
    Cli run = train("label");
    assertThat(run.err()).contains("\nCALIB  ").contains("log-loss of 9 validation rows");
    Cli off = train("label", "--calibrate", "off");
    assertThat(off.err()).doesNotContain("CALIB");
    Model model = Model.load(Path.of(off.out().strip()));
    assertThat(model.calibration()).isEqualTo(Calibration.NONE);
    assertThat(Cli.run("inspect", off.out().strip()).out()).contains("--calibrate off");
    refused(train("label", "--calibrate", "on"), 2, "E209");
  }

  /// 90 rows of 6 groups, one of which has all rows of the class `rare`.
  private Path grouped() {
    StringBuilder text = new StringBuilder("x,z,site,two,three\n");
    for (int i = 0; i < 90; i++) {
      boolean rare = i % 6 == 0;
      String three = rare ? "rare" : i % 7 > 3 ? "b" : "a";
      text.append(i % 7 + "," + i * 31 % 17 + ",s" + i % 6 + ",")
          .append((rare ? "rare" : "usual") + "," + three + "\n");
    }
    return Cli.write(folder, "grouped.csv", text.toString());
  }

  private Cli grouped(String target, String... more) {
    List<String> args = new ArrayList<>(List.of("train", grouped().toString(), "--group", "site"));
    args.addAll(List.of("--target", target, "--hidden", "4", "--epochs", "5"));
    args.addAll(List.of("--out", folder.resolve("g").toString(), "--force"));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  @Test
  void rows_that_lack_a_class_teach_no_temperature_and_no_threshold_and_it_is_said() {
    String none = "learned: none of 15 validation rows is \"rare\", so they cannot say how sure";
    Cli run = grouped("two", "--positive", "rare");
    assertThat(run.err())
        .contains(
            "\n  no \"rare\" among the 15 validation rows, which choose the epoch\n",
            "\n  no \"rare\" among the 15 test rows, which say nothing of it\n",
            "\nCALIB  T 1, not " + none);
    assertThat(ReportPage.read(folder.resolve("g")).split())
        .as("the page says what the terminal says")
        .containsSequence(
            "no \"rare\" among the 15 validation rows, which choose the epoch",
            "no \"rare\" among the 15 test rows, which say nothing of it")
        .allMatch(line -> run.err().contains("\n  " + line + "\n"));
    Model model = Model.load(Path.of(run.out().strip()));
    assertThat(model.calibration().t()).isEqualTo(1);
    assertThat(Cli.run("inspect", run.out().strip()).out()).contains("CALIB  T 1, not " + none);
    Cli both = grouped("two", "--positive", "rare", "--threshold", "auto");
    assertThat(both.err()).contains("\nCALIB  T 1 and \"rare\" from p 0.5 on, neither " + none);
    assertThat(grouped("three").err())
        .contains("no \"rare\" among the 15 test rows", "\nCALIB  T 1, not " + none);
    assertThat(grouped("two", "--calibrate", "off").err()).doesNotContain("CALIB");
    assertThat(train("label").err()).doesNotContain(" among the ");
  }

  @Test
  void several_classes_that_validation_rows_lack_are_told_with_or() {
    StringBuilder one = new StringBuilder("x,y\n");
    StringBuilder three = new StringBuilder("x,y\n");
    for (int i = 0; i < 90; i++) {
      one.append(i % 4).append(",a\n");
      three.append(i % 11).append("," + "abc".charAt(i % 11 / 4) + "\n");
    }
    String rows = Cli.write(folder, "three.csv", three.toString()).toString();
    String held = Cli.write(folder, "one.csv", one.toString()).toString();
    String out = folder.resolve("t").toString();
    List<String> args =
        new ArrayList<>(List.of("train", rows, "--target", "y", "--validation", held));
    args.addAll(List.of("--hidden", "4", "--epochs", "5", "--out", out));
    Cli run = Cli.run(args);
    assertThat(run.err()).contains("none of 90 validation rows is \"b\" or \"c\", so they");
  }

  @Test
  void folds_that_hold_out_no_row_of_a_class_are_named() {
    Cli run = grouped("three", "--cv", "2", "--test-fraction", "0", "--fold-validates");
    assertThat(run.exit()).as(run.toString()).isEqualTo(3); // one fold learns without the class
    StringBuilder text = new StringBuilder("x,site,y\n");
    for (int i = 0; i < 80; i++) {
      text.append(i % 7 + ",s" + i % 4 + "," + (i % 4 < 2 && i % 3 == 0 ? "b" : "a") + "\n");
    }
    String file = Cli.write(folder, "two.csv", text.toString()).toString();
    String[] bag = {
      "train",
      file,
      "--target",
      "y",
      "--group",
      "site",
      "--cv",
      "4",
      "--test-fraction",
      "0",
      "--hidden",
      "4",
      "--epochs",
      "2",
      "--out",
      folder.resolve("f").toString(),
      "--force"
    };
    assertThat(Cli.run(bag).err())
        .containsPattern("\n  no \"b\" among the rows that the folds [1-4], [1-4] hold out\n");
    List<String> validates = new ArrayList<>(List.of(bag));
    validates.add("--fold-validates");
    assertThat(Cli.run(validates).err())
        .containsPattern("that the folds [1-4], [1-4] hold out, which choose the epoch as well\n");
  }

  @Test
  void a_temperature_is_in_inspect_and_in_explain() {
    Path file = Path.of(train("label").out().strip());
    Temperature t = new Temperature(1.5, true, 9, 0.5, 0.4, false);
    Model.load(file).calibrated(new Calibration(t, Threshold.HALF, null)).save(file);
    assertThat(Cli.run("inspect", file.toString()).out()).contains("p = logistic(z / T), T 1.500");
    String rows = folder.resolve("good.csv").toString();
    Cli explain = Cli.run("explain", file.toString(), rows, "--line", "2");
    assertThat(explain.out())
        .contains("p = logistic(z / T), T = 1.5000: (0.")
        .contains("is z of the output, before the temperature; p = logistic(z / T), T = 1.5000\n");
    Model.load(file).calibrated(Calibration.NONE).save(file);
    assertThat(Cli.run("explain", file.toString(), rows, "--line", "2").out())
        .contains("the score is z of the output; p = logistic(z)\n");
  }

  @Test
  void of_several_networks_the_mean_is_told_and_then_what_the_temperature_makes_of_it() {
    Path file = Path.of(train("label", "--members", "2").out().strip());
    Temperature t = new Temperature(1.5, true, 9, 0.5, 0.4, false);
    Model model = Model.load(file).calibrated(new Calibration(t, Threshold.HALF, null));
    model.save(file);
    String rows = folder.resolve("good.csv").toString();
    String text = Cli.run("explain", file.toString(), rows, "--line", "2").out();
    double mean = number(text, "the mean p of all is .* yes ([0-9.]+)");
    double p =
        number(text, "ln\\(mean p / \\(1 − mean p\\)\\) / T\\), T = 1.5000: \\(([0-9.]+)\\)");
    double sum = 0;
    for (String member : List.of("1", "2")) {
      String[] pass = {
        "explain", file.toString(), rows, "--line", "2", "--member", member, "--json"
      };
      JsonNode layers = JsonMapper.shared().readTree(Cli.run(pass).out()).path("layers");
      sum += layers.path(layers.size() - 1).path("a").path(0).path(0).asDouble();
    }
    assertThat(mean).isCloseTo(sum / 2, within(1e-4));
    double z = Math.log(mean / (1 - mean)) / 1.5;
    assertThat(p).isCloseTo(1 / (1 + Math.exp(-z)), within(1e-4));
    assertThat(p).isNotCloseTo(mean, within(1e-3));
    assertThat(text)
        .contains("the score is the mean of z over the networks; the prediction is the mean of");
  }

  private static double number(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as(text).isTrue();
    return Double.parseDouble(found.group(1));
  }

  @Test
  void a_threshold_is_kept_and_used_by_predict_unless_another_is_typed() {
    Cli run = train("label", "--threshold", "1");
    assertThat(run.err()).contains("\"yes\" from p 1 on");
    String rows = folder.resolve("good.csv").toString();
    String model = run.out().strip();
    assertThat(Cli.run("predict", model, rows, "--only-pred").out()).doesNotContain("\nyes,");
    assertThat(Cli.run("predict", model, rows, "--only-pred", "--threshold", "0").out())
        .doesNotContain("\nno,");
    Cli auto = train("label", "--threshold", "auto", "--metric", "mcc");
    assertThat(auto.exit()).as(auto.toString()).isZero();
    String chosen = "\"yes\" from p [0-9.]+ on: MCC of the validation rows .* → .*\n";
    assertThat(auto.err()).containsPattern(chosen);
    assertThat(Cli.run("inspect", model).out()).containsPattern("\nCALIB (.*\n  )?" + chosen);
    assertThat(Cli.run("inspect", model, "--json").out())
        .containsPattern("\"threshold\":0\\.[0-9]+,\"threshold_metric\":\"mcc\"");
  }

  @Test
  void a_threshold_needs_two_classes_and_a_probability() {
    refused(train("y", "--threshold", "0.4"), 2, "E207");
    refused(train("colour", "--threshold", "auto"), 2, "E207");
    refused(train("label", "--threshold", "2"), 2, "E201");
    refused(train("label", "--threshold", "half"), 2, "E209");
  }

  @Test
  void predict_adds_the_ends_of_intervals() {
    Cli run = train("y");
    assertThat(run.err()).contains("\nCALIB  90.0 % interval ± ");
    String rows = folder.resolve("good.csv").toString();
    String model = run.out().strip();
    Cli predicted = Cli.run("predict", model, rows, "--only-pred", "--interval", "0.8");
    assertThat(predicted.out()).startsWith("y_pred,y_low,y_high,flags\n");
    String[] first = predicted.out().lines().toList().get(1).split(",");
    assertThat(Double.parseDouble(first[1])).isLessThan(Double.parseDouble(first[0]));
    assertThat(Double.parseDouble(first[2])).isGreaterThan(Double.parseDouble(first[0]));
    Cli json = Cli.run("predict", model, rows, "--json", "--interval", "0.8");
    assertThat(json.out()).contains("\"y_low\":", "\"y_high\":");
    refused(Cli.run("predict", model, rows, "--interval", "0.99"), 2, "E207");
    refused(Cli.run("predict", model, rows, "--interval", "0"), 2, "E207");
    assertThat(Cli.run("predict", model, rows, "--interval", "2").err())
        .contains("E207 --interval 2 ·");
    assertThat(Cli.run("inspect", model).out()).contains("coverage of new rows like them");
    String classes = train("label").out().strip();
    assertThat(Cli.run("predict", classes, rows, "--interval", "0.9").exit()).isEqualTo(2);
  }

  @Test
  void intervals_of_a_bag_are_of_rows_held_out_and_promise_a_lower_side_only() {
    Cli run = train("y", "--cv", "3", "--fold-validates");
    String rows = " rows that the folds held out\n";
    assertThat(run.err())
        .containsPattern("\nCALIB  90.0 % interval ± .* residuals of [0-9]+" + rows);
    String model = run.out().strip();
    String card = Cli.run("inspect", model).out();
    assertThat(card)
        .contains(rows)
        .containsPattern(
            "new rows like them: 9[0-9.]+ % or more on average, [0-9.]+ % or more for most")
        .contains("the mean of all 3 networks errs less, so more may be inside")
        .doesNotContain("validation rows");
    Model bag = Model.load(Path.of(model));
    Conformal own = Objects.requireNonNull(bag.calibration().intervals());
    Conformal old = new Conformal(own.rows(), false, own.ranks(), own.residuals()); // says nothing
    bag.calibrated(new Calibration(null, Threshold.HALF, old)).save(Path.of(model));
    assertThat(Cli.run("inspect", model).out().replaceFirst("[0-9.]+ KB", ""))
        .isEqualTo(card.replaceFirst("[0-9.]+ KB", ""));
    String one = Cli.run("inspect", train("y").out().strip()).out();
    assertThat(one)
        .containsPattern("them: [0-9.]+ % on average, [0-9.]+ % to [0-9.]+ % for most")
        .contains("the validation rows also chose the epoch");
  }
}
