package dev.soma.bench;

import dev.soma.kernel.KernelChoice;
import dev.soma.recipe.effort.Effort;
import dev.soma.train.Execution;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Measures what a recipe could do in several ways, on training files alone: a fifth of the rows is
/// held out and scored. Called by the script `bench/choices`.
public final class Choices {
  private static final Options.Form FORM =
      new Options.Form(
          "usage: bench/choices --data DIR [--choices missing,fill,rare,smoothing,validation] [--sets a,b]"
              + " [--efforts fast,normal] [--rows N] [--seeds N] [--threads N] [--results FILE]",
          List.of(
              "--data",
              "--choices",
              "--sets",
              "--efforts",
              "--rows",
              "--seeds",
              "--threads",
              "--results"),
          List.of());

  private static final int ROWS = 1_600;
  private static final int SEEDS = 3;

  private final List<SetFolder> folders;
  private final List<Choice> choices;
  private final List<String> sets;
  private final List<Effort> efforts;
  private final int rows;
  private final int seeds;
  private final Execution execution;
  private final Path results;
  private final Map<Trial.Key, Trial> known = new LinkedHashMap<>();
  private final List<Trial> trials = new ArrayList<>();

  private Choices(Options options) throws IOException {
    if (!options.has("--data")) {
      throw new Options.Refused("--data is needed");
    }
    folders =
        Options.read("--data", options.get("--data", ""), text -> SetFolder.of(Path.of(text)));
    List<String> names = words(options, "--choices");
    for (String name : names) {
      if (Choice.ALL.stream().noneMatch(c -> c.name().equals(name))) {
        throw new Options.Refused(
            "--choices " + name + ": must be some of missing, fill, rare, smoothing, validation");
      }
    }
    choices = Choice.ALL.stream().filter(c -> names.isEmpty() || names.contains(c.name())).toList();
    sets = words(options, "--sets");
    for (String set : sets) {
      if (folders.stream().noneMatch(f -> f.name().equals(set))) {
        throw new Options.Refused("--sets " + set + ": no such set");
      }
    }
    efforts =
        words(options, "--efforts").stream()
            .map(n -> Options.read("--efforts", n, Effort::parse))
            .toList();
    rows = options.count("--rows", ROWS);
    seeds = options.count("--seeds", SEEDS);
    execution =
        new Execution(
            KernelChoice.auto(), options.threads(2), Double.POSITIVE_INFINITY, () -> false);
    results = Path.of(options.get("--results", ""));
    Options.read("--results", results.toString(), _ -> known());
  }

  /// What an earlier run has written, for this one to go on from.
  private int known() throws IOException {
    if (Files.exists(results) && !Files.isDirectory(results)) {
      for (String line : Files.readAllLines(results)) {
        Trial trial = Trial.read(line);
        known.put(trial.key(), trial);
      }
    } else if (!Files.isDirectory(results.toAbsolutePath().resolveSibling(""))) {
      throw new NotDirectoryException(results.toString());
    }
    return known.size();
  }

  private static List<String> words(Options options, String name) {
    return options.all(name).stream().flatMap(s -> Stream.of(s.split(","))).toList();
  }

  /// Runs it.
  ///
  /// @param args as the usage line says
  /// @throws IOException if a folder or file cannot be read or written
  public static void main(String[] args) throws IOException {
    System.exit(run(args, System.out, System.err));
  }

  /// Runs it and gives the exit code.
  static int run(String[] args, PrintStream out, PrintStream err) throws IOException {
    return Options.run(args, FORM, options -> new Choices(options).run(), out, err);
  }

  private void run() throws IOException {
    for (int seed = 1; seed <= seeds; seed++) {
      for (Choice choice : choices) {
        for (SetFolder set : folders) {
          if (choice.sets().contains(set.name()) && (sets.isEmpty() || sets.contains(set.name()))) {
            measure(choice, set, seed);
          }
        }
      }
    }
    System.out.print(ChoiceTable.of(trials));
  }

  private void measure(Choice choice, SetFolder set, int seed) throws IOException {
    Cells all = Cells.of(set, rows, seed);
    for (Choice.Case some : choice.cases()) {
      Cells cells = some.make().of(all, seed);
      for (Effort effort : efforts.isEmpty() ? choice.efforts() : efforts) {
        if (choice.open().test(cells)) {
          Trial.Key key =
              new Trial.Key(choice.name(), set.name(), some.name(), effort.label(), rows, "", seed);
          measure(choice, key, cells);
        }
      }
    }
  }

  private void measure(Choice choice, Trial.Key of, Cells cells) throws IOException {
    Trial first = null;
    for (Choice.Way way : choice.ways()) {
      Trial.Key key = of.way(way.name());
      Cells made = way.rows().apply(cells);
      Trial trial = known.get(key);
      if (trial == null && first != null && way.isOfRows() && made.equals(cells)) {
        trial = first.as(key);
      }
      if (trial == null) {
        trial = Trial.of(key, made, way, execution);
        System.err.println(trial.line());
        if (!results.toString().isEmpty()) {
          Files.write(
              results, List.of(trial.line()), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
      }
      first = first == null ? trial : first;
      trials.add(trial);
    }
  }
}
