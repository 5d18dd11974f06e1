package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.cli.args.Command;
import dev.soma.error.SomaException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @Test
  void alone_it_prints_a_short_help() {
    Cli run = Cli.run();
    assertThat(run.exit()).isZero();
    assertThat(run.out().lines().count()).isLessThan(30);
    assertThat(run.out()).contains("train", "predict", "Examples");
    assertThat(Cli.run("--help").out()).isEqualTo(run.out());
  }

  @Test
  void every_command_has_a_help_with_examples_and_all_its_flags() {
    for (Command command : Commands.all()) {
      Cli run = Cli.run(command.name(), "--help");
      assertThat(run.exit()).isZero();
      assertThat(run.out()).contains("Examples", "soma " + command.name(), "--json");
      command.flags().forEach(f -> assertThat(run.out()).contains("  " + f.name()));
      assertThat(run.out().lines()).allMatch(l -> l.length() <= 130);
    }
  }

  @Test
  void train_has_every_flag() {
    List<String> wanted =
        List.of(
            ("--target --task --positive --weight --test --test-fraction --validation "
                    + "--validation-fraction --hidden --network --model --activation --loss "
                    + "--optimizer --lr --schedule --rate-factor --decay-schedule --dropout-schedule --ema --last-best --batch --epochs --max-steps --max-networks --max-time "
                    + "--patience --metric --l1 --l2 --max-norm --dropout --clip --init "
                    + "--bias-init --class-weight --calibrate --threshold --seed --threads --kernels --category --number --date --ignore "
                    + "--missing --decimal --delimiter --encoding --on-bad-row --jdbc --sql "
                    + "--classpath --config --show-config --dry-run --out --force --json -q -v "
                    + "--ascii --width")
                .split(" "));
    String help = Cli.run("train", "--help").out();
    wanted.forEach(flag -> assertThat(help).contains("  " + flag));
  }

  @Test
  void no_more_threads_and_a_full_heap_are_told_apart() {
    OutOfMemoryError threads =
        new OutOfMemoryError(
            "unable to create native thread: possibly out of memory or process/resource limits");
    int processors = Runtime.getRuntime().availableProcessors();
    SomaException e = Exhaustion.of(threads, List.of("train", "x.csv", "--threads", "1000"));
    assertThat(e.id()).isEqualTo("E810");
    assertThat(e.fixes()).containsExactly("--threads " + processors);
    assertThat(Exhaustion.of(threads, List.of("train", "--threads=1")).fixes()).isEmpty();
    assertThat(Exhaustion.of(threads, List.of("train", "--threads", "+1")).fixes()).isEmpty();
    SomaException heap =
        Exhaustion.of(new OutOfMemoryError("Java heap space"), List.of("predict", "x.csv"));
    assertThat(heap.id()).isEqualTo("E808");
  }

  @Test
  void memory_outside_of_the_heap_is_told_from_the_heap_with_a_limit_that_will_do() {
    OutOfMemoryError outside =
        new OutOfMemoryError(
            "Cannot reserve 1048640 bytes of direct buffer memory"
                + " (allocated: 900000000, limit: 901000000)");
    SomaException e = Exhaustion.of(outside, List.of("train", "x.csv"));
    assertThat(e.id()).isEqualTo("E808");
    assertThat(e).hasMessageContaining("901.0 MB outside of the Java heap");
    assertThat(e.fixes()).containsExactly("export SOMA_JAVA_OPTS=-XX:MaxDirectMemorySize=4g");
  }

  @Test
  void kernels_that_an_option_for_java_names_are_refused_before_anything_is_read(
      @TempDir Path folder) {
    String table = Cli.table(folder).toString();
    System.setProperty("soma.kernels", "nonsense");
    try {
      Cli run = Cli.run("train", table, "--target", "label", "--dry-run");
      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.err()).startsWith("error E220 -Dsoma.kernels=nonsense · no kernels");
      assertThat(run.fixes()).first().isEqualTo("export SOMA_JAVA_OPTS=-Dsoma.kernels=scalar");
      Path config = Cli.write(folder, "c.toml", "epochs = 1\n");
      Cli later = Cli.run("train", table, "--target", "label", "--config", config.toString());
      assertThat(later.exit()).isEqualTo(2);
      assertThat(later.err()).startsWith("error E220 -Dsoma.kernels=nonsense · no kernels");
      assertThat(later.fixes()).isEqualTo(run.fixes());
      Cli.write(folder, "c.toml", "epochs = 1\nkernels = \"scalar\"\n");
      assertThat(Cli.run(with(later.command(), "--dry-run")).exit()).isZero();
    } finally {
      System.clearProperty("soma.kernels");
    }
  }

  @Test
  void more_threads_than_processors_are_noted_and_bad_ones_leave_no_folder(@TempDir Path folder) {
    Path out = folder.resolve("new/run");
    List<String> train =
        List.of("train", Cli.table(folder).toString(), "--target", "label", "--out", "" + out);
    Cli bad = Cli.run(with(train, "--threads", "0"));
    assertThat(bad.exit()).isEqualTo(2);
    assertThat(folder.resolve("new")).doesNotExist();
    int processors = Runtime.getRuntime().availableProcessors();
    Cli few = Cli.run(with(train, "--epochs", "1", "--threads", "" + processors));
    assertThat(few.err()).doesNotContain("does not help");
    Cli many = Cli.run(with(train, "--epochs", "1", "--force", "--threads", "" + (processors + 3)));
    assertThat(many.exit()).as(many.toString()).isZero();
    assertThat(many.err())
        .contains((processors + 3) + " threads asked for, " + processors + " processor")
        .contains("here; more than that does not help");
  }

  private static List<String> with(List<String> words, String... more) {
    return Stream.concat(words.stream(), Stream.of(more)).toList();
  }

  @Test
  void the_version_is_one_line() {
    assertThat(Cli.run("--version").out()).startsWith("soma ").hasLineCount(1);
  }
}
