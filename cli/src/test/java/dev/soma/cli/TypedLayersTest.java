package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.cli.diagnose.TypedLayers;
import dev.soma.nn.NetworkSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Remedies of runs whose layers were typed: each works when it is typed behind the command of the
/// run.
class TypedLayersTest {
  @TempDir static Path folder;
  private static Path rows;

  @BeforeAll
  static void table() {
    rows = Cli.table(folder);
  }

  private static Cli train(String network, String... more) {
    List<String> all = new ArrayList<>(List.of("train", rows.toString(), "--target", "label"));
    all.addAll(List.of("--cv", "0", "--network", network));
    all.addAll(List.of(more));
    return Cli.run(all);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Dense(8, relu) -> Dense(4, tanh) | --activation leaky_relu | Dense(8, leaky_relu) -> Dense(4, tanh)",
        "Dense(8, relu) -> Dense(4, tanh) | --activation relu | Dense(8, relu) -> Dense(4, relu)",
        "Dense(8, logistic, ntp) -> Dropout(0.1) -> Dense(4, tanh) | --activation selu --lr 0.001 |"
            + " Dense(8, selu, ntp) -> Dropout(0.1) -> Dense(4, selu)",
        "Dense(8, relu) -> Dense(4, logistic) | --activation tanh | Dense(8, tanh) -> Dense(4, logistic)",
        "Maxout(4, 2) -> LayerNorm() | --activation leaky_relu | Dense(4, leaky_relu) -> LayerNorm()",
        "Dense(8, relu) -> Dense(8, relu) -> Residual(1) -> Dense(8, relu) -> Residual(1) |"
            + " --hidden 64,64 | Dense(8, relu) -> Dense(8, relu) -> Residual(1)",
        "Members(2) -> Dense(8, tanh, members(2)) -> Dense(4, tanh, members(2)) | --hidden 64,64 |"
            + " Members(2) -> Dense(8, tanh, members(2))",
        "Dense(8, relu) -> Dropout(0.2) | --hidden none | ''",
      })
  void the_remedy_is_the_typed_network_with_other_layers_and_is_accepted(
      String network, String remedy, String hidden) {
    boolean members = hidden.startsWith("Members");
    List<String> all = new ArrayList<>(hidden.isEmpty() ? List.of() : List.of(hidden));
    all.add("Dense(1, logistic" + (members ? ", members(2))" : ")"));
    String last = network.startsWith("Members") ? ", members(2))" : ")";
    NetworkSpec spec = NetworkSpec.parse("8 -> " + network + " -> Dense(1, logistic" + last);
    String typed = new TypedLayers(spec.layers()).remedy(remedy);
    assertThat(typed)
        .startsWith("--network '" + String.join(" -> ", all) + "'")
        .doesNotContain("--activation", "--hidden");
    Cli again = train(network, "--dry-run").withFix(typed);
    assertThat(again.exit()).as(again.err()).isZero();
  }

  @Test
  void what_is_no_layer_stays_as_it_is_and_so_do_remedies_of_layers_that_were_not_typed() {
    TypedLayers typed = new TypedLayers(NetworkSpec.parse("2 -> Dense(1, logistic)").layers());
    for (String remedy : List.of("--init auto", "--lr 0.1", "--l2 0.001", "--bias-init 0", "")) {
      assertThat(typed.remedy(remedy)).isEqualTo(remedy);
    }
    assertThat(typed.remedy("--hidden none")).isEmpty();
    assertThat(new TypedLayers(List.of()).remedy("--hidden none")).isEqualTo("--hidden none");
  }

  @Test
  void a_remedy_on_the_screen_and_that_of_why_keep_the_typed_layers() throws Exception {
    String deep = String.join(" -> ", Collections.nCopies(7, "Dense(5, logistic)"));
    Path out = folder.resolve("deep");
    Cli run = train(deep, "--epochs", "12", "--effort", "fast", "--out", out.toString());
    assertThat(run.exit()).as(run.err()).isZero();
    String cured = deep.replace("logistic", "selu") + " -> Dense(1, logistic)";
    String remedy = "--network '" + cured + "'";
    assertThat(run.err()).contains("! D4 ", "; try " + remedy + "   (soma why D4)");
    assertThat(Files.readString(out.resolve("report.html"))).contains(cured.split("[ >]")[0]);
    Cli again = run.withFix(remedy + " --force");
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.err()).doesNotContain("! D4 ");
    Cli whole = train(deep, "--epochs", "12", "--effort", "fast", "--out", out + "2");
    assertThat(whole.exit()).isZero();
    String why =
        Cli.run("why", "D4", out + "2")
            .out()
            .lines()
            .filter(l -> l.startsWith("  try: soma "))
            .findFirst()
            .orElseThrow();
    assertThat(why).endsWith(remedy);
    List<String> words = Cli.words(why.substring("  try: soma ".length()));
    words.addAll(List.of("--dry-run"));
    Cli shown = Cli.run(words);
    assertThat(shown.exit()).as(shown.err()).isZero();
    assertThat(shown.err()).contains("→ 5 selu → 5 selu");
  }
}
