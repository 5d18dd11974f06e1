package dev.soma.studio.draw;

import java.util.ArrayList;
import java.util.List;

/// The lines where a function on a square grid is 0, by marching squares.
public final class Contour {
  private Contour() {}

  /// Segments x1, y1, x2, y2 in turn, in hundredths of a cell.
  ///
  /// @param z values `[n x n]`, row by row
  public static List<Integer> segments(float[] z, int n) {
    List<Integer> segments = new ArrayList<>();
    for (int r = 0; r + 1 < n; r++) {
      for (int c = 0; c + 1 < n; c++) {
        cell(z, n, r, c, segments);
      }
    }
    return segments;
  }

  /// One cell: the crossings of its four sides, joined two by two.
  private static void cell(float[] z, int n, int r, int c, List<Integer> segments) {
    float a = z[r * n + c];
    float b = z[r * n + c + 1];
    float d = z[(r + 1) * n + c];
    float e = z[(r + 1) * n + c + 1];
    List<Integer> found = new ArrayList<>(8);
    cross(a, b, c, r, 1, 0, found);
    cross(b, e, c + 1, r, 0, 1, found);
    cross(d, e, c, r + 1, 1, 0, found);
    cross(a, d, c, r, 0, 1, found);
    if (found.size() == 4 || found.size() == 8) {
      segments.addAll(found);
    }
  }

  private static void cross(
      float from, float to, int c, int r, int dx, int dy, List<Integer> found) {
    if (from >= 0 != to >= 0) {
      double t = from / ((double) from - to);
      found.add((int) Math.round(100 * (c + t * dx)));
      found.add((int) Math.round(100 * (r + t * dy)));
    }
  }
}
