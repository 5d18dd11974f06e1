package dev.soma.bench;

import dev.soma.data.Table;
import dev.soma.data.read.IdxFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A folder with one data set: `train.csv` and `test.csv`, each perhaps with `.gz`, the target
/// being the last column; or the four IDX files of an image set.
///
/// @param name of the folder
record SetFolder(String name, Path folder) {
  /// The sets of a folder, sorted by name; the folder itself if it is one.
  static List<SetFolder> of(Path data) throws IOException {
    SetFolder itself = new SetFolder(data.toRealPath().getFileName().toString(), data);
    if (itself.isSet()) {
      return List.of(itself);
    }
    try (Stream<Path> children = Files.list(data)) {
      return children
          .filter(Files::isDirectory)
          .map(child -> new SetFolder(child.getFileName().toString(), child))
          .filter(SetFolder::isSet)
          .sorted((a, b) -> a.name.compareTo(b.name))
          .toList();
    }
  }

  private boolean isSet() {
    return IdxFolder.isIdx(folder) || (isThere("train") && isThere("test"));
  }

  private boolean isThere(String part) {
    return Files.isRegularFile(folder.resolve(part + ".csv"))
        || Files.isRegularFile(folder.resolve(part + ".csv.gz"));
  }

  /// The rows to learn from, with their target.
  Table train() {
    return read(IdxFolder.Part.TRAIN);
  }

  /// The rows that are opened once, with their target.
  Table test() {
    return read(IdxFolder.Part.TEST);
  }

  private Table read(IdxFolder.Part part) {
    if (IdxFolder.isIdx(folder)) {
      return Table.idx(folder, part).target("label");
    }
    String file = part.name().toLowerCase(Locale.ROOT) + ".csv";
    Path plain = folder.resolve(file);
    Table table = Table.csv(Files.exists(plain) ? plain : folder.resolve(file + ".gz"));
    return table.target(table.names().getLast());
  }
}
