package dev.soma.cli.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.cli.train.Interrupted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `tune`, interrupted: the command that goes on with it is told, whenever that was.
@Timeout(60)
class InterruptedSearchTest {
  @TempDir Path folder;

  private List<String> search(String out) throws IOException {
    List<String> words = new ArrayList<>(List.of(Interrupted.table(folder).toString()));
    words.addAll(List.of("--target", "label", "--effort", "fast", "--epochs", "9"));
    words.addAll(List.of("--trials", "10", "--out", folder.resolve(out).toString()));
    return words;
  }

  private static int whole(List<String> words) {
    TuneCommand tune = new TuneCommand();
    Interrupted never = new Interrupted("\0");
    return tune.run(Interrupted.words(tune, words), never.screen(), never::interruption);
  }

  @ParameterizedTest
  @ValueSource(strings = {"  trial 0/9", "CHOICE ", "NET ", "  epoch 2 batch 1/"})
  void the_command_that_is_told_ends_as_an_unbroken_search(String where) throws Exception {
    Interrupted cut = new Interrupted(where);
    TuneCommand tune = new TuneCommand();
    int exit = tune.run(Interrupted.words(tune, search("cut")), cut.screen(), cut::interruption);
    assertThat(exit).as(cut.told()).isEqualTo(130);
    assertThat(cut.told()).contains("STOP   interrupted");
    String path = folder.resolve("cut").toString();
    assertThat(cut.next()).as(cut.told()).contains("soma tune --resume " + path);
    assertThat(whole(List.of("--resume", path))).isZero();
    assertThat(whole(search("whole"))).isZero();
    assertThat(folder.resolve("cut/model.soma"))
        .hasSameBinaryContentAs(folder.resolve("whole/model.soma"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"soma ", "DATA ", "SPLIT "})
  void before_the_first_trial_it_says_so_and_nothing_is_left(String where) throws Exception {
    Interrupted cut = new Interrupted(where);
    TuneCommand tune = new TuneCommand();
    int exit = tune.run(Interrupted.words(tune, search("cut")), cut.screen(), cut::interruption);
    assertThat(exit).as(cut.told()).isEqualTo(130);
    assertThat(cut.told())
        .containsOnlyOnce("STOP   interrupted before the first trial; nothing was saved")
        .doesNotContain("TUNE ");
    assertThat(cut.next()).isEmpty();
    assertThat(folder.resolve("cut")).doesNotExist();
  }

  @Test
  void before_a_search_goes_on_its_trials_are_kept() throws Exception {
    Interrupted begun = new Interrupted("  trial 0/9");
    TuneCommand tune = new TuneCommand();
    tune.run(Interrupted.words(tune, search("cut")), begun.screen(), begun::interruption);
    Path log = folder.resolve("cut/trials.jsonl");
    byte[] before = Files.readAllBytes(log);
    Interrupted again = new Interrupted("DATA ");
    String path = folder.resolve("cut").toString();
    List<String> words = List.of("--resume", path);
    int exit = tune.run(Interrupted.words(tune, words), again.screen(), again::interruption);
    assertThat(exit).as(again.told()).isEqualTo(130);
    assertThat(again.told())
        .contains("STOP   interrupted before a trial; " + log + " is as it was");
    assertThat(again.next()).contains("soma tune --resume " + path);
    assertThat(log).hasBinaryContent(before);
  }
}
