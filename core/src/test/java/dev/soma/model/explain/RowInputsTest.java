package dev.soma.model.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.Table;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.read.Row;
import dev.soma.data.scale.NumberScaling;
import dev.soma.math.Normal;
import dev.soma.trace.Rows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The formula beside each input, worked out by hand, gives the number that enters the network.
class RowInputsTest {
  private static final Pattern SCALED =
      Pattern.compile("\\(?([-\\d.e]+)(?: ([+-]) ([-\\d.e]+)\\)?)?(?:/([-\\d.e]+))?");

  /// A number with missing values, one of which most are 0, categories of two and of three levels,
  /// dates, and a number over decades.
  private static Table table(int rows) {
    List<Row> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("age", i % 9 == 0 ? null : 20.5 + i % 50);
      row.put("gain", i % 3 == 0 ? 12.25 + i : 0);
      row.put("sex", i % 2 == 0 ? "male" : "female");
      row.put("colour", i % 11 == 4 ? null : i % 3 == 0 ? "red" : i % 3 == 1 ? "blue" : "green");
      row.put("day", "2024-0" + (1 + i % 9) + "-1" + i % 10);
      row.put("income", Math.exp(i % 9 * 1.5));
      row.put("kind", i % 5 > 2 ? "yes" : "no");
      all.add(new Row(row, 0));
    }
    return Table.rows(all).target("kind");
  }

  private static Encoder learned(NumberScaling scaling, int oneHot) {
    Encoder.Rules rules =
        Encoder.Rules.of(MissingPolicy.AUTO)
            .scaling(scaling)
            .oneHotLimit(oneHot)
            .heavyTails(true)
            .repeatedValues(true);
    return Encoder.learn(table(90), rules);
  }

  private static double worth(RowInputs.Input input) {
    String f = input.formula().replace('−', '-');
    if (f.startsWith("[")) {
      String[] sides = f.substring(1, f.length() - 1).split(" = ", -1);
      boolean holds =
          sides.length == 2
              ? sides[1].equals(input.raw())
              : f.endsWith(" is missing]") && input.raw().isEmpty();
      return holds ? 1 : 0;
    }
    if (f.startsWith("normal quantile of ")) {
      String share = f.substring(19);
      boolean top = share.startsWith("1 - ");
      double p = Double.parseDouble(top ? share.substring(4) : share);
      return top ? -Normal.quantile(p) : Normal.quantile(p);
    }
    Matcher log = Pattern.compile("asinh\\(([^)]*)\\)").matcher(f);
    if (log.find()) {
      double v = scaled(log.group(1));
      f = f.replace(log.group(), Double.toString(Math.log(v + Math.sqrt(v * v + 1))));
    }
    if (f.startsWith("clip(")) {
      double u = scaled(f.substring(5, f.length() - 1));
      return u / Math.sqrt(1 + u * u / 9);
    }
    return scaled(f);
  }

  private static double scaled(String f) {
    Matcher m = SCALED.matcher(f);
    assertThat(m.matches()).as(f).isTrue();
    double x = Double.parseDouble(m.group(1));
    if (m.group(2) != null) {
      x += (m.group(2).equals("+") ? 1 : -1) * Double.parseDouble(m.group(3));
    }
    return m.group(4) == null ? x : x / Double.parseDouble(m.group(4));
  }

  @ParameterizedTest
  @EnumSource(NumberScaling.class)
  void the_formula_of_every_input_gives_the_number_beside_it(NumberScaling scaling) {
    for (int oneHot : new int[] {0, 8}) {
      Encoder encoder = learned(scaling, oneHot);
      for (int r = 0; r < 30; r++) {
        Table row = table(90).rows(r, r + 1);
        RowInputs inputs = RowInputs.of(encoder, row);
        double[] x = Rows.expand(encoder.encode(row).batch(0, 1))[0];
        assertThat(inputs.all()).extracting(RowInputs.Input::name).isEqualTo(encoder.inputNames());
        for (int i = 0; i < x.length; i++) {
          RowInputs.Input input = inputs.all().get(i);
          assertThat(input.x()).isEqualTo(x[i]);
          assertThat(worth(input)).as("%s", input).isCloseTo(x[i], within(2e-3));
        }
      }
    }
  }

  @Test
  void a_number_is_read_from_its_formula_and_what_it_means_is_said_once() {
    RowInputs robust = RowInputs.of(learned(NumberScaling.ROBUST, 8), table(90).rows(1, 2));
    assertThat(robust.all().getFirst().raw()).isEqualTo("21.5");
    assertThat(robust.all().getFirst().formula())
        .matches("clip\\(\\(21\\.5 − [\\d.]+\\)/[\\d.]+\\)");
    assertThat(robust.rules())
        .containsExactly(
            "clip(u) = u/√(1 + (u/3)²)",
            "a category of two levels is 1 for the first, −1 for the second, 0 for none");
    RowInputs missing = RowInputs.of(learned(NumberScaling.STANDARD, 0), table(90).rows(0, 1));
    assertThat(missing.all().get(1).formula()).isEqualTo("[age is missing]");
    assertThat(missing.rules().getFirst())
        .matches("missing numbers are filled as in training: age [\\d.]+");
    RowInputs ranks = RowInputs.of(learned(NumberScaling.QUANTILE, 0), table(90).rows(1, 2));
    assertThat(ranks.all().getFirst().formula()).startsWith("normal quantile of 0.");
    assertThat(ranks.rules()).hasSize(1);
  }

  @Test
  void a_number_over_decades_is_read_from_the_formula_of_its_logarithm() {
    RowInputs robust = RowInputs.of(learned(NumberScaling.ROBUST, 8), table(90).rows(1, 2));
    assertThat(robust.all())
        .filteredOn(i -> i.name().equals("income"))
        .singleElement()
        .satisfies(
            i ->
                assertThat(i.formula())
                    .matches("clip\\(\\(asinh\\(4\\.48\\d*\\) − [\\d.]+\\)/[\\d.]+\\)"));
  }

  @Test
  void a_number_beyond_what_an_input_can_hold_is_written_as_it_was_read() {
    Row row =
        Row.of(
            "age",
            "1e-60",
            "gain",
            "-1e300",
            "sex",
            "male",
            "colour",
            "red",
            "day",
            "2024-01-11",
            "income",
            "1e300");
    for (Table read : List.of(Table.rowsAsText(List.of(row)), Table.rows(List.of(row)))) {
      List<RowInputs.Input> all = RowInputs.of(learned(NumberScaling.ROBUST, 8), read).all();
      assertThat(all)
          .filteredOn(i -> List.of("age", "gain", "income").contains(i.name()))
          .extracting(i -> i.formula().replaceAll("[ /].*", ""))
          .containsExactly("clip((1e−60", "clip(−1e+300", "clip((asinh(1e+300)");
    }
  }

  @Test
  void a_level_that_no_training_row_had_is_named() {
    Row row =
        Row.of(
            "age",
            30,
            "gain",
            0,
            "sex",
            "male",
            "colour",
            "purple",
            "day",
            "2024-01-11",
            "income",
            7);
    RowInputs inputs =
        RowInputs.of(learned(NumberScaling.STANDARD, 0), Table.rowsAsText(List.of(row)));
    assertThat(inputs.rules()).contains("in no training row, so none of the levels: colour purple");
    assertThat(inputs.all().stream().filter(i -> i.name().startsWith("colour=")))
        .hasSize(3)
        .allMatch(i -> i.x() == 0 && i.raw().equals("purple"));
  }
}
