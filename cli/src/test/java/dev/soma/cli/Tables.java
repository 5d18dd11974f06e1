package dev.soma.cli;

import dev.soma.cli.input.Inputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// Tables that are made a row at a time, and short runs that learn `y` from them.
final class Tables {
  private Tables() {}

  /// A file of a header and so many rows, each made from its number.
  static Path table(Path folder, String name, String header, int rows, IntFunction<String> row) {
    StringBuilder text = new StringBuilder(header).append('\n');
    for (int r = 0; r < rows; r++) {
      text.append(row.apply(r)).append('\n');
    }
    return Cli.write(folder, name, text.toString());
  }

  /// One epoch of the fast recipe, saved in the folder `out` beside the file.
  static Cli train(Path file, String... more) {
    List<String> args =
        new ArrayList<>(List.of("train", file.toString(), "--target", "y", "--force", "--out"));
    args.add(file.resolveSibling("out").toString());
    args.addAll(List.of("--effort", "fast", "--epochs", "1"));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  /// Rows that are skipped are written to the working folder: removes those of the files of a
  /// folder.
  static void removeRejects(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(Inputs.rejects(file));
      }
    }
  }
}
