package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainOnDiskTest {
  @TempDir Path folder;

  /// Enough rows that all three parts stay on disk.
  private Path table() throws IOException {
    StringBuilder text = new StringBuilder("x,colour,y\n");
    for (int r = 0; r < 30_000; r++) {
      int x = r * 7919 % 10_007;
      int colour = r * 31 % 5;
      text.append(r % 50 == 3 ? "" : Integer.toString(x)).append(",c").append(colour);
      text.append(x + 2000 * colour > 9000 ? ",yes\n" : ",no\n");
    }
    return Files.writeString(folder.resolve("rows.csv"), text);
  }

  private Cli train(Path data, String out, String... more) {
    List<String> args = new ArrayList<>(List.of("train", data.toString(), "--target", "y"));
    args.addAll(List.of("--hidden", "4", "--epochs", "2", "--batch", "512"));
    args.addAll(List.of("--out", folder.resolve(out).toString()));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  @Test
  void the_run_is_the_same_on_disk_and_in_memory() throws IOException {
    Path data = table();
    Path work = folder.resolve("work");
    Cli heap = train(data, "a", "--memory", "heap");
    Cli disk = train(data, "b", "--memory", "disk", "--work-dir", work.toString());
    assertThat(heap.exit()).as(heap.toString()).isZero();
    assertThat(disk.exit()).as(disk.toString()).isZero();
    assertThat(folder.resolve("b/model.soma"))
        .hasSameBinaryContentAs(folder.resolve("a/model.soma"));
    assertThat(disk.err()).contains("on disk: ", " of work files in " + work);
    assertThat(heap.err()).doesNotContain("on disk: ");
    assertThat(told(disk)).isEqualTo(told(heap));
    try (Stream<Path> files = Files.list(work)) {
      assertThat(files).as("what is left of the work files").isEmpty();
    }
    Cli again =
        Cli.run(
            "train",
            "--config",
            folder.resolve("b/config.toml").toString(),
            "--out",
            folder.resolve("c").toString());
    assertThat(again.exit()).as(again.toString()).isZero();
    assertThat(again.err()).as("the place is a setting").contains("on disk: ");
  }

  /// What was said of the rows and of the test, without times and folders.
  private static List<String> told(Cli run) {
    return run.err()
        .lines()
        .filter(l -> !l.contains("on disk: ") && !l.contains("elapsed") && !l.contains("/"))
        .filter(l -> !l.startsWith("STOP"))
        .toList();
  }

  @Test
  void small_files_are_kept_in_memory() {
    Cli.table(folder);
    String data = folder.resolve("good.csv").toString();
    Cli heap = Cli.run("train", data, "--target", "label", "--dry-run");
    assertThat(heap.exit()).as(heap.toString()).isZero();
    assertThat(heap.err()).doesNotContain("on disk");
    Cli disk = Cli.run("train", data, "--target", "label", "--memory", "disk", "--dry-run");
    assertThat(disk.exit()).as(disk.toString()).isZero();
    assertThat(disk.err()).contains("on disk: ");
  }

  @Test
  void another_place_and_rows_that_cannot_be_on_disk_are_refused() throws IOException {
    Path data = table();
    Cli wrong = train(data, "a", "--memory", "ram");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("E209", "--memory \"ram\"", "auto, heap or disk");
    Cli stdin = train(Path.of("-"), "a", "--memory", "disk");
    assertThat(stdin.exit()).isEqualTo(2);
    assertThat(stdin.err()).contains("E207", "--memory disk", "text file");
    assertThat(stdin.fixes()).containsExactly("--memory heap");
    Path file = Files.writeString(folder.resolve("file"), "x");
    Cli noFolder =
        train(data, "a", "--memory", "disk", "--work-dir", file.resolve("work").toString());
    assertThat(noFolder.exit()).isEqualTo(8);
    assertThat(noFolder.err()).contains("E805", file + " is not a folder");
    assertThat(noFolder.err()).doesNotContain("larger than the heap");
    Cli fixed = noFolder.withFix(noFolder.fixes().getFirst() + " --dry-run");
    assertThat(fixed.exit()).as(fixed.toString()).isZero();
    Cli unused = train(data, "a", "--work-dir", file.toString());
    assertThat(unused.exit()).as("it is checked although nothing goes there").isEqualTo(8);
    assertThat(folder.resolve("a")).doesNotExist();
  }
}
