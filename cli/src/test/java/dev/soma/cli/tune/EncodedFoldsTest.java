package dev.soma.cli.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.train.Plan;
import dev.soma.cli.train.TrainRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodedFoldsTest {
  /// Above it a category is looked up by every recipe.
  private static final int MANY = 1_000;

  @TempDir Path folder;

  private TrainRows rows(String effort) throws IOException {
    StringBuilder text = new StringBuilder("x,code,label\n");
    for (int i = 0; i < 3 * MANY; i++) {
      text.append(i % 7 + ",k" + i % (2 * MANY) + "," + (i % 7 > 3 ? "yes" : "no") + "\n");
    }
    Path file = Files.writeString(folder.resolve("rows.csv"), text);
    Settings settings =
        Settings.PRESETS
            .with(Key.DATA, file.toString())
            .with(Key.TARGET, "label")
            .with(Key.CATEGORY, "code")
            .with(Key.EFFORT, effort)
            .with(Key.CV, "3");
    return TrainRows.read(settings, null);
  }

  @Test
  void folds_that_are_small_beside_the_heap_are_encoded_once_and_others_each_time()
      throws IOException {
    TrainRows rows = rows("normal");
    Plan base = Plan.of(rows);
    EncodedFolds kept = new EncodedFolds(rows, base, Long.MAX_VALUE);
    EncodedFolds encoded = new EncodedFolds(rows, base, 1);
    assertThat(kept.count()).isEqualTo(3);
    Plan first = kept.plan(1, base.settings());
    assertThat(kept.plan(1, base.settings()).preparation()).isSameAs(first.preparation());
    Plan anew = encoded.plan(1, base.settings());
    assertThat(encoded.plan(1, base.settings()).preparation()).isNotSameAs(anew.preparation());
    assertThat(anew.preparation().training().numbers().data())
        .isEqualTo(first.preparation().training().numbers().data());
    assertThat(anew.preparation().training().codes())
        .isEqualTo(first.preparation().training().codes());
    assertThat(anew.preparation().training().targets().data())
        .isEqualTo(first.preparation().training().targets().data());
    assertThat(List.of(anew.network(), anew.config(), anew.metric()))
        .isEqualTo(List.of(first.network(), first.config(), first.metric()));
    assertThat(encoded.plan(0, base.settings()).preparation()).isSameAs(base.preparation());
  }

  @Test
  void every_fold_has_the_network_that_train_gives_it() throws IOException {
    TrainRows rows = rows("fast");
    Plan base = Plan.of(rows);
    EncodedFolds folds = new EncodedFolds(rows, base, Long.MAX_VALUE);
    for (int f = 0; f < folds.count(); f++) {
      Plan trained = Plan.of(rows.fold(f, base.settings()));
      assertThat(trained.network().toString()).contains("Embedding(");
      assertThat(folds.plan(f, base.settings()).network()).isEqualTo(trained.network());
    }
  }
}
