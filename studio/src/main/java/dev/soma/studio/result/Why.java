package dev.soma.studio.result;

import dev.soma.data.Table;
import dev.soma.model.Model;
import dev.soma.model.explain.Contributions;
import dev.soma.studio.draw.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What each column adds to the score of a row, for the page.
final class Why {
  private static final int MOST = 40;
  private static final int MOST_PARAMETERS = 50_000;

  private Why() {}

  /// The contributions, largest first; without them if they would take long.
  ///
  /// @param row a table of one row
  static Map<String, Object> of(Model model, Table row) {
    Map<String, Object> data = new LinkedHashMap<>();
    int parameters = model.network().parameters().size();
    float[] z = model.predict(row).scores();
    if (parameters > MOST_PARAMETERS || !Float.isFinite(z[0])) {
      data.put(
          "left_out",
          parameters > MOST_PARAMETERS
              ? "Contributions are left out of networks of more than 50,000 parameters; soma explain"
                  + " has them."
              : "There are no contributions to a score that is not finite.");
      return data;
    }
    Contributions why = Contributions.of(model, row);
    List<Contributions.Column> columns =
        why.columns().stream()
            .sorted(Comparator.comparingDouble(c -> -Math.abs(c.contribution())))
            .limit(MOST)
            .toList();
    double most = columns.isEmpty() ? 1 : Math.abs(columns.getFirst().contribution());
    List<Map<String, Object>> shown = new ArrayList<>();
    for (Contributions.Column c : columns) {
      Map<String, Object> column = new LinkedHashMap<>();
      column.put("name", c.name());
      column.put("value", c.value());
      column.put("base", c.base());
      column.put("contribution", Texts.number(c.contribution()));
      column.put("share", most > 0 ? Texts.number(c.contribution() / most) : 0);
      shown.add(column);
    }
    data.put("output", why.output());
    data.put("columns", shown);
    data.put("columns_left", why.columns().size() - shown.size());
    data.put("score", Texts.number(why.score()));
    data.put("base_score", Texts.number(why.baseScore()));
    data.put("number", why.number());
    data.put("exact", why.exact());
    return data;
  }
}
