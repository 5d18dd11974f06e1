package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictTest {
  @TempDir static Path folder;
  private static String model;
  private static String good;

  @BeforeAll
  static void train_a_model() {
    model = Cli.model(folder).toString();
    good = folder.resolve("good.csv").toString();
  }

  @Test
  void rows_out_are_rows_in_with_their_text_unchanged() throws IOException {
    Path file =
        Cli.write(
            folder,
            "odd.csv",
            "note,x,colour,y\n\"a,b\",01,red,2.50\n\"say \"\"hi\"\"\", 2 ,green,1e1\n,,blue,3\n");
    Cli run = Cli.run("predict", model, file.toString());
    assertThat(run.exit()).as(run.toString()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines.getFirst()).isEqualTo("note,x,colour,y,label_pred,p_no,p_yes,flags");
    assertThat(lines.get(1)).startsWith("\"a,b\",01,red,2.50,");
    assertThat(lines.get(2)).startsWith("\"say \"\"hi\"\"\",").contains(",green,1e1,");
    assertThat(lines.get(3)).startsWith(",,blue,3,").endsWith(",imputed:x");
    assertThat(run.err()).contains("3 rows read, 3 written");
  }

  @Test
  void more_rows_than_a_chunk_come_out_in_order() throws IOException {
    StringBuilder text = new StringBuilder("x,colour,y\n");
    for (int i = 0; i < 10_000; i++) {
      text.append(i % 7).append(",red,").append(i).append('\n');
    }
    Path file = Cli.write(folder, "long.csv", text.toString());
    Cli run = Cli.run("predict", model, file.toString());
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(10_001);
    assertThat(lines.get(9_876)).startsWith((9_875 % 7) + ",red,9875,");
    assertThat(Files.exists(file)).isTrue();
  }

  @Test
  void only_the_prediction_and_a_threshold() {
    Cli all = Cli.run("predict", model, good, "--only-pred", "--threshold", "0");
    assertThat(all.out().lines().skip(1)).hasSize(60).allMatch(l -> l.startsWith("yes,"));
    Cli none = Cli.run("predict", model, good, "--only-pred", "--threshold", "1");
    assertThat(none.out().lines().skip(1)).allMatch(l -> l.startsWith("no,"));
  }

  @Test
  void rows_as_json() {
    Cli run = Cli.run("predict", model, good, "--json", "-q");
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines()).hasSize(60).allMatch(l -> l.startsWith("{\"line\":"));
    assertThat(run.out()).contains("\"label_pred\":\"no\"", "\"p_yes\":", "\"flags\":[]");
  }

  @Test
  void a_file_is_not_replaced_unless_asked() throws IOException {
    Path out = folder.resolve("out.csv");
    assertThat(Cli.run("predict", model, good, "-o", out.toString()).exit()).isZero();
    assertThat(Files.readAllLines(out)).hasSize(61);
    Cli again = Cli.run("predict", model, good, "-o", out.toString());
    assertThat(again.exit()).isEqualTo(8);
    assertThat(again.err()).contains("error E803");
    assertThat(Cli.run("predict", model, good, "-o", out.toString(), "--force").exit()).isZero();
  }

  @Test
  void a_failed_run_leaves_the_file_as_it_was_and_makes_none() throws IOException {
    Path data = Cli.write(folder, "anvers.csv", "x,colour,y\n1,red,2\n1,pink,2\n");
    Path out = folder.resolve("fresh.csv");
    Cli run = Cli.run("predict", model, data.toString(), "-o", out.toString());
    assertThat(run.exit()).as(run.toString()).isEqualTo(5);
    assertThat(run.err()).contains("error E511", "no row is kept");
    assertThat(out).doesNotExist();
    for (String fix : run.fixes()) {
      assertThat(run.withFix(fix).exit()).as(fix).isZero();
      Files.delete(out);
    }
    Files.writeString(out, "mine");
    String[] wrong = {"x,colour,y\nabc,red,2\n", "colour,y\nred,2\n", "x,colour,y\n1,red\n"};
    for (String text : wrong) {
      Path bad = Cli.write(folder, "wrong.csv", text);
      Cli again = Cli.run("predict", model, bad.toString(), "-o", out.toString(), "--force");
      assertThat(again.exit()).as(again.toString()).isNotZero();
      assertThat(out).hasContent("mine");
    }
    try (var files = Files.list(folder)) {
      assertThat(files.map(Path::toString)).noneMatch(f -> f.endsWith(".tmp"));
    }
  }

  @Test
  void another_name_is_suggested_that_is_free_and_keeps_its_ending() throws IOException {
    Path out = Cli.write(folder, "q.csv", "mine");
    Cli.write(folder, "q-2.csv", "mine");
    Cli run = Cli.run("predict", model, good, "-o", out.toString());
    assertThat(run.fixes()).containsExactly("-o " + folder.resolve("q-3.csv"), "--force");
    assertThat(run.withFix("--force").exit()).isZero();
    assertThat(Files.readAllLines(out)).hasSize(61);
  }

  @Test
  void columns_that_would_stand_twice_are_refused() throws IOException {
    Path once = folder.resolve("once.csv");
    assertThat(Cli.run("predict", model, good, "-o", once.toString()).exit()).isZero();
    Cli run = Cli.run("predict", model, once.toString());
    assertThat(run.exit()).as(run.toString()).isEqualTo(5);
    assertThat(run.err()).contains("error E513", "once.csv has label_pred, p_no, p_yes, flags");
    assertThat(run.withFix(run.fixes().getFirst()).out()).startsWith("label_pred,p_no,");
  }

  @Test
  void evaluate_prints_metrics_as_json() {
    Cli run = Cli.run("evaluate", model, good, "--json", "-q");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out())
        .startsWith("{\"rows\":60,\"metrics\":{\"accuracy\":")
        .contains("\"log_loss\":", "\"macro_f1\":", "\"roc_auc\":");
  }

  @Test
  void evaluate_fails_under_a_limit() {
    assertThat(Cli.run("evaluate", model, good, "--fail-under", "accuracy=0.1").exit()).isZero();
    Cli run = Cli.run("evaluate", model, good, "--fail-under", "accuracy=1.1");
    assertThat(run.exit()).isEqualTo(7);
    assertThat(run.err()).startsWith("error E701 accuracy is ");
    assertThat(Cli.run("evaluate", model, good, "--fail-under", "log_loss=0.0001").exit())
        .isEqualTo(7);
  }

  @Test
  void inspect_shows_models_runs_and_tables() {
    Cli card = Cli.run("inspect", model);
    assertThat(card.exit()).as(card.toString()).isZero();
    assertThat(card.out())
        .contains("predicts label: no, yes", "5 → 4 relu", "W1", "soma train DATA --target label");
    assertThat(Cli.run("inspect", folder.resolve("model").toString()).out()).isEqualTo(card.out());
    assertThat(Cli.run("inspect", good).out()).contains("60 rows × 4 columns", "colour");
    assertThat(Cli.run("inspect", good, "--json").out()).contains("\"rows\":60", "\"kind\":");
    assertThat(Cli.run("inspect", model, "--json").out()).contains("\"parameters\":");
  }

  @Test
  void the_command_that_inspect_prints_trains_the_same_model() {
    String again =
        Cli.run("inspect", model)
            .out()
            .lines()
            .filter(l -> l.startsWith("AGAIN"))
            .findFirst()
            .orElseThrow()
            .substring(7);
    List<String> words = new java.util.ArrayList<>(Cli.words(again.replace("DATA", good)));
    words.removeFirst();
    words.addAll(List.of("--out", folder.resolve("again").toString(), "-q"));
    Cli run = Cli.run(words);
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(folder.resolve("again/model.soma")).exists();
    assertThat(Cli.run("predict", folder.resolve("again/model.soma").toString(), good).out())
        .isEqualTo(Cli.run("predict", model, good).out());
  }

  @Test
  void gradcheck_passes_for_a_trained_model() {
    Cli run = Cli.run("gradcheck", model, good, "--rows", "4");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out()).contains("W1", "b2", "passed");
    assertThat(Cli.run("gradcheck", model, good, "--json", "-q").out())
        .startsWith("{\"passed\":true");
  }
}
