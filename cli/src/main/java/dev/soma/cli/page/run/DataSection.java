package dev.soma.cli.page.run;

import dev.soma.cli.page.Html;
import dev.soma.cli.page.Section;
import dev.soma.cli.report.DataBlock;
import dev.soma.cli.screen.Text;
import dev.soma.data.Table;
import dev.soma.data.encode.Encoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the rows are and how they were parted. No row is in it, so it may be kept while the network
/// is trained.
///
/// @param head name, size, form and hash of the source
/// @param columns the first of them
/// @param remarks on all columns
/// @param parts how the rows were parted
public record DataSection(
    String head, List<DataBlock.Line> columns, List<String> remarks, Parts parts)
    implements Section {
  /// How rows were parted.
  ///
  /// @param split in words
  /// @param sizes how many rows each part has
  /// @param notes what is odd about the parts, as the terminal says it
  public record Parts(String split, Map<String, Integer> sizes, List<String> notes) {}

  private static final int COLUMNS = 100;
  private static final int FIRST = 24;
  private static final int NAME = 60;
  private static final int DETAIL = 200;

  /// Of a table.
  ///
  /// @param asIs whether the target stays as it is
  /// @param still columns that do not vary where it is learned from, with what they are there
  /// @param parts how its rows were parted
  public static DataSection of(
      Table table, Encoder.Rules rules, boolean asIs, Map<String, String> still, Parts parts) {
    return new DataSection(
        DataBlock.head(table).replace("   ", " · "),
        DataBlock.columns(table.schema(), table.task(), rules, asIs, COLUMNS, still),
        DataBlock.remarks(table, table.task(), COLUMNS, still).stream()
            .map(r -> Text.cut(r, 4 * DETAIL))
            .toList(),
        parts);
  }

  @Override
  public String id() {
    return "rows";
  }

  @Override
  public String title() {
    return "Data and split";
  }

  @Override
  public void write(Html html) {
    html.paragraph(head);
    List<List<String>> rows = new ArrayList<>();
    for (DataBlock.Line c : columns) {
      rows.add(
          List.of(
              Text.cut(c.name(), NAME),
              c.role(),
              Text.minus(Text.cut(c.values(), NAME)),
              Text.cut(c.detail(), DETAIL)));
    }
    List<String> names = List.of("column", "role", "values", "what becomes of it");
    int first = Math.min(FIRST, rows.size());
    html.table("Columns", names, rows.subList(0, first));
    if (rows.size() > first) {
      String more = Text.count(rows.size() - first, "column") + " more";
      html.open("details").element("summary", more);
      html.table(more, names, rows.subList(first, rows.size())).close("details");
    }
    html.list(remarks);
    List<List<String>> counts = new ArrayList<>();
    parts.sizes.forEach((part, count) -> counts.add(List.of(part, Text.count(count))));
    html.table("Split: " + parts.split, List.of("part", "rows"), counts);
    html.list(parts.notes);
  }

  @Override
  public Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("split", parts.split);
    data.put("parts", parts.sizes);
    data.put("notes", parts.notes);
    return data;
  }
}
