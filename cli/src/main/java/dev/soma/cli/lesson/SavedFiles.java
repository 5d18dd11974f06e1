package dev.soma.cli.lesson;

import dev.soma.cli.screen.Text;
import dev.soma.error.SomaException;
import dev.soma.lesson.Report;
import dev.soma.math.Matrix;
import dev.soma.nn.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// The files of `--save NAME`: rows that `soma train` reads, weights that `soma explain` reads.
///
/// @param rows `NAME.csv`
/// @param weights `NAME.json`
record SavedFiles(Path rows, Path weights) {
  /// Files that may be written.
  ///
  /// @throws SomaException.Resource E803 if one is there and not to be replaced
  static SavedFiles of(Path name, boolean replace) {
    SavedFiles files = new SavedFiles(Path.of(name + ".csv"), Path.of(name + ".json"));
    for (Path file : List.of(files.rows, files.weights)) {
      if (Files.exists(file) && !replace) {
        int number = 2;
        while (Files.exists(Path.of(name + "-" + number + ".csv"))
            || Files.exists(Path.of(name + "-" + number + ".json"))) {
          number++;
        }
        throw new SomaException.Resource(
            "E803",
            "file exists · " + file,
            "--save " + Text.quoted(name + "-" + number),
            "--force");
      }
    }
    return files;
  }

  /// Writes both.
  ///
  /// @throws SomaException.Resource E804 if one cannot be written
  void write(Report report) {
    write(rows, String.join("\n", report.rows().csv()) + "\n");
    write(weights, JsonMapper.shared().writeValueAsString(tensors(report.network())) + "\n");
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (NoSuchFileException _) {
      throw new SomaException.Resource(
          "E804", "cannot write · " + file + ": there is no such folder", "--save NAME");
    } catch (IOException e) {
      throw new SomaException.Resource(
          "E804", "cannot write · " + file + ": " + e.getMessage(), "--save NAME");
    }
  }

  /// `{"W1": [[...], ...], "b1": [...], ...}`.
  static Map<String, Object> tensors(Parameters parameters) {
    Map<String, Object> tensors = new LinkedHashMap<>();
    for (Parameters.Group group : parameters.groups()) {
      Matrix m = parameters.matrix(group);
      List<Object> rows = new ArrayList<>();
      for (int i = 0; i < m.rows(); i++) {
        List<Float> row = new ArrayList<>();
        for (int j = 0; j < m.cols(); j++) {
          row.add(m.get(i, j));
        }
        rows.add(group.role().vector() ? row.getFirst() : row);
      }
      tensors.put(group.name(), rows);
    }
    return tensors;
  }
}
