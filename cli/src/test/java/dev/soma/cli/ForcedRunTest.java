package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `train --force` into the folder of another run: it is never of two runs.
class ForcedRunTest {
  @TempDir Path folder;

  @BeforeEach
  void rows() {
    StringBuilder text = new StringBuilder("x,y\n");
    IntStream.range(0, 60).forEach(i -> text.append(i % 7 + "," + (i % 7 > 3) + "\n"));
    Cli.write(folder, "rows.csv", text.toString());
  }

  private Cli train(String... more) {
    List<String> args = new ArrayList<>(List.of("train", folder.resolve("rows.csv").toString()));
    args.addAll(List.of("--target", "y", "--hidden", "2", "--epochs", "2", "--force"));
    args.addAll(List.of("--out", folder.resolve("out").toString()));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void what_cannot_be_saved_leaves_the_settings_and_events_of_the_run_before() throws IOException {
    Path model = folder.resolve("out/model.soma");
    Files.createDirectories(model); // a folder: no model can be saved there
    List<String> beside = List.of("config.toml", "report.html", "run.jsonl", "trials.jsonl");
    for (String file : beside) {
      Cli.write(folder.resolve("out"), file, "earlier");
    }
    Cli run = train();
    assertThat(run.exit()).as(run.toString()).isEqualTo(8);
    assertThat(run.err())
        .contains("E805 model cannot be written")
        .contains("the model in " + folder.resolve("out") + " is that of an earlier run");
    assertThat(names())
        .containsExactly("config.toml", "model.soma", "report.html", "run.jsonl", "trials.jsonl");
    for (String file : beside) {
      assertThat(folder.resolve("out").resolve(file)).hasContent("earlier");
    }
  }

  @Test
  void what_is_saved_takes_the_place_of_all_of_the_run_before() throws IOException {
    assertThat(train("--cv", "3", "--seed", "5").exit()).isZero();
    assertThat(names()).contains("oof.csv");
    Cli run = train("--seed", "6");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(names()).containsExactly("config.toml", "model.soma", "report.html", "run.jsonl");
    assertThat(folder.resolve("out/config.toml")).content().contains("seed = 6");
    assertThat(Files.readAllLines(folder.resolve("out/run.jsonl")))
        .filteredOn(line -> line.contains("\"saved\"") || line.contains("\"run\""))
        .hasSize(2);
  }

  @Test
  void nothing_stays_of_a_run_whose_model_was_taken_elsewhere_or_that_was_killed()
      throws IOException {
    assertThat(train("--cv", "3").exit()).isZero();
    Path out = folder.resolve("out");
    Files.move(out.resolve("model.soma"), folder.resolve("best.soma"));
    Cli.write(out, "trials.jsonl", "of a search");
    Cli.write(out, ".run.jsonl.999999999.tmp", "of a run that was killed");
    Cli.write(out, ".run.jsonl." + ProcessHandle.current().pid() + "0x.tmp", "of somebody else");
    Cli run = train("--seed", "6");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err()).doesNotContain("oof.csv", "trials.jsonl");
    assertThat(names())
        .filteredOn(name -> !name.endsWith("0x.tmp"))
        .containsExactly("config.toml", "model.soma", "report.html", "run.jsonl");
  }
}
