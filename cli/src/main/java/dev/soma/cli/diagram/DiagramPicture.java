package dev.soma.cli.diagram;

import dev.soma.cli.diagram.Diagram.Stage;
import dev.soma.cli.diagram.Diagram.Unit;
import dev.soma.cli.diagram.Diagram.Weights;
import dev.soma.cli.picture.Ink;
import dev.soma.cli.picture.Picture;
import dev.soma.cli.picture.Shape;
import dev.soma.cli.picture.Shape.Anchor;
import dev.soma.cli.picture.Shape.Label;
import dev.soma.cli.picture.Shape.Segments;
import dev.soma.cli.picture.Shape.Stroke;
import dev.soma.cli.screen.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Lays a diagram out: stages from left to right, an edge for each weight, the bias in its unit.
///
/// Positive weights are whole lines, negative ones dashed and of another colour; width goes with
/// |w| / the largest |w| of the layer, and edges below 2 % of it are left out.
public final class DiagramPicture {
  private static final double WIDTH = 860;
  private static final double SIDE = 150;
  private static final double ROW = 28;
  private static final double TOP = 52;
  private static final double FOOT = 46;
  private static final double RADIUS = 11.5;
  private static final int LOOKS = 8;
  private static final double LEAST = 0.02;
  private static final int WRITTEN = 12;
  private static final int NAME = 20;

  private final Diagram diagram;
  private final List<Shape> shapes = new ArrayList<>();
  private final double gap;
  private final double height;

  private DiagramPicture(Diagram diagram) {
    this.diagram = diagram;
    int stages = diagram.stages().size();
    gap = Math.max(105, (WIDTH - 2 * SIDE) / (stages - 1));
    int rows = diagram.stages().stream().mapToInt(s -> s.units().size()).max().orElse(1);
    height = TOP + rows * ROW + FOOT;
  }

  /// The picture.
  public static Picture of(Diagram diagram) {
    return new DiagramPicture(diagram).picture();
  }

  private Picture picture() {
    for (int k = 0; k < diagram.weights().size(); k++) {
      edges(k, diagram.weights().get(k));
    }
    for (int s = 0; s < diagram.stages().size(); s++) {
      units(s, diagram.stages().get(s));
    }
    double width = 2 * SIDE + gap * (diagram.stages().size() - 1);
    List<String> kinds = diagram.stages().stream().map(Stage::kind).toList();
    String title = "Network " + String.join(", ", kinds) + " with its trained weights and biases";
    legend(width);
    return new Picture(width, height, title, shapes);
  }

  private double x(int stage) {
    return SIDE + stage * gap;
  }

  private double y(Stage stage, int i) {
    double middle = TOP + (height - TOP - FOOT) / 2;
    return middle + (i - (stage.units().size() - 1) / 2.0) * ROW;
  }

  private void edges(int k, Weights w) {
    List<List<List<Double>>> looks = new ArrayList<>();
    for (int i = 0; i < 2 * (LOOKS + 1); i++) {
      looks.add(new ArrayList<>());
    }
    Stage from = diagram.stages().get(k);
    Stage to = diagram.stages().get(k + 1);
    boolean written = from.units().size() * to.units().size() <= WRITTEN;
    List<Shape> numbers = new ArrayList<>();
    for (int i = 0; i < to.units().size(); i++) {
      for (int j = 0; j < from.units().size(); j++) {
        double value = w.values()[i][j];
        double share = w.largest() == 0 ? 0 : Math.abs(value) / w.largest();
        if (!(share >= LEAST)) {
          continue; // NaN too
        }
        double x0 = x(k) + (k == 0 ? 4 : RADIUS);
        double x1 = x(k + 1) - RADIUS;
        int look = 2 * (int) Math.round(share * LOOKS) + (value < 0 ? 1 : 0);
        looks.get(look).add(List.of(x0, y(from, j), x1, y(to, i)));
        if (written) {
          double y = y(from, j) + 0.3 * (y(to, i) - y(from, j)) - 3;
          numbers.add(label(x0 + 0.3 * (x1 - x0), y, figure(value), 9, Anchor.MIDDLE, Ink.TEXT));
        }
      }
    }
    for (int look = 0; look < looks.size(); look++) {
      if (!looks.get(look).isEmpty()) {
        List<Double> ends = looks.get(look).stream().flatMap(List::stream).toList();
        shapes.add(new Segments(ends, stroke(look / 2, look % 2 == 1)));
      }
    }
    shapes.addAll(numbers);
    double middle = (x(k) + x(k + 1)) / 2;
    String most = w.symbol() + ": largest |w| " + figure(w.largest());
    shapes.add(label(middle, height - 28, most, 10, Anchor.MIDDLE, Ink.MUTED));
  }

