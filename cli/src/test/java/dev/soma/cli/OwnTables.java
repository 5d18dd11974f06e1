package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/// Tests that make their tables in a folder of their own and learn `y` from them.
abstract class OwnTables {
  @TempDir Path folder;

  @AfterEach
  void remove_rejects() throws IOException {
    Tables.removeRejects(folder);
  }

  /// A file in the folder, as [Tables#table].
  Path table(String name, String header, int rows, IntFunction<String> row) {
    return Tables.table(folder, name, header, rows, row);
  }

  /// A run as [Tables#train], which has to succeed.
  Cli trained(Path file, String... more) {
    Cli run = Tables.train(file, more);
    assertThat(run.exit()).as(run.toString()).isZero();
    return run;
  }

  /// The model that was trained last.
  String model() {
    return folder.resolve("out/model.soma").toString();
  }
}
