package dev.soma.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `train`, interrupted.
@Timeout(60)
class InterruptedRunTest {
  @TempDir Path folder;

  private int train(Interrupted interrupted, String out, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of(Interrupted.table(folder).toString()));
    words.addAll(List.of("--target", "label", "--effort", "fast", "--epochs", "500"));
    words.addAll(List.of("--patience", "0", "--out", folder.resolve(out).toString()));
    words.addAll(List.of(more));
    TrainCommand train = new TrainCommand();
    return train.run(
        Interrupted.words(train, words), interrupted.screen(), interrupted::interruption);
  }

  @Test
  void a_run_that_is_watched_keeps_the_weights_that_it_keeps_alone() throws Exception {
    Interrupted alone = new Interrupted("  epoch 3 batch 1/");
    assertThat(train(alone, "alone")).isEqualTo(130);
    Interrupted watched = new Interrupted("  epoch 3 batch 1/");
    assertThat(train(watched, "watched", "--watch", "--port", "0")).isEqualTo(130);
    for (Interrupted run : List.of(alone, watched)) {
      assertThat(run.told()).contains("STOP   interrupted in epoch 3", "TEST ", "SAVED ");
      assertThat(run.next()).get().asString().startsWith("soma inspect ");
    }
    assertThat(watched.told()).contains("WATCH  http").doesNotContain("the page stays open");
    assertThat(folder.resolve("watched/model.soma"))
        .hasSameBinaryContentAs(folder.resolve("alone/model.soma"));
  }

  @Test
  void its_settings_train_the_same_model_without_anybody_who_interrupts() throws Exception {
    assertThat(train(new Interrupted("  epoch 3 batch 1/"), "cut")).isEqualTo(130);
    TrainCommand train = new TrainCommand();
    Interrupted never = new Interrupted("\0");
    List<String> words = List.of("--config", folder.resolve("cut/config.toml").toString());
    List<String> out = List.of("--out", folder.resolve("again").toString());
    List<String> all = Stream.concat(words.stream(), out.stream()).toList();
    assertThat(train.run(Interrupted.words(train, all), never.screen(), never::interruption))
        .isZero();
    assertThat(folder.resolve("again/model.soma"))
        .hasSameBinaryContentAs(folder.resolve("cut/model.soma"));
  }

  @Test
  void before_the_first_epoch_nothing_is_left() throws Exception {
    for (String where : List.of("DATA ", "NET ", "BASE ")) { // read, prepared, with a folder
      for (String[] watch : new String[][] {{}, {"--watch", "--port", "0"}}) {
        Interrupted run = new Interrupted(where);
        assertThat(train(run, "out", watch)).as(where).isEqualTo(130);
        assertThat(run.told())
            .as(where)
            .containsOnlyOnce("STOP   interrupted before the first epoch; nothing was saved");
        assertThat(run.next()).isEmpty();
        assertThat(folder.resolve("out")).doesNotExist();
      }
    }
  }
}
