package dev.soma.cli.picture;

import java.util.List;

/// Shapes on a rectangle.
///
/// @param width in points
/// @param height in points
/// @param title what it shows, in one sentence
/// @param shapes the first at the back
public record Picture(double width, double height, String title, List<Shape> shapes) {
  /// Copies.
  public Picture {
    shapes = List.copyOf(shapes);
  }
}
