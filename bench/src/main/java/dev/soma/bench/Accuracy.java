package dev.soma.bench;

import dev.soma.eval.Metric;
import dev.soma.recipe.effort.Effort;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Trains the recipe of every effort on every set of a folder and says how good it is on the test
/// rows, beside other libraries. Called by the script `bench/accuracy`.
public final class Accuracy {
  private static final Options.Form FORM =
      new Options.Form(
          "usage: bench/accuracy --data DIR [--data DIR ...] [--sets a,b] [--efforts fast,normal]"
              + " [--seeds N] [--metric NAME] [--peers FILE ...] [--results FILE] [--out FILE]"
              + " [--json]",
          List.of(
              "--data",
              "--sets",
              "--efforts",
              "--seeds",
              "--metric",
              "--peers",
              "--results",
              "--out"),
          List.of("--json"));

  private static final long FIRST_SEED = 42;

  private final Path root;
  private final List<SetFolder> folders;
  private final List<Effort> efforts;
  private final int seeds;
  private final Optional<Metric> metric;
  private final Peers peers;
  private final Measured measured;
  private final Optional<Path> out;
  private final boolean whole;
  private final boolean json;

  private Accuracy(Options options) throws IOException {
    root = Path.of(options.get("--root", ""));
    List<String> sets = words(options, "--sets");
    List<String> named = words(options, "--efforts");
    efforts =
        (named.isEmpty() ? Effort.names() : named)
            .stream().map(n -> Options.read("--efforts", n, Effort::parse)).toList();
    seeds = options.count("--seeds", 1);
    metric =
        options.has("--metric")
            ? Optional.of(Options.read("--metric", options.get("--metric", ""), Metric::parse))
            : Optional.empty();
    peers =
        options.all("--peers").stream()
            .map(file -> Options.read("--peers", file, f -> Peers.read(Path.of(f))))
            .reduce(Peers.NONE, Peers::and);
    measured =
        Options.read(
            "--results",
            options.get("--results", ""),
            _ -> Measured.of(file(options, "--results")));
    out = file(options, "--out");
    if (out.isPresent() && !Report.fits(out.get())) {
      throw new Options.Refused(
          "--out " + out.get() + ": not a document with the marks of docs/accuracy.md");
    }
    json = options.has("--json");
    folders = folders(options.all("--data"), sets);
    whole = sets.isEmpty() && named.isEmpty();
  }

  private static List<SetFolder> folders(List<String> data, List<String> sets) {
    if (data.isEmpty()) {
      throw new Options.Refused("--data is needed");
    }
    List<SetFolder> found = new ArrayList<>();
    for (String folder : data) {
      found.addAll(Options.read("--data", folder, f -> SetFolder.of(Path.of(f))));
    }
    for (String set : sets) {
      if (found.stream().noneMatch(f -> f.name().equals(set))) {
        throw new Options.Refused("--sets " + set + ": no such set in " + String.join(", ", data));
      }
    }
    found.removeIf(f -> !sets.isEmpty() && !sets.contains(f.name()));
    if (found.isEmpty()) {
      throw new Options.Refused(
          "no set in " + String.join(", ", data) + ": see docs/accuracy.md for the layout");
    }
    return List.copyOf(found);
  }

  private static Optional<Path> file(Options options, String name) {
    return options.has(name) ? Optional.of(Path.of(options.get(name, ""))) : Optional.empty();
  }

  private static List<String> words(Options options, String name) {
    return options.all(name).stream().flatMap(s -> Stream.of(s.split(","))).toList();
  }

  /// Runs it.
  ///
  /// @param args as the usage line says; `--root=DIR` is the folder of the project
  /// @throws IOException if a folder or file cannot be read or written
  public static void main(String[] args) throws IOException {
    System.exit(run(args, System.out, System.err));
  }

  /// Runs it and gives the exit code.
  static int run(String[] args, PrintStream out, PrintStream err) throws IOException {
    return Options.run(args, FORM, options -> new Accuracy(options).run(), out, err);
  }

  private void run() throws IOException {
    for (SetFolder folder : folders) {
      for (Effort effort : efforts) {
        for (int i = 0; i < seeds; i++) {
          measure(folder, effort, FIRST_SEED + i);
        }
      }
    }
    if (json) {
      return;
    }
    List<String> sets = folders.stream().map(SetFolder::name).toList();
    String table = Report.markdown(measured.of(sets, metric), peers);
    System.out.print(table);
    Path document = out.orElse(root.resolve("docs/accuracy.md"));
    if (out.isPresent() || (whole && Files.exists(document))) {
      Report.write(document, table);
    }
  }

  private void measure(SetFolder folder, Effort effort, long seed) throws IOException {
    if (!measured.has(folder.name(), effort, metric, seed)) {
      Result result = Result.of(folder, effort, metric, seed, peers);
      measured.add(result);
      tell(result);
    }
  }

  private void tell(Result result) {
    if (json) {
      System.out.println(Measured.json(result));
    } else {
      System.err.printf(
          Locale.ROOT,
          "%s, %s, seed %d: %s, %.1f s%n",
          result.set(),
          result.effort().label(),
          result.seed(),
          result.scores().stream()
              .map(l -> l.metric() + " " + l.soma().value())
              .collect(Collectors.joining(", ")),
          result.fitSeconds());
    }
  }
}
