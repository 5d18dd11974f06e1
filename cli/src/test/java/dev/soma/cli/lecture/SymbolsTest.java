package dev.soma.cli.lecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.Backpropagation.Form;
import dev.soma.trace.Cost;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import dev.soma.trace.text.Detail;
import dev.soma.trace.text.TraceHtml;
import dev.soma.trace.text.TraceLatex;
import dev.soma.trace.text.TraceText;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The symbols of Ng and Nielsen in the passes of a network that has every kind of parameter.
class SymbolsTest {
  private static final String NET =
      "2 -> Scale() -> Dense(3, selu, ntp, parametric) -> LayerNorm()"
          + " -> Dense(3, tanh, parametric) -> BatchNorm() -> Dense(2, softmax)";

  /// A parameter with the number of its layer, and what says that it is a gradient.
  private static final Pattern PARAMETER =
      Pattern.compile("(?<![A-Za-z])(?:∂C/∂|d)?[αβγgWwb](?:\\[\\d]|\\^\\d)");

  private static BackpropTrace trace(String... classes) {
    NetworkSpec spec = NetworkSpec.parse(NET);
    double[] flat = new double[ReferenceParameters.zeros(spec).size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (i % 5 + 1) * 0.25;
    }
    Rows row = Rows.of(new double[][] {{1, 0.5}}, new double[][] {{1}});
    return BackpropTrace.of(ReferenceParameters.of(spec, flat), Cost.of(Loss.CROSS_ENTROPY), row)
        .withUpdate(0.5)
        .withCheck("W1", 0, 0)
        .named(List.of(classes));
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void parameters_and_their_gradients_have_one_name_in_every_format(Form form) {
    BackpropTrace trace = trace();
    Detail detail = Detail.DEFAULT.in(form);
    for (Symbols symbols : List.of(Symbols.NG, Symbols.NIELSEN)) {
      String text = symbols.columns(TraceText.text(trace, detail));
      assertThat(text).doesNotContainPattern("\\pL[\u0302\u0303]?[ᵢⱼ]*\\(\\d\\)");
      assertThat(named(text)).isEqualTo(symbols == Symbols.NG ? ng() : nielsen());
      assertThat(named(symbols.prose(TraceText.markdown(trace, detail)))).isEqualTo(named(text));
      assertThat(named(symbols.prose(TraceHtml.html(trace, detail)))).isEqualTo(named(text));
      String latex = symbols.latex(TraceLatex.latex(trace, detail));
      assertThat(latex).doesNotContain("^{(");
      assertThat(named(plain(latex))).isEqualTo(named(text));
    }
  }

  private static Set<String> ng() {
    Set<String> names = new TreeSet<>();
    for (String d : List.of("", "d")) {
      for (String name : List.of("W[1]", "b[1]", "W[2]", "b[2]", "W[3]", "b[3]", "α[1]", "α[2]")) {
        names.add(d + name);
      }
      for (String name : List.of("g[0]", "γ[1]", "β[1]", "γ[2]", "β[2]")) { // of what they scale
        names.add(d + name);
      }
    }
    return names;
  }

  private static Set<String> nielsen() {
    return ng().stream()
        .map(
            name ->
                (name.startsWith("d") ? "∂C/∂" : "")
                    + name.replaceAll("[d\\[\\]\\d]", "").replace('W', 'w')
                    + "^"
                    + (name.charAt(name.length() - 2) - '0' + 1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> named(String text) {
    return PARAMETER
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// LaTeX with its symbols as they are in text.
  private static String plain(String latex) {
    return latex
        .replace("\\partial ", "∂")
        .replaceAll("\\\\alpha ?", "α")
        .replaceAll("\\\\beta ?", "β")
        .replaceAll("\\\\gamma ?", "γ")
        .replaceAll("_\\{[ij]+}", "")
        .replaceAll("\\^\\{(\\[\\d])}", "$1")
        .replaceAll("\\^\\{(\\d)}", "^$1");
  }

  @Test
  void names_of_classes_stay_as_they_are() {
    String name = "a W  b J dW(1) {z(2)}";
    BackpropTrace trace = trace("other", name);
    for (Symbols symbols : List.of(Symbols.NG, Symbols.NIELSEN)) {
      assertThat(symbols.columns(TraceText.text(trace, Detail.DEFAULT)))
          .contains("y = class " + name + " → (0, 1)", "p(class " + name + ") ");
      assertThat(symbols.prose(TraceText.markdown(trace, Detail.DEFAULT)))
          .contains("y = class " + name + " → (0, 1)");
      assertThat(symbols.latex(TraceLatex.latex(trace, Detail.DEFAULT)))
          .contains("\\text{a W  b J dW(1) \\{z(2)\\}}");
    }
  }
}
