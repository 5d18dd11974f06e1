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

  /// Parameters of networks whose contributions are there at once, whatever the weights.
  private static final int QUICK = 1_000;

  private static final int MOST_PARAMETERS = 50_000;

  private Why() {}

  /// The contributions, largest first. Of a network that is not small they take seconds: then they
  /// are there only if they are asked for while no training runs.
  ///
  /// @param row a table of one row
  /// @param asked whether they are wanted although they take long
  /// @param running whether a training runs
  static Map<String, Object> of(Model model, Table row, boolean asked, boolean running) {
    Map<String, Object> data = new LinkedHashMap<>();
    int parameters = model.network().parameters().size();
    boolean large = parameters > QUICK;
    data.put("large", large && parameters <= MOST_PARAMETERS);
    String without = without(model, row);
    if (without.isEmpty() && large && (running || !asked)) {
      without =
          "Contributions of "
              + parameters
              + " parameters take some seconds: "
              + (running ? "they are left out while the training runs." : "ask for them.");
    }
    if (!without.isEmpty()) {
      data.put("left_out", without);
      return data;
    }
    return filled(data, model, row);
  }

  /// Why there can be none; empty if there can.
  private static String without(Model model, Table row) {
    if (model.network().parameters().size() > MOST_PARAMETERS) {
      return "Contributions are left out of networks of more than 50,000 parameters;"
          + " soma explain has them.";
    }
    for (float z : model.predict(row).scores()) {
      if (!Float.isFinite(z)) {
        return "There are no contributions to a score that is not finite.";
      }
    }
    return "";
  }

  private static Map<String, Object> filled(Map<String, Object> data, Model model, Table row) {
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
      column.put("share", Texts.number(most > 0 ? c.contribution() / most : 0));
      shown.add(column);
    }
    data.put("output", why.output());
    data.put("columns", shown);
    data.put("columns_left", why.columns().size() - shown.size());
    data.put("score", Texts.number(why.score()));
    data.put("base_score", Texts.number(why.baseScore()));
    if (why.clipped()) {
      data.put("predicted", Texts.number(why.predicted()));
    }
    data.put("number", why.number());
    data.put("exact", why.exact());
    return data;
  }
}
