package dev.soma.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The project on disk, as the tests of this module look at it.
final class Tree {
  /// The folder of the project.
  static final Path ROOT = root();

  /// The folders of the modules that are there and published.
  static final List<Path> MODULES =
      Stream.of("core", "cli", "studio", "onnx", "serve", "spark")
          .map(ROOT::resolve)
          .filter(Files::isDirectory)
          .toList();

  private Tree() {}

  /// The Java files of one module, sorted; `kind` is `main` or `test`.
  static List<Path> javaFiles(Path module, String kind) {
    Path folder = module.resolve("src").resolve(kind).resolve("java");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The Java files of all published modules.
  static List<Path> mainFiles() {
    return MODULES.stream().flatMap(m -> javaFiles(m, "main").stream()).toList();
  }

  /// True for `package-info.java` and `module-info.java`.
  static boolean isInfo(Path file) {
    return file.getFileName().toString().endsWith("-info.java");
  }

  /// How many lines a file has.
  static int lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return Math.toIntExact(lines.count());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The path inside the project, with slashes.
  static String name(Path file) {
    return ROOT.relativize(file).toString().replace('\\', '/');
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isRegularFile(folder.resolve("soma"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException(
          "run inside the project: no launcher `soma` above " + Path.of("").toAbsolutePath());
    }
    return folder;
  }
}
