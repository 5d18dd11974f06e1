package dev.soma.cli.apply;

import dev.soma.cli.screen.Text;
import dev.soma.error.SomaException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The file of `-o`: it appears whole at the end, or stays as it was.
///
/// @param path where
public record OutputFile(Path path) {
  /// What fills the file.
  @FunctionalInterface
  public interface Filling {
    /// Writes all rows.
    ///
    /// @return the exit code
    int fill(OutputStream out) throws IOException;
  }

  /// A file that may be written.
  ///
  /// @throws SomaException.Resource E803 if it is there and not to be replaced
  public static OutputFile of(Path path, boolean replace) {
    if (Files.exists(path) && !replace) {
      throw new SomaException.Resource(
          "E803", "file exists · " + path, "-o " + Text.quoted(free(path).toString()), "--force");
    }
    return new OutputFile(path);
  }

  /// The first of `q-2.csv`, `q-3.csv`, ... that is not there.
  private static Path free(Path path) {
    String name = String.valueOf(path.getFileName());
    int dot = name.indexOf('.', 1);
    String stem = dot < 0 ? name : name.substring(0, dot);
    String end = dot < 0 ? "" : name.substring(dot);
    int number = 2;
    while (Files.exists(path.resolveSibling(stem + "-" + number + end))) {
      number++;
    }
    return path.resolveSibling(stem + "-" + number + end);
  }

  /// Writes to a temporary file beside it and renames that at the end; what is no regular file,
  /// such as a pipe, is written as it is.
  ///
  /// @throws SomaException.Resource E804 if it cannot be written
  public int write(Filling filling) {
    try {
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        return fill(path, filling);
      }
      Path whole = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
      Path temporary =
          whole.resolveSibling(
              "." + whole.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
      temporary.toFile().deleteOnExit(); // for a run that is interrupted
      try {
        int exit = fill(temporary, filling);
        Files.move(temporary, whole, StandardCopyOption.REPLACE_EXISTING);
        return exit;
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (NoSuchFileException _) {
      throw new SomaException.Resource(
          "E804", "cannot write · " + path + ": there is no such folder", "-o FILE");
    } catch (IOException e) {
      throw new SomaException.Resource(
          "E804", "cannot write · " + path + ": " + e.getMessage(), "-o FILE");
    }
  }

  private static int fill(Path to, Filling filling) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
      return filling.fill(out);
    }
  }
}
