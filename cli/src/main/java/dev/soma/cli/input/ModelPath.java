package dev.soma.cli.input;

import dev.soma.cli.args.Arguments;
import dev.soma.model.Model;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Finds models among what was typed, and tells them from tables.
public final class ModelPath {
  private ModelPath() {}

  /// The model that was typed: its file, or the folder of the run that saved it.
  ///
  /// @param index of the word
  /// @param what it is, for the message where there is no such word
  /// @throws dev.soma.error.SomaException.Usage E204 if there is no such word
  /// @throws dev.soma.error.SomaException.ModelFormat E401 to E404 if it is no model that can be
  ///   read
  public static Model load(Arguments arguments, int index, String what) {
    return Model.load(file(Path.of(arguments.word(index, what))));
  }

  /// The file in the folder of a run; any other path as it is.
  private static Path file(Path path) {
    Path inside = path.resolve("model.soma");
    return Files.isRegularFile(inside) ? inside : path;
  }

  /// The file of a model: by its name, by its beginning (a length of eight bytes, then JSON), or in
  /// the folder of a run; empty if it is something else.
  public static Optional<Path> of(Path path) throws IOException {
    Path file = file(path);
    return !file.equals(path) || isModel(path) ? Optional.of(file) : Optional.empty();
  }

  /// Whether [#of] finds a model.
  public static boolean isThere(Path path) {
    try {
      return of(path).isPresent();
    } catch (IOException _) {
      return false; // what cannot be read is said where it is read
    }
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
