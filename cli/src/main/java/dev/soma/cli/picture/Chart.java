package dev.soma.cli.picture;

import dev.soma.cli.picture.Shape.Anchor;
import dev.soma.cli.picture.Shape.Area;
import dev.soma.cli.picture.Shape.Label;
import dev.soma.cli.picture.Shape.Polyline;
import dev.soma.cli.picture.Shape.Segments;
import dev.soma.cli.picture.Shape.Stroke;
import java.util.ArrayList;
import java.util.List;

/// A chart that is filled from the back to the front: lines, bars and intervals over two axes.
public final class Chart {
  private static final double LEFT = 58;
  private static final double RIGHT = 14;
  private static final double TOP = 28;
  private static final double BOTTOM = 42;
  private static final double SIZE = 11;

  private final double width;
  private final double height;
  private final String title;
  private final Axis x;
  private final Axis y;
  private final List<Shape> shapes = new ArrayList<>();
  private double legend = LEFT;

  /// An empty chart with its axes.
  public Chart(double width, double height, String title, Axis x, Axis y) {
    this.width = width;
    this.height = height;
    this.title = title;
    this.x = x;
    this.y = y;
    grid();
  }

  private void grid() {
    Stroke line = new Stroke(Ink.GRID, 0.8);
    for (double tick : x.ticks((int) Math.max(2, (width - LEFT - RIGHT) / 55))) {
      shapes.add(Segments.of(line, x(tick), TOP, x(tick), height - BOTTOM));
      shapes.add(
          new Label(
              x(tick), height - BOTTOM + 15, Axis.text(tick), SIZE, Anchor.MIDDLE, Ink.MUTED));
    }
    for (double tick : y.ticks((int) Math.max(2, (height - TOP - BOTTOM) / 28))) {
      shapes.add(Segments.of(line, LEFT, y(tick), width - RIGHT, y(tick)));
      shapes.add(new Label(LEFT - 6, y(tick) + 4, Axis.text(tick), SIZE, Anchor.END, Ink.MUTED));
    }
    double middle = (LEFT + width - RIGHT) / 2;
    shapes.add(new Label(middle, height - 8, x.name(), SIZE, Anchor.MIDDLE, Ink.MUTED));
    shapes.add(new Label(4, 14, y.name(), SIZE, Anchor.START, Ink.MUTED));
    legend = 24 + 6.2 * y.name().length();
  }

  /// A line through points; those that are not finite are left out and make a gap.
  public Chart line(double[] xs, double[] ys, Stroke stroke) {
    List<Double> points = new ArrayList<>();
    for (int i = 0; i < xs.length; i++) {
      points.add(x(xs[i]));
      points.add(y(ys[i]));
    }
    shapes.add(new Polyline(points, stroke));
    return this;
  }

  /// A dot.
  public Chart dot(double dx, double dy, Ink ink) {
    shapes.add(new Shape.Circle(x(dx), y(dy), 3.5, ink, 0.9));
    return this;
  }

  /// A vertical line from value to value.
  public Chart interval(double at, double low, double high, Ink ink) {
    shapes.add(Segments.of(new Stroke(ink, 1.4, 0.8, false), x(at), y(low), x(at), y(high)));
    return this;
  }

  /// A bar from the lower end of the y axis.
  public Chart bar(double from, double to, double value, Ink ink) {
    shapes.add(Area.box(x(from) + 0.4, y(value), x(to) - 0.4, y(y.low()), ink, 0.75));
    return this;
  }

  /// A dashed upright with a word at its head.
  public Chart mark(double at, String word) {
    shapes.add(Segments.of(new Stroke(Ink.TEXT, 1, 0.8, true), x(at), TOP, x(at), height - BOTTOM));
    boolean left = x(at) > width / 2;
    shapes.add(
        new Label(
            x(at) + (left ? -5 : 5),
            TOP + 12,
            word,
            SIZE,
            left ? Anchor.END : Anchor.START,
            Ink.TEXT));
    return this;
  }

  /// An entry of the legend, right of those before it.
  public Chart legend(String word, Stroke stroke) {
    shapes.add(Segments.of(stroke, legend, 10, legend + 22, 10));
    shapes.add(new Label(legend + 27, 14, word, SIZE, Anchor.START, Ink.TEXT));
    legend += 45 + 6.2 * word.length();
    return this;
  }

  /// All of it.
  public Picture picture() {
    return new Picture(width, height, title, shapes);
  }

  private double x(double value) {
    return LEFT + x.share(value) * (width - LEFT - RIGHT);
  }

  private double y(double value) {
    return height - BOTTOM - y.share(value) * (height - TOP - BOTTOM);
  }
}
