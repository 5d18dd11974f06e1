package dev.soma.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher: which JDK it takes, what it says, and that it passes everything on.
class LauncherIT {
  @TempDir Path folder;

  @Test
  void version_is_one_line_on_stdout_and_nothing_is_built_again() {
    Soma.Run run = Soma.in(folder).run("--version");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.outLines()).singleElement().asString().matches("soma \\d+\\.\\d+\\.\\d+\\S*");
    assertThat(run.err()).doesNotContain("building");
  }

  @Test
  void it_starts_through_links_and_folders_with_blanks() throws IOException {
    Path odd = Files.createDirectory(folder.resolve("a b"));
    Path project = Files.createSymbolicLink(odd.resolve("the project"), Tree.ROOT);
    Path first = Files.createSymbolicLink(odd.resolve("first"), project.resolve("soma"));
    Path second = Files.createSymbolicLink(odd.resolve("second"), Path.of("first"));
    assertThat(first).isSymbolicLink();
    Soma.Run run = Soma.in(odd).launcher(second).run("--version");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out()).startsWith("soma ");
  }

  @Test
  void small_predictions_start_short_and_say_the_same() throws IOException {
    Path rows = Tree.ROOT.resolve("examples/titanic.csv");
    Soma soma = Soma.in(folder);
    List<String> train = new ArrayList<>(List.of("train", rows.toString(), "--target", "Survived"));
    train.addAll(List.of("--effort", "fast", "--epochs", "1", "--out", "m"));
    Soma.Run trained = soma.quick().run(train.toArray(String[]::new));
    assertThat(trained.exit()).as(trained.toString()).isZero();
    String[] predict = {"predict", "m/model.soma", rows.toString(), "--on-unseen", "unknown"};
    Soma.Run small = soma.run(predict);
    Soma.Run usual = soma.env("SOMA_JAVA_OPTS", "-Xmx512m").run(predict);
    assertThat(small.exit()).as(small.toString()).isZero();
    assertThat(small.out()).isEqualTo(usual.out());
    assertThat(small.err()).doesNotContain("WARNING", "aot");
    assertThat(usual.err()).contains("Using incubator modules").endsWith(small.err());
  }

  @Test
  void training_starts_from_an_archive_and_says_the_same_where_it_does_not_fit()
      throws IOException {
    String rows = Tree.ROOT.resolve("examples/titanic.csv").toString();
    List<String> words = new ArrayList<>(List.of("train", rows));
    words.addAll(List.of("--target", "Survived", "--effort", "fast", "--epochs", "1"));
    words.addAll(List.of("--out", "m", "-q"));
    String[] train = words.toArray(String[]::new);
    Soma soma = Soma.in(folder);
    assertThat(soma.run(train).exit()).isZero();
    try (Stream<Path> files = Files.list(Tree.ROOT.resolve("cli/target/dist"))) {
      assertThat(files.filter(f -> f.getFileName().toString().matches("train.*\\.aot")))
          .isNotEmpty()
          .allSatisfy(f -> assertThat(f).isNotEmptyFile());
    }
    byte[] model = Files.readAllBytes(folder.resolve("m/model.soma"));
    Soma.Run other =
        soma.env("SOMA_JAVA_OPTS", "-XX:-UseCompressedOops")
            .run(Stream.concat(Arrays.stream(train), Stream.of("--force")).toArray(String[]::new));
    assertThat(other.exit()).as(other.toString()).isZero();
    assertThat(other.out() + other.err()).doesNotContain("aot", "cds");
    assertThat(folder.resolve("m/model.soma")).hasBinaryContent(model);
  }

  @Test
  void a_wrong_java_home_is_passed_over() throws IOException {
    Path old = jdk("old", "17.0.15");
    Soma.Run run = Soma.in(folder).env("JAVA_HOME", old.toString()).run("--version");
    assertThat(run.exit()).as(run.toString()).isZero();
  }

  @Test
  void java_home_comes_first() throws IOException {
    for (String version : new String[] {"25.0.3", "25.0.4.1", "25.0.10", "25.1"}) {
      Path home = jdk("jdk " + version, version);
      Soma.Run run =
          Soma.in(folder).env("JAVA_HOME", home.toString()).run("predict", "a b", "", "*");
      assertThat(run.exit()).as(run.toString()).isEqualTo(42);
      assertThat(run.outLines()).endsWith("predict", "a b", "", "*").contains("-m");
    }
  }

  @Test
  void updates_of_25_before_the_third_and_later_releases_are_refused() throws IOException {
    for (String version : new String[] {"25", "25.0.1", "25.0.2", "26", "24.0.2", "1.8.0_402"}) {
      Path home = jdk("jdk " + version, version);
      Soma.Run run = Soma.in(folder).env("JAVA_HOME", home.toString()).run("--version");
      assertThat(run.exit()).as(run.toString()).isNotEqualTo(42);
    }
  }

  @Test
  void options_for_the_jvm_come_from_the_environment() {
    Soma.Run run =
        Soma.in(folder).env("SOMA_JAVA_OPTS", "-Xmx64m -XshowSettings:vm").run("--version");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out() + run.err()).contains("Max. Heap Size: 64.00M");
  }

  @Test
  void the_collector_of_the_user_is_the_only_one() throws IOException {
    for (String collector : new String[] {"UseSerialGC", "UseG1GC", "UseZGC", "UseParallelGC"}) {
      Soma soma = Soma.in(folder).env("SOMA_JAVA_OPTS", "-Xmx256m -XX:+" + collector);
      Soma.Run run = soma.run("--version");
      assertThat(run.exit()).as(run.toString()).isZero();
    }
    Soma.Run tool = Soma.in(folder).env("JAVA_TOOL_OPTIONS", "-XX:+UseG1GC").run("--version");
    assertThat(tool.exit()).as(tool.toString()).isZero();
    Files.writeString(folder.resolve("opts"), "-Xmx256m\n-XX:+UseG1GC\n");
    for (String variable : new String[] {"SOMA_JAVA_OPTS", "JDK_JAVA_OPTIONS"}) {
      Soma.Run file = Soma.in(folder).env(variable, "@" + folder.resolve("opts")).run("--version");
      assertThat(file.exit()).as(file.toString()).isZero();
    }
  }

  @Test
  void help_of_every_command_starts_short() {
    for (String flag : new String[] {"--help", "-h"}) {
      Soma.Run run = Soma.in(folder).run("train", flag);
      assertThat(run.exit()).as(run.toString()).isZero();
      assertThat(run.out()).contains("--target");
      assertThat(run.err()).isEmpty();
    }
  }

  /// A limit on virtual memory and threads with a large stack stand for a limit on threads, which
  /// the system does not keep for its administrator.
  @Test
  void a_system_that_gives_no_more_threads_is_not_taken_for_a_full_heap() throws IOException {
    assumeThat(System.getProperty("os.name")).as("ulimit -v").isEqualTo("Linux");
    Path script = folder.resolve("limited");
    script(script, "ulimit -v 12000000", "exec '" + Tree.ROOT.resolve("soma") + "' \"$@\"");
    String rows = Tree.ROOT.resolve("examples/titanic.csv").toString();
    Soma soma = Soma.in(folder).launcher(script).env("SOMA_JAVA_OPTS", "-Xmx128m -Xss256m");
    String[] train = {"train", rows, "--target", "Survived", "--epochs", "1", "--threads", "64"};
    Soma.Run run = soma.run(train);
    assertThat(run.exit()).as(run.toString()).isEqualTo(8);
    assertThat(run.err())
        .contains("error E810 no more threads", "fix: --threads ")
        .doesNotContain("E808", "-Xmx8g");
    assertThat(folder.resolve("runs")).as("what the run made").doesNotExist();
  }

  @Test
  void without_a_jdk_it_says_what_it_found_and_what_to_install() throws IOException {
    Path old = jdk("old", "25.0.2");
    Soma.Run run = Soma.in(folder).env("SOMA_JAVA_HOME", old.toString()).run("--version");
    assertThat(run.exit()).as(run.toString()).isEqualTo(8);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("error E801 ")
        .contains("25.0.3", "found 25.0.2 in " + old, "fix: ");
  }

  private Path jdk(String name, String version) throws IOException {
    return jdk(folder.resolve(name), version);
  }

  /// Makes a folder that looks like a JDK; its java prints its arguments and ends with 42.
  static Path jdk(Path home, String version) throws IOException {
    Path bin = Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    for (String tool : new String[] {"java", "javac"}) {
      script(bin.resolve(tool), "for a in \"$@\"; do echo \"$a\"; done", "exit 42");
    }
    return home;
  }

  static void script(Path file, String... lines) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
