package dev.soma.cli.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Tells models from tables among what was typed.
public final class ModelPath {
  private ModelPath() {}

  /// The file of a model: by its name, by its beginning (a length of eight bytes, then JSON), or in
  /// the folder of a run; empty if it is something else.
  public static Optional<Path> of(Path path) throws IOException {
    Path inside = path.resolve("model.soma");
    if (Files.isRegularFile(inside)) {
      return Optional.of(inside);
    }
    return isModel(path) ? Optional.of(path) : Optional.empty();
  }

  private static boolean isModel(Path path) throws IOException {
    if (String.valueOf(path.getFileName()).endsWith(".soma")) {
      return true;
    }
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] head = in.readNBytes(9);
      return head.length == 9 && head[7] == 0 && head[6] == 0 && head[8] == '{';
    }
  }
}
