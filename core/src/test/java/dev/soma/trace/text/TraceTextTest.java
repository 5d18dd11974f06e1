package dev.soma.trace.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.Cost;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TraceTextTest {
  private static final String DIGITS = "(?<=finite difference )\\S+(, relative error )\\S+";

  static BackpropTrace worked() {
    NetworkSpec spec = NetworkSpec.parse("2 -> Dense(2, tanh) -> Dense(2, softmax)");
    ReferenceParameters p =
        ReferenceParameters.of(
            spec,
            new double[][][] {{{0.8, -0.5}, {0.3, 0.9}}, {{0.6, -0.4}, {-0.7, 0.5}}},
            new double[][] {{0.1, -0.2}, {0, 0}});
    Rows rows = Rows.of(new double[][] {{1, 0}}, new double[][] {{1}});
    return BackpropTrace.of(p, new Cost(Loss.CROSS_ENTROPY, 0, 0.01), rows)
        .withUpdate(0.5)
        .withCheck("W1", 0, 0);
  }

  @Test
  void the_worked_example_comes_out_to_the_character() throws IOException {
    String text = TraceText.text(worked(), Detail.DEFAULT);
    assertThat(text.replaceAll(DIGITS, "#$1#")).isEqualTo(golden().replaceAll(DIGITS, "#$1#"));
    assertThat(text)
        .containsPattern(
            "finite difference 0\\.45032134\\d\\d, relative error \\de-(0[89]|1\\d)\n");
  }

  static String golden() throws IOException {
    try (InputStream in = TraceTextTest.class.getResourceAsStream("/golden/trace.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
