package dev.soma.studio.region;

import dev.soma.studio.region.Bends.Stage;
import dev.soma.studio.region.Cell.Corner;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The linear regions of a network on a window of a plane: the largest sets of points on which the
/// activation pattern is constant.
///
/// The window is cut layer by layer. Within the pieces of the layers before, each z of a layer is
/// linear in the point, so its values at the corners say where it is 0. The values at corners are
/// those of the reference engine; only corners that a cut makes within one layer are in between.
/// All points of a pattern lie on the same side of the same straight lines, so a pattern has one
/// convex polygon.
///
/// Two regions count as two even if the network happens to be the same linear function on both, as
/// where the weight of a unit is 0 in the next layer.
///
/// Source: Montufar, Pascanu, Cho, Bengio, On the Number of Linear Regions of Deep Neural Networks,
/// 2014.
///
/// @param all polygons that cover the window
/// @param complete whether all layers were cut; else there are at least so many regions, and the
///   patterns are those in the middle of the polygons
public record Regions(List<Region> all, boolean complete) {
  /// Copies.
  public Regions {
    all = List.copyOf(all);
  }

  /// From a point of the plane to what enters the network.
  public interface Place {
    /// a(1) at a point, one-hot blocks expanded; linear in x and y for [Regions#of].
    double[] at(double x, double y);
  }

  /// A window of the plane.
  ///
  /// @param minX left end
  /// @param maxX right end, > minX
  /// @param minY lower end
  /// @param maxY upper end, > minY
  public record Window(double minX, double maxX, double minY, double maxY) {
    double area() {
      return (maxX - minX) * (maxY - minY);
    }
  }

  /// The regions.
  ///
  /// @param bends of a network whose hidden layers are piecewise linear, see [Bends#smooth]
  /// @param most from so many polygons on no more are cut
  public static Regions of(Bends bends, Place place, Window window, int most) {
    return new Cutter(bends, place, window, most).regions();
  }

  /// Different activation patterns at the points: at least so many regions there are.
  ///
  /// @param points rows of a(1)
  public static int atLeast(Bends bends, double[][] points) {
    Set<BitSet> patterns = new HashSet<>();
    for (double[] x : points) {
      patterns.add(bends.pattern(x));
    }
    return patterns.size();
  }

  /// Cuts the window.
  private static final class Cutter {
    private static final double[] NONE = {};

    private final Bends bends;
    private final Place place;
    private final Window window;
    private final int most;
    private List<Cell> cells;
    private boolean complete = true;

    Cutter(Bends bends, Place place, Window window, int most) {
      this.bends = bends;
      this.place = place;
      this.window = window;
      this.most = most;
      cells =
          List.of(
              new Cell(
                  List.of(
                      new Corner(window.minX, window.minY, NONE),
                      new Corner(window.maxX, window.minY, NONE),
                      new Corner(window.maxX, window.maxY, NONE),
                      new Corner(window.minX, window.maxY, NONE))));
    }

    Regions regions() {
      for (Stage stage : bends.stages()) {
        if (complete) {
          cut(stage);
        }
      }
      List<Region> all = new ArrayList<>();
      for (Cell cell : cells) {
        Region r = cell.region(new BitSet());
        BitSet pattern = bends.pattern(place.at(r.middleX(), r.middleY()));
        all.add(new Region(r.x(), r.y(), pattern));
      }
      return new Regions(all, complete);
    }

    /// Cuts all cells by the units of a layer; where they become too many, the rest stays.
    private void cut(Stage stage) {
      Map<Point, double[]> known = new HashMap<>(); // a corner belongs to several cells
      List<Cell> next = new ArrayList<>();
      for (int i = 0; i < cells.size(); i++) {
        if (complete) {
          int room = most - next.size() - (cells.size() - i - 1);
          for (Cell piece : pieces(stage, valued(stage, cells.get(i), known), room)) {
            next.add(piece.with(c -> NONE));
          }
        } else {
          next.add(cells.get(i));
        }
      }
      cells = next;
    }

    private record Point(double x, double y) {}

    private Cell valued(Stage stage, Cell cell, Map<Point, double[]> known) {
      return cell.with(
          c ->
              known.computeIfAbsent(
                  new Point(c.x(), c.y()), p -> bends.at(stage, place.at(p.x, p.y))));
    }

    private List<Cell> pieces(Stage stage, Cell cell, int room) {
      List<Cell> pieces = List.of(cell);
      int values = cell.corners().getFirst().values().length;
      int each = stage.pieces() == 0 ? 1 : stage.pairs();
      for (int first = 0; first < values && complete; first += each) {
        List<Cell> after = new ArrayList<>();
        for (Cell piece : pieces) {
          if (stage.pieces() == 0) {
            keep(piece.cut(first, window.area()), after);
          } else {
            winners(stage.pieces(), piece, first, after);
          }
        }
        pieces = after;
        complete = pieces.size() <= room;
      }
      return pieces;
    }

    private static void keep(Cell[] parts, List<Cell> pieces) {
      for (Cell part : parts) {
        if (!part.isEmpty()) {
          pieces.add(part);
        }
      }
    }

    /// Where each piece of a maxout unit wins; where two are equal, one of them only.
    private void winners(int count, Cell cell, int first, List<Cell> pieces) {
      for (int w = 0; w < count; w++) {
        Cell part = cell;
        for (int o = 0; o < count && !part.isEmpty(); o++) {
          if (o != w) {
            int p = Math.min(o, w);
            int q = Math.max(o, w);
            Cell[] sides = part.cut(first + q * (q - 1) / 2 + p, window.area());
            part = sides[w < o ? 1 : 0];
          }
        }
        if (!part.isEmpty()) {
          pieces.add(part);
        }
      }
    }
  }
}
