package dev.soma.cli.page.test;

import dev.soma.cli.page.Html;
import dev.soma.cli.page.Section;
import dev.soma.cli.picture.Ink;
import dev.soma.cli.picture.Picture;
import dev.soma.cli.picture.Shape;
import dev.soma.cli.picture.Shape.Anchor;
import dev.soma.cli.picture.Shape.Label;
import dev.soma.cli.picture.Shape.Segments;
import dev.soma.cli.picture.Shape.Stroke;
import dev.soma.cli.report.ImportanceBlock;
import dev.soma.cli.report.TestBlock;
import dev.soma.cli.screen.Text;
import dev.soma.model.explain.Importance;
import dev.soma.model.explain.Importance.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/// What the model loses on the test rows if a column is permuted among them.
///
/// @param importance of the columns, one at least
public record ImportanceSection(Importance importance) implements Section {
  private static final int DRAWN = 20;
  private static final int ROWS = 100;
  private static final int NAME = 60;
  private static final double LEFT = 190;
  private static final double WIDTH = 640;
  private static final double LINE = 20;

  @Override
  public String id() {
    return "importance";
  }

  @Override
  public String title() {
    return "Importance of the columns";
  }

  @Override
  public void write(Html html) {
    html.paragraph(
        "If the values of a column are permuted among the rows, "
            + ImportanceBlock.head(importance)
            + ":");
    html.figure(
        bars(),
        "How much worse it gets by a column, the largest first; the line is one standard deviation"
            + " to both sides.",
        () -> table(html));
    html.list(ImportanceBlock.remarks(importance));
  }

  private Picture bars() {
    List<Column> drawn = first(DRAWN);
    double low = ends(drawn, -1).min().orElse(0);
    double high = ends(drawn, 1).max().orElse(0);
    double from = Math.min(0, low);
    double scale = high > from ? (WIDTH - LEFT - 80) / (high - from) : 0;
    double zero = LEFT - from * scale;
    List<Shape> shapes = new ArrayList<>();
    double y = 6;
    for (Column c : drawn) {
      double middle = y + LINE / 2;
      double end = zero + finite(c.mean()) * scale;
      double sd = finite(c.sd()) * scale;
      shapes.add(new Label(LEFT - 8, middle + 4, Text.cut(c.name(), 28), 11, Anchor.END, Ink.TEXT));
      Ink ink = end < zero ? Ink.ORANGE : Ink.BLUE;
      double left = Math.min(zero, end);
      shapes.add(Shape.Area.box(left, y + 3, Math.max(zero, end), y + LINE - 3, ink, 0.75));
      shapes.add(Segments.of(new Stroke(Ink.TEXT, 1.2), end - sd, middle, end + sd, middle));
      shapes.add(
          new Label(
              Math.max(zero, end + sd) + 6,
              middle + 4,
              Text.minus(ImportanceBlock.mean(importance, c)),
              11,
              Anchor.START,
              Ink.MUTED));
      y += LINE;
    }
    shapes.addFirst(Segments.of(new Stroke(Ink.GRID, 1), zero, 2, zero, y + 4));
    String title =
        "How much worse " + TestBlock.label(importance.metric()) + " gets without a column";
    return new Picture(WIDTH, y + 8, title, shapes);
  }

  /// Where the lines end.
  private static DoubleStream ends(List<Column> columns, int side) {
    return columns.stream().mapToDouble(c -> finite(c.mean()) + side * finite(c.sd()));
  }

  /// What cannot be drawn has no length.
  private static double finite(double x) {
    return Double.isFinite(x) ? x : 0;
  }

  private List<Column> first(int most) {
    return importance.columns().subList(0, Math.min(most, importance.columns().size()));
  }

  private void table(Html html) {
    List<List<String>> rows = new ArrayList<>();
    for (Column c : first(ROWS)) {
      rows.add(
          List.of(
              Text.cut(c.name(), NAME),
              Text.minus(ImportanceBlock.mean(importance, c)),
              ImportanceBlock.sd(importance, c),
              Text.minus(ImportanceBlock.share(importance, c).replace(" of it", ""))));
    }
    html.table(
        TestBlock.label(importance.metric()) + " gets worse by",
        List.of("column", "mean", "sd", "of its value"),
        rows);
    ImportanceBlock.rest(importance, ROWS).ifPresent(html::paragraph);
  }

  @Override
  public Map<String, Object> data() {
    return ImportanceBlock.json(importance, ROWS, NAME);
  }
}
