package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Words with nothing in them, and a folder where the file in it is meant.
class WordsTest {
  @TempDir static Path folder;

  @Test
  void an_empty_word() {
    String rows = Cli.table(folder).toString();
    for (List<String> words :
        List.of(
            List.of("predict", "", rows),
            List.of("predict", rows, " "),
            List.of("inspect", ""),
            List.of("evaluate", "", rows),
            List.of("train", "", "--target", "y"))) {
      Cli refused = Cli.run(words);
      BadInputTest.refused(refused, 2, "E204", "empty word", "soma " + words.getFirst());
      assertThat(refused.fixes()).containsExactly("soma " + words.getFirst() + " --help");
      BadInputTest.fixed(refused);
    }
    BadInputTest.refused(
        Cli.run("predict", rows, ""), 2, "E204", "empty word behind " + rows, "FILE");
  }

  @Test
  void an_empty_word_is_called_so_wherever_it_stands() {
    String rows = Cli.table(folder).toString();
    for (String[] words :
        new String[][] {
          {""},
          {"train", rows, "--target", ""},
          {"train", rows, "--target="},
          {"train", rows, "--lr", "", "--target", "label"},
          {"train", rows, "--work-dir", "", "--target", "label"},
          {"train", rows, "--target", "label", "--dry-run", ""}
        }) {
      Cli run = Cli.run(words);
      BadInputTest.refused(run, 2, "E204", "empty word behind ", "a variable of the shell");
      BadInputTest.fixed(run);
    }
    Cli last = Cli.run("train", rows, "--target", "label", "--dry-run", "");
    assertThat(last.fixes()).containsExactly("soma train " + rows + " --target label --dry-run");
    BadInputTest.refused(Cli.run(""), 2, "E204", "empty word behind soma", "train, tune");
    Cli blank = Cli.run("train", rows, "--delimiter", " ", "--target", "label");
    assertThat(blank.err()).doesNotContain("empty word");
  }

  @Test
  void the_folder_of_a_run_in_place_of_its_config_file() throws IOException {
    Path own = Files.createDirectory(folder.resolve("config"));
    Path run = Cli.model(own).getParent();
    Cli refused = Cli.run("train", "--config", run.toString(), "--dry-run");
    BadInputTest.refused(refused, 3, "E306", run + ", named by --config, is the folder of a run");
    assertThat(refused.fixes()).containsExactly("--config " + run.resolve("config.toml"));
    BadInputTest.fixed(refused);
    Cli none = Cli.run("train", "--config", own.toString());
    BadInputTest.refused(none, 3, "E306", "is a folder without a config.toml");
    BadInputTest.fixed(none);
  }
}
