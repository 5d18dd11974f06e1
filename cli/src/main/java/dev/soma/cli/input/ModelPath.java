package dev.soma.cli.input;

import dev.soma.cli.args.Arguments;
import dev.soma.error.SomaException;
import dev.soma.model.Model;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Finds models among what was typed, and tells them from tables.
public final class ModelPath {
  private ModelPath() {}

  /// The model that was typed: its file, or the folder of the run that saved it.
  ///
  /// @param index of the word
  /// @param what it is, for the message where there is no such word
  /// @throws dev.soma.error.SomaException.Usage E204 if there is no such word
  /// @throws dev.soma.error.SomaException.ModelFormat E401 to E404 if it is no model that can be
  ///   read; where it is a table, and a model stands behind it, with the command in which the
  ///   models come first
  public static Model load(Arguments arguments, int index, String what) {
    try {
      return Model.load(file(Path.of(arguments.word(index, what))));
    } catch (SomaException.ModelFormat e) {
      Optional<String> swapped = swapped(arguments, index);
      if (swapped.isEmpty()) {
        throw e;
      }
      throw new SomaException.ModelFormat(e.id(), String.valueOf(e.getMessage()), swapped.get());
    }
  }

  /// The command with its models before its tables; empty if the word is no table, or no model
  /// stands behind it.
  ///
  /// @param index of the word that was expected to be a model
  public static Optional<String> swapped(Arguments arguments, int index) {
    List<String> words = arguments.words();
    Path word = Path.of(words.get(index));
    boolean table = word.toString().equals("-") || (Files.exists(word) && !isThere(word));
    Map<Boolean, List<String>> parts =
        words.stream().collect(Collectors.partitioningBy(w -> isThere(Path.of(w))));
    List<String> models = parts.getOrDefault(true, List.of());
    if (!table || models.size() <= index) {
      return Optional.empty();
    }
    List<String> ordered = new ArrayList<>(models);
    ordered.addAll(parts.getOrDefault(false, List.of()));
    return Optional.of(arguments.of(ordered).line());
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
