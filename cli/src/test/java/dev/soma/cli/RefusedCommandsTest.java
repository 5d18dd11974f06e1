package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What commands leave behind that are refused in the end: the rejected rows of an earlier one.
class RefusedCommandsTest extends OwnTables {
  private static final String FORMER = "line,id,reason\nof an earlier command\n";

  private static List<String> words(String command, String... more) {
    return Stream.concat(Stream.of(command), Stream.of(more)).toList();
  }

  /// Runs a command with bad rows skipped, with a file of rejected rows and without one.
  private static void leaves(String id, Path rejects, List<String> command) throws IOException {
    List<String> words = new ArrayList<>(command);
    words.add("--on-bad-row=skip");
    for (String before : new String[] {FORMER, ""}) {
      Files.deleteIfExists(rejects);
      if (!before.isEmpty()) {
        Files.writeString(rejects, before);
      }
      Cli run = Cli.run(words);
      assertThat(run.err()).as(words.toString()).contains("error " + id);
      assertThat(Files.exists(rejects) ? Files.readString(rejects) : "")
          .as(words.toString())
          .isEqualTo(before);
    }
    Files.deleteIfExists(rejects);
    assertThat(Path.of("").toAbsolutePath().toFile().list())
        .noneMatch(name -> name.startsWith("." + rejects));
  }

  @Test
  void a_refused_command_leaves_the_rejected_rows_of_an_earlier_one() throws IOException {
    Path rows = table("kept.csv", "a,y", 60, r -> r * 7 % 60 + "," + (r % 2 == 0 ? "no" : "yes"));
    trained(rows);
    String none = Cli.write(folder, "refused.csv", "a,y\nzz,no\nyy,yes\n1\n").toString();
    Path rejects = Path.of("refused.rejects.csv");
    for (List<String> command :
        List.of(
            words("predict", model(), none),
            words("evaluate", model(), none),
            words("gradcheck", model(), none),
            words("explain", model(), none, "--line=2"),
            words("train", rows.toString(), "--target=y", "--test=" + none),
            words("tune", rows.toString(), "--target=y", "--validation=" + none))) {
      leaves("E512", rejects, command);
    }
    String some = Cli.write(folder, "refused.csv", "a,y\n1,no\n1\n2,yes\n").toString();
    leaves("E209", rejects, words("explain", model(), some, "--line=9"));
    leaves("E310", rejects, words("train", some, "--target=z"));
  }

  @Test
  void a_command_that_fails_by_what_the_rows_show_lists_those_that_it_left_out()
      throws IOException {
    Path rows = table("used.csv", "a,y", 60, r -> r * 7 % 60 + "," + (r % 2 == 0 ? "no" : "yes"));
    trained(rows);
    String some = Cli.write(folder, "limit.csv", "a,y\n1,no\n1\n2,yes\n").toString();
    Cli run =
        Cli.run("evaluate", model(), some, "--on-bad-row=skip", "--fail-under", "accuracy=1.01");
    assertThat(run.exit()).as(run.toString()).isEqualTo(7);
    assertThat(Path.of("limit.rejects.csv")).content().contains("3,E301");
  }

  @Test
  void a_file_of_which_no_row_has_the_fields_of_its_header_is_said_to_have_none()
      throws IOException {
    Path rows = table("whole.csv", "a,b,y", 60, r -> r * 7 % 60 + "," + r + "," + r % 2);
    trained(rows);
    Path ragged = table("ragged.csv", "a,b,y", 20, r -> "1,2");
    List<List<String>> commands =
        List.of(
            words("predict", model(), ragged.toString()),
            words("evaluate", model(), ragged.toString()),
            words("train", ragged.toString(), "--target=y"));
    for (List<String> command : commands) {
      Cli run = Cli.run(command);
      assertThat(run.err()).contains("error E301", "no row of the file has as many as the header");
      assertThat(run.fixes()).isEmpty();
      leaves("E308", Path.of("ragged.rejects.csv"), command);
    }
    assertThat(Cli.run("predict", model(), ragged.toString(), "--on-bad-row=skip").err())
        .contains("(a, b, y) but no row with as many fields: 20 rows have more or fewer");
    table("ragged.csv", "a,b,y", 20, r -> r < 19 ? "1,2" : "1,2,0");
    for (List<String> command : commands.subList(0, 2)) {
      Cli run = Cli.run(command);
      assertThat(run.fixes()).as(run.toString()).containsExactly("--on-bad-row skip");
      BadInputTest.fixed(run);
    }
  }
}
