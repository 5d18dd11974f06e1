package dev.soma.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Training on a disk that is full: in a mount of its own, where the system allows that.
class FullDiskIT {
  @TempDir Path folder;

  @BeforeEach
  void mounts_are_allowed() throws Exception {
    Process process;
    try {
      process = new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "t", "/mnt").start();
    } catch (IOException e) {
      process = new ProcessBuilder("false").start();
    }
    assumeTrue(process.waitFor() == 0, "needs a mount of its own");
  }

  /// Runs in a folder `disk` of this size; what is in it at the end is copied to `left`.
  private Soma.Run run(String kilobytes, String... more) throws IOException {
    return runAfter("", kilobytes, more);
  }

  /// The same after a line of the script.
  private Soma.Run runAfter(String line, String kilobytes, String... more) throws IOException {
    Files.createDirectories(folder.resolve("disk"));
    Path inside = folder.resolve("inside");
    LauncherIT.script(
        inside,
        "mount -t tmpfs -o size="
            + kilobytes
            + "k tmpfs disk && echo >disk/page || exit 99", // a page of 4 KB
        line,
        "'" + Tree.ROOT.resolve("soma") + "' \"$@\"",
        "exit=$?",
        "cp -r disk left",
        "exit $exit");
    Path script = folder.resolve("script");
    LauncherIT.script(script, "exec unshare -rm '" + inside + "' \"$@\"");
    List<String> args = new ArrayList<>(List.of("train", "rows.csv", "--target", "y"));
    args.addAll(List.of("--effort", "fast", "--epochs", "2", "--out", "disk/m"));
    args.addAll(List.of(more));
    return Soma.in(folder).launcher(script).quick().run(args.toArray(String[]::new));
  }

  private void rows(int count) throws IOException {
    StringBuilder text = new StringBuilder("a,b,c,y\n");
    for (int r = 0; r < count; r++) {
      text.append(r).append(',').append(r * 7919 % 1009).append(',').append(r * 31 % 97);
      text.append(',').append(r % 2).append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), text);
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("left/m"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void work_files_give_their_room_to_the_model() throws IOException {
    rows(20_000); // their work files take more than a half
    Soma.Run run = run("1304", "--memory", "disk", "--hidden", "400,400", "--batch", "4000");
    assertThat(run.exit()).as(run.toString()).isEqualTo(8);
    assertThat(run.err())
        .contains("E804 the disk is full", "are in disk/m/model.soma")
        .contains("TEST   opened once: 3,000 rows", "accuracy")
        .doesNotContain("soma explain");
    assertThat(run.outLines()).containsExactly("disk/m/model.soma");
    assertThat(Soma.in(folder).run("inspect", "left/m/model.soma").exit()).isZero();
  }

  @Test
  void a_page_without_room_is_not_cut_and_the_model_is_named() throws IOException {
    rows(400);
    Soma.Run run = run("64", "--hidden", "16");
    assertThat(run.exit()).as(run.toString()).isEqualTo(8);
    assertThat(run.err())
        .contains("E804 cannot write · disk/m/report.html: No space left on device")
        .contains("the model is whole: it is in disk/m/model.soma")
        .contains("fix: free some disk space, or --out FOLDER");
    assertThat(run.outLines()).containsExactly("disk/m/model.soma");
    assertThat(left()).containsExactly("config.toml", "model.soma", "run.jsonl");
    assertThat(Soma.in(folder).run("inspect", "left/m/model.soma").exit()).isZero();
  }

  @Test
  void a_model_without_room_beside_an_earlier_one_leaves_all_of_that_run() throws IOException {
    rows(400);
    String earlier =
        "'"
            + Tree.ROOT.resolve("soma")
            + "' train rows.csv --target y --effort fast --epochs 1 --hidden 700,700"
            + " --out disk/m 2>first && cp -r disk/m earlier || exit 98";
    Soma.Run run = runAfter(earlier, "3072", "--hidden", "650,650", "--seed", "9", "--force");
    assertThat(run.exit()).as(run.toString()).isEqualTo(8);
    assertThat(run.err())
        .contains("E804 cannot write disk/m/model.soma")
        .contains("the model in disk/m is that of an earlier run, with what is beside it");
    assertThat(left()).containsExactly("config.toml", "model.soma", "report.html", "run.jsonl");
    for (String file : left()) {
      assertThat(folder.resolve("left/m").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("earlier").resolve(file));
    }
  }

  @Test
  void a_disk_without_room_for_the_first_line_is_said_and_left_empty() throws IOException {
    rows(400);
    Soma.Run run = run("4");
    assertThat(run.exit()).as(run.toString()).isEqualTo(8);
    assertThat(run.err()).contains("error E804 cannot write · disk/m/config.toml", "fix: free");
    assertThat(folder.resolve("left/m")).doesNotExist();
    Soma.Run second = run("8"); // the settings, but no log
    assertThat(second.exit()).as(second.toString()).isEqualTo(8);
    assertThat(second.err()).contains("error E804 the log of the run is incomplete");
    assertThat(folder.resolve("left/m")).doesNotExist();
  }
}
