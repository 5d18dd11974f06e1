package dev.soma.studio.data;

import dev.soma.data.Table;
import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import dev.soma.math.Normal;
import dev.soma.math.Seeds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Small sets of points whose shape is known: columns `x1`, `x2` (or `x`) and the target `y`.
public final class Toys {
  /// The names of all sets.
  public static final List<String> NAMES =
      List.of("xor", "moons", "circles", "spiral", "blobs", "sine");

  private static final double BLOB_DEVIATION = 0.6;

  private Toys() {}

  /// Rows of a set; equal arguments give equal rows.
  ///
  /// @param name one of [#NAMES]
  /// @param rows 20 to 100,000
  /// @param noise standard deviation of what is added to each number, 0 to 2
  /// @throws SomaException.Usage E209 for another name, E201 for a number out of its range
  public static Table table(String name, int rows, double noise, Seeds seeds) {
    if (rows < 20 || rows > 100_000) {
      throw new SomaException.Usage("E201", "rows must be 20 to 100,000, got " + rows, "rows 200");
    }
    if (!(noise >= 0 && noise <= 2)) {
      throw new SomaException.Usage("E201", "noise must be 0 to 2, got " + noise, "noise 0.1");
    }
    Draw draw = new Draw(seeds.stream("toy/" + name), noise);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      points.add(
          switch (name) {
            case "xor" -> xor(draw);
            case "moons" -> moon(draw, i % 2);
            case "circles" -> circle(draw, i % 2);
            case "spiral" -> spiral(draw, i % 2, (i - i % 2) / (double) rows);
            case "blobs" -> blob(draw, i % 3);
            case "sine" -> sine(draw);
            default -> throw unknown(name);
          });
    }
    return name.equals("sine") ? numbers(points) : classes(points);
  }

  private static SomaException.Usage unknown(String name) {
    return new SomaException.Usage(
        "E209",
        "data \"" + name + "\" · there are " + String.join(", ", NAMES) + ", own",
        "data " + NearestName.of(name, NAMES).orElse("moons"));
  }

  private static Point xor(Draw d) {
    double x = d.between(-1, 1);
    double y = d.between(-1, 1);
    return new Point(d.noisy(x), d.noisy(y), x * y >= 0 ? 0 : 1);
  }

  private static Point moon(Draw d, int k) {
    double t = Math.PI * d.between(0, 1);
    double x = k == 0 ? StrictMath.cos(t) : 1 - StrictMath.cos(t);
    double y = k == 0 ? StrictMath.sin(t) : 0.5 - StrictMath.sin(t);
    return new Point(d.noisy(x), d.noisy(y), k);
  }

  private static Point circle(Draw d, int k) {
    double t = 2 * Math.PI * d.between(0, 1);
    double r = k == 0 ? 0.45 : 1;
    return new Point(d.noisy(r * StrictMath.cos(t)), d.noisy(r * StrictMath.sin(t)), k);
  }

  /// @param s how far along the arm, 0 to 1
  private static Point spiral(Draw d, int k, double s) {
    double r = 0.08 + 0.92 * s;
    double t = 3.5 * Math.PI * s + k * Math.PI;
    return new Point(d.noisy(r * StrictMath.cos(t)), d.noisy(r * StrictMath.sin(t)), k);
  }

  private static Point blob(Draw d, int k) {
    double t = Math.PI / 2 + 2 * Math.PI * k / 3;
    double x = 2 * StrictMath.cos(t) + BLOB_DEVIATION * d.normal();
    double y = 2 * StrictMath.sin(t) + BLOB_DEVIATION * d.normal();
    return new Point(d.noisy(x), d.noisy(y), k);
  }

  private static Point sine(Draw d) {
    double x = d.between(-Math.PI, Math.PI);
    return new Point(x, 0, d.noisy(StrictMath.sin(x)));
  }

  private static Table classes(List<Point> points) {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("x1", points.stream().mapToDouble(Point::x).toArray());
    columns.put("x2", points.stream().mapToDouble(Point::y).toArray());
    columns.put("y", points.stream().map(p -> "" + (char) ('A' + (int) p.target())).toList());
    return Table.columns(columns).target("y");
  }

  private static Table numbers(List<Point> points) {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("x", points.stream().mapToDouble(Point::x).toArray());
    columns.put("y", points.stream().mapToDouble(Point::target).toArray());
    return Table.columns(columns).target("y");
  }

  private record Point(double x, double y, double target) {}

  private record Draw(SplittableRandom random, double noise) {
    double between(double from, double to) {
      return from + (to - from) * random.nextDouble();
    }

    double normal() {
      return Normal.quantile(Math.max(random.nextDouble(), 0x1p-53));
    }

    double noisy(double x) {
      return x + noise * normal();
    }
  }
}
