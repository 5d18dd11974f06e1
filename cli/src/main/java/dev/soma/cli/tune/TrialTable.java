package dev.soma.cli.tune;

import dev.soma.cli.report.TestBlock;
import dev.soma.eval.Metric;
import dev.soma.recipe.tune.Result;
import dev.soma.recipe.tune.Search;
import dev.soma.recipe.tune.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Results of trials as a table: the best of those with all epochs, and the recipe.
///
/// @param search what is searched
/// @param metric that they are compared by
record TrialTable(Search search, Metric metric) {
  /// The lines, a header first; of no result none.
  ///
  /// @param shown most trials
  List<String> lines(List<Result> results, int shown) {
    List<Result> ranked = search.ranked(results);
    List<List<String>> rows = new ArrayList<>();
    List<Setting> settings = search.space().dimensions().stream().map(d -> d.setting()).toList();
    for (int i = 0; i < ranked.size(); i++) {
      Result r = ranked.get(i);
      if (i < shown || r.trial().index() == 0) {
        rows.add(row(r, settings));
      }
    }
    if (rows.isEmpty()) {
      return List.of();
    }
    List<String> head = new ArrayList<>(List.of("trial", metric.toString(), "seconds"));
    settings.forEach(s -> head.add(s.label()));
    rows.addFirst(head);
    return aligned(rows);
  }

  private List<String> row(Result r, List<Setting> settings) {
    List<String> row = new ArrayList<>();
    row.add(Integer.toString(r.trial().index()));
    row.add(TestBlock.value(metric, r.score()));
    row.add(String.format(Locale.ROOT, "%.1f", r.seconds()));
    if (r.trial().index() == 0) {
      row.add("the recipe");
      return row;
    }
    settings.forEach(s -> row.add(r.trial().values().getOrDefault(s, "")));
    return row;
  }

  /// Numbers to the right, settings to the left.
  private static List<String> aligned(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths =
        IntStream.range(0, columns)
            .map(
                c ->
                    rows.stream()
                        .mapToInt(r -> c < r.size() ? r.get(c).length() : 0)
                        .max()
                        .orElse(0))
            .toArray();
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < row.size(); c++) {
        String cell = row.get(c);
        String blanks = " ".repeat(Math.max(0, widths[c] - cell.length()));
        line.append(c == 0 ? "" : "  ").append(c < 3 ? blanks + cell : cell + blanks);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
