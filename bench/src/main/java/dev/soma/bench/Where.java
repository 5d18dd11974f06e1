package dev.soma.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes down which Java the build has chosen and the class path, a line each: `bench/run` starts
/// programs with them, when Maven has ended.
final class Where {
  private Where() {}

  /// Writes the file that is named.
  public static void main(String[] args) throws IOException {
    Files.writeString(
        Path.of(args[0]),
        Path.of(System.getProperty("java.home"), "bin", "java")
            + "\n"
            + System.getProperty("java.class.path")
            + "\n");
  }
}
