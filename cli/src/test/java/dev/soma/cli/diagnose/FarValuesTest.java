package dev.soma.cli.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Table;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.scale.NumberScaling;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Columns in which a few values hide all others.
class FarValuesTest {
  private static final int ROWS = 300;

  private static Table table(IntToDoubleFunction x) {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("x", IntStream.range(0, ROWS).mapToDouble(x).toArray());
    columns.put("y", IntStream.range(0, ROWS).mapToDouble(r -> r % 7).toArray());
    return Table.columns(columns).target("y");
  }

  private static FarValues of(NumberScaling scaling, IntToDoubleFunction x) {
    Table train = table(x);
    Encoder.Rules rules = Encoder.Rules.of(MissingPolicy.AUTO).scaling(scaling);
    return FarValues.of(train, train.rows(0, 0), Encoder.learn(train, rules));
  }

  @Test
  void one_far_value_asks_for_quartiles_and_decades_ask_for_logarithms() {
    FarValues one = of(NumberScaling.STANDARD, r -> r == 7 ? 1e9 : r % 11);
    assertThat(one.remedy()).isEqualTo("--scaling robust");
    assertThat(one.said()).contains("most values of x are nearly one number");
    assertThat(of(NumberScaling.STANDARD, r -> Math.exp(r == 7 ? 20 : r % 11)).remedy())
        .isEqualTo("--heavy-tails log");
  }

  @Test
  void other_columns_and_other_scales_ask_for_nothing() {
    assertThat(of(NumberScaling.STANDARD, r -> r % 11).remedy()).isEmpty();
    assertThat(of(NumberScaling.STANDARD, r -> r == 7 ? 1 : 0).remedy()).isEmpty(); // a flag
    assertThat(of(NumberScaling.ROBUST, r -> r == 7 ? 1e9 : r % 11).remedy()).isEmpty();
  }

  @Test
  void a_validation_row_far_beyond_all_training_rows_asks_for_a_bound() {
    Table train = table(r -> r % 11);
    Table far = table(r -> r == 3 ? -1e6 : r % 11);
    FarValues found = FarValues.of(train, far, Encoder.learn(train, MissingPolicy.AUTO));
    assertThat(found.remedy()).isEqualTo("--scaling robust");
    assertThat(found.said()).contains("values of x (line 4) far beyond those of the training rows");
  }
}
