package dev.soma.data.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.data.Column;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.read.Row;
import dev.soma.data.scale.NumberScaling;
import dev.soma.fixtures.SmallFits;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import dev.soma.model.explain.Contributions;
import dev.soma.recipe.Mlp;
import dev.soma.recipe.Preparation;
import dev.soma.recipe.effort.Effort;
import dev.soma.trace.GradientCheck;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import dev.soma.trace.check.CheckReport;
import dev.soma.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// A number of which most rows have the same value is a category of its values as well.
class LevelledInputTest {
  private static final Encoder.Rules LEVELS =
      Encoder.Rules.of(MissingPolicy.AUTO).scaling(NumberScaling.ROBUST).repeatedValues(true);

  private static final int ROWS = 300;

  private static final double[] GAINS = {
    7298, 15024, 3103.5, -1, 5178, 7688, 4386, 2174, 2907, 6849
  };

  /// `gain` is 0 in most rows, and one of ten other values in some of them.
  private static double gain(int r) {
    return r % 5 > 0 ? 0 : GAINS[r / 5 % GAINS.length];
  }

  /// Rows with `gain`, and the columns of the others around it.
  ///
  /// @param copy whether a category of texts says once more what `gain` is
  private static Table rows(IntToDoubleFunction gain, boolean copy) {
    SplittableRandom random = Seeds.of(7).stream("rows");
    double[] age = new double[ROWS];
    double[] gains = new double[ROWS];
    List<@Nullable String> texts = new ArrayList<>();
    List<String> towns = new ArrayList<>();
    List<String> y = new ArrayList<>();
    for (int r = 0; r < ROWS; r++) {
      age[r] = 20 + random.nextInt(60);
      gains[r] = gain.applyAsDouble(r);
      boolean whole = gains[r] == Math.rint(gains[r]);
      texts.add(whole ? Long.toString((long) gains[r]) : Double.toString(gains[r]));
      towns.add("t" + random.nextInt(12));
      y.add(gains[r] > 5_000 || age[r] > 60 ? "yes" : "no");
    }
    List<Column> columns = new ArrayList<>();
    columns.add(Column.Text.of("town", towns));
    columns.add(Column.Numbers.of("gain", gains));
    if (copy) {
      columns.add(Column.Text.of("copy", texts));
    }
    columns.add(Column.Numbers.of("age", age));
    columns.add(Column.Text.of("y", y));
    return Table.of(columns.toArray(Column[]::new)).target("y");
  }

  private static Split parts(Table t) {
    return new Split(t.rows(0, 200), t.rows(200, 250), t.rows(250, ROWS));
  }

  private static InputColumn gain(Encoder encoder) {
    return encoder.columns().get(1);
  }

  @ParameterizedTest
  @EnumSource(NumberScaling.class)
  void inputs_are_those_of_a_number_beside_a_category_of_the_same_values(NumberScaling scaling) {
    Table both = rows(LevelledInputTest::gain, true);
    Table one = rows(LevelledInputTest::gain, false);
    Encoder expected = Encoder.learn(both, LEVELS.repeatedValues(false).scaling(scaling));
    Encoder found = Encoder.learn(one, LEVELS.scaling(scaling));
    assertThat(gain(found)).isInstanceOf(InputColumn.LevelledInput.class);
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertThat(found.encode(one).numbers().data())
        .isEqualTo(expected.encode(both).numbers().data());
    assertThat(found.encode(one).codes()).isEqualTo(expected.encode(both).codes());
    assertThat(found.inputNames())
        .startsWith("gain", "age", "town=t0")
        .endsWith("gain=5178", "gain=6849", "gain=7298", "gain=7688", "gain=15024");
    assertThat(found.levels("gain"))
        .hasSize(11)
        .startsWith("-1", "0", "2174", "2907", "3103.5", "4386")
        .endsWith("5178", "6849", "7298", "7688", "15024");
    assertThat(found.columnNames()).containsExactly("town", "gain", "age");
  }

  private static Model trained(Table table, boolean levels) {
    return Mlp.classifier()
        .effort(Effort.NORMAL)
        .oneHotLimit(0)
        .repeatedValues(levels)
        .epochs(2)
        .execution(SmallFits.plain())
        .fit(parts(table), TrainingListener.silent())
        .model();
  }

