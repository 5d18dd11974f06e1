package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Networks that were typed with their inputs, which the rows of some fold have otherwise.
class TypedInputsTest {
  @TempDir Path folder;

  private static Cli train(Path rows, String network, String... more) {
    List<String> all = new ArrayList<>(List.of("train", rows.toString(), "--target", "label"));
    all.addAll(List.of("--network", network, "--test-fraction", "0", "--epochs", "1"));
    all.addAll(List.of("--out", rows.resolveSibling("run").toString(), "--force"));
    all.addAll(List.of(more));
    return Cli.run(all);
  }

  private static Cli trainFolds(Path rows, String network) {
    return train(rows, network, "--cv", "5", "--fold-validates");
  }

  private static void works(Cli refused, String fix) {
    Cli again = refused.withFix(fix);
    assertThat(again.exit()).as(fix + "\n" + again).isZero();
  }

  @Test
  void a_fold_with_other_levels_is_named_before_any_fold_is_trained() {
    Path rows = Cli.table(folder, "rare.csv", "x,colour,label,y", "3,violet,no,1");
    Cli run = trainFolds(rows, "2 + onehot(4) -> Dense(3, tanh)");
    BadInputTest.refused(run, 5, "E520", "--network begins with 6 inputs, fold ");
    assertThat(run.err())
        .containsPattern("fold [1-5] has 3 levels of \"colour\" where the network has 4")
        .doesNotContain("BASELINE", "FIT");
    assertThat(folder.resolve("run")).doesNotExist();
    assertThat(run.fixes()).containsExactly("--network 'Dense(3, tanh)'");
    works(run, run.fixes().getFirst());
  }

  @Test
  void a_fold_that_is_not_trained_may_have_other_levels() {
    Path rows = Cli.table(folder, "rare.csv", "x,colour,label,y", "3,violet,no,1");
    List<Cli> runs =
        Stream.of(3, 4)
            .map(n -> "2 + onehot(" + n + ") -> Dense(3, tanh)")
            .map(n -> train(rows, n, "--cv", "5", "--fold-validates", "--max-networks", "1"))
            .toList();
    assertThat(runs).extracting(Cli::exit).containsExactlyInAnyOrder(0, 5);
    List<Cli> members =
        Stream.of(3, 4)
            .map(n -> "2 + onehot(" + n + ") -> Dense(3, tanh)")
            .map(n -> train(rows, n, "--cv", "5", "--members", "2", "--max-networks", "2"))
            .toList();
    assertThat(members).extracting(Cli::exit).containsExactlyInAnyOrder(0, 5);
  }

  @Test
  void a_fold_with_fewer_numbers_is_named_with_the_input_that_it_lacks() {
    Path rows = Cli.table(folder, "gap.csv", "x,colour,label,y", ",red,no,1");
    String embedded = "Embedding(pbld(4, 2, 0.1), 3, 2) -> Dense(3, relu)";
    Cli run = trainFolds(rows, "3 + onehot(3) -> " + embedded);
    BadInputTest.refused(run, 5, "E520", "fold ");
    assertThat(run.err()).contains("has 2 numbers (no \"x is missing\") where the network has 3");
    assertThat(run.fixes()).containsExactly("--network '" + embedded.replace("3, 2", "2, 2") + "'");
    works(run, run.fixes().getFirst());
    Cli unnamed = trainFolds(rows, embedded);
    BadInputTest.refused(unnamed, 2, "E212", "wants 3 numbers, fold ");
    assertThat(unnamed.fixes()).isEqualTo(run.fixes());
  }

  @Test
  void inputs_may_be_levels_alone() throws IOException {
    Path rows = Cli.table(folder);
    String network = "onehot(3) -> Dense(3, tanh)";
    Cli run = train(rows, network, "--cv", "0", "--ignore", "x,y");
    assertThat(run.exit()).as(run.toString()).isZero();
    byte[] model = Files.readAllBytes(folder.resolve("run/model.soma"));
    train(rows, "0 + " + network, "--cv", "0", "--ignore", "x,y");
    assertThat(Files.readAllBytes(folder.resolve("run/model.soma"))).isEqualTo(model);
    Cli numbers = train(rows, network, "--cv", "0");
    BadInputTest.refused(numbers, 5, "E520", "--network begins with 3 inputs, the data has 5");
    works(numbers, numbers.fixes().getFirst());
    Cli turned = train(rows, "onehot(3) + 2 -> Dense(3, tanh)", "--cv", "0");
    BadInputTest.refused(turned, 2, "E210", "such as 4, 6 + onehot(3, 2) or onehot(3, 2)");
    works(turned, turned.fixes().getFirst());
  }

  @Test
  void rows_without_folds_are_named_as_the_data() {
    Path rows = Cli.table(folder);
    for (String arrow : List.of("->", "→")) {
      Cli run = train(rows, "2 + onehot(4) " + arrow + " Dense(3, tanh)", "--cv", "0");
      BadInputTest.refused(run, 5, "E520", "begins with 6 inputs, the data has 5");
      assertThat(run.err()).contains("the data has 3 levels of \"colour\" where the network has 4");
      assertThat(run.fixes()).containsExactly("--network 'Dense(3, tanh)'");
      works(run, run.fixes().getFirst());
    }
    Cli total = train(rows, "4", "--cv", "0");
    assertThat(total.err())
        .contains("2 numbers where the network has 4, 1 column with levels (\"colour\") where the");
    works(total, total.fixes().getFirst());
  }

  @Test
  void a_network_of_before_there_were_levels_of_numbers_is_answered_with_numbers_alone()
      throws Exception {
    StringBuilder text = new StringBuilder("gain,x,label\n");
    for (int i = 0; i < 240; i++) {
      int gain = i % 6 == 0 ? 100 + i % 60 : 0; // ten values of four rows each, 0 in all others
      text.append(gain + "," + i % 7 + "," + (i % 7 > 3 ? "yes" : "no") + "\n");
    }
    Path rows = Cli.write(folder, "gain.csv", text.toString());
    for (String folds : List.of("0", "3")) {
      Cli run = train(rows, "2 -> Dense(3, tanh)", "--cv", folds);
      BadInputTest.refused(
          run, 5, "E520", "1 column with levels (numbers: \"gain\") where the network has 0");
      assertThat(run.fixes())
          .containsExactly("--repeated-values numbers", "--network 'Dense(3, tanh)'");
      run.fixes().forEach(fix -> works(run, fix));
    }
    Path config = folder.resolve("old.toml");
    Files.writeString(
        config,
        "data = \"" + rows + "\"\ntarget = [\"label\"]\nnetwork = \"2 -> Dense(3, tanh)\"\n");
    Cli old = Cli.run("train", "--config", config.toString(), "--dry-run");
    BadInputTest.refused(old, 5, "E520", "the data has 1 column with levels");
    old.fixes().forEach(fix -> works(old, fix));
  }
}
