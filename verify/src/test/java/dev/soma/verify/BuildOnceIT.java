package dev.soma.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When the launcher builds, and when it does not: with a copy of it in a small project, and with a
/// `mvn` and a `java` that only say what they were asked.
class BuildOnceIT {
  private static final Instant PAST = Instant.parse("2020-01-01T00:00:00Z");

  @TempDir Path folder;
  private Path project;
  private Path mvn;
  private Path calls;
  private Soma soma;

  @BeforeEach
  void make_a_project() throws IOException {
    project = Files.createDirectories(folder.resolve("the project"));
    for (String file :
        List.of(
            "pom.xml",
            "core/pom.xml",
            "studio/pom.xml",
            "cli/pom.xml",
            "core/src/main/A.java",
            "studio/src/main/C.java",
            "cli/src/main/B.java")) {
      Path path = project.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "");
      Files.setLastModifiedTime(path, FileTime.from(PAST));
    }
    for (String part : List.of("core/src/main", "studio/src/main", "cli/src/main")) {
      Files.setLastModifiedTime(project.resolve(part), FileTime.from(PAST));
    }
    Path script = Files.copy(Tree.ROOT.resolve("soma"), project.resolve("soma"));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    calls = folder.resolve("calls");
    mvn = Files.createDirectories(folder.resolve("bin")).resolve("mvn");
    maven("mkdir -p cli/target/dist/lib", "echo jar > cli/target/dist/lib/soma-cli.jar");
    Path home = LauncherIT.jdk(folder.resolve("jdk"), "25.0.3");
    soma =
        Soma.in(folder)
            .launcher(script)
            .env("SOMA_JAVA_HOME", home.toString())
            .env("PATH", mvn.getParent() + ":" + System.getenv("PATH"));
  }

  @Test
  void the_first_start_builds_and_says_so_on_stderr() throws IOException {
    Soma.Run run = soma.run("train", "x.csv");
    assertThat(run.exit()).as(run.toString()).isEqualTo(42);
    assertThat(run.err()).isEqualTo("building Soma once ...\n");
    assertThat(run.outLines()).endsWith("train", "x.csv");
    assertThat(Files.readAllLines(calls))
        .singleElement()
        .asString()
        .contains("-pl cli -am")
        .contains("-Dmaven.test.skip=true")
        .endsWith(" package");
  }

  @Test
  void later_starts_do_not_build() throws IOException {
    soma.run("a");
    Soma.Run second = soma.run("b");
    assertThat(second.err()).isEmpty();
    assertThat(Files.readAllLines(calls)).hasSize(1);
  }

  @Test
  void a_newer_source_or_pom_is_built() throws IOException {
    soma.run("a");
    Path jar = project.resolve("cli/target/dist/lib/soma-cli.jar");
    for (String newer :
        List.of("core/src/main/A.java", "studio/src/main/C.java", "cli/pom.xml", "pom.xml")) {
      Files.setLastModifiedTime(jar, FileTime.from(PAST.plusSeconds(60)));
      Files.setLastModifiedTime(project.resolve(newer), FileTime.from(PAST.plusSeconds(120)));
      assertThat(soma.run("b").err()).as(newer).contains("building");
      Files.setLastModifiedTime(project.resolve(newer), FileTime.from(PAST));
    }
    assertThat(Files.readAllLines(calls)).hasSize(5);
  }

  @Test
  void two_starts_at_once_build_once() throws IOException {
    Path gate = folder.resolve("gate");
    maven(
        "mkfifo '" + gate + "'",
        "echo at the gate >&2",
        "cat '" + gate + "'", // until somebody writes to it
        "mkdir -p cli/target/dist/lib",
        "echo jar > cli/target/dist/lib/soma-cli.jar");
    Soma.Running first = soma.start("a");
    first.awaitErr("building");
    Soma.Running second = soma.start("b");
    second.awaitErr("waiting for another build");
    while (!Files.exists(gate)) {
      Thread.onSpinWait();
    }
    Files.writeString(gate, "go");
    assertThat(first.await().exit()).isEqualTo(42);
    Soma.Run last = second.await();
    assertThat(last.exit()).as(last.toString()).isEqualTo(42);
    assertThat(last.err()).doesNotContain("building");
    assertThat(Files.readAllLines(calls)).hasSize(1);
  }

  @Test
  void the_lock_of_a_build_that_was_killed_does_not_block() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    assertThat(dead.waitFor()).isZero();
    Path lock = Files.createDirectories(project.resolve("target/launcher-build.lock"));
    Files.writeString(lock.resolve("pid"), dead.pid() + "\n");
    Soma.Run run = soma.run("a");
    assertThat(run.exit()).as(run.toString()).isEqualTo(42);
    assertThat(lock).doesNotExist();
  }

  @Test
  void a_build_that_fails_is_shown() throws IOException {
    maven("echo '[ERROR] no such symbol'", "exit 1");
    Soma.Run run = soma.run("a");
    assertThat(run.exit()).as(run.toString()).isEqualTo(8);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("[ERROR] no such symbol", "error E807 ", "fix: ");
    assertThat(project.resolve("target/launcher-build.lock")).doesNotExist();
  }

  @Test
  void without_maven_it_says_what_to_install() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool :
        List.of("sh", "dirname", "readlink", "sed", "find", "head", "mkdir", "cat", "rm")) {
      Path real =
          Files.exists(Path.of("/bin", tool)) ? Path.of("/bin", tool) : Path.of("/usr/bin", tool);
      Files.createSymbolicLink(tools.resolve(tool), real);
    }
    Soma.Run run = soma.env("PATH", tools.toString()).run("a");
    assertThat(run.exit()).as(run.toString()).isEqualTo(8);
    assertThat(run.err()).startsWith("error E806 ").contains("fix: ");
  }

  /// Writes the `mvn` of this test: it notes how it was called, then runs these lines.
  private void maven(String... lines) throws IOException {
    String note = "echo \"mvn $*\" >> '" + calls + "'";
    LauncherIT.script(mvn, note, String.join("\n", lines));
  }
}
