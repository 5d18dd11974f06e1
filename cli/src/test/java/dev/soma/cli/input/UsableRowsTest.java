package dev.soma.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.data.Table;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.read.ReadOptions;
import dev.soma.error.SomaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class UsableRowsTest {
  private static final int MANY = 60_000;

  @TempDir Path folder;

  private Path file(String name, int rows, IntFunction<String> row) throws IOException {
    StringBuilder text = new StringBuilder("a,y\n");
    for (int r = 0; r < rows; r++) {
      text.append(row.apply(r)).append('\n');
    }
    return Files.writeString(folder.resolve(name), text);
  }

  /// Each of so many rows has a value of its own, and every other one cannot be used: looking
  /// through all values of the column for each of them would take hours.
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void many_rows_that_cannot_be_used_are_found_in_one_pass_over_the_values() throws IOException {
    Table train = Table.csv(file("train.csv", 60, r -> r + "," + r % 2)).target("y");
    UsableRows usable =
        new UsableRows(Encoder.learn(train, MissingPolicy.AUTO), TargetEncoder.learn(train));
    Path texts = file("texts.csv", MANY, r -> (r % 2 == 0 ? "" : "z") + r + "," + r % 2);
    ReadOptions plain = ReadOptions.DEFAULT.keepText();
    assertThat(usable.of(Table.csv(texts, plain.skipBadRows(null)), "").rows()).isEqualTo(MANY / 2);
    assertThatThrownBy(() -> usable.of(Table.csv(texts, plain), ""))
        .isInstanceOfSatisfying(
            SomaException.class,
            e -> {
              assertThat(e.getMessage()).contains("line 3,", "30,000 of 60,000 values differ");
              assertThat(e.fixes()).endsWith("--on-bad-row skip");
            });
  }
}
