package dev.soma.model.explain;

import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.math.Matrix;
import java.util.HashMap;
import java.util.Map;

/// Encoded rows in which one column of the table can be exchanged among the rows.
///
/// A row is encoded by itself, so what exchanging a column in the table would give is there
/// already: in another row. All inputs of the column are copied from it together, "is missing"
/// among them, and nothing is encoded again.
final class Exchange {
  private final Dataset rows;
  private final Dataset changed;
  private final Map<String, Inputs> inputs = new HashMap<>();

  /// Where the inputs of a column are.
  ///
  /// @param first of its numbers
  /// @param count of its numbers
  /// @param code which of the codes it is; -1 for none
  private record Inputs(int first, int count, int code) {}

  /// Encodes the rows with their targets and weights.
  Exchange(Encoder encoder, Table table, TargetEncoder target) {
    rows = encoder.encode(table, target);
    changed = encoder.encode(table, target); // arrays of its own
    int number = 0;
    int oneHot = encoder.columnNumbers(); // those of few levels stand behind all other numbers
    int code = 0;
    for (InputColumn column : encoder.columns()) {
      int count = column.inputNames().size();
      switch (column) {
        case InputColumn.NumberInput _, InputColumn.DateInput _ -> {
          inputs.put(column.name(), new Inputs(number, count, -1));
          number += count;
        }
        case InputColumn.OneHotInput _ -> {
          inputs.put(column.name(), new Inputs(oneHot, count, -1));
          oneHot += count;
        }
        case InputColumn.CategoryInput _ -> inputs.put(column.name(), new Inputs(0, 0, code++));
        case InputColumn.LevelledInput _ -> {
          inputs.put(column.name(), new Inputs(number, count, code++));
          number += count;
        }
      }
    }
  }

  /// The rows with what was exchanged in them; later exchanges change them again.
  Dataset changed() {
    return changed;
  }

  /// Gives each row r the column of row `from[r]` of the table; nothing if the encoder does not use
  /// the column.
  void take(String column, int[] from) {
    Inputs own = inputs.get(column);
    if (own == null) {
      return;
    }
    Matrix source = rows.numbers();
    Matrix target = changed.numbers();
    int codes = rows.shape().categories();
    for (int r = 0; r < from.length; r++) {
      for (int c = own.first; c < own.first + own.count; c++) {
        target.set(r, c, source.get(from[r], c));
      }
      if (own.code >= 0) {
        changed.codes()[r * codes + own.code] = rows.codes()[from[r] * codes + own.code];
      }
    }
  }
}
