package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What `soma studio` refuses before there is a page; the page itself is tested in its module.
class StudioTest {
  @Test
  void a_port_that_is_taken_ends_with_8_and_names_a_free_one() throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (ServerSocket taken = new ServerSocket(0, 1, loopback)) {
      Cli studio = Cli.run("studio", "--port", "" + taken.getLocalPort());
      assertThat(studio.exit()).isEqualTo(8);
      assertThat(studio.err()).contains("error E802 port " + taken.getLocalPort());
      assertThat(studio.fixes().getFirst()).matches("--port \\d+");
      assertThat(studio.out()).isEmpty();
    }
  }

  @Test
  void a_table_needs_a_target(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("data.csv"), "a,b\n1,x\n2,y\n");
    Cli missing = Cli.run("studio", file.toString());
    assertThat(missing.exit()).isEqualTo(2);
    assertThat(missing.err()).contains("E204").contains("--target");
    Cli wrong = Cli.run("studio", file.toString(), "--target", "c");
    assertThat(wrong.exit()).isEqualTo(3);
    assertThat(wrong.err()).contains("E310");
  }

  @Test
  void a_port_is_a_number_up_to_65535() {
    assertThat(Cli.run("studio", "--port", "70000").err()).contains("E209");
    assertThat(Cli.run("studio", "--port", "web").err()).contains("E209");
  }

  @Test
  @Timeout(60)
  void a_saved_model_is_shown_on_the_rows_of_its_training(@TempDir Path folder) throws Exception {
    Path model = Cli.model(folder);
    for (Path typed : new Path[] {model, model.getParent()}) {
      try (Running run = new Running("studio", typed.toString(), "--port", "0")) {
        JsonNode state = run.get("/api/state");
        assertThat(state.path("origin").asString()).isEqualTo("saved");
        assertThat(state.path("shows").asString())
            .startsWith("the saved model " + model)
            .endsWith(
                "on 60 rows of good.csv · Results and What if apply its temperature T = 20.00,"
                    + " other views show the network without");
        assertThat(run.get("/api/view/curves").path("epoch").size()).isEqualTo(31);
        assertThat(run.get("/api/view/boundary").path("classes").toString())
            .isEqualTo("[\"no\",\"yes\"]");
      }
    }
  }

  @Test
  @Timeout(60)
  void other_rows_have_to_be_named(@TempDir Path folder) throws Exception {
    Path model = Cli.model(folder);
    Path data = folder.resolve("good.csv");
    String text = Files.readString(data);
    Files.writeString(data, text + "3,red,no,4\n");
    Cli changed = Cli.run("studio", model.toString(), "--port", "0");
    assertThat(changed.exit()).isEqualTo(5);
    assertThat(changed.err()).contains("error E517").contains("good.csv");
    List<String> fix = Cli.words(changed.fixes().getFirst() + " --port 0");
    try (Running run = new Running(fix.subList(1, fix.size()).toArray(String[]::new))) {
      assertThat(run.get("/api/state").path("shows").asString()).contains("61 rows of good.csv · ");
    }
    Files.delete(data);
    Cli gone = Cli.run("studio", model.toString(), "--port", "0");
    assertThat(gone.exit()).isEqualTo(2);
    assertThat(gone.err()).contains("error E204").contains("is not there");
    Files.delete(model.resolveSibling("config.toml"));
    assertThat(Cli.run("studio", model.toString(), "--port", "0").err()).contains("config.toml");
  }

  @Test
  @Timeout(60)
  void a_network_of_the_page_goes_with_every_command(@TempDir Path folder) throws Exception {
    Path data = Cli.table(folder);
    Path model = folder.resolve("good-step-12.soma");
    try (Running run = new Running("studio", data.toString(), "--target", "label", "--port", "0")) {
      for (int epoch = 0; epoch < 4; epoch++) {
        run.post("/api/run", "{\"action\": \"epoch\"}");
      }
      Files.write(model, run.download("/api/model"));
    }
    Cli predicted = Cli.run("predict", model.toString(), data.toString());
    assertThat(predicted.exit()).as(predicted.err()).isZero();
    assertThat(predicted.out().lines().count()).isEqualTo(61);
    Cli evaluated = Cli.run("evaluate", model.toString(), data.toString());
    assertThat(evaluated.exit()).as(evaluated.err()).isZero();
    Cli explained = Cli.run("explain", model.toString(), data.toString(), "--line", "2");
    assertThat(explained.exit()).as(explained.err()).isZero();
    Cli checked = Cli.run("gradcheck", model.toString(), data.toString());
    assertThat(checked.exit()).as(checked.err()).isZero();
    Cli inspected = Cli.run("inspect", model.toString());
    assertThat(inspected.exit()).as(inspected.err()).isZero();
    assertThat(inspected.out())
        .containsPattern("AGAIN +soma studio DATA --target label\n")
        .contains("the page: #v=1&data=own&", "the weights are those of epoch 4, after 12 steps")
        .contains("made_by soma studio")
        .doesNotContain("soma train");
    try (Running back = new Running("studio", model.toString(), data.toString(), "--port", "0")) {
      assertThat(back.get("/api/state").path("origin").asString()).isEqualTo("saved");
      assertThat(back.get("/api/state").path("step").asInt()).isEqualTo(12);
    }
  }

  @Test
  void a_model_knows_its_columns(@TempDir Path folder) {
    Path model = Cli.model(folder);
    Cli target = Cli.run("studio", model.toString(), "--target", "label");
    assertThat(target.err()).contains("error E207").contains("--target");
    Path lacking = Cli.write(folder, "lacking.csv", "x,label\n1,yes\n");
    assertThat(Cli.run("studio", model.toString(), lacking.toString(), "--port", "0").err())
        .contains("error E510");
    Path untold = Cli.write(folder, "untold.csv", "x,colour,y\n1,red,2\n");
    assertThat(Cli.run("studio", model.toString(), untold.toString(), "--port", "0").err())
        .contains("error E510");
    Cli two = Cli.run("studio", lacking.toString(), untold.toString());
    assertThat(two.err()).contains("error E204").contains("is no model");
  }
}
