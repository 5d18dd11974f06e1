package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// `soma train --watch`: the page looks, and changes nothing.
@Timeout(120)
class WatchTest {
  private static String[] train(Path table, Path out, String... more) {
    List<String> all =
        new ArrayList<>(List.of("train", table.toString(), "--target", "label", "--hidden", "6"));
    all.addAll(List.of("--out", out.toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "--cv 3", "--members 2", "--optimizer lbfgs", "--ema 0.9", "--json", "-q"})
  void a_run_that_is_watched_gives_the_bits_of_one_that_is_not(String more, @TempDir Path folder)
      throws Exception {
    Path table = Cli.table(folder);
    List<String> flags = new ArrayList<>(List.of("--epochs", "40"));
    flags.addAll(Cli.words(more));
    Path alone = folder.resolve("alone");
    assertThat(Cli.run(train(table, alone, flags.toArray(String[]::new))).exit()).isZero();
    flags.addAll(List.of("--watch", "--port", "0"));
    Path watched = folder.resolve("watched");
    try (Running run = new Running(train(table, watched, flags.toArray(String[]::new)))) {
      JsonNode first = run.get("/api/state"); // waits for the first network
      assertThat(first.path("origin").asString()).isEqualTo("elsewhere");
      run.awaitEnd();
      assertThat(run.get("/api/state").path("ended").asBoolean()).isTrue();
      assertThat(run.isAlive()).isTrue();
      run.close();
      assertThat(run.exit()).isZero();
      assertThat(run.out()).contains(watched.resolve("model.soma").toString());
    }
    assertThat(watched.resolve("model.soma")).hasSameBinaryContentAs(alone.resolve("model.soma"));
  }

  @Test
  void every_view_shows_the_network_of_the_terminal_and_no_button_moves_it(@TempDir Path folder)
      throws Exception {
    Path out = folder.resolve("out");
    Path table = Cli.table(folder);
    try (Running run = new Running(train(table, out, "--epochs", "50", "--watch", "--port", "0"))) {
      run.awaitEnd();
      JsonNode state = run.get("/api/state");
      assertThat(state.path("shows").asString()).isEqualTo("the run of soma train " + table);
      assertThat(state.path("epoch").asInt()).isEqualTo(50);
      assertThat(state.path("settings").size()).isEqualTo(1);
      assertThat(run.get("/api/view/curves").path("epoch").size()).isEqualTo(51);
      assertThat(run.get("/api/view/health").path("layers").size()).isEqualTo(1);
      JsonNode boundary = run.get("/api/view/boundary");
      assertThat(boundary.path("points").size()).isEqualTo(2);
      assertThat(boundary.path("columns").toString()).contains("x", "y");
      assertThat(run.get("/api/view/units").path("units").size()).isEqualTo(6);
      assertThat(run.get("/api/view/network").path("links").size()).isEqualTo(2);
      JsonNode step = run.get("/api/view/step?row=3");
      assertThat(step.path("inputs").path(0).path(2).asString()).matches("\\d");
      assertThat(step.path("parts").size()).isGreaterThan(10);
      for (String[] post :
          new String[][] {
            {"/api/run", "{\"action\":\"start\"}"},
            {"/api/run", "{\"action\":\"pause\"}"},
            {"/api/settings", "{\"v\":1,\"data\":\"xor\"}"},
            {"/api/table?name=a.csv", "a,y\n1,b\n2,c\n"},
          }) {
        assertThat(run.post(post[0], post[1]).path("error").path("id").asString())
            .isEqualTo("E293");
      }
      assertThat(run.get("/api/state").path("run").asInt()).isEqualTo(1);
    }
  }

  @Test
  void each_network_of_the_folds_is_a_run_of_its_own(@TempDir Path folder) throws Exception {
    Path table = Cli.table(folder);
    String[] args =
        train(table, folder.resolve("out"), "--epochs", "5", "--cv", "3", "--watch", "--port", "0");
    try (Running run = new Running(args)) {
      run.awaitEnd();
      JsonNode state = run.get("/api/state");
      assertThat(state.path("run").asInt()).isEqualTo(3);
      assertThat(state.path("shows").asString()).endsWith(" · network 3 of 3 · fold 3 of 3");
      assertThat(run.get("/api/view/boundary").path("points").size()).isEqualTo(2);
    }
  }

  @Test
  void the_weights_that_are_shown_last_are_those_of_the_model_and_of_its_best_step(
      @TempDir Path folder) throws Exception {
    Path out = folder.resolve("out");
    String[] flags = {"--lr", "0.5", "--patience", "8", "--watch", "--port", "0"};
    try (Running run = new Running(train(Cli.table(folder), out, flags))) {
      run.awaitEnd();
      JsonNode state = run.get("/api/state");
      int best = state.path("best").asInt();
      assertThat(state.path("best_stands").asBoolean()).isTrue();
      int perEpoch = state.path("step").asInt() / state.path("epoch").asInt();
      assertThat(state.path("epoch").asInt()).isEqualTo(best + 8);
      assertThat(state.path("stands").path("epoch").asInt()).isEqualTo(best).isPositive();
      assertThat(state.path("stands").path("step").asInt()).isEqualTo(best * perEpoch);
      assertThat(state.path("at_epoch").asInt()).isEqualTo(best + 8);
      assertThat(run.get("/api/view/whatif").path("decision").asString())
          .contains("soma train looks for a temperature, and for a threshold if asked");
      float shown =
          run.get("/api/view/network").path("links").path(0).path("w").path(2).path(1).floatValue();
      var model = dev.soma.model.Model.load(out.resolve("model.soma")).network().parameters();
      assertThat(shown).isEqualTo(model.matrix(model.group("W1")).get(2, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--ema 0.9", "--averaged"})
  void of_a_run_that_keeps_a_mean_the_weights_of_the_last_step_are_shown_and_told(
      String mean, @TempDir Path folder) throws Exception {
    List<String> flags = new ArrayList<>(List.of("--epochs", "5", "--watch", "--port", "0"));
    flags.addAll(Cli.words(mean));
    String[] all = flags.toArray(String[]::new);
    try (Running run = new Running(train(Cli.table(folder), folder.resolve("out"), all))) {
      run.awaitEnd();
      JsonNode state = run.get("/api/state");
      assertThat(state.path("reason").asString()).isEqualTo("completed");
      assertThat(state.path("best_stands").toString()).isEqualTo("false");
      assertThat(state.path("shows").asString())
          .endsWith("the weights of the steps, not their mean");
    }
  }

  @Test
  void a_port_that_is_taken_is_refused_before_anything_is_made(@TempDir Path folder)
      throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Path out = folder.resolve("out");
      Cli run =
          Cli.run(train(Cli.table(folder), out, "--watch", "--port", "" + taken.getLocalPort()));
      assertThat(run.exit()).isEqualTo(8);
      assertThat(run.err()).contains("error E802").doesNotContain("FIT");
      assertThat(run.fixes().getFirst()).matches("--port \\d+");
      assertThat(Files.exists(out)).isFalse();
    }
  }

  @Test
  void flags_that_would_do_nothing_are_refused(@TempDir Path folder) {
    Path table = Cli.table(folder);
    Path out = folder.resolve("out");
    Cli port = Cli.run(train(table, out, "--port", "0"));
    assertThat(port.exit()).isEqualTo(2);
    assertThat(port.err()).contains("E207");
    assertThat(port.fixes()).containsExactly("--watch");
    assertThat(Cli.run(train(table, out, "--watch", "--dry-run")).err()).contains("E207");
    assertThat(Cli.run(train(table, out, "--watch", "--port", "x")).err()).contains("E209");
    assertThat(Files.exists(out)).isFalse();
  }
}
