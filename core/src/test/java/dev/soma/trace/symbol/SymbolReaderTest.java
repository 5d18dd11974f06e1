package dev.soma.trace.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.BackpropTrace.LayerTrace;
import dev.soma.trace.Cost;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import dev.soma.trace.symbol.Symbol.Kind;
import dev.soma.trace.text.Detail;
import dev.soma.trace.text.TraceText;
import dev.soma.trace.text.TraceText.Part;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A number in the text of a trace is the entry of the tensor that its mark names.
class SymbolReaderTest {
  private static final Detail SUMS = new Detail(8, 8, true, 0, 0);

  private static BackpropTrace trace(String net, Loss loss, double... y) {
    NetworkSpec spec = NetworkSpec.parse(net);
    double[] flat = new double[ReferenceParameters.zeros(spec).size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) Math.sin(1 + 1.7 * i); // no two are equal
    }
    for (Parameters.Group g : Parameters.zeros(spec).groups()) {
      for (int i = 0; g.role() == Role.VARIANCE && i < g.size(); i++) {
        flat[g.offset() + i] = 1;
      }
    }
    double[] x = new double[spec.input().numbers()];
    for (int j = 0; j < x.length; j++) {
      x[j] = 0.5 + 0.25 * j;
    }
    Rows rows = Rows.of(new double[][] {x}, new double[][] {y});
    return BackpropTrace.of(ReferenceParameters.of(spec, flat), new Cost(loss, 0, 0.01), rows)
        .withUpdate(0.1)
        .withCheck("W1", 0, 0);
  }

  private static String text(Part part, Mark mark) {
    String text =
        switch (mark.text()) {
          case 0 -> part.formula();
          case 1 -> part.value();
          default -> part.notes().get(mark.text() - 2);
        };
    return text.substring(mark.from(), mark.to());
  }

  private static boolean isNumber(String text) {
    return text.matches("−?[\\d.]+");
  }

  /// The number that a symbol stands for, straight from the trace.
  private static double value(BackpropTrace trace, Symbol s) {
    int i = s.row() - 1;
    List<LayerTrace> weighted =
        trace.layers().stream().filter(l -> l.layer().weightRows() > 0).toList();
    return switch (s.kind()) {
      case A -> s.l() == 1 ? trace.rows().x(0)[i] : weighted.get(s.l() - 2).out().get(0, i);
      case CHANGED -> weighted.get(s.l() - 1).in().get(0, i);
      case Z -> weighted.get(s.l() - 2).z().get(0, i);
      case DELTA -> weighted.get(s.l() - 2).delta().get(0, i);
      case SLOPE -> weighted.get(s.l() - 2).slope().get(0, i);
      case D_A -> weighted.get(s.l() - 2).upstream().get(0, i);
      case W -> trace.parameters().weights(s.l()).get(i, s.col() - 1);
      case B -> trace.parameters().biases(s.l())[i];
      case D_W -> trace.gradient().parameters().weights(s.l()).get(i, s.col() - 1);
      case D_B -> trace.gradient().parameters().biases(s.l())[i];
      case Y -> trace.targets().get(0, i);
      case NORMALISED, FACTOR, D_CHANGED, D_FACTOR -> Double.NaN;
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "2 -> Dense(2, tanh) -> Dense(2, softmax); CE; 1",
        "2 -> Dense(8, relu) -> Dense(8, tanh) -> Dense(1, logistic); LOG; 1",
        "3 -> Dense(1, identity); MSE; 0.3",
        "12 -> Dense(20, logistic) -> Dense(3, softmax); CE; 2",
        "2 -> Dense(3, tanh) -> Dropout(0.5) -> Dense(1, logistic); LOG; 0",
        "2 -> Scale() -> Dense(3, tanh) -> LayerNorm() -> Dense(1, identity); MSE; 0",
        "2 -> Dense(3, relu) -> BatchNorm() -> Dense(3, relu) -> Residual(2) -> Dense(1, identity); MSE; 0",
        "2 -> Dense(4, mish, ntp) -> Dense(2, softmax); CE; 0",
        "2 -> Maxout(2, 3) -> Dense(1, identity); MSE; 1",
      })
  void numbers_are_the_entries_of_their_symbols(String net, String loss, double y) {
    Loss j =
        switch (loss) {
          case "CE" -> Loss.CROSS_ENTROPY;
          case "LOG" -> Loss.LOGISTIC_CROSS_ENTROPY;
          default -> Loss.SQUARED_ERROR;
        };
    BackpropTrace trace = trace(net, j, y);
    for (Detail detail : List.of(Detail.DEFAULT, SUMS)) {
      List<Part> parts = TraceText.parts(trace, detail);
      List<List<Mark>> marks = SymbolReader.marks(parts);
      assertThat(marks).hasSameSizeAs(parts);
      int numbers = 0;
      for (int p = 0; p < parts.size(); p++) {
        for (Mark mark : marks.get(p)) {
          String text = text(parts.get(p), mark);
          double expected =
              mark.symbol().entry() && isNumber(text) ? value(trace, mark.symbol()) : Double.NaN;
          if (!Double.isNaN(expected)) {
            numbers++;
            assertThat(Double.parseDouble(text.replace('−', '-')))
                .as("%s %s", parts.get(p), mark)
                .isCloseTo(expected, Offset.offset(0.500001e-4));
          }
        }
      }
      assertThat(numbers).isGreaterThan(detail == SUMS ? 14 : 10);
    }
  }

  @Test
  void all_entries_that_are_written_have_a_mark() {
    BackpropTrace trace = trace("2 -> Dense(2, tanh) -> Dense(2, softmax)", Loss.CROSS_ENTROPY, 1);
    List<Part> parts = TraceText.parts(trace, Detail.DEFAULT);
    Map<Kind, Integer> count = new EnumMap<>(Kind.class);
    List<List<Mark>> marks = SymbolReader.marks(parts);
    for (int p = 0; p < parts.size(); p++) {
      for (Mark m : marks.get(p)) {
        if (isNumber(text(parts.get(p), m))) {
          count.merge(m.symbol().kind(), 1, Integer::sum);
        }
      }
    }
    assertThat(count)
        .containsEntry(Kind.Z, 4)
        .containsEntry(Kind.A, 6) // x, a(2), a(3)
        .containsEntry(Kind.DELTA, 4)
        .containsEntry(Kind.D_A, 2)
        .containsEntry(Kind.SLOPE, 2)
        .containsEntry(Kind.W, 8)
        .containsEntry(Kind.B, 4)
        .containsEntry(Kind.D_W, 8)
        .containsEntry(Kind.Y, 2);
  }

  private static List<String> symbols(String formula) {
    List<String> found = new ArrayList<>();
    Part part = new Part("forward", formula, "", "", List.of());
    for (Mark m : SymbolReader.marks(List.of(part)).getFirst()) {
      Symbol s = m.symbol();
      found.add(text(part, m) + " " + s.kind() + s.l() + " " + s.row() + " " + s.col());
    }
    return found;
  }

  @Test
  void symbols_are_found_among_words_and_functions() {
    assertThat(symbols("dW(1)₁₂ 0.45, finite difference 0.45")).containsExactly("dW(1)₁₂ D_W1 1 2");
    assertThat(symbols("dW(3)₁₀,₁₂ 0.45")).containsExactly("dW(3)₁₀,₁₂ D_W3 10 12");
    assertThat(symbols("J = −log a(3)₂ + λ/2·ΣW² = 1.2")).containsExactly("a(3)₂ A3 2 0");
    assertThat(symbols("δ(2) = W(2)ᵀδ(3) ⊙ [z(2) > 0]"))
        .containsExactly("δ(2) DELTA2 0 0", "W(2) W2 0 0", "δ(3) DELTA3 0 0", "z(2) Z2 0 0");
    assertThat(symbols("dW(1) = δ(2)x\u0303ᵀ/m + λW(1)"))
        .containsExactly(
            "dW(1) D_W1 0 0", "δ(2) DELTA2 0 0", "x\u0303 CHANGED1 0 0", "W(1) W1 0 0");
    assertThat(symbols("∂J/∂a(2) = W(2)ᵀδ(3)")).startsWith("∂J/∂a(2) D_A2 0 0");
    assertThat(symbols("a(2) = max(0, z(2))")).containsExactly("a(2) A2 0 0", "z(2) Z2 0 0");
    assertThat(symbols("W ← W − η dW:  J 1.0 → 0.9, p(class x) 0.1 → 0.2")).isEmpty();
  }

  @Test
  void blanks_have_the_marks_of_the_numbers_that_they_hide() {
    BackpropTrace trace = trace("2 -> Dense(3, tanh) -> Dense(2, softmax)", Loss.CROSS_ENTROPY, 1);
    for (Detail detail : List.of(Detail.DEFAULT, SUMS)) {
      List<List<Mark>> solved = SymbolReader.marks(TraceText.parts(trace, detail.solution()));
      List<List<Mark>> hidden = SymbolReader.marks(TraceText.parts(trace, detail.hidden()));
      assertThat(symbolsOf(hidden)).isEqualTo(symbolsOf(solved));
    }
  }

  private static List<List<Symbol>> symbolsOf(List<List<Mark>> marks) {
    return marks.stream().map(m -> m.stream().map(Mark::symbol).toList()).toList();
  }
}
