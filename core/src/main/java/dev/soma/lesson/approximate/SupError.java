package dev.soma.lesson.approximate;

import dev.soma.lesson.formula.Interval;
import dev.soma.lesson.formula.Jet;
import java.util.ArrayDeque;

/// How far a network is from a function at most: what was found on a grid, and a bound that holds
/// between the points too.
///
/// The bound is a proof but for bugs: over each box around a midpoint m, |f - h| is at most |f(m) -
/// h(m)| + L width/2 summed over the inputs, with L the bound of |f' - h'| over that box by
/// interval arithmetic, and at most the size of f - h over the box; boxes are halved until the
/// bound is near what was found, or the budget is spent.
///
/// @param found the greatest |f - h| at the points looked at
/// @param x where that is
/// @param y where that is, 0 for one input
/// @param bound no |f - h| on the domain is greater; infinite if nothing could be bounded
/// @param points how many points were looked at
public record SupError(double found, double x, double y, double bound, int points) {
  private static final double NEAR = 1.002;

  /// A box: an interval, or a rectangle.
  private record Box(double x0, double x1, double y0, double y1) {
    double x() {
      return x0 + (x1 - x0) / 2;
    }

    double y() {
      return y0 + (y1 - y0) / 2;
    }
  }

  /// Looks at a grid, then halves boxes.
  ///
  /// @param wanted a bound below it need not be made tighter than a hundredth of it
  /// @param budget most boxes
  static SupError of(Target target, OneLayer net, double wanted, int budget) {
    return new Search(target, net, wanted, budget).run();
  }

  /// The greatest error on an even grid, without a bound.
  static SupError onGrid(Target target, OneLayer net, int side) {
    boolean two = target.inputs() == 2;
    double found = 0;
    double atX = target.from();
    double atY = 0;
    for (int i = 0; i <= side; i++) {
      double x = target.from() + (target.to() - target.from()) * i / side;
      for (int j = 0; j <= (two ? side : 0); j++) {
        double y = two ? target.from() + (target.to() - target.from()) * j / side : 0;
        double e = Math.abs(target.at(x, y) - net.at(x, y));
        if (e > found) {
          found = e;
          atX = x;
          atY = y;
        }
      }
    }
    int points = two ? (side + 1) * (side + 1) : side + 1;
    return new SupError(found, atX, atY, Double.POSITIVE_INFINITY, points);
  }

  /// One run of the search.
  private static final class Search {
    private final Target target;
    private final OneLayer net;
    private final double wanted;
    private final int budget;
    private final ArrayDeque<Box> open = new ArrayDeque<>();
    private double found;
    private double atX;
    private double atY;
    private double bound;
    private int points;

    Search(Target target, OneLayer net, double wanted, int budget) {
      this.target = target;
      this.net = net;
      this.wanted = wanted;
      this.budget = budget;
    }

    SupError run() {
      boolean two = target.inputs() == 2;
      int side = two ? 40 : Math.min(budget / 4, Math.max(400, 8 * net.units()));
      SupError grid = onGrid(target, net, side);
      found = grid.found;
      atX = grid.x;
      atY = grid.y;
      points = grid.points;
      double width = (target.to() - target.from()) / side;
      for (int i = 0; i < side; i++) {
        double x = target.from() + width * i;
        double end = i == side - 1 ? target.to() : x + width;
        for (int j = 0; j < (two ? side : 1); j++) {
          double y = target.from() + width * j;
          double top = j == side - 1 ? target.to() : y + width;
          open.add(two ? new Box(x, end, y, top) : new Box(x, end, 0, 0));
        }
      }
      int boxes = 0;
      while (!open.isEmpty()) {
        look(open.removeLast(), boxes++ < budget);
      }
      return new SupError(found, atX, atY, Math.max(bound, found), points);
    }

    private void look(Box box, boolean mayHalve) {
      points++;
      double e = Math.abs(target.f().at(box.x(), box.y()) - net.at(box.x(), box.y()));
      if (Double.isFinite(e) && e > found) {
        found = e;
        atX = box.x();
        atY = box.y();
      }
      double here = bound(box, e);
      boolean near = here <= Math.max(NEAR * found, wanted / 100) || here <= bound;
      if (near || !mayHalve) {
        bound = Math.max(bound, here);
      } else if (box.x1 - box.x0 >= box.y1 - box.y0) {
        open.add(new Box(box.x0, box.x(), box.y0, box.y1));
        open.add(new Box(box.x(), box.x1, box.y0, box.y1));
      } else {
        open.add(new Box(box.x0, box.x1, box.y0, box.y()));
        open.add(new Box(box.x0, box.x1, box.y(), box.y1));
      }
    }

    private double bound(Box box, double atMiddle) {
      Interval x = new Interval(box.x0, box.x1);
      Interval y = new Interval(box.y0, box.y1);
      Jet gap = target.over(x, y).minus(net.over(x, y));
      double slopes =
          gap.dx().size() * (box.x1 - box.x0) / 2 + gap.dy().size() * (box.y1 - box.y0) / 2;
      double first = atMiddle + slopes * (1 + 1e-12);
      double zeroth = gap.value().size();
      double least = Double.isNaN(first) ? zeroth : Math.min(first, zeroth);
      return Double.isNaN(least) ? Double.POSITIVE_INFINITY : least;
    }
  }
}
