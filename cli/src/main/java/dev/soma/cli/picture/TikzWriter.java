package dev.soma.cli.picture;

import dev.soma.trace.text.TraceLatex;
import java.util.List;
import java.util.Locale;

/// A picture as a `tikzpicture` of LaTeX; it needs the package tikz and no other.
public final class TikzWriter {
  private final StringBuilder out = new StringBuilder();

  private TikzWriter() {}

  /// The environment, with what it needs in a comment before it.
  public static String write(Picture picture) {
    return new TikzWriter().all(picture);
  }

  private String all(Picture picture) {
    out.append("% ").append(picture.title().replaceAll("\\s+", " ")).append('\n');
    out.append("% in the preamble: \\usepackage{tikz}; smaller: put [scale=0.6,transform shape]");
    out.append(" into \\begin{tikzpicture}\n");
    for (Ink ink : Ink.values()) {
      out.append("\\definecolor{soma").append(ink.word()).append("}{RGB}{");
      int rgb = Integer.parseInt(ink.light(), 16);
      out.append(rgb >> 16).append(',').append(rgb >> 8 & 255).append(',').append(rgb & 255);
      out.append("}\n");
    }
    out.append("\\begin{tikzpicture}[x=1pt,y=-1pt]\n");
    picture.shapes().forEach(this::shape);
    return out.append("\\end{tikzpicture}\n").toString();
  }

  private void shape(Shape shape) {
    switch (shape) {
      case Shape.Polyline p -> {
        draw(p.stroke());
        outline(p.points());
        out.append(";\n");
      }
      case Shape.Segments s -> {
        draw(s.stroke());
        for (int i = 0; i < s.ends().size(); i += 4) {
          outline(s.ends().subList(i, i + 4));
        }
        out.append(";\n");
      }
      case Shape.Area a -> {
        out.append("\\fill[soma").append(a.ink().word()).append(",opacity=");
        out.append(figure(a.opacity())).append("]");
        outline(a.points());
        out.append(" -- cycle;\n");
      }
      case Shape.Circle c -> {
        String circle = point(c.x(), c.y()) + " circle[radius=" + figure(c.radius()) + "pt];\n";
        out.append("\\fill[somaground] ").append(circle);
        out.append("\\filldraw[draw=somamuted,fill=soma").append(c.ink().word());
        out.append(",fill opacity=").append(figure(c.opacity())).append("] ").append(circle);
      }
      case Shape.Label l -> label(l);
    }
  }

  private void draw(Shape.Stroke s) {
    out.append("\\draw[soma").append(s.ink().word());
    out.append(",line width=").append(figure(s.width())).append("pt,opacity=");
    out.append(figure(s.opacity())).append(s.dashed() ? ",dashed]" : "]");
  }

  private void label(Shape.Label l) {
    String anchor =
        switch (l.anchor()) {
          case START -> "base west";
          case MIDDLE -> "base";
          case END -> "base east";
        };
    String size = figure(l.size());
    out.append("\\node[anchor=").append(anchor).append(",inner sep=0pt,text=soma");
    out.append(l.ink().word()).append(",font=\\fontsize{").append(size).append("}{").append(size);
    out.append("}\\selectfont] at ").append(point(l.x(), l.y())).append(" {");
    out.append(escaped(l.text())).append("};\n");
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
      out.append(pen ? " -- " : " ").append(point(x, y));
      pen = true;
    }
  }

  private static String point(double x, double y) {
    return "(" + figure(x) + "," + figure(y) + ")";
  }

  private static String figure(double x) {
    String text = String.format(Locale.ROOT, "%.2f", x);
    return text.replaceFirst("\\.?0+$", "");
  }

  /// Signs that mean something to TeX are written as text, and those of the diagrams that are no
  /// ASCII in TeX's words; letters of names stay as they are.
  static String escaped(String text) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      safe.append(
          switch (c) {
            case '\\' -> "\\textbackslash{}";
            case '{', '}', '$', '&', '#', '%', '_' -> "\\" + c;
            case '^' -> "\\textasciicircum{}";
            case '~' -> "\\textasciitilde{}";
            case '|', '<', '>' -> "$" + c + "$"; // other signs in the usual fonts
            case '−' -> "$-$";
            case '≤' -> "$\\leq$";
            case '·' -> "$\\cdot$";
            case '×' -> "$\\times$";
            case 'α' -> "$\\alpha$";
            case '…' -> "\\ldots{}";
            default -> Character.isISOControl(c) ? " " : TraceLatex.escape(String.valueOf(c));
          });
    }
    return safe.toString();
  }
}
