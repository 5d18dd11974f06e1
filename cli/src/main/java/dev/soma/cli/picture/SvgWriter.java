package dev.soma.cli.picture;

import dev.soma.cli.picture.Shape.Stroke;
import java.util.List;

/// A picture as SVG: an element of a page, or a file of its own.
public final class SvgWriter {
  private final StringBuilder out = new StringBuilder();

  private SvgWriter() {}

  /// The element, coloured by the [#style()] of the page that it stands in.
  public static String element(Picture picture) {
    return new SvgWriter().write(picture, "", "");
  }

  /// A file: with a style of its own.
  public static String file(Picture picture) {
    return new SvgWriter()
        .write(
            picture,
            " xmlns=\"http://www.w3.org/2000/svg\"",
            "<style>"
                + style()
                + "\n</style>\n"
                + "<rect width=\"100%\" height=\"100%\" class=\"f-ground\"/>\n");
  }

  /// Rules for light and dark ground and for paper: the classes of strokes begin with `s-`, those
  /// of fillings with `f-`.
  public static String style() {
    StringBuilder rules = new StringBuilder();
    StringBuilder light = new StringBuilder(":root{");
    StringBuilder dark = new StringBuilder("@media screen and (prefers-color-scheme:dark){:root{");
    for (Ink ink : Ink.values()) {
      String word = ink.word();
      light.append("--").append(word).append(":#").append(ink.light()).append(';');
      dark.append("--").append(word).append(":#").append(ink.dark()).append(';');
      rules.append(".s-").append(word).append("{stroke:var(--").append(word).append(")}");
      rules.append(".f-").append(word).append("{fill:var(--").append(word).append(")}");
    }
    return light
        + "}\n"
        + dark
        + "}}\n"
        + rules
        + "\nsvg text{font-family:system-ui,sans-serif}svg path{stroke-linejoin:round}";
  }

  private String write(Picture picture, String namespace, String before) {
    String title = Escape.xml(picture.title());
    out.append("<svg").append(namespace).append(" viewBox=\"0 0 ");
    number(picture.width());
    out.append(' ');
    number(picture.height());
    out.append("\" width=\"");
    number(picture.width());
    out.append("\" height=\"");
    number(picture.height());
    out.append("\" role=\"img\" aria-label=\"").append(title).append("\">\n");
    out.append("<title>").append(title).append("</title>\n").append(before);
    picture.shapes().forEach(this::shape);
    return out.append("</svg>\n").toString();
  }

  private void shape(Shape shape) {
    switch (shape) {
      case Shape.Polyline p -> {
        out.append("<path d=\"");
        outline(p.points());
        stroke(p.stroke());
      }
      case Shape.Segments s -> {
        out.append("<path d=\"");
        for (int i = 0; i < s.ends().size(); i += 4) {
          outline(s.ends().subList(i, i + 4));
        }
        stroke(s.stroke());
      }
      case Shape.Area a -> {
        out.append("<path d=\"");
        outline(a.points());
        out.append("Z\" class=\"f-").append(a.ink().word()).append('"');
        attribute("fill-opacity", a.opacity());
        out.append("/>\n");
      }
      case Shape.Circle c -> circle(c);
      case Shape.Label l -> label(l);
    }
  }

  private void circle(Shape.Circle c) {
    for (int ring = 0; ring < 2; ring++) { // the ground first, so that edges end at the outline
      out.append("<circle cx=\"");
      number(c.x());
      out.append("\" cy=\"");
      number(c.y());
      out.append("\" r=\"");
      number(c.radius());
      if (ring == 0) {
        out.append("\" class=\"f-ground\"/>");
      } else {
        out.append("\" class=\"s-muted f-").append(c.ink().word()).append('"');
        attribute("fill-opacity", c.opacity());
        out.append("/>\n");
      }
    }
  }

  private void label(Shape.Label l) {
    out.append("<text x=\"");
    number(l.x());
    out.append("\" y=\"");
    number(l.y());
    out.append("\" font-size=\"");
    number(l.size());
    out.append("\" class=\"f-").append(l.ink().word()).append('"');
    switch (l.anchor()) {
      case START -> {}
      case MIDDLE -> out.append(" text-anchor=\"middle\"");
      case END -> out.append(" text-anchor=\"end\"");
    }
    out.append('>').append(Escape.xml(l.text())).append("</text>\n");
  }

  private void stroke(Stroke s) {
    out.append("\" fill=\"none\" class=\"s-").append(s.ink().word()).append('"');
    attribute("stroke-width", s.width());
    attribute("stroke-opacity", s.opacity());
    out.append(s.dashed() ? " stroke-dasharray=\"5 3\"/>\n" : "/>\n");
  }

  /// Writes an attribute unless it has its usual value, 1.
  private void attribute(String name, double value) {
    if (value != 1) {
      out.append(' ').append(name).append("=\"");
      out.append(Math.round(value * 100) / 100.0).append('"');
    }
  }

  private void outline(List<Double> points) {
    boolean pen = false;
    for (int i = 0; i < points.size(); i += 2) {
      double x = points.get(i);
      double y = points.get(i + 1);
      if (!Double.isFinite(x) || !Double.isFinite(y)) {
        pen = false;
        continue;
      }
      out.append(pen ? 'L' : 'M');
      number(x);
      out.append(' ');
      number(y);
      pen = true;
    }
  }

  /// With one decimal, if it has one.
  private void number(double x) {
    long tenths = Math.round(x * 10);
    if (tenths < 0) {
      out.append('-');
    }
    long size = Math.abs(tenths);
    out.append(size / 10);
    if (size % 10 != 0) {
      out.append('.').append(size % 10);
    }
  }
}
