package dev.soma.cli.picture;

import java.util.Arrays;
import java.util.List;

/// One thing that is drawn. Units are points, x to the right, y down.
public sealed interface Shape {
  /// How a stroke looks.
  ///
  /// @param ink colour
  /// @param width in points
  /// @param opacity from 0 to 1
  /// @param dashed whether it has gaps
  record Stroke(Ink ink, double width, double opacity, boolean dashed) {
    /// Opaque, without gaps.
    public Stroke(Ink ink, double width) {
      this(ink, width, 1, false);
    }
  }

  /// Connected points; a point that is not finite makes a gap.
  ///
  /// @param points x0, y0, x1, y1, ...
  record Polyline(List<Double> points, Stroke stroke) implements Shape {
    /// Copies.
    public Polyline {
      points = List.copyOf(points);
    }
  }

  /// Lines of one look, each on its own.
  ///
  /// @param ends x and y of the beginning, x and y of the end; four numbers a line
  record Segments(List<Double> ends, Stroke stroke) implements Shape {
    /// Copies.
    public Segments {
      ends = List.copyOf(ends);
    }

    /// One or more lines.
    public static Segments of(Stroke stroke, double... ends) {
      return new Segments(Arrays.stream(ends).boxed().toList(), stroke);
    }
  }

  /// A closed and filled outline.
  ///
  /// @param points x0, y0, x1, y1, ...
  record Area(List<Double> points, Ink ink, double opacity) implements Shape {
    /// Copies.
    public Area {
      points = List.copyOf(points);
    }

    /// A rectangle.
    public static Area box(double x0, double y0, double x1, double y1, Ink ink, double opacity) {
      return new Area(List.of(x0, y0, x1, y0, x1, y1, x0, y1), ink, opacity);
    }
  }

  /// A circle with an outline of [Ink#TEXT], filled over the ground.
  ///
  /// @param opacity of the filling
  record Circle(double x, double y, double radius, Ink ink, double opacity) implements Shape {}

  /// A line of text.
  ///
  /// @param x of its beginning, middle or end
  /// @param y of its base line
  record Label(double x, double y, String text, double size, Anchor anchor, Ink ink)
      implements Shape {}

  /// Which point of a label is given.
  enum Anchor {
    /// The left end.
    START,
    /// The middle.
    MIDDLE,
    /// The right end.
    END
  }
}
