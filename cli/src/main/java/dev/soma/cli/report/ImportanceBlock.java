package dev.soma.cli.report;

import dev.soma.cli.screen.Text;
import dev.soma.model.explain.Importance;
import dev.soma.model.explain.Importance.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How much worse a metric gets when a column is permuted among the rows.
public final class ImportanceBlock {
  private static final int SHOWN = 20;
  private static final int NAME = 28;

  private ImportanceBlock() {}

  /// `log-loss 0.4213 gets worse by, mean ± sd of 5 permutations of 712 of 891 rows`.
  public static String head(Importance i) {
    String rows = i.rows() < i.of() ? Text.count(i.rows()) + " of " : "";
    return TestBlock.label(i.metric())
        + " "
        + TestBlock.value(i.metric(), i.value())
        + " gets worse by, "
        + (i.repeats() == 1
            ? "in one permutation of "
            : "mean ± sd of " + i.repeats() + " permutations of ")
        + rows
        + Text.count(i.of(), "row");
  }

  /// One line a column, the largest first, and what to bear in mind.
  public static List<String> lines(Importance i) {
    List<String> lines = new ArrayList<>();
    if (Double.isNaN(i.value())) {
      lines.add("it cannot be said of these rows");
      return lines;
    }
    for (Column c : i.columns().subList(0, Math.min(SHOWN, i.columns().size()))) {
      String line = Text.cell(Text.cut(c.name(), NAME), NAME + 2);
      line += Text.padded(mean(i, c), 10) + Text.padded("± " + sd(i, c), 12);
      lines.add((line + share(i, c)).stripTrailing());
    }
    rest(i, SHOWN).ifPresent(lines::add);
    lines.addAll(remarks(i));
    return lines;
  }

  /// `… 12 more columns, by 0.0012 at most`, of those beyond the first.
  public static Optional<String> rest(Importance i, int shown) {
    int more = i.columns().size() - shown;
    return more <= 0
        ? Optional.empty()
        : Optional.of(
            "… "
                + Text.count(more, "more column")
                + ", by "
                + mean(i, i.columns().get(shown))
                + " at most");
  }

  /// What the figures do not say.
  public static List<String> remarks(Importance i) {
    List<String> remarks = new ArrayList<>();
    if (i.left() > 0) {
      remarks.add(
          Text.count(i.left(), "column")
              + " of the model, the last ones of the table, left out: too much work");
    }
    remarks.add(
        "a column whose values follow from others seems unimportant, since these stay as they are;"
            + " the spread is that of the permutations, not of the rows");
    return remarks;
  }

  /// The mean, as the metric is shown.
  public static String mean(Importance i, Column c) {
    return TestBlock.value(i.metric(), c.mean());
  }

  /// The standard deviation, as the metric is shown.
  public static String sd(Importance i, Column c) {
    return TestBlock.value(i.metric(), c.sd());
  }

  /// The mean in per cent of the metric of the rows as they are; empty if that is 0.
  public static String share(Importance i, Column c) {
    return i.value() == 0 ? "" : Text.percent(c.mean() / Math.abs(i.value())) + " of it";
  }

  /// For JSON; without what is not finite.
  ///
  /// @param shown columns at most
  /// @param width of their names at most
  public static Map<String, Object> json(Importance i, int shown, int width) {
    List<Object> columns = new ArrayList<>();
    for (Column c : i.columns().subList(0, Math.min(shown, i.columns().size()))) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("column", c.name().length() > width ? Text.cut(c.name(), width) : c.name());
      put(one, "mean", c.mean());
      put(one, "sd", c.sd());
      columns.add(one);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("metric", i.metric().name());
    put(all, "value", i.value());
    all.put("rows", i.rows());
    all.put("repeats", i.repeats());
    all.put("columns", columns);
    all.put("more", i.columns().size() - columns.size());
    all.put("left_out", i.left());
    return all;
  }

  private static void put(Map<String, Object> map, String key, double x) {
    if (Double.isFinite(x)) {
      map.put(key, x);
    }
  }
}
