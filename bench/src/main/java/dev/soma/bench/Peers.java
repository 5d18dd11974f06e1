package dev.soma.bench;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.eval.Outcomes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// What other libraries reached on the same sets, from files with the columns `set`, `model`,
/// `accuracy`, `log_loss`, `rmse`, `r2` and `fit_seconds`; and what they predict of the test rows,
/// from `SET/MODEL.csv` in the folder of such a file: a column of probabilities for each class, or
/// one column `prediction`, and a line for each row of the test file.
///
/// @param scores one a set, model and column; of several files the first that has it counts
/// @param folders of the files
record Peers(List<Score> scores, List<Path> folders) {
  static final Peers NONE = new Peers(List.of(), List.of());

  private static final List<String> VALUES =
      List.of("accuracy", "log_loss", "rmse", "r2", "fit_seconds");

  /// One number.
  record Score(String set, String model, String column, double value) {}

  static Peers read(Path file) {
    Table table = Table.csv(file);
    List<Score> all = new ArrayList<>();
    for (String name : VALUES) {
      if (table.column(name) instanceof Column.Numbers numbers) {
        for (int r = 0; r < table.rows(); r++) {
          if (!numbers.isMissing(r)) {
            String set = table.column("set").text(r);
            all.add(new Score(set, table.column("model").text(r), name, numbers.value(r)));
          }
        }
      }
    }
    return new Peers(List.copyOf(all), List.of(file.toAbsolutePath().getParent()));
  }

  /// With what another file has besides.
  Peers and(Peers other) {
    List<Score> all = new ArrayList<>(scores);
    all.addAll(other.scores);
    List<Path> both = new ArrayList<>(folders);
    both.addAll(other.folders);
    return new Peers(List.copyOf(all), List.copyOf(both));
  }

  /// The models that have a value of a column in every one of these sets that the file knows, in
  /// the order of the file.
  List<String> models(List<String> sets, String column) {
    List<String> known =
        sets.stream().filter(s -> scores.stream().anyMatch(x -> x.set.equals(s))).toList();
    return scores.stream()
        .map(Score::model)
        .distinct()
        .filter(m -> known.stream().allMatch(s -> of(s, m, column).isPresent()))
        .toList();
  }

  OptionalDouble of(String set, String model, String column) {
    return scores.stream()
        .filter(s -> s.set.equals(set) && s.model.equals(model) && s.column.equals(column))
        .mapToDouble(Score::value)
        .findFirst();
  }

  /// What each model predicts of the rows of a set, as far as a file says so, in the order of the
  /// models.
  ///
  /// @param truth of these rows
  /// @param classes names of the classes in the order of `truth`; unused for numbers
  Map<String, Outcomes> predictions(String set, Outcomes truth, List<String> classes) {
    Map<String, Outcomes> found = new LinkedHashMap<>();
    for (String model : scores.stream().map(Score::model).distinct().toList()) {
      folders.stream()
          .map(folder -> folder.resolve(set).resolve(model + ".csv"))
          .filter(Files::isRegularFile)
          .findFirst()
          .ifPresent(file -> found.put(model, predicted(read(file, truth), truth, classes)));
    }
    return found;
  }

  private static Table read(Path file, Outcomes truth) {
    Table said = Table.csv(file);
    if (said.rows() != truth.rows()) {
      throw new Options.Refused(
          "--peers: "
              + file
              + " has "
              + said.rows()
              + " rows, not "
              + truth.rows()
              + " as the test file");
    }
    return said;
  }

  private static Outcomes predicted(Table said, Outcomes truth, List<String> classes) {
    return switch (truth) {
      case Outcomes.Classes c -> {
        double[] p = new double[c.rows() * c.classes()];
        int[] best = new int[c.rows()];
        for (int r = 0; r < c.rows(); r++) {
          for (int k = 0; k < c.classes(); k++) {
            p[r * c.classes() + k] = number(said, classes.get(k), r);
            best[r] = p[r * c.classes() + k] > p[r * c.classes() + best[r]] ? k : best[r];
          }
        }
        yield new Outcomes.Classes(c.classes(), p, best, c.truth(), c.weights());
      }
      case Outcomes.Numbers n -> {
        double[] a = new double[n.rows()];
        for (int r = 0; r < a.length; r++) {
          a[r] = number(said, "prediction", r);
        }
        yield new Outcomes.Numbers(1, a, n.truth(), n.weights());
      }
      case Outcomes.Labels _ -> throw new IllegalArgumentException("no set has several labels");
    };
  }

  private static double number(Table said, String column, int row) {
    return said.column(column) instanceof Column.Numbers n ? n.value(row) : Double.NaN;
  }
}
