package dev.soma.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The main job, as a person runs it: the real launcher on the real example.
class TrainIT {
  private static final String TITANIC = Tree.ROOT.resolve("examples/titanic.csv").toString();
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  @TempDir Path folder;

  private Soma.Run soma(String... args) {
    return Soma.in(folder).run(args);
  }

  @Test
  void one_command_trains_tests_and_saves_and_every_next_step_runs() throws IOException {
    Soma.Run run = soma("train", TITANIC, "--target", "Survived");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.outLines()).containsExactly("runs/titanic-1/model.soma");
    assertThat(folder.resolve("runs/titanic-1/model.soma")).isRegularFile();
    assertThat(folder.resolve("runs/titanic-1/config.toml")).isRegularFile();
    assertThat(folder.resolve("runs/titanic-1/run.jsonl")).isRegularFile();
    assertThat(run.err())
        .contains("DATA   titanic.csv", "SPLIT", "NET", "BASE", "TEST", "95 % CI", "recall")
        .contains("linear baseline")
        .doesNotContain("\u001b", "\r");
    assertThat(run.err().lines().filter(l -> l.matches("  (fold ./5  )?epoch .*")))
        .hasSizeBetween(1, 50);
    List<String> commands = commands(run.err());
    assertThat(commands).hasSize(3);
    for (String command : commands) {
      List<String> words = words(command);
      Soma.Run next = soma(words.subList(1, words.size()).toArray(String[]::new));
      assertThat(next.exit()).as(next.toString()).isZero();
    }
    Soma.Run predicted =
        soma("predict", "runs/titanic-1/model.soma", TITANIC, "--on-unseen", "unknown");
    assertThat(predicted.outLines()).hasSize(892);
    assertThat(predicted.outLines().getFirst())
        .endsWith(",Survived,Survived_pred,p_no,p_yes,flags");
  }

  /// More memory than there is, but only once the network is trained.
  private Soma.Run fails(String... more) {
    List<String> words =
        new ArrayList<>(List.of("train", TITANIC, "--target", "Survived", "--out", "run"));
    words.addAll(List.of("--hidden", "5000,5000"));
    words.addAll(List.of(more));
    Soma.Run run =
        Soma.in(folder).env("SOMA_JAVA_OPTS", "-Xmx300m").run(words.toArray(String[]::new));
    assertThat(run.exit()).as(run.toString()).isEqualTo(8);
    assertThat(run.err()).contains("FIT", "E808");
    return run;
  }

  @Test
  void a_run_that_fails_before_it_has_a_model_leaves_the_folder_as_it_was() throws IOException {
    fails();
    assertThat(folder).isEmptyDirectory();
    Path run = Files.createDirectory(folder.resolve("run"));
    Files.writeString(run.resolve("config.toml"), "epochs = 3\n");
    Files.writeString(run.resolve("report.html"), "of an earlier run");
    fails("--force", "--config", "run/config.toml");
    assertThat(run.resolve("config.toml")).hasContent("epochs = 3\n");
    try (Stream<Path> files = Files.list(run)) {
      assertThat(files).hasSize(2);
    }
  }

  /// The commands of the line NEXT, and those in brackets.
  private static List<String> commands(String err) {
    List<String> commands = new ArrayList<>();
    for (String line : err.lines().toList()) {
      if (line.startsWith("NEXT")) {
        for (String part : line.substring(7).split(" · ", -1)) {
          commands.add(part.strip());
        }
      } else if (line.contains("(soma ")) {
        int from = line.indexOf("(soma ") + 1;
        commands.add(line.substring(from, line.indexOf(')', from)));
      }
    }
    return commands;
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher m = WORD.matcher(line);
    while (m.find()) {
      words.add(m.group(1) != null ? m.group(1) : m.group(2));
    }
    return words;
  }

  @Test
  void an_interrupted_run_saves_its_best_weights() throws IOException {
    Soma.Running running =
        Soma.in(folder)
            .quick()
            .start(
                "train",
                TITANIC,
                "--target",
                "Survived",
                "--effort",
                "fast",
                "--epochs",
                "2000",
                "--patience",
                "0",
                "--memory",
                "disk",
                "--work-dir",
                "work",
                "--out",
                "stopped",
                "-v"); // else the first line comes after many seconds
    running.awaitErr("  epoch 2 ");
    running.interrupt();
    Soma.Run run = running.await();
    assertThat(run.exit()).as(run.toString()).isEqualTo(130);
    assertThat(run.err()).contains("STOP   interrupted", "TEST", "SAVED  stopped/");
    assertThat(run.outLines()).containsExactly("stopped/model.soma");
    assertThat(folder.resolve("work")).as("work files").isEmptyDirectory();
    assertThat(soma("inspect", "stopped/model.soma").exit()).isZero();
  }

  @Test
  void a_run_interrupted_before_the_first_epoch_says_so_and_leaves_no_folder() throws IOException {
    StringBuilder text = new StringBuilder("a,b,c,d,e,f,y\n"); // for a baseline of some seconds
    for (int r = 0; r < 200_000; r++) {
      for (int c = 1; c < 7; c++) {
        text.append((r * 31L * c * c) % (97 + c)).append(',');
      }
      text.append((r * 7L) % 20).append('\n');
    }
    Files.writeString(folder.resolve("many.csv"), text);
    Soma.Running running =
        Soma.in(folder)
            .quick()
            .start(
                "train",
                "many.csv",
                "--target",
                "y",
                "--task",
                "classification",
                "--effort",
                "fast");
    running.awaitErr("NET ");
    Path made = folder.resolve("runs/many-1");
    while (!Files.exists(made)) {
      Thread.onSpinWait(); // the limit of the run ends this too, since awaitErr saw it alive
    }
    running.interrupt();
    Soma.Run run = running.await();
    assertThat(run.exit()).as(run.toString()).isEqualTo(130);
    assertThat(run.err()).contains("interrupted before the first epoch; nothing was saved");
    assertThat(run.out()).isEmpty();
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void rows_can_come_from_stdin_and_go_to_a_pipe_that_closes() throws IOException {
    String rows = Files.readString(Path.of(TITANIC));
    Soma.Run run =
        Soma.in(folder)
            .stdin(rows)
            .quick()
            .run(
                "train",
                "-",
                "--target",
                "Survived",
                "--effort",
                "fast",
                "--epochs",
                "2",
                "--out",
                "m",
                "-q");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err().lines().filter(l -> !l.contains("incubator"))).isEmpty();
    Soma.Run predicted =
        Soma.in(folder)
            .stdin(rows)
            .run("predict", "m/model.soma", "-", "--on-unseen", "skip", "--only-pred");
    assertThat(predicted.exit()).as(predicted.toString()).isZero();
    assertThat(predicted.outLines().getFirst()).isEqualTo("Survived_pred,p_no,p_yes,flags");
  }

  @Test
  void a_full_disk_is_said() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(Files.isWritable(full)).as("needs /dev/full").isTrue();
    Path script = folder.resolve("full");
    LauncherIT.script(script, "exec '" + Tree.ROOT.resolve("soma") + "' \"$@\" > /dev/full");
    Soma.Run run = Soma.in(folder).launcher(script).run("inspect", TITANIC);
    assertThat(run.exit()).as(run.toString()).isEqualTo(8);
    assertThat(run.err()).contains("error E804 cannot write · stdout");
  }

  /// A limit on the size of files stands for a disk that is full: the write fails in the same way.
  private Soma limited(int blocks) throws IOException {
    Path script = folder.resolve("limited");
    LauncherIT.script(
        script, "ulimit -f " + blocks, "exec '" + Tree.ROOT.resolve("soma") + "' \"$@\"");
    return Soma.in(folder).launcher(script).quick();
  }

  private void rows(int count) throws IOException {
    StringBuilder text = new StringBuilder("x,y\n");
    for (int r = 0; r < count; r++) {
      text.append(r).append(',').append(r % 2).append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), text);
  }

  @Test
  void a_work_folder_that_fills_up_is_said_and_leaves_nothing() throws IOException {
    rows(60_000);
    Soma.Run run =
        limited(1024)
            .run("train", "rows.csv", "--target", "y", "--memory", "disk", "--work-dir", "work");
    assertThat(run.exit()).as(run.toString()).isEqualTo(8);
    assertThat(run.err()).contains("error E809 work folder is full · work", "with --work-dir");
    assertThat(run.out()).isEmpty();
    assertThat(folder.resolve("work")).isEmptyDirectory();
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void a_log_that_cannot_be_written_on_costs_no_model_and_ends_in_a_whole_line()
      throws IOException {
    rows(400); // their work files fit within the limit, the figures of so many epochs do not
    Soma.Run run =
        limited(256)
            .run(
                "train",
                "rows.csv",
                "--target",
                "y",
                "--hidden",
                "4",
                "--effort",
                "fast",
                "--epochs",
                "2000",
                "--patience",
                "0",
                "--memory",
                "disk",
                "--out",
                "m",
                "-q");
    assertThat(run.exit()).as(run.toString()).isEqualTo(8);
    assertThat(run.err())
        .contains("error E804 ", "the log of the run is incomplete · m/run.jsonl: ");
    assertThat(run.err()).contains("the model is whole: it is in m/model.soma", "fix: free some");
    assertThat(run.outLines()).containsExactly("m/model.soma");
    assertThat(Files.readString(folder.resolve("m/run.jsonl"))).endsWith("}\n");
    assertThat(soma("inspect", "m/model.soma").exit()).isZero();
  }

  @Test
  void a_reader_who_leaves_is_no_error() throws IOException {
    Path script = folder.resolve("head");
    LauncherIT.script(
        script,
        "{ '" + Tree.ROOT.resolve("soma") + "' \"$@\"; echo \"exit $?\" >&2; } | head -n 1");
    Soma.Run run = Soma.in(folder).launcher(script).run("train", "--help");
    assertThat(run.outLines()).hasSize(1);
    assertThat(run.err()).contains("exit 0").doesNotContain("error");
  }

  @Test
  void rows_can_come_from_a_database_whose_password_is_nowhere_kept() throws Exception {
    String url = "jdbc:h2:" + folder.resolve("db");
    fill(url);
    String jar =
        Path.of(org.h2.Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString();
    String[] args = {
      "train",
      "--jdbc",
      url,
      "--sql",
      "SELECT * FROM penguin",
      "--target",
      "KIND",
      "--user",
      "sa",
      "--classpath",
      jar,
      "--epochs",
      "2",
      "--out",
      "db-run",
      "--hidden",
      "2"
    };
    Soma.Run run = Soma.in(folder).quick().env("SOMA_JDBC_PASSWORD", "hush-hush").run(args);
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.outLines()).containsExactly("db-run/model.soma");
    List<String> inUrl = new ArrayList<>(List.of(args));
    inUrl.set(2, url + ";PASSWORD=hush-hush");
    inUrl.set(inUrl.indexOf("db-run"), "db-run-2");
    Soma.Run second = Soma.in(folder).quick().run(inUrl.toArray(String[]::new));
    assertThat(second.exit()).as(second.toString()).isZero();
    assertThat(run.err() + second.err()).doesNotContain("hush");
    for (String out : List.of("db-run", "db-run-2")) {
      try (Stream<Path> files = Files.list(folder.resolve(out))) {
        for (Path file : files.toList()) {
          assertThat(
                  new String(
                      Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
              .as(file.toString())
              .doesNotContain("hush");
        }
      }
    }
  }

  private static void fill(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "sa", "hush-hush");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE penguin(id INT, mass DOUBLE, kind VARCHAR(10))");
      for (int i = 0; i < 60; i++) {
        statement.execute(
            "INSERT INTO penguin VALUES("
                + i
                + ","
                + i % 7
                + ",'"
                + (i % 7 > 3 ? "big" : "small")
                + "')");
      }
    }
  }
}
