package dev.soma.studio.data;

import dev.soma.data.Table;
import dev.soma.data.text.NumberText;
import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import dev.soma.lesson.toy.Toy;
import dev.soma.lesson.toy.ToyRows;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The made rows of the lessons as tables: columns `x1`, `x2` (or `x`) and the target `y`, with
/// classes A, B, C.
public final class Toys {
  /// The names of all sets.
  public static final List<String> NAMES = Arrays.stream(Toy.values()).map(Toy::text).toList();

  /// The name of rows that a typed formula makes: [FormulaRows].
  public static final String FORMULA = "formula";

  private Toys() {}

  /// Rows of a set; equal arguments give equal rows.
  ///
  /// @param name one of [#NAMES]
  /// @param rows 20 to 100,000
  /// @param noise standard deviation of what is added, as for [Toy#rows], 0 to 2
  /// @throws SomaException.Usage E209 for another name, E201 for a number out of its range
  public static Table table(String name, int rows, double noise, long seed) {
    check(rows, noise);
    Toy toy =
        Arrays.stream(Toy.values())
            .filter(t -> t.text().equals(name))
            .findFirst()
            .orElseThrow(() -> unknown(name));
    return table(toy.rows(rows, noise, seed));
  }

  /// @throws SomaException.Usage E201 for a number out of its range
  static void check(int rows, double noise) {
    if (rows < 20 || rows > 100_000) {
      throw new SomaException.Usage("E201", "rows must be 20 to 100,000, got " + rows, "rows 200");
    }
    if (!(noise >= 0 && noise <= 2)) {
      throw new SomaException.Usage(
          "E201", "noise must be 0 to 2, got " + NumberText.typed(noise), "noise 0.1");
    }
  }

  private static SomaException.Usage unknown(String name) {
    return new SomaException.Usage(
        "E209",
        "data \"" + name + "\" · there are " + String.join(", ", NAMES) + ", formula, own",
        "data " + NearestName.of(name, NAMES).orElse("moons"));
  }

  private static Table table(ToyRows rows) {
    Map<String, Object> columns = new LinkedHashMap<>();
    List<String> names = rows.columns();
    for (int j = 0; j < rows.toy().inputs(); j++) {
      int column = j;
      columns.put(names.get(j), Arrays.stream(rows.x()).mapToDouble(x -> x[column]).toArray());
    }
    columns.put(
        names.getLast(),
        rows.toy().classes() == 0
            ? rows.y()
            : Arrays.stream(rows.y()).mapToObj(y -> "" + (char) ('A' + (int) y)).toList());
    return Table.columns(columns).target(names.getLast());
  }
}
