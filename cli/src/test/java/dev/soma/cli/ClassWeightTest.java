package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassWeightTest {
  @TempDir Path folder;

  private Cli train(Path data, String out, String... more) {
    List<String> args = new ArrayList<>(List.of("train", data.toString(), "--hidden", "4"));
    if (!List.of(more).contains("--target")) {
      args.addAll(List.of("--target", "label"));
    }
    args.addAll(List.of("--epochs", "5", "--out", folder.resolve(out).toString()));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  private float[] weights(Cli run) {
    assertThat(run.exit()).as(run.toString()).isZero();
    return Model.load(Path.of(run.out().strip())).network().parameters().values();
  }

  /// The table with a column w: 3 for yes, 1 for no.
  private Path weighted() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(Cli.table(folder))) {
      String w = line.startsWith("x,") ? "w" : line.contains("yes") ? "3" : "1";
      lines.add(line + "," + w);
    }
    return Files.write(folder.resolve("weighted.csv"), lines);
  }

  @Test
  void class_weights_give_the_bits_of_a_column_that_holds_them_in_memory_and_on_disk()
      throws IOException {
    Path data = weighted();
    float[] column = weights(train(data, "a", "--weight", "w"));
    assertThat(weights(train(data, "b", "--ignore", "w", "--class-weight", "yes=3,no=1")))
        .isEqualTo(column);
    assertThat(
            weights(
                train(data, "c", "--ignore", "w", "--class-weight", "yes=3", "--memory", "disk")))
        .isEqualTo(column);
    assertThat(weights(train(data, "d", "--ignore", "w"))).isNotEqualTo(column);
  }

  @Test
  void balanced_trains_and_is_in_the_command_that_trains_it_again() {
    Cli run = train(Cli.table(folder), "a", "--class-weight", "balanced");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(Cli.run("inspect", run.out().strip()).out()).contains("--class-weight balanced");
  }

  @Test
  void mistakes_are_refused_with_fixes_that_work() throws IOException {
    Path data = Cli.table(folder);
    String[][] bad = {
      {"yess=3,no=1", "3", "E326"},
      {"yes=-3", "2", "E201"},
      {"yes=0,no=0", "3", "E326"},
      {"yes", "2", "E209"},
    };
    for (String[] b : bad) {
      refused(train(data, "x" + b[0].hashCode(), "--class-weight", b[0]), b[1], b[2]);
    }
    refused(train(data, "y", "--class-weight", "balanced", "--target", "y"), "2", "E207");
  }

  @Test
  void a_fix_keeps_all_weights_that_were_typed_and_corrects_the_names() {
    Path data = Cli.table(folder);
    assertThat(train(data, "a", "--class-weight", "ye=3,n=2").fixes())
        .containsExactly("--class-weight yes=3,no=2");
    assertThat(train(data, "a", "--class-weight", "no=2,1=3").fixes())
        .containsExactly("--class-weight no=2,yes=3");
    assertThat(train(data, "a", "--class-weight", "gren=0.5,red=2", "--target", "colour").fixes())
        .containsExactly("--class-weight green=0.5,red=2");
    Cli far = train(data, "a", "--class-weight", "red=2,violett=4", "--target", "colour");
    assertThat(far.fixes())
        .containsExactly("--class-weight red=2,blue=4", "--class-weight red=2,green=4");
    for (String fix : far.fixes()) {
      assertThat(far.withFix(fix + " --force").exit()).as(fix).isZero();
    }
  }

  private static void refused(Cli run, String exit, String id) {
    assertThat(run.exit()).as(run.toString()).isEqualTo(Integer.parseInt(exit));
    assertThat(run.err()).contains("error " + id);
    assertThat(run.fixes()).isNotEmpty();
    Cli again = run.withFix(run.fixes().getFirst());
    assertThat(again.exit()).as(again.toString()).isZero();
  }

  @Test
  void weights_of_rows_that_are_negative_or_all_0_are_refused() throws IOException {
    List<String> lines = Files.readAllLines(weighted());
    List<String> zeros = new ArrayList<>();
    List<String> negative = new ArrayList<>();
    for (String line : lines) {
      zeros.add(line.replaceFirst(",[13]$", ",0"));
      negative.add(line.replaceFirst(",3$", ",-3"));
    }
    Path zero = Files.write(folder.resolve("zero.csv"), zeros);
    Path below = Files.write(folder.resolve("below.csv"), negative);
    for (Path data : List.of(zero, below)) {
      Cli run = train(data, "z", "--weight", "w");
      assertThat(run.exit()).as(run.toString()).isEqualTo(3);
      assertThat(run.err()).contains("error E317");
    }
  }
}
