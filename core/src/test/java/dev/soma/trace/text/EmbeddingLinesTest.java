package dev.soma.trace.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.Backpropagation;
import dev.soma.trace.Backpropagation.Form;
import dev.soma.trace.Cost;
import dev.soma.trace.DoubleMatrix;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What embeddings learn is in a trace: their numbers, and their gradients as the reference engine
/// has them.
class EmbeddingLinesTest {
  private static final String PBLD =
      "2 + onehot(3) -> Embedding(pbld(2, 3, 0.5), 2, 2) -> Dense(2, softmax)";
  private static final String PLE =
      "2 + onehot(3) -> Embedding(ple(2, 3, relu), 2, 2) -> Dense(2, softmax)";
  private static final Cost COST = Cost.of(Loss.CROSS_ENTROPY);
  private static final Pattern NUMBER = Pattern.compile("−?\\d+\\.?\\d*");

  private static Rows rows(int count) {
    double[][] x = {{0.3, -0.8, 0, 1, 0}, {0.9, 1.4, 0, 0, 0}};
    double[][] y = {{1, 0}, {0, 1}};
    return Rows.of(java.util.Arrays.copyOf(x, count), java.util.Arrays.copyOf(y, count));
  }

  /// Numbers that look random, but for edges of bins, which ascend.
  private static ReferenceParameters parameters(String net) {
    ReferenceParameters p = ReferenceParameters.zeros(NetworkSpec.parse(net));
    double[] flat = new double[p.size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = Math.round(1000 * Math.sin(3.7 * i + 1)) / 1000.0;
    }
    if (net.contains("ple")) {
      double[] edges = {-1, 0.1, 1, -1.5, -0.5, 2};
      System.arraycopy(edges, 0, flat, p.group("t1").offset(), edges.length);
    }
    return ReferenceParameters.of(p.spec(), flat);
  }

  private static BackpropTrace trace(String net, int rows) {
    return BackpropTrace.of(parameters(net), COST, rows(rows));
  }

  private static double[] numbers(BackpropTrace trace, String begin) {
    TraceText.Part part =
        TraceText.parts(trace, Detail.DEFAULT).stream()
            .filter(p -> p.formula().strip().startsWith(begin))
            .findFirst()
            .orElseThrow();
    Matcher m = NUMBER.matcher(part.value());
    return m.results().mapToDouble(r -> Double.parseDouble(r.group().replace('−', '-'))).toArray();
  }