  @Test
  void training_gives_the_bits_of_a_number_beside_a_category(@TempDir Path folder)
      throws IOException {
    Table one = rows(LevelledInputTest::gain, false);
    Model found = trained(one, true);
    Model expected = trained(rows(LevelledInputTest::gain, true), false);
    assertThat(found.network().parameters().values())
        .isEqualTo(expected.network().parameters().values());
    found.save(folder.resolve("m.soma"));
    Model loaded = Model.load(folder.resolve("m.soma"));
    assertThat(loaded.encoder()).isEqualTo(found.encoder());
    assertThat(loaded.predict(one).scores()).isEqualTo(found.predict(one).scores());
    for (int r : new int[] {0, 1, 5, 13}) {
      Contributions why = Contributions.of(found, one.rows(r, r + 1));
      assertThat(why.columns().stream().map(Contributions.Column::name))
          .containsExactlyInAnyOrder("town", "gain", "age");
      assertThat(why.gap()).isLessThan(1e-6 * Math.max(1, Math.abs(why.score())));
      assertThat(why.columns().stream().filter(c -> c.name().equals("gain")).findFirst())
          .get()
          .extracting(Contributions.Column::base)
          .asString()
          .matches("mean [0-9.]+, 11 levels alike");
    }
    assertThat(gradients(found, one.rows(0, 6)).maxRelativeError()).isLessThan(1e-6);
  }

  private static CheckReport gradients(Model model, Table table) {
    Dataset rows = model.encoder().encode(table, model.target());
    double[][] y = new double[table.rows()][1];
    Arrays.setAll(y, r -> new double[] {rows.targets().get(r, 0)});
    ReferenceParameters p = ReferenceParameters.of(model.network().parameters());
    Rows some = Rows.of(rows.batch(), y);
    return new GradientCheck(p, model.cost(), some, 20, Seeds.of(3)).run();
  }

  @Test
  void other_values_and_missing_ones_are_none_of_the_levels_and_nothing_unseen() {
    IntToDoubleFunction rare = r -> r == 3 ? 77 : r == 4 ? Double.NaN : gain(r);
    Encoder encoder = Encoder.learn(rows(rare, false), LEVELS);
    assertThat(encoder.levels("gain")).doesNotContain("77");
    Table table =
        Table.of(
            Column.Text.of("town", List.of("t1", "t1", "t1", "t1", "t1", "t1")),
            Column.Numbers.of("gain", 77, 7297, Double.NaN, 1e9, 7298, -0.0),
            Column.Numbers.of("age", 30, 30, 30, 30, 30, 30));
    List<Flag> flags = new ArrayList<>();
    int[] codes = encoder.encode(table, null, flags::add).codes();
    int seven = encoder.levels("gain").indexOf("7298");
    int zero = encoder.levels("gain").indexOf("0");
    assertThat(new int[] {codes[1], codes[3], codes[5], codes[7], codes[9], codes[11]})
        .containsExactly(-1, -1, -1, -1, seven, zero);
    assertThat(flags.stream().map(f -> f.column() + f.row() + f.kind().label()))
        .containsExactly("gain2imputed", "gain3out-of-range");
  }

  @Test
  void a_row_by_name_is_encoded_as_in_a_table() {
    Table table = rows(LevelledInputTest::gain, false);
    Encoder encoder = Encoder.learn(table, LEVELS);
    Dataset all = encoder.encode(table);
    for (int r = 0; r < 30; r++) {
      Map<String, @Nullable Object> values = new HashMap<>();
      for (String name : List.of("town", "gain", "age")) {
        values.put(name, table.column(name).text(r) + (name.equals("town") ? "" : "e0"));
      }
      Dataset one = encoder.encode(new Row(values, 1));
      assertThat(one.codes()).isEqualTo(all.rows(new int[] {r}).codes());
      assertThat(one.numbers().data()).isEqualTo(all.rows(new int[] {r}).numbers().data());
    }
  }

  @Test
  void values_that_only_other_rows_have_change_nothing_that_is_learned() {
    IntToDoubleFunction planted = r -> r >= 200 ? 1e6 : gain(r);
    Preparation plain = Preparation.of(parts(rows(LevelledInputTest::gain, false)), LEVELS, null);
    Preparation other = Preparation.of(parts(rows(planted, false)), LEVELS, null);
    assertThat(gain(other.encoder())).isInstanceOf(InputColumn.LevelledInput.class);
    assertThat(other.encoder()).isEqualTo(plain.encoder());
    assertThat(other.validation().codes()).isNotEqualTo(plain.validation().codes());
  }

