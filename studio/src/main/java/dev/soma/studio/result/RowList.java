package dev.soma.studio.result;

import dev.soma.data.Column;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.studio.draw.Texts;
import dev.soma.studio.run.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// Rows as the page lists them, those that are most wrong first, with their values as read.
final class RowList {
  private static final int MOST = 200;
  private static final int MOST_COLUMNS = 12;

  private final Said said;
  private final List<Column> columns;
  private final int columnsOf;

  RowList(Subject subject, Said said) {
    this.said = said;
    List<String> names = subject.encoder().columnNames();
    columnsOf = names.size();
    columns = names.stream().limit(MOST_COLUMNS).map(said.part().table()::column).toList();
  }

  /// Rows of classes, those without a prediction and then by falling loss; of equals the earlier
  /// row first.
  ///
  /// @param chosen which of the rows that were looked at
  /// @param classes names of the classes
  Map<String, Object> of(Outcomes.Classes c, IntPredicate chosen, List<String> classes) {
    List<Integer> order = order(chosen, r -> c.predicted()[r] < 0 ? -1 : c.p(r, c.truth()[r]));
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int r : order.subList(0, Math.min(MOST, order.size()))) {
      int truth = c.truth()[r];
      int predicted = c.predicted()[r];
      Map<String, Object> row = row(r);
      row.put("true", classes.get(truth));
      row.put("said", predicted < 0 ? "" : classes.get(predicted));
      row.put("p", predicted < 0 ? null : Texts.number(c.p(r, predicted)));
      row.put("loss", Texts.number(Metric.LOG_LOSS.of(Said.only(c, r))));
      rows.add(row);
    }
    return list(rows, order.size());
  }

  /// Rows of numbers, by falling size of the residual, that of no number first; of equals the
  /// earlier row first.
  ///
  /// @param n of the target
  Map<String, Object> of(Outcomes.Numbers n) {
    IntToDoubleFunction residual = r -> n.truth()[r] - n.predicted()[r];
    List<Integer> order = order(_ -> true, r -> -size(residual.applyAsDouble(r)));
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int r : order.subList(0, Math.min(MOST, order.size()))) {
      Map<String, Object> row = row(r);
      row.put("true", n.truth()[r]);
      row.put("said", Texts.number(n.predicted()[r]));
      row.put("residual", Texts.number(residual.applyAsDouble(r)));
      rows.add(row);
    }
    return list(rows, order.size());
  }

  private static double size(double residual) {
    return Double.isNaN(residual) ? Double.POSITIVE_INFINITY : Math.abs(residual);
  }

  private List<Integer> order(IntPredicate chosen, IntToDoubleFunction smallestFirst) {
    return IntStream.range(0, said.taken().length)
        .filter(chosen)
        .boxed()
        .sorted(Comparator.comparingDouble(smallestFirst::applyAsDouble))
        .toList();
  }

  private Map<String, Object> row(int r) {
    int there = said.taken()[r];
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("row", there);
    row.put("line", said.part().rows().line(there));
    row.put("values", columns.stream().map(c -> c.text(there)).toList());
    return row;
  }

  private Map<String, Object> list(List<Map<String, Object>> rows, int of) {
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("columns", columns.stream().map(Column::name).toList());
    list.put("columns_left", columnsOf - columns.size());
    list.put("rows", rows);
    list.put("of", of);
    return list;
  }
}
