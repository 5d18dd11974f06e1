package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.cli.args.Command;
import java.util.List;
import org.junit.jupiter.api.Test;

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
                    + "--optimizer --lr --schedule --batch --epochs --max-steps --max-time "
                    + "--patience --metric --l1 --l2 --max-norm --dropout --clip --init "
                    + "--bias-init --seed --threads --kernels --category --number --date --ignore "
                    + "--missing --decimal --delimiter --encoding --on-bad-row --jdbc --sql "
                    + "--classpath --config --show-config --dry-run --out --force --json -q -v "
                    + "--ascii --width")
                .split(" "));
    String help = Cli.run("train", "--help").out();
    wanted.forEach(flag -> assertThat(help).contains("  " + flag));
  }

  @Test
  void the_version_is_one_line() {
    assertThat(Cli.run("--version").out()).startsWith("soma ").hasLineCount(1);
  }
}