  /// The others in turn, each after so many zeros.
  private static Encoder learn(int zeros, int others) {
    int all = zeros + 1;
    return Encoder.learn(rows(r -> r % all > 0 ? 0 : 1 + r / all % others, false), LEVELS);
  }

  @Test
  void quartiles_that_are_one_value_and_more_than_eight_levels_are_needed() {
    assertThat(learn(4, 8)).satisfies(LevelledInputTest::isLevelled);
    assertThat(learn(4, 7)).as("eight with the 0").satisfies(LevelledInputTest::isNumber);
    assertThat(learn(4, 1)).as("two").satisfies(LevelledInputTest::isNumber);
    assertThat(learn(1, 8)).as("half of one").satisfies(LevelledInputTest::isNumber);
    IntToDoubleFunction middle = r -> r % 5 > 0 ? 5 : r / 5 % 10;
    assertThat(Encoder.learn(rows(middle, false), LEVELS)).satisfies(LevelledInputTest::isLevelled);
    IntToDoubleFunction gaps = r -> r % 7 == 1 ? Double.NaN : gain(r);
    assertThat(Encoder.learn(rows(gaps, false), LEVELS)).satisfies(LevelledInputTest::isLevelled);
    assertThat(Encoder.learn(rows(r -> r % 9 == 0 ? r : 0, false), LEVELS))
        .as("one value that more than one row has")
        .satisfies(LevelledInputTest::isNumber);
    Table zeros = rows(LevelledInputTest::gain, false);
    assertThat(Encoder.learn(zeros, LEVELS.repeatedValues(false)))
        .satisfies(LevelledInputTest::isNumber);
  }

  private static void isLevelled(Encoder encoder) {
    assertThat(gain(encoder)).isInstanceOf(InputColumn.LevelledInput.class);
  }

  private static void isNumber(Encoder encoder) {
    assertThat(gain(encoder)).isInstanceOf(InputColumn.NumberInput.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void two_training_rows_make_a_level(int count) {
    IntToDoubleFunction gain = r -> r < count ? 9 : gain(r);
    List<String> levels = Encoder.learn(rows(gain, false), LEVELS).levels("gain");
    assertThat(levels.contains("9")).isEqualTo(count == 2);
  }

  @Test
  void pixels_stay_numbers() {
    byte[] block = new byte[400];
    for (int i = 0; i < block.length; i += 7) {
      block[i] = (byte) (i % 3);
    }
    double[] y = new double[200];
    Arrays.setAll(y, i -> i);
    Table images =
        Table.of(
                Column.Numbers.ofBytes("px0", block, 2, 0),
                Column.Numbers.ofBytes("px1", block, 2, 1),
                Column.Numbers.of("y", y))
            .target("y");
    assertThat(Encoder.learn(images, LEVELS).columns())
        .allMatch(c -> c instanceof InputColumn.NumberInput);
  }

  @Test
  void what_is_no_column_of_this_kind_is_refused() {
    Encoder encoder = Encoder.learn(rows(LevelledInputTest::gain, false), LEVELS);
    String json = JsonMapper.shared().writeValueAsString(encoder.toData());
    assertThat(saved(json)).isEqualTo(encoder);
    for (List<String> change :
        List.of(
            List.of("\"15024\"", "\"many\""),
            List.of("\"levelled\",\"name\":\"gain\"", "\"levelled\",\"name\":\"other\""),
            List.of("\"levels\":[\"-1\"", "\"level\":[\"-1\""))) {
      String bad = json.replace(change.getFirst(), change.getLast());
      assertThat(bad).isNotEqualTo(json);
      assertThatThrownBy(() -> saved(bad)).isInstanceOf(IllegalArgumentException.class);
    }
    Map<String, Object> none = new LinkedHashMap<>(gain(encoder).toData());
    none.put("numbers", List.of());
    assertThatThrownBy(() -> InputColumn.fromData(none))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Encoder saved(String json) {
    return Encoder.fromData(JsonMapper.shared().readValue(json, new TypeReference<>() {}));
  }
}
