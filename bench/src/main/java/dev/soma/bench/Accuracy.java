package dev.soma.bench;

import dev.soma.recipe.Effort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Trains the default recipe on every set of a folder and says how good it is on the test rows,
/// against the linear baseline. Called by the script `bench/accuracy`.
public final class Accuracy {
  private static final Options.Form FORM =
      new Options.Form(
          "usage: bench/accuracy --data DIR [--data DIR ...] [--sets a,b] [--out FILE] [--json]",
          List.of("--data", "--sets", "--out"),
          List.of("--json"));

  private final Path root;
  private final List<Path> data;
  private final List<String> sets;
  private final Optional<Path> out;
  private final boolean json;

  private Accuracy(Options options) {
    root = Path.of(options.get("--root", ""));
    data = options.all("--data").stream().map(Path::of).toList();
    sets = options.all("--sets").stream().flatMap(s -> Stream.of(s.split(","))).toList();
    out = options.has("--out") ? Optional.of(Path.of(options.get("--out", ""))) : Optional.empty();
    json = options.has("--json");
    if (data.isEmpty()) {
      throw new Options.Refused("--data is needed");
    }
  }

  /// Runs it.
  ///
  /// @param args as the usage line says; `--root=DIR` is the folder of the project
  /// @throws IOException if a folder or file cannot be read or written
  public static void main(String[] args) throws IOException {
    Options.run(args, FORM, options -> new Accuracy(options).run());
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
      Result result = Result.of(folder, Effort.NORMAL);
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
