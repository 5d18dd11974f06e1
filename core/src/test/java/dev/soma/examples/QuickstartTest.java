package dev.soma.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.read.Row;
import dev.soma.model.Model;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Java example of the README: compiled and run as a user would, from its source.
class QuickstartTest {
  private static final Path ROOT = root();

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("examples")) ? here : here.resolve("..").normalize();
  }

  @Test
  void the_twelve_lines_compile_and_run(@TempDir Path folder) throws Exception {
    Path source = ROOT.resolve("examples/java/Quickstart.java");
    List<String> lines = Files.readAllLines(source);
    assertThat(lines.stream().filter(l -> !l.isBlank()).toList()).hasSizeLessThanOrEqualTo(13);
    Files.createDirectory(folder.resolve("examples"));
    Files.copy(ROOT.resolve("examples/titanic.csv"), folder.resolve("examples/titanic.csv"));

    Path out = folder.resolve("out.txt");
    int exit = run(folder, source, out, folder.resolve("err.txt"));

    String text = Files.readString(out);
    assertThat(exit).as(Files.readString(folder.resolve("err.txt"))).isZero();
    List<String> printed = text.lines().toList();
    assertThat(printed.get(0)).matches("13\\d rows: accuracy 0\\.\\d+ \\(95 % CI 0\\.\\d+ to .*");
    assertThat(printed.get(1)).isIn("yes", "no");
    assertThat(text).contains("δ(4)").contains("dW(1)").contains("J").doesNotContain("BackpropTr");
    Model model = Model.load(folder.resolve("titanic.soma"));
    assertThat(model.predict(Row.of("Sex", "female", "Pclass", 1, "Age", 29.0)).top())
        .isEqualTo(printed.get(1));
  }

  @Test
  void the_readme_shows_it_as_it_is() throws IOException {
    assertThat(Files.readString(ROOT.resolve("README.md")))
        .contains("```java\n" + Files.readString(ROOT.resolve("examples/java/Quickstart.java")));
  }

  private static int run(Path folder, Path source, Path out, Path err)
      throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                java,
                "--module-path",
                modulePath(),
                "--add-modules",
                "dev.soma.core,jdk.incubator.vector",
                source.toString())
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(100, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the example did not end within 100 seconds");
    }
    return process.exitValue();
  }

  /// The library and what it depends on, out of the class path of the tests.
  private static String modulePath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(e -> e.matches(".*(core.target.classes|fastcsv[^/]*|jackson[^/]*|jspecify[^/]*)/?"))
        .reduce((a, b) -> a + File.pathSeparator + b)
        .orElseThrow();
  }
}
