package dev.soma.cli.page.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.eval.Metric;
import dev.soma.eval.PairedTest;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static String unclear(Metric metric, double network, double other) {
    return Verdict.unclear(new PairedTest(metric, 30, network, other, -1, 1));
  }

  @Test
  void a_difference_that_is_not_clear_has_its_side() {
    assertThat(unclear(Metric.ACCURACY, 0.6, 0.4)).isEqualTo("not clearly better than ");
    assertThat(unclear(Metric.ACCURACY, 0.4, 0.6)).isEqualTo("not clearly worse than ");
    assertThat(unclear(Metric.LOG_LOSS, 0.4, 0.6)).isEqualTo("not clearly better than ");
    assertThat(unclear(Metric.LOG_LOSS, 0.6, 0.4)).isEqualTo("not clearly worse than ");
    assertThat(unclear(Metric.ACCURACY, 0.5, 0.5)).isEqualTo("no better than ");
  }
}
