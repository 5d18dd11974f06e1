package dev.soma.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.cli.screen.Screen;
import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Evaluation;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.math.Seeds;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Regularization;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class BlocksTest {
  private static String told(Consumer<Screen> block) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    block.accept(new Screen(out, out, Screen.Look.PLAIN, Screen.Loudness.NORMAL));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Table table() {
    List<String> names = new ArrayList<>();
    List<String> kinds = new ArrayList<>();
    double[] x = new double[40];
    double[] same = new double[40];
    for (int i = 0; i < 40; i++) {
      names.add("name " + i);
      kinds.add(i % 3 == 0 ? "yes" : "no");
      x[i] = i % 5 == 0 ? Double.NaN : i * 7 % 11;
      same[i] = 3;
    }
    return Table.of(
        Column.Text.of("name", names),
        Column.Numbers.of("x", x),
        Column.Numbers.of("same", same),
        Column.Text.of("kind", kinds));
  }

  @Test
  void data_says_what_becomes_of_each_column() {
    Table table = table().target("kind");
    String text =
        told(s -> DataBlock.tell(s, table, table.task(), Encoder.Rules.of(MissingPolicy.AUTO)));
    assertThat(text.lines().toList())
        .anyMatch(l -> l.matches("  kind +target +2 classes +no 26 · yes 14"))
        .anyMatch(l -> l.matches("  x +number +0 … 10 +8 missing → train median .*standardised"))
        .anyMatch(l -> l.matches("  name +left out +40 levels +a value of its own.*"))
        .anyMatch(l -> l.matches("  same +left out +3 … 3 +constant"))
        .anyMatch(l -> l.startsWith("  checks: 1 constant · 1 id-like"));
    assertThat(text).startsWith("DATA   memory   40 rows × 4 columns");
  }

  private static Encoder encoder(int zeros, int amounts) {
    double[] gain = new double[200];
    double[] loss = new double[200];
    List<String> kinds = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      gain[i] = i < 160 ? 0 : 1000 + i % amounts;
      loss[i] = i < zeros ? 0 : 1000 + i % 10;
      kinds.add(i % 3 == 0 ? "yes" : "no");
    }
    Table table =
        Table.of(
            Column.Numbers.of("gain", gain),
            Column.Numbers.of("loss", loss),
            Column.Text.of("kind", kinds));
    return Encoder.learn(
        table.target("kind"), Encoder.Rules.of(MissingPolicy.AUTO).repeatedValues(true));
  }

  @Test
  void long_ranges_do_not_run_into_what_becomes_of_the_column() {
    double[] wide = new double[40];
    double[] far = new double[40];
    for (int r = 0; r < 40; r++) {
      wide[r] = 20_220_101 + r * 7 % 40 * 1_000.0;
      far[r] = -123_456.789012345 + r * 7 % 40 * 98_765.4321;
    }
    Table table = Table.of(Column.Numbers.of("when", wide), Column.Numbers.of("far", far));
    assertThat(told(s -> DataBlock.tell(s, table, null, Encoder.Rules.of(MissingPolicy.AUTO))))
        .containsPattern("when +number +20220101 … 20259101 +standardised")
        .containsPattern("far +number +-123457 … 3728395 +standardised");
  }

  @Test
  void levelled_numbers_of_networks_that_differ_say_in_how_many_of_them() {
    Encoder first = encoder(160, 10);
    assertThat(NetBlock.levelled(List.of(first)))
        .contains("2 numbers also as levels: gain (11), loss (11)");
    assertThat(NetBlock.levelled(List.of(first, encoder(160, 12))))
        .contains("2 numbers also as levels: gain (11 to 13), loss (11)");
    assertThat(NetBlock.unlike(List.of(first, encoder(160, 12)))).isEmpty();
    assertThat(NetBlock.unlike(List.of(encoder(100, 10), first, first)))
        .contains("2 numbers also as levels: gain (11), loss (11, in 2 of 3 networks)");
  }

  @Test
  void net_counts_weights_and_biases() {
    NetworkSpec spec =
        NetworkSpec.parse("11 -> Dense(16, relu) -> Dense(8, relu) -> Dense(3, softmax)");
    String text =
        told(
            s ->
                NetBlock.tell(
                    s,
                    spec,
                    new Loss.CrossEntropy(0.1),
                    Regularization.l2(0.001),
                    Optimizer.adamW(0.1, 0.02),
                    Initializer.AUTO,
                    240));
    assertThat(text)
        .startsWith(
            "NET    11 → 16 relu → 8 relu → 3 softmax      J = mean cross-entropy"
                + " (labels smoothed by 0.1) + λ/2·‖W‖²,  λ = 0.001, decoupled decay 0.02")
        .contains("16×11", "192", "8×16", "136", "3×8", "27")
        .contains("total 355 parameters", "240 train rows = 0.6761 per parameter");
  }

  @Test
  void test_shows_intervals_baseline_and_confusion() {
    TargetEncoder target = new TargetEncoder.Classes("kind", List.of("no", "yes"));
    Outcomes outcomes =
        Outcomes.classes(
            new double[][] {{0.9, 0.1}, {0.8, 0.2}, {0.3, 0.7}, {0.6, 0.4}},
            new int[] {0, 0, 1, 1});
    Evaluation e = Evaluation.of(outcomes, Seeds.of(1));
    assertThat(TestBlock.scores(e, target).getFirst())
        .matches("accuracy  75\\.0 %    \\(95 % CI 30\\.1–95\\.4\\) +always \"no\" 50\\.0 %");
    assertThat(TestBlock.confusion(e, target))
        .hasSize(3)
        .last()
        .asString()
        .matches(" +1 +1 +50\\.0 % +100\\.0 % +yes");
  }

  @Test
  void a_long_interval_is_not_cut() {
    TargetEncoder target = new TargetEncoder.Numbers(List.of("y"), List.of(0.0), List.of(1.0));
    Outcomes outcomes = Outcomes.numbers(new double[] {1e-7, 2e-7, -4e7}, new double[] {0, 0, 9e8});
    Evaluation e = Evaluation.of(outcomes, Seeds.of(1));
    assertThat(TestBlock.scores(e, target).getFirst())
        .doesNotContain("…")
        .matches("RMSE +5\\.427e\\+08 +\\(95 % CI \\S+–\\S+\\) always the mean .*");
  }

  @Test
  void residuals_have_quantiles() {
    TargetEncoder target = new TargetEncoder.Numbers(List.of("y"), List.of(0.0), List.of(1.0));
    Outcomes outcomes = Outcomes.numbers(new double[] {1, 2, 3}, new double[] {0, 2, 5});
    Evaluation e = Evaluation.of(outcomes, Seeds.of(1));
    assertThat(TestBlock.residuals(e, target))
        .singleElement()
        .asString()
        .startsWith("true − predicted: least -1.000")
        .endsWith("most 2.000");
    assertThat(TestBlock.scores(e, target)).first().asString().startsWith("RMSE      1.291");
  }

  @Test
  void long_names_of_units_and_metrics_are_not_cut() {
    String text =
        "3 -> Embedding(pbld(16, 4, 0.1), 3, 8) -> Dense(64, leaky_relu(0.02), ntp, parametric)"
            + " -> Dense(1, identity, ntp)";
    List<String> lines = NetBlock.table(NetworkSpec.parse(text), Initializer.AUTO);
    assertThat(lines.get(1)).contains("pbld(16, 4, 0.1) ");
    assertThat(lines.get(2)).contains("leaky_relu(0.02) ntp α ");
    assertThat(lines).noneMatch(l -> l.contains("…"));
    assertThat(lines.get(1).indexOf("normal")).isEqualTo(lines.getFirst().indexOf("init"));
    Outcomes counts = Outcomes.numbers(new double[] {1, 2, 3}, new double[] {1, 2, 4});
    List<Metric> metrics = List.of(Metric.RMSE, Metric.POISSON_DEVIANCE);
    Evaluation e = Evaluation.of(counts, metrics, new double[] {2}, null, Seeds.of(1));
    assertThat(
            TestBlock.scores(
                e, new TargetEncoder.Numbers(List.of("y"), List.of(0.0), List.of(1.0))))
        .anyMatch(l -> l.startsWith("poisson_deviance 0."))
        .anyMatch(l -> l.startsWith("RMSE             0."));
  }
}
