package dev.soma.cli.apply;

import dev.soma.data.Schema.ColumnInfo;
import dev.soma.data.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// A table without its rows, as JSON.
final class TableCard {
  private TableCard() {}

  static String json(Table table) {
    List<Map<String, Object>> columns = new ArrayList<>();
    for (ColumnInfo c : table.schema().columns()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", c.name());
      fields.put("role", c.role().name().toLowerCase(Locale.ROOT));
      fields.put("kind", c.kind().name().toLowerCase(Locale.ROOT));
      fields.put("missing", c.missing());
      fields.put("distinct", c.distinct());
      Double min = c.min();
      Double max = c.max();
      if (min != null && max != null) {
        fields.put("min", min);
        fields.put("max", max);
      }
      fields.put(
          "findings",
          c.findings().stream().map(f -> f.kind().name().toLowerCase(Locale.ROOT)).toList());
      columns.add(fields);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", table.source().name());
    all.put("rows", table.rows());
    String hash = table.source().sha256();
    if (hash != null) {
      all.put("sha256", hash);
    }
    all.put("columns", columns);
    return JsonMapper.shared().writeValueAsString(all);
  }
}