  private static Stroke stroke(int look, boolean negative) {
    double share = (double) look / LOOKS;
    double width = 0.4 + 2.6 * share;
    return new Stroke(negative ? Ink.ORANGE : Ink.BLUE, width, 0.15 + 0.8 * share, negative);
  }

  private void units(int s, Stage stage) {
    boolean last = s == diagram.stages().size() - 1;
    shapes.add(label(x(s), 16, stage.symbol(), 12, Anchor.MIDDLE, Ink.TEXT));
    shapes.add(label(x(s), 31, stage.kind(), 10, Anchor.MIDDLE, Ink.MUTED));
    double largest = 0;
    for (Unit unit : stage.units()) {
      largest = Math.max(largest, Double.isFinite(unit.bias()) ? Math.abs(unit.bias()) : 0);
    }
    for (int i = 0; i < stage.units().size(); i++) {
      Unit unit = stage.units().get(i);
      double y = y(stage, i);
      if (s == 0) {
        shapes.add(new Shape.Circle(x(s), y, 4, Ink.MUTED, 0.4));
        String name = Text.cut(unit.name(), NAME);
        shapes.add(label(x(s) - 9, y + 3.5, name, 11, Anchor.END, Ink.TEXT));
        continue;
      }
      Ink ink = unit.bias() < 0 ? Ink.ORANGE : Ink.BLUE;
      double share = largest == 0 ? 0 : Math.abs(unit.bias()) / largest;
      shapes.add(new Shape.Circle(x(s), y, RADIUS, ink, 0.45 * share));
      shapes.add(label(x(s), y + 3, figure(unit.bias()), 7, Anchor.MIDDLE, Ink.TEXT));
      if (last) {
        String name = Text.cut(unit.name(), NAME);
        shapes.add(label(x(s) + RADIUS + 5, y + 3.5, name, 11, Anchor.START, Ink.TEXT));
      }
    }
    int more = stage.size() - stage.units().size();
    if (more > 0) {
      double y = y(stage, stage.units().size() - 1) + ROW - 6;
      String text = "… " + more + " more";
      shapes.add(label(x(s), y, text, 10, Anchor.MIDDLE, Ink.MUTED));
    }
  }

  private void legend(double width) {
    double y = height - 7;
    double x = width / 2 - 170;
    shapes.add(Segments.of(stroke(LOOKS, false), x, y - 3, x + 26, y - 3));
    shapes.add(label(x + 31, y, "positive weight", 10, Anchor.START, Ink.TEXT));
    shapes.add(Segments.of(stroke(LOOKS, true), x + 120, y - 3, x + 146, y - 3));
    shapes.add(label(x + 151, y, "negative weight", 10, Anchor.START, Ink.TEXT));
    shapes.add(label(x + 245, y, "in a unit: its bias", 10, Anchor.START, Ink.TEXT));
  }

  private static Label label(double x, double y, String text, double size, Anchor at, Ink ink) {
    return new Label(x, y, text, size, at, ink);
  }

  /// Two digits: `0.12`, `−1.3`, `12`.
  private static String figure(double x) {
    if (!Double.isFinite(x)) {
      return Text.figure(x);
    }
    double size = Math.abs(x);
    String format = size >= 9.95 ? "%.0f" : size >= 0.995 ? "%.1f" : "%.2f";
    String text = size >= 1000 ? "%.0e" : format;
    return String.format(Locale.ROOT, text, x).replace('-', '−');
  }
}
