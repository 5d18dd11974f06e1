package dev.soma.studio.draw;

import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import dev.soma.studio.run.Subject;
import java.util.List;

/// The training or the validation rows of a subject.
///
/// @param name `training` or `validation`
/// @param table as they were read
/// @param rows the same, encoded
public record Part(String name, Table table, Dataset rows) {
  /// What can be asked for.
  public static final List<String> NAMES = List.of("training", "validation");

  /// The part of a name.
  ///
  /// @throws SomaException.Usage E209 for another name, or a part without rows
  public static Part of(Subject subject, String name) {
    if (!NAMES.contains(name)) {
      throw new SomaException.Usage(
          "E209",
          "part \"" + name + "\" · expected " + String.join(" or ", NAMES),
          "Rows: " + NearestName.of(name, NAMES).orElse(NAMES.getFirst()));
    }
    boolean training = name.equals(NAMES.getFirst());
    Table table = training ? subject.trainingRows() : subject.validationRows();
    if (table.rows() == 0) {
      throw new SomaException.Usage(
          "E209", "part \"" + name + "\" · there are no such rows", "Rows: " + NAMES.getFirst());
    }
    return new Part(name, table, training ? subject.training() : subject.validation());
  }

  /// A row that is asked for.
  ///
  /// @throws SomaException.Usage E209 if there is no such row
  public int row(int row) {
    if (row < 0 || row >= rows.rows()) {
      throw new SomaException.Usage(
          "E209",
          "row " + row + " · expected 0 to " + (rows.rows() - 1) + ", a " + name + " row",
          "Row: 1");
    }
    return row;
  }
}
