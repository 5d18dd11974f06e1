package dev.soma.studio.view;

import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.studio.draw.Plane;
import dev.soma.studio.draw.Texts;
import dev.soma.studio.region.Bends;
import dev.soma.studio.region.Region;
import dev.soma.studio.region.Regions;
import dev.soma.trace.ReferenceParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The linear regions of the shown plane: exact polygons, or how many there are at least, or why
/// there are none.
final class RegionsPart {
  private static final int MOST = 10_000;
  private static final int GRID = 60;
  private static final int LINE = 2000;

  /// Numbers kept at the corners of all polygons, about.
  private static final double MOST_VALUES = 4e6;

  /// Multiplications for all corners, about; a second's work.
  private static final double MOST_WORK = 1e9;

  /// Corners of a polygon, about.
  private static final int CORNERS = 5;

  /// Sides of the window in whole numbers, for a small answer.
  private static final int FINE = 10_000;

  private final ReferenceParameters p;
  private final Plane plane;
  private final Map<String, Object> data = new LinkedHashMap<>();

  private RegionsPart(ReferenceParameters p, Plane plane) {
    this.p = p;
    this.plane = plane;
  }

  static Map<String, Object> of(Parameters parameters, Plane plane) {
    RegionsPart part = new RegionsPart(ReferenceParameters.of(parameters), plane);
    part.fill();
    return part.data;
  }

  private void fill() {
    NetworkSpec spec = p.spec();
    Optional<Layer> smooth = Bends.smooth(spec);
    if (smooth.isPresent()) {
      data.put("said", "no linear regions: " + smooth.get() + " is not made of linear pieces");
    } else if (Bends.embeds(spec)) {
      grid("numbers are embedded, so what enters is not linear in them");
    } else if (!plane.linear()) {
      grid(curved() + " is scaled by a curve, so what enters is not linear in it");
    } else {
      polygons();
    }
  }

  private String curved() {
    return plane.x().linear() && plane.y() != null
        ? plane.y().column().name()
        : plane.x().column().name();
  }

  /// Counts different patterns at points of a grid.
  private void grid(String why) {
    boolean line = plane.y() == null;
    double points = Math.min(line ? LINE : GRID * GRID, MOST_WORK / p.size());
    int n = (int) Math.max(10, line ? points : Math.sqrt(points));
    int count = Regions.atLeast(new Bends(p), Plane.inputs(plane.grid(n)));
    String counted = line ? n + " points" : "a grid of " + n + " x " + n;
    data.put("said", "at least " + words(count) + " (counted on " + counted + "): " + why);
    data.put("count", count);
    data.put("exact", false);
  }

  private void polygons() {
    Plane.Axis x = plane.x();
    Plane.Axis y = plane.y(); // a line is a strip of height 1
    var window =
        new Regions.Window(x.min(), x.max(), y == null ? 0 : y.min(), y == null ? 1 : y.max());
    Regions regions = Regions.of(new Bends(p), plane::at, window, most());
    int count = regions.all().size();
    String more = ": the plane is cut no further than that";
    data.put("said", regions.complete() ? words(count) : "at least " + words(count) + more);
    data.put("count", count);
    data.put("exact", regions.complete());
    List<Region> sorted = new ArrayList<>(regions.all());
    sorted.sort(Comparator.comparingDouble(Region::area).reversed());
    data.put("corners", sorted.stream().map(r -> corners(r, window)).toList());
    data.put("active", sorted.stream().map(Region::active).toList());
    double all = (window.maxX() - window.minX()) * (window.maxY() - window.minY());
    data.put("share", sorted.stream().map(r -> Texts.rounded(100 * r.area() / all)).toList());
    if (y == null) {
      data.put("from", sorted.stream().map(r -> Texts.rounded(least(r.x(), 1))).toList());
      data.put("to", sorted.stream().map(r -> Texts.rounded(least(r.x(), -1))).toList());
    }
    data.put("x", sorted.stream().map(r -> Texts.rounded(r.middleX())).toList());
    data.put("y", sorted.stream().map(r -> Texts.rounded(r.middleY())).toList());
  }

  /// The least number, or with sign -1 the greatest.
  private static double least(double[] v, int sign) {
    return sign * Arrays.stream(v).map(e -> sign * e).min().orElseThrow();
  }

  private int most() {
    int widest = p.spec().layers().stream().mapToInt(Layer::weightRows).max().orElse(1);
    int layers = p.spec().layers().size();
    double memory = MOST_VALUES / CORNERS / Math.max(1, widest);
    double work = MOST_WORK / CORNERS / layers / Math.max(1, p.size());
    return (int) Math.max(100, Math.min(MOST, Math.min(memory, work)));
  }

  /// x and y of the corners in turn, from 0 to [#FINE].
  private static int[] corners(Region r, Regions.Window window) {
    int[] corners = new int[2 * r.x().length];
    for (int i = 0; i < r.x().length; i++) {
      corners[2 * i] = fine(r.x()[i], window.minX(), window.maxX());
      corners[2 * i + 1] = fine(r.y()[i], window.minY(), window.maxY());
    }
    return corners;
  }

  private static int fine(double value, double min, double max) {
    return (int) Math.round(FINE * (value - min) / (max - min));
  }

  private static String words(int count) {
    return count == 1 ? "1 linear region" : String.format(Locale.ROOT, "%,d linear regions", count);
  }
}
