package dev.soma.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextFormTest {
  @Test
  void parameters_may_be_negative_or_have_an_exponent() {
    assertThat(Activation.parse("leaky-relu(-0.3)")).isEqualTo(Activation.leakyRelu(-0.3));
    assertThat(Loss.parse("huber(1e-3)")).isEqualTo(Loss.huber(1e-3));
    assertThat(Initializer.parse("Constant(-0.5)")).isEqualTo(new Initializer.Constant(-0.5));
  }

  @Test
  void what_is_written_can_be_read_back() {
    for (double x : new double[] {-0.3, 1e-9, 0.2, 3}) {
      assertThat(Activation.parse(Activation.leakyRelu(x).toString()))
          .isEqualTo(Activation.leakyRelu(x));
      assertThat(Initializer.parse(new Initializer.Constant(x).toString()))
          .isEqualTo(new Initializer.Constant(x));
    }
    assertThat(Loss.parse(Loss.quantile(1e-4).toString())).isEqualTo(Loss.quantile(1e-4));
  }
}
