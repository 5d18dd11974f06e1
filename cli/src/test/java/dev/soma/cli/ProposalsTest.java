package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.soma.cli.args.Command;
import dev.soma.cli.args.CommandLineParser;
import dev.soma.cli.args.OtherTools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every line that is proposed in place of a name of another tool works when typed, whatever stands
/// behind it, in every command.
class ProposalsTest {
  private static final List<String> VALUES =
      List.of("", "3", "0.2", "20%", "amount", "balanced", "adam", "30s", "true", "[8,4]");

  @TempDir static Path folder;

  /// What is proposed for each name of another tool behind a line.
  private static Set<String> proposed(List<String> line, List<String> values) {
    Set<String> all = new LinkedHashSet<>();
    List<String> own =
        CommandLineParser.find(Commands.all(), line.getFirst()).flags().stream()
            .flatMap(f -> Stream.of(f.name(), f.other()))
            .toList();
    for (String name : OtherTools.all()) {
      for (String value : own.contains("--" + name) ? List.<String>of() : values) {
        List<String> words = new ArrayList<>(line);
        words.add("--" + name);
        words.addAll(value.isEmpty() ? List.of() : List.of(value));
        Cli run = Cli.run(words);
        BadInputTest.refused(run, 2, "E202", "--" + name);
        all.addAll(run.fixes());
      }
    }
    return all;
  }

  /// A line that works, but for a name of a column that only the rows or the model can tell.
  private static void works(String line, Cli run) {
    boolean column = run.err().matches("(?s).*error E(31[0135]|510) .*");
    assertThat(run.exit()).as(line + "\n" + run).isIn(column ? List.of(3, 5) : List.of(0));
  }

  @Test
  void in_train() {
    String rows = Cli.table(folder, "train.csv", "x,colour,label,amount").toString();
    Set<String> lines = proposed(List.of("train", rows, "--target", "label", "--dry-run"), VALUES);
    assertThat(lines).hasSizeGreaterThan(40);
    for (String line : lines) {
      Cli run = Cli.run(Cli.words(line.substring("soma ".length())));
      works(line, run);
    }
  }

  @Test
  void in_commands_that_take_a_model_or_a_table() {
    String model = Cli.model(folder).toString();
    String rows = folder.resolve("good.csv").toString();
    for (List<String> line :
        List.of(
            List.of("predict", model, rows),
            List.of("evaluate", model, rows),
            List.of("explain", model, rows, "--line", "2"),
            List.of("gradcheck", model, rows),
            List.of("inspect", rows),
            List.of("export", model, "--to", "svg"))) {
      String made = folder.resolve(line.getFirst()).toString();
      for (String proposed : proposed(line, List.of("", "3", made))) {
        Cli run = Cli.run(Cli.words(proposed.substring("soma ".length())));
        works(proposed, run);
      }
    }
  }

  @Test
  void in_commands_that_go_on_for_long() {
    for (String name : List.of("tune", "studio", "lesson", "why")) {
      Command command = CommandLineParser.find(Commands.all(), name);
      for (String line : proposed(List.of(name), List.of("", "3", "30s", "balanced"))) {
        List<String> words = Cli.words(line);
        assertThatCode(
                () ->
                    command.check(CommandLineParser.parse(command, words.subList(2, words.size()))))
            .as(line)
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void every_name_of_another_tool_is_that_of_a_flag_and_none_of_its_own() {
    for (String name : OtherTools.all()) {
      for (OtherTools.Ours ours : OtherTools.of(name)) {
        assertThat(ours.flag()).as(name).isNotEqualTo(name);
        assertThat(Commands.all())
            .as(name)
            .anyMatch(c -> c.flags().stream().anyMatch(f -> f.name().equals("--" + ours.flag())));
      }
    }
  }
}