  private static double[] flat(DoubleMatrix m) {
    return java.util.Arrays.stream(m.toArray()).flatMapToDouble(java.util.Arrays::stream).toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void gradients_are_those_of_the_reference_engine_and_parameters_are_shown(int rows) {
    for (String net : List.of(PBLD, PLE)) {
      BackpropTrace trace = trace(net, rows);
      ReferenceParameters g =
          Backpropagation.gradient(Form.ELEMENTS, parameters(net), COST, rows(rows)).parameters();
      for (String letter :
          net.contains("ple") ? List.of("V", "c", "E") : List.of("f", "p", "V", "c", "E")) {
        String sub = letter.equals("E") ? "ᵢ" : "ⱼ";
        assertThat(numbers(trace, "d" + letter + sub + "(1) = "))
            .as("%s of %s", letter, net)
            .containsExactly(flat(g.tensor(letter + "1")), within(5.1e-5));
        assertThat(numbers(trace, letter + "(1)"))
            .containsExactly(flat(parameters(net).tensor(letter + "1")), within(5.1e-5));
      }
    }
    assertThat(numbers(trace(PLE, rows), "t(1)")).containsExactly(-1, 0.1, 1, -1.5, -0.5, 2);
  }

  @Test
  void the_formulas_of_waves_give_the_numbers_beside_them() {
    BackpropTrace trace = trace(PBLD, 1);
    double[][] f = parameters(PBLD).tensor("f1").toArray();
    double[][] p = parameters(PBLD).tensor("p1").toArray();
    double[][] v = parameters(PBLD).tensor("V1").toArray();
    double[] up = trace.layers().getFirst().upstream().row(0);
    String text = TraceText.text(trace);
    assertThat(text)
        .contains("dcⱼ(1) = uⱼ/m ", "uⱼ: the entries of ∂J/∂x̃ that Vⱼhⱼ + cⱼ made")
        .contains("dVⱼ(1) = uⱼhⱼᵀ/m ", "hⱼ = cos(2π fⱼ xⱼ + pⱼ)")
        .contains("dpⱼ(1) = sⱼ/m ", "sⱼ = −Vⱼᵀuⱼ ⊙ sin(2π fⱼ xⱼ + pⱼ)")
        .contains("dfⱼ(1) = 2π xⱼ sⱼ/m ", "dEᵢ(1) = uᵢ/m ");
    for (int j = 0; j < 2; j++) {
      double x = rows(1).x(0)[j];
      double[] u = {up[3 * j], up[3 * j + 1]};
      for (int i = 0; i < 2; i++) {
        double angle = 2 * Math.PI * f[j][i] * x + p[j][i];
        double s = -(v[2 * j][i] * u[0] + v[2 * j + 1][i] * u[1]) * Math.sin(angle);
        assertThat(numbers(trace, "dpⱼ(1)")[2 * j + i]).isCloseTo(s, within(5.1e-5));
        assertThat(numbers(trace, "dfⱼ(1)")[2 * j + i])
            .isCloseTo(2 * Math.PI * x * s, within(5.1e-5));
        for (int o = 0; o < 2; o++) {
          assertThat(numbers(trace, "dVⱼ(1)")[2 * (2 * j + o) + i])
              .isCloseTo(u[o] * Math.cos(angle), within(5.1e-5));
        }
      }
      assertThat(numbers(trace, "dcⱼ(1)")[2 * j]).isCloseTo(u[0], within(5.1e-5));
    }
    double[] dE = numbers(trace, "dEᵢ(1)"); // the second of three levels, after a row for none
    assertThat(dE).hasSize(8);
    assertThat(dE[4]).isCloseTo(up[6], within(5.1e-5));
    assertThat(new double[] {dE[0], dE[2], dE[6]}).containsOnly(0);
  }

  @Test
  void json_has_every_tensor_and_its_gradient_and_wide_tables_are_cut() {
    BackpropTrace trace = trace(PBLD, 1);
    JsonNode layer = JsonMapper.shared().readTree(TraceJson.json(trace)).path("layers").path(0);
    ReferenceParameters g = trace.gradient().parameters();
    assertThat(layer.path("dV").path(3).path(1).asDouble()).isEqualTo(g.tensor("V1").get(3, 1));
    assertThat(layer.path("E").size()).isEqualTo(4);
    assertThat(layer.path("f").path(0).size()).isEqualTo(2);
    String latex = TraceLatex.latex(trace, Detail.DEFAULT);
    assertThat(latex).contains("dV_{j}^{(1)}", "\\operatorname{cos}", "dE_{i}^{(1)}");
    String wide = "1 + onehot(400) -> Embedding(pbld(16, 4, 0.1), 1, 9) -> Dense(2, softmax)";
    double[] x = new double[401];
    x[7] = 1;
    BackpropTrace cut =
        BackpropTrace.of(
            parameters(wide), COST, Rows.of(new double[][] {x}, new double[][] {{1, 0}}));
    String text = TraceText.text(cut);
    assertThat(text).containsPattern("dEᵢ\\(1\\) = uᵢ/m +\\(8,1: .* … 3601 more\\)");
    assertThat(text).containsPattern("dVⱼ\\(1\\) .* … 40 more\\)").contains("401×9");
  }

  @Test
  void an_exercise_asks_the_gradients_of_narrow_layers_and_gives_those_of_wide_ones() {
    String narrow = TraceText.text(trace(PLE, 1), new Detail(9, 8, false, 0, 0).hidden());
    assertThat(narrow).containsPattern("dVⱼ\\(1\\) = sⱼhⱼᵀ/m +\\( _______");
    String wide = TraceText.text(trace(PLE, 1), new Detail(3, 8, false, 0, 0).hidden());
    assertThat(wide).doesNotContainPattern("d[VcE][ⱼᵢ]\\(1\\).*____");
  }
}
