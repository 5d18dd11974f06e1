package dev.soma.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Trains the default recipe on every set of a folder and says how good it is on the test rows,
/// against the linear baseline. Called by the script `bench/accuracy`.
public final class Accuracy {
  private static final String USAGE =
      "usage: bench/accuracy --data DIR [--data DIR ...] [--sets a,b] [--out FILE] [--json]";

  private Path root = Path.of("");
  private final List<Path> data = new ArrayList<>();
  private final List<String> sets = new ArrayList<>();
  private Optional<Path> out = Optional.empty();
  private boolean json;

  private Accuracy() {}

  /// Runs it.
  ///
  /// @param args as the usage line says; `--root=DIR` is the folder of the project
  /// @throws IOException if a folder or file cannot be read or written
  public static void main(String[] args) throws IOException {
    Accuracy program = new Accuracy();
    if (!program.understands(args)) {
      System.err.println(USAGE);
      System.exit(2);
    }
    program.run();
  }

  private boolean understands(String[] args) {
    for (int i = 0; i < args.length; i++) {
      String value = i + 1 < args.length ? args[i + 1] : "";
      switch (args[i]) {
        case "--json" -> json = true;
        case "--data" -> data.add(Path.of(value));
        case "--sets" -> sets.addAll(List.of(value.split(",")));
        case "--out" -> out = Optional.of(Path.of(value));
        default -> {
          if (!args[i].startsWith("--root=")) {
            return false;
          }
          root = Path.of(args[i].substring("--root=".length()));
        }
      }
      if (List.of("--data", "--sets", "--out").contains(args[i])) {
        i++;
        if (value.isEmpty()) {
          return false;
        }
      }
    }
    return !data.isEmpty();
  }

  private void run() throws IOException {
    List<SetFolder> folders = new ArrayList<>();
    for (Path folder : data) {
      folders.addAll(SetFolder.of(folder));
    }
    folders.removeIf(f -> !sets.isEmpty() && !sets.contains(f.name()));
    if (folders.isEmpty()) {
      System.err.println("no such set in " + data + ": see docs/accuracy.md for the layout");
      System.exit(3);
    }
    List<Result> results = new ArrayList<>();
    for (SetFolder folder : folders) {
      Result result = Result.of(folder);
      results.add(result);
      if (json) {
        System.out.println(Report.json(result));
      } else {
        System.err.printf(
            Locale.ROOT, "%s: %s, %.1f s%n", result.set(), result.network(), result.fitSeconds());
      }
    }
    String table = Report.markdown(results);
    if (!json) {
      System.out.print(table);
    }
    Path document = out.orElse(root.resolve("docs/accuracy.md"));
    boolean whole = sets.isEmpty() && Files.exists(document);
    if (out.isPresent() || (whole && !json)) {
      Report.write(document, table);
    }
  }
}
