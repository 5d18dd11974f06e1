package dev.soma.studio.data;

import dev.soma.data.Column;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Rows that were put on the page by hand, to be learned from beside those of a toy set.
///
/// As text: class and place of each, `A0.5_-0.25*B1_0.3`.
///
/// @param all in the order in which they were put
public record OwnPoints(List<Point> all) {
  /// So many at most.
  public static final int MOST = 200;

  private static final double FAR = 1e6;

  private static final Pattern POINT =
      Pattern.compile("([A-Z])(-?[\\d.]{1,20}(?:e-?\\d{1,3})?)_(-?[\\d.]{1,20}(?:e-?\\d{1,3})?)");

  /// One row.
  ///
  /// @param level its class, one letter
  /// @param x1 first input
  /// @param x2 second input
  public record Point(String level, double x1, double x2) {}

  /// Copies.
  public OwnPoints {
    all = List.copyOf(all);
  }

  /// Reads the text form; blank for none.
  ///
  /// @throws SomaException.Usage E209 for a text that cannot be read, or of more than [#MOST]
  public static OwnPoints parse(String text) {
    List<Point> all = new ArrayList<>();
    if (!text.isBlank()) {
      for (String each : text.strip().split("\\*", -1)) {
        all.add(point(each));
      }
    }
    if (all.size() > MOST) {
      throw bad(all.size() + " points", "at most " + MOST);
    }
    return new OwnPoints(all);
  }

  private static Point point(String text) {
    Matcher m = POINT.matcher(text);
    if (m.matches()) {
      try {
        Point p =
            new Point(m.group(1), Double.parseDouble(m.group(2)), Double.parseDouble(m.group(3)));
        if (Math.abs(p.x1) <= FAR && Math.abs(p.x2) <= FAR) {
          return p;
        }
      } catch (NumberFormatException _) {
        // said below
      }
    }
    String shown = text.length() > 40 ? text.substring(0, 40) + "..." : text;
    throw bad(
        "\"" + shown + "\"", "a class and two numbers within a million, with * between points");
  }

  private static SomaException.Usage bad(String found, String expected) {
    return new SomaException.Usage(
        "E209",
        "points " + found + " · expected " + expected,
        "leave points out of the address",
        "points=A0.5_-0.25*B1_0.3 in the address");
  }

  /// Of points that can be read, but do not belong to the set.
  private static SomaException.Usage foreign(String found, String expected) {
    return new SomaException.Usage(
        "E209", "points " + found + " · expected " + expected, "leave points out of the address");
  }

  /// The parts with these rows at the end of the training rows.
  ///
  /// @throws SomaException.Usage E209 if there are some and the rows have not two number columns
  ///   and a class, or lack one of these classes
  public Split addTo(Split parts) {
    return all.isEmpty()
        ? parts
        : new Split(addTo(parts.train()), parts.validation(), parts.test());
  }

  private Table addTo(Table rows) {
    List<String> names = rows.names();
    String target = rows.targets().getFirst();
    List<String> inputs = names.stream().filter(n -> !n.equals(target)).toList();
    if (inputs.size() != 2 || rows.column(target) instanceof Column.Numbers) {
      throw foreign(
          "for a set without two number columns and classes",
          "none: they belong to xor, moons, circles, spiral, blobs, and formulas of x1, x2 that give"
              + " classes");
    }
    List<String> levels = new ArrayList<>();
    for (int r = 0; r < rows.rows(); r++) {
      levels.add(rows.column(target).text(r));
    }
    for (Point p : all) {
      if (!levels.contains(p.level)) {
        throw foreign("of class " + p.level, "one of the classes of the set");
      }
    }
    all.forEach(p -> levels.add(p.level));
    Map<String, Object> columns = new LinkedHashMap<>();
    for (int j = 0; j < 2; j++) {
      columns.put(inputs.get(j), numbers((Column.Numbers) rows.column(inputs.get(j)), j));
    }
    columns.put(target, levels);
    return Table.columns(columns).target(target);
  }

  private double[] numbers(Column.Numbers column, int j) {
    double[] numbers = new double[column.rows() + all.size()];
    for (int r = 0; r < numbers.length; r++) {
      Point p = r < column.rows() ? null : all.get(r - column.rows());
      numbers[r] = p == null ? column.value(r) : j == 0 ? p.x1 : p.x2;
    }
    return numbers;
  }
}
