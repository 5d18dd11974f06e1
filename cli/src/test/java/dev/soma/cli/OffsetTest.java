package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--exposure` and `--offset`, from the flag to the screens of a model.
class OffsetTest {
  @TempDir Path folder;

  private Path data;

  @BeforeEach
  void write() throws IOException {
    StringBuilder text = new StringBuilder("x,years,claims\n");
    for (int r = 0; r < 90; r++) {
      int years = 1 + r % 4;
      text.append(r % 7).append(',').append(years).append(',');
      text.append(years * (r % 7) / 3 + r % 2).append('\n');
    }
    data = Files.writeString(folder.resolve("claims.csv"), text);
  }

  @AfterEach
  void removeRejects() throws IOException {
    Tables.removeRejects(folder);
  }

  private Cli train(String... more) {
    List<String> args = new ArrayList<>(List.of("train", data.toString(), "--target", "claims"));
    args.addAll(List.of("--epochs", "3"));
    if (!List.of(more).contains("--network")) {
      args.addAll(List.of("--hidden", "none"));
    }
    args.addAll(List.of("--out", folder.resolve("run").toString()));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  private Path model(String... more) {
    Cli run = train(more);
    assertThat(run.exit()).as(run.toString()).isZero();
    return Path.of(run.out().strip());
  }

  @Test
  void the_story_names_the_exposure_and_the_baseline_is_one_rate() {
    Cli run = train("--loss", "poisson", "--exposure", "years");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err())
        .contains("multiplies the mean, its logarithm is added to z; no input")
        .contains("always one rate");
  }

  @Test
  void a_model_shows_the_column_and_the_command_that_trains_it_again() {
    String model = model("--loss", "poisson", "--exposure", "years").toString();
    assertThat(Cli.run("inspect", model).out()).contains("--exposure years");
    assertThat(Cli.run("inspect", model).out()).contains("exposure  multiplies the mean");
    assertThat(Cli.run("inspect", model, "--json").out()).contains("\"exposure\":\"years\"");
    Cli explained = Cli.run("explain", model, data.toString(), "--line", "3");
    assertThat(explained.err()).contains(", its ln added to z");
    assertThat(explained.out()).contains("o, what the column years adds to z, is no input");
    assertThat(explained.out()).contains("z(2) = W(1)x + b(1) + o").contains("o = (0.6931)");
    Cli json = Cli.run("explain", model, data.toString(), "--line", "3", "--json");
    assertThat(json.out()).contains("\"offsets\"");
    assertThat(Cli.run("gradcheck", model, data.toString()).exit()).isZero();
    Cli evaluated = Cli.run("evaluate", model, data.toString());
    assertThat(evaluated.out() + evaluated.err()).contains("always one rate");
  }

  @Test
  void a_model_without_offset_has_no_such_setting() {
    Model plain = Model.load(model("--loss", "poisson"));
    assertThat(plain.provenance().settings()).doesNotContainKeys("offset", "exposure");
  }

  @Test
  void rows_to_predict_need_the_column_with_values_above_0() throws IOException {
    String model = model("--loss", "poisson", "--exposure", "years").toString();
    Path absent = Files.writeString(folder.resolve("absent.csv"), "x\n1\n2\n");
    Cli lacking = Cli.run("predict", model, absent.toString());
    assertThat(lacking.exit()).isEqualTo(5);
    assertThat(lacking.err()).contains("E510").contains("lacks \"years\"");
    Path zero = Files.writeString(folder.resolve("zero.csv"), "x,years\n1,2\n2,0\n");
    Path truth =
        Files.writeString(folder.resolve("t.csv"), "x,years,claims\n1,2,1\n2,0,1\n2,1,2\n");
    for (String command : List.of("predict", "evaluate")) {
      Path rows = command.equals("predict") ? zero : truth;
      Cli refused = Cli.run(command, model, rows.toString());
      assertThat(refused.exit()).isEqualTo(5);
      assertThat(refused.err()).contains("E515").contains("line 3, column \"years\": \"0\"");
      assertThat(refused.fixes()).containsExactly("--on-bad-row skip");
    }
    Cli skipped = Cli.run("predict", model, zero.toString(), "--on-bad-row", "skip");
    assertThat(skipped.exit()).as(skipped.toString()).isZero();
    assertThat(skipped.out().lines()).hasSize(2);
    assertThat(skipped.err()).contains("1 row read, 1 written; 1 that could not be read or used");
    assertThat(Cli.run("evaluate", model, truth.toString(), "--on-bad-row", "skip").out())
        .contains("2 rows");
  }

  @Test
  void flags_that_contradict_each_other_are_refused() {
    assertThat(train("--exposure", "years").err()).contains("E242").contains("--loss poisson");
    Cli both = train("--loss", "poisson", "--exposure", "years", "--offset", "x");
    assertThat(both.err()).contains("E207").contains("leave --offset out");
    Cli target = train("--loss", "poisson", "--exposure", "claims");
    assertThat(target.err()).contains("E207").contains("a target cannot be both");
    Cli other = train("--offset", "years", "--network", "Dense(1, exp)");
    assertThat(other.err()).contains("E242").contains("the network ends with Dense(1, exp)");
  }

  @Test
  void bad_rows_are_skipped_if_that_is_asked_for() throws IOException {
    Files.writeString(data, Files.readString(data) + "3,0,1\n");
    assertThat(train("--loss", "poisson", "--exposure", "years").err())
        .contains("E327")
        .contains("line 92, column \"years\": 0");
    Cli run = train("--loss", "poisson", "--exposure", "years", "--on-bad-row", "skip");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(Model.load(Path.of(run.out().strip())).provenance().rows()).isLessThan(90);
    List<String> next =
        run.err().lines().filter(l -> l.startsWith("NEXT ")).flatMap(OffsetTest::commands).toList();
    assertThat(next).hasSize(2);
    for (String command : next) {
      Cli typed = Cli.run(Cli.words(command.replaceFirst("soma ", "")));
      assertThat(typed.exit()).as(typed.toString()).isZero();
    }
  }

  @Test
  void rows_on_disk_give_the_same_bytes() throws IOException {
    byte[] heap = Files.readAllBytes(model("--loss", "poisson", "--exposure", "years"));
    Files.delete(folder.resolve("run/model.soma"));
    Path disk = model("--loss", "poisson", "--exposure", "years", "--memory", "disk", "--force");
    assertThat(Files.readAllBytes(disk)).isEqualTo(heap);
  }

  private static Stream<String> commands(String line) {
    return Stream.of(line.substring(5).split(" · ")).map(String::strip);
  }
}
