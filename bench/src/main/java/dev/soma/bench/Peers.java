package dev.soma.bench;

import dev.soma.data.Column;
import dev.soma.data.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// What other libraries reached on the same sets, from a file with the columns `set`, `model`,
/// `accuracy`, `log_loss`, `rmse`, `r2` and `fit_seconds`.
///
/// @param scores one a set, model and column
record Peers(List<Score> scores) {
  static final Peers NONE = new Peers(List.of());

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
    return new Peers(List.copyOf(all));
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
}
