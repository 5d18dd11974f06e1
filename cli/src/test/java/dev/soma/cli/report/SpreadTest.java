package dev.soma.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void every_entry_of_a_tensor_is_counted_also_where_all_are_equal() {
    Parameters p = Parameters.zeros(NetworkSpec.parse("3 -> Dense(2, identity)"));
    Parameters.Group w = p.groups().getFirst();
    assertThat(Spread.of(p, w, 4).counts()).containsExactly(6, 0, 0, 0);
    float[] values = {-1, 0, 0.1f, 1, 1, -0.4f};
    System.arraycopy(values, 0, p.values(), w.offset(), values.length);
    assertThat(Spread.of(p, w, 4).counts()).containsExactly(1, 1, 2, 2);
    assertThat(Arrays.stream(Spread.of(p, w, 24).counts()).sum()).isEqualTo(6);
  }
}
