package dev.soma.cli.page.test;

import dev.soma.cli.page.Html;
import dev.soma.cli.page.Numbers;
import dev.soma.cli.page.Section;
import dev.soma.cli.picture.Ink;
import dev.soma.cli.picture.Picture;
import dev.soma.cli.picture.Shape;
import dev.soma.cli.picture.Shape.Anchor;
import dev.soma.cli.picture.Shape.Label;
import dev.soma.cli.screen.Text;
import dev.soma.eval.Confusion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Which classes were taken for which, and how well each was found.
///
/// @param matrices one, or one a label
public record ConfusionSection(List<Matrix> matrices) implements Section {
  private static final int DRAWN = 16;
  private static final int LABELS = 20;
  private static final int ROWS = 200;
  private static final int NAME = 60;
  private static final double CELL = 46;

  /// Counts with the names of their classes.
  ///
  /// @param name of the target
  public record Matrix(String name, List<String> levels, Confusion counts) {
    /// The largest classes, in their order.
    private int[] largest(int most) {
      return IntStream.range(0, counts.classes())
          .boxed()
          .sorted((a, b) -> Long.compare(counts.rows(b), counts.rows(a)))
          .limit(most)
          .mapToInt(i -> i)
          .sorted()
          .toArray();
    }

    private String level(int k) {
      return k < levels.size() ? Text.cut(levels.get(k), NAME) : Integer.toString(k);
    }
  }

  /// Copies.
  public ConfusionSection {
    matrices = List.copyOf(matrices);
  }

  @Override
  public String id() {
    return "classes";
  }

  @Override
  public String title() {
    return "Classes";
  }

  @Override
  public void write(Html html) {
    for (Matrix m : matrices.subList(0, Math.min(LABELS, matrices.size()))) {
      int[] drawn = m.largest(DRAWN);
      String of = matrices.size() > 1 ? Text.cut(m.name(), NAME) + ": " : "";
      String cut =
          drawn.length < m.counts().classes()
              ? " The " + DRAWN + " classes with most rows of " + m.counts().classes() + "."
              : "";
      html.figure(
          picture(m, drawn),
          of
              + "Test rows by true class (down) and predicted class (across); dark where many of a"
              + " true class are."
              + cut,
          () -> counts(html, m, drawn));
      classes(html, m, of);
    }
    if (matrices.size() > LABELS) {
      html.paragraph("… " + Text.count(matrices.size() - LABELS, "more label"));
    }
  }

  private static Picture picture(Matrix m, int[] drawn) {
    List<Shape> shapes = new ArrayList<>();
    double left = 150;
    double top = 40;
    shapes.add(new Label(left, 13, "predicted", 11, Anchor.START, Ink.MUTED));
    shapes.add(new Label(left - 8, top - 7, "true", 11, Anchor.END, Ink.MUTED));
    for (int i = 0; i < drawn.length; i++) {
      double y = top + i * CELL;
      String name = m.level(drawn[i]);
      shapes.add(
          new Label(left - 8, y + CELL / 2 + 4, Text.cut(name, 20), 11, Anchor.END, Ink.TEXT));
      double middle = left + (i + 0.5) * CELL;
      shapes.add(new Label(middle, top - 7, Text.cut(name, 7), 10, Anchor.MIDDLE, Ink.TEXT));
      long all = m.counts().rows(drawn[i]);
      for (int j = 0; j < drawn.length; j++) {
        long count = m.counts().counts()[drawn[i]][drawn[j]];
        double x = left + j * CELL;
        double share = all == 0 ? 0 : (double) count / all;
        Ink ink = i == j ? Ink.BLUE : Ink.ORANGE;
        shapes.add(
            Shape.Area.box(x + 1, y + 1, x + CELL - 1, y + CELL - 1, ink, 0.06 + 0.6 * share));
        shapes.add(
            new Label(
                x + CELL / 2, y + CELL / 2 + 4, Text.count(count), 11, Anchor.MIDDLE, Ink.TEXT));
      }
    }
    double size = drawn.length * CELL;
    return new Picture(left + size + 10, top + size + 8, "Confusion matrix", shapes);
  }

  private static void counts(Html html, Matrix m, int[] drawn) {
    List<String> head = new ArrayList<>(List.of("true class"));
    List<List<String>> rows = new ArrayList<>();
    for (int i : drawn) {
      head.add("predicted " + m.level(i));
      List<String> row = new ArrayList<>(List.of(m.level(i)));
      for (int j : drawn) {
        row.add(Text.count(m.counts().counts()[i][j]));
      }
      rows.add(row);
    }
    html.table("Test rows", head, rows);
  }

  private static void classes(Html html, Matrix m, String of) {
    List<List<String>> rows = new ArrayList<>();
    int[] shown = m.largest(ROWS);
    for (int k : shown) {
      rows.add(
          List.of(
              m.level(k),
              Text.count(m.counts().rows(k)),
              Text.percent(m.counts().recall(k)),
              Text.percent(m.counts().precision(k)),
              Numbers.figure(m.counts().f1(k))));
    }
    html.table(of + "Each class", List.of("class", "rows", "recall", "precision", "F1"), rows);
    if (shown.length < m.counts().classes()) {
      html.paragraph(
          "… "
              + Text.count(m.counts().classes() - shown.length, "smaller class")
                  .replace("classs", "classes"));
    }
  }

  @Override
  public Map<String, Object> data() {
    List<Object> all = new ArrayList<>();
    for (Matrix m : matrices.subList(0, Math.min(LABELS, matrices.size()))) {
      int[] drawn = m.largest(DRAWN);
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("target", Text.cut(m.name(), NAME));
      one.put("classes", Arrays.stream(drawn).mapToObj(m::level).toList());
      one.put(
          "counts",
          Arrays.stream(drawn)
              .mapToObj(i -> Arrays.stream(drawn).mapToObj(j -> m.counts().counts()[i][j]).toList())
              .toList());
      all.add(one);
    }
    return Map.of("matrices", all);
  }
}
