package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainTest {
  @TempDir Path folder;

  private Cli train(String out, String... more) {
    List<String> args =
        new java.util.ArrayList<>(List.of("train", folder.resolve("good.csv").toString()));
    if (!List.of(more).contains("--target")) {
      args.addAll(List.of("--target", "label"));
    }
    if (!List.of(more).contains("perceptron")) {
      args.addAll(List.of("--hidden", "4"));
    }
    args.addAll(List.of("--epochs", "6"));
    args.addAll(List.of("--out", folder.resolve(out).toString()));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  @Test
  void it_tells_the_story_and_prints_one_line() {
    Cli.table(folder);
    Cli run = train("a");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out()).isEqualTo(folder.resolve("a/model.soma") + "\n");
    assertThat(run.err().lines().map(l -> l.split(" ", 2)[0]).filter(w -> !w.isEmpty()))
        .containsSubsequence(
            "soma", "DATA", "SPLIT", "NET", "BASE", "FIT", "STOP", "TEST", "SAVED", "NEXT");
    assertThat(run.err())
        .contains("60 rows × 4 columns", "no 36 · yes 24", "linear baseline", "recall")
        .doesNotContain("\u001b", "\r");
  }

  @Test
  void force_leaves_nothing_of_an_earlier_search() throws IOException {
    Cli.table(folder);
    Path trials = Files.createDirectory(folder.resolve("a")).resolve("trials.jsonl");
    Files.writeString(trials, "{}\n");
    Cli refused = train("a", "--force", "--loss", "nonsense");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(trials).as("a run that does not begin").exists();
    Cli run = train("a", "--force");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(trials).doesNotExist();
    assertThat(run.err()).doesNotContain("trials.jsonl");
  }

  @Test
  void the_saved_settings_train_the_same_model() throws IOException {
    Cli.table(folder);
    assertThat(
            train(
                    "a",
                    "--l1",
                    "0.001",
                    "--clip",
                    "1.0",
                    "--rate-factor",
                    "bias=0.5,weight=2",
                    "--decay-schedule",
                    "flat_cosine",
                    "--ema",
                    "0.9",
                    "--last-best",
                    "--dropout-schedule",
                    "cosine")
                .exit())
        .isZero();
    Path config = folder.resolve("a/config.toml");
    Cli again =
        Cli.run("train", "--config", config.toString(), "--out", folder.resolve("b").toString());
    assertThat(again.exit()).as(again.toString()).isZero();
    assertThat(folder.resolve("b/model.soma"))
        .hasSameBinaryContentAs(folder.resolve("a/model.soma"));
    assertThat(Files.readString(folder.resolve("b/config.toml")))
        .isEqualTo(Files.readString(config));
  }

  @Test
  void threads_kernels_and_place_do_not_change_the_model() {
    Cli.table(folder);
    assertThat(train("a", "--threads", "1", "--kernels", "scalar").exit()).isZero();
    assertThat(train("b", "--threads", "2").exit()).isZero();
    assertThat(folder.resolve("b/model.soma"))
        .hasSameBinaryContentAs(folder.resolve("a/model.soma"));
  }

  @Test
  void a_run_cut_short_is_the_run_with_as_many_steps() {
    Cli.table(folder);
    assertThat(train("a", "--max-steps", "3").exit()).isZero();
    assertThat(train("b", "--max-steps", "3", "--max-time", "1h").exit()).isZero();
    assertThat(folder.resolve("b/model.soma"))
        .hasSameBinaryContentAs(folder.resolve("a/model.soma"));
    assertThat(Cli.run("inspect", folder.resolve("a").toString()).out()).contains(", 3 steps");
  }

  @Test
  void flags_come_before_the_file() {
    Cli.table(folder);
    Path config = Cli.write(folder, "c.toml", "epochs = 3\nhidden = [\"8\", \"4\"]\nlr = 0.01\n");
    Cli shown = train("a", "--config", config.toString(), "--show-config");
    assertThat(shown.exit()).as(shown.toString()).isZero();
    assertThat(shown.out()).contains("epochs = 6", "hidden = [\"4\"]", "lr = 0.01", "batch = 32");
    assertThat(folder.resolve("a")).doesNotExist();
  }

  @Test
  void an_unknown_key_is_refused_with_the_nearest() {
    Cli.table(folder);
    Path config = Cli.write(folder, "c.toml", "epoch = 3\n");
    Cli run = train("a", "--config", config.toString());
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("error E208", "\"epoch\"", "epochs");
  }

  @Test
  void a_dry_run_stops_before_training() {
    Cli.table(folder);
    Cli run = train("a", "--dry-run");
    assertThat(run.exit()).isZero();
    assertThat(run.err()).contains("NET").doesNotContain("FIT");
    assertThat(run.out()).isEmpty();
    assertThat(folder.resolve("a")).doesNotExist();
  }

  @Test
  void the_network_can_be_typed_with_or_without_its_ends() {
    Cli.table(folder);
    for (String network :
        List.of(
            "Dense(3, tanh)",
            "Dense(3, tanh) -> Dense(1, logistic)",
            "5 -> Dense(3, tanh)",
            "2 + onehot(3) -> Dense(3, tanh) -> Dense(1, logistic)")) {
      Cli run =
          Cli.run(
              "train",
              folder.resolve("good.csv").toString(),
              "--target",
              "label",
              "--dry-run",
              "--network",
              network);
      assertThat(run.exit()).as(run.toString()).isZero();
      assertThat(run.err()).contains("5 → 3 tanh → 1 logistic");
    }
  }

  @Test
  void a_network_of_members_trains_is_saved_and_is_explained() {
    Cli.table(folder);
    Cli run =
        Cli.run(
            "train",
            folder.resolve("good.csv").toString(),
            "--target",
            "label",
            "--epochs",
            "6",
            "--out",
            folder.resolve("m").toString(),
            "--network",
            "Members(3) -> Dense(4, tanh, members(3))");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err()).contains("5 → 3 members → 4 tanh → 1 logistic");
    String model = run.out().strip();
    String data = folder.resolve("good.csv").toString();
    Cli inspect = Cli.run("inspect", model);
    assertThat(inspect.out()).contains("members(3)", "s2");
    Cli checked = Cli.run("gradcheck", model, data, "--sample", "0");
    assertThat(checked.exit()).as(checked.toString()).isZero();
    Cli explained = Cli.run("explain", model, data, "--line", "3");
    assertThat(explained.err()).contains("member 1 of the 3 inside the network");
    assertThat(explained.out()).contains("relative error");
    Cli evaluated = Cli.run("evaluate", model, data);
    assertThat(evaluated.exit()).as(evaluated.toString()).isZero();
  }

  @Test
  void each_task_and_family_trains() {
    Cli.table(folder);
    for (List<String> more :
        List.of(
            List.of("--target", "y"),
            List.of("--target", "x,y"),
            List.of("--target", "colour"),
            List.of("--model", "perceptron"),
            List.of("--model", "perceptron", "--averaged"),
            List.of("--hidden", "none", "--optimizer", "lbfgs"),
            List.of("--loss", "squared_error"),
            List.of("--max-steps", "3"),
            List.of("--weight", "y"))) {
      Cli run = train("t" + more.hashCode(), more.toArray(String[]::new));
      assertThat(run.exit()).as(more + "\n" + run).isZero();
      assertThat(run.out().lines()).hasSize(1);
    }
  }

  @Test
  void a_perceptron_says_its_mistakes_and_whether_the_rows_were_separated() {
    Cli.table(folder);
    Cli run = train("a", "--model", "perceptron", "--epochs", "50");
    assertThat(run.err()).containsPattern("the last pass made \\d+ mistakes?: the training rows");
  }

  @Test
  void a_perceptron_decides_and_gives_no_probabilities() {
    String data = Cli.table(folder).toString();
    Cli run = train("p", "--model", "perceptron", "--epochs", "1");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err()).contains("accuracy").doesNotContain("log-loss", "ROC AUC", " p=");
    String model = folder.resolve("p/model.soma").toString();
    Cli predicted = Cli.run("predict", model, data);
    assertThat(predicted.out()).startsWith("x,colour,label,y,label_pred,flags\n");
    assertThat(predicted.out().lines()).hasSize(61).allMatch(l -> l.split(",", -1).length == 6);
    assertThat(Cli.run("predict", model, data, "--json").out()).doesNotContain("p_yes");
    Cli threshold = Cli.run("predict", model, data, "--threshold", "0.5");
    assertThat(threshold.exit()).isEqualTo(2);
    assertThat(threshold.err()).contains("error E207 --threshold");
    Cli evaluated = Cli.run("evaluate", model, data);
    assertThat(evaluated.exit()).as(evaluated.toString()).isZero();
    assertThat(evaluated.err() + evaluated.out())
        .contains("accuracy", "macro-F1")
        .doesNotContain("log-loss", "ROC AUC", " p=");
  }

  @Test
  void the_config_of_a_perceptron_trains_it_again() {
    Cli.table(folder);
    assertThat(train("p", "--model", "perceptron").exit()).isZero();
    String config = folder.resolve("p/config.toml").toString();
    Cli again = Cli.run("train", "--config", config, "--out", folder.resolve("q").toString());
    assertThat(again.exit()).as(again.toString()).isZero();
    Cli card = Cli.run("inspect", folder.resolve("p/model.soma").toString());
    Cli third = Cli.run(card.again(folder.resolve("good.csv"), folder.resolve("r")));
    assertThat(third.exit()).as(third.toString()).isZero();
  }

  @Test
  void test_rows_from_a_file_leave_all_others_to_learn_from() {
    Path file = Cli.table(folder);
    Cli run = train("a", "--test", file.toString());
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err()).contains("train 51 · validation 9 · test 60");
  }

  @Test
  void events_are_json_lines_if_that_is_wanted() {
    Cli.table(folder);
    Cli run = train("a", "--json", "-q");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines().toList())
        .allMatch(l -> l.startsWith("{\"event\":") && l.endsWith("}"))
        .first()
        .asString()
        .contains("\"schema\":1");
    assertThat(run.out()).contains("\"event\":\"epoch\"", "\"event\":\"saved\"");
  }

  @Test
  void counts_are_learned_with_the_poisson_loss_and_compared_with_the_linear_model() {
    Cli.table(folder);
    Cli run = train("a", "--target", "y", "--loss", "poisson");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err()).contains("linear baseline");
  }

  @Test
  void the_mean_of_the_weights_is_kept_for_every_optimizer() {
    Cli.table(folder);
    for (String optimizer : List.of("sgd", "lbfgs")) {
      Cli run =
          train(optimizer, "--optimizer", optimizer, "--dropout", "0", "--averaged", "--lr", "1");
      assertThat(run.exit()).as(run.toString()).isZero();
      assertThat(run.err()).doesNotContain("weights of epoch 0");
    }
  }

  @Test
  void a_plain_screen_has_only_ascii() {
    Cli.table(folder);
    Cli run = train("a", "--ascii");
    assertThat(run.err()).isASCII().contains("60 rows x 4 columns");
  }

  @Test
  void a_network_without_hidden_layers_is_as_good_as_the_linear_baseline() throws IOException {
    StringBuilder text = new StringBuilder("x,y\n");
    for (int r = 0; r < 200; r++) {
      text.append(r / 100.0).append(',').append(r / 50.0).append('\n');
    }
    String data = Files.writeString(folder.resolve("good.csv"), text).toString();
    String out = folder.resolve("line").toString();
    for (String[] how :
        new String[][] {{"--hidden", "none"}, {"--network", "Dense(1, identity)"}}) {
      List<String> line = List.of("train", data, "--target", "y", "--out", out, "--force");
      List<String> plain = Stream.concat(line.stream(), Arrays.stream(how)).toList();
      Cli run = Cli.run(plain);
      assertThat(run.exit()).as(run.toString()).isZero();
      assertThat(run.err())
          .contains("\nFIT    lbfgs η 1 ", "\nSTOP   converged at ")
          .containsPattern("\n  RMSE +([0-9.]+e-0|0\\.00)");
      List<String> rate = List.of("--lr", "0.1", "--epochs", "1");
      Cli typed = Cli.run(Stream.concat(plain.stream(), rate.stream()).toList());
      assertThat(typed.err()).contains("\nFIT    adamw η 0.1 ");
    }
  }
}
