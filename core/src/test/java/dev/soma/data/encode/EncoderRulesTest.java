package dev.soma.data.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.Column;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.scale.NumberScaling;
import dev.soma.data.scale.Scale;
import dev.soma.error.SomaException;
import dev.soma.eval.Outcomes;
import dev.soma.eval.TargetOutcomes;
import dev.soma.math.Seeds;
import dev.soma.nn.Loss;
import dev.soma.recipe.Preparation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Ways of encoding that have to be asked for.
class EncoderRulesTest {
  private static final Encoder.Rules AUTO = Encoder.Rules.of(MissingPolicy.AUTO);

  /// Rows with numbers (some missing), dates and categories.
  ///
  /// @param from rows from here on have extreme values
  private static Table rows(int rows, int from) {
    SplittableRandom random = Seeds.of(3).stream("rows");
    double[] x = new double[rows];
    double[] counts = new double[rows];
    List<String> when = new ArrayList<>();
    List<String> sex = new ArrayList<>();
    List<String> colour = new ArrayList<>();
    List<String> y = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      double g = Seeds.gaussian(random);
      boolean extreme = r >= from;
      x[r] = extreme ? 1e9 : r % 10 == 4 ? Double.NaN : g;
      counts[r] = extreme ? -1e12 : Math.rint(StrictMath.exp(2 + 2 * Seeds.gaussian(random)));
      when.add(extreme ? "2999-01-01" : "2024-0" + (1 + r % 9) + "-11");
      sex.add(extreme ? "?!" : r % 11 == 3 ? null : r % 3 == 0 ? "f" : "m");
      colour.add(extreme ? "none" : List.of("red", "green", "blue", "grey").get(r * r % 7 % 4));
      y.add(r % 2 == 0 ? "a" : "b");
    }
    return Table.of(
            Column.Numbers.of("x", x),
            Column.Numbers.of("counts", counts),
            Column.Text.of("when", when),
            Column.Text.of("sex", sex),
            Column.Text.of("colour", colour),
            Column.Text.of("y", y))
        .target("y");
  }

  private static Encoder saved(Encoder encoder) {
    String json = JsonMapper.shared().writeValueAsString(encoder.toData());
    assertThat(json).doesNotContain("{\"values\""); // one order in every run: kind, then values
    return Encoder.fromData(JsonMapper.shared().readValue(json, new TypeReference<>() {}));
  }

  @ParameterizedTest
  @EnumSource(NumberScaling.class)
  void extremes_of_validation_and_test_rows_change_no_number_of_training_rows(
      NumberScaling scaling) {
    Table plain = rows(300, 300);
    Table planted = rows(300, 200);
    Encoder.Rules rules = AUTO.scaling(scaling).oneHotLimit(2);
    Preparation expected = Preparation.of(parts(plain), rules, null);
    Preparation found = Preparation.of(parts(planted), rules, null);
    assertThat(found.encoder()).isEqualTo(expected.encoder());
    assertThat(found.training().numbers().data()).isEqualTo(expected.training().numbers().data());
    assertThat(found.training().codes()).isEqualTo(expected.training().codes());
    assertThat(found.validation().numbers().data())
        .as("what was planted is seen there")
        .isNotEqualTo(expected.validation().numbers().data());
  }

  private static Split parts(Table t) {
    return new Split(t.rows(0, 200), t.rows(200, 250), t.rows(250, 300));
  }

  @ParameterizedTest
  @EnumSource(NumberScaling.class)
  void an_encoder_is_the_same_when_it_was_saved(NumberScaling scaling) {
    Table table = rows(300, 300);
    Encoder encoder = Encoder.learn(table, AUTO.scaling(scaling).oneHotLimit(8));
    Encoder loaded = saved(encoder);
    assertThat(loaded).isEqualTo(encoder);
    assertThat(loaded.encode(table).numbers().data())
        .isEqualTo(encoder.encode(table).numbers().data());
  }

  /// Of columns that have one value or none in the first 30 rows, and others in the rest.
  @ParameterizedTest
  @EnumSource(NumberScaling.class)
  void a_column_that_does_not_vary_among_the_training_rows_is_0_whatever_comes_later(
      NumberScaling scaling) {
    int rows = 60;
    double[] x = new double[rows];
    double[] still = new double[rows];
    double[] absent = new double[rows];
    List<String> when = new ArrayList<>();
    List<String> one = new ArrayList<>();
    List<String> none = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      x[r] = r % 7;
      still[r] = r < 30 ? 3 : 3000 + r;
      absent[r] = r < 30 ? Double.NaN : r;
      when.add(r < 30 ? "2024-05-31" : "2031-01-0" + (1 + r % 9));
      one.add(r < 30 ? "a" : r % 2 == 0 ? "b" : null);
      none.add(r < 30 ? null : "c" + r % 2);
    }
    Table table =
        Table.of(
                Column.Numbers.of("x", x),
                Column.Numbers.of("still", still),
                Column.Numbers.of("absent", absent),
                Column.Text.of("when", when),
                Column.Text.of("one", one),
                Column.Text.of("none", none),
                Column.Numbers.of("y", x.clone()))
            .target("y");
    for (int limit : new int[] {0, 8}) {
      Encoder encoder =
          saved(Encoder.learn(table.rows(0, 30), AUTO.scaling(scaling).oneHotLimit(limit)));
      assertThat(encoder.inputNames()).doesNotContain("absent is missing");
      Dataset all = encoder.encode(table);
      for (int r = 0; r < rows; r++) {
        for (int c = 1; c < all.numbers().cols(); c++) {
          assertThat(all.numbers().get(r, c)).as("row %d, input %d", r, c).isZero();
        }
        for (int c = 0; c < encoder.shape().categories(); c++) {
          assertThat(all.codes()[r * encoder.shape().categories() + c]).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void standard_is_what_is_done_when_nothing_is_said() {
    Table table = rows(100, 100);
    for (MissingPolicy policy : MissingPolicy.values()) {
      Table prepared = policy == MissingPolicy.ERROR ? MissingPolicy.DROP.prepare(table) : table;
      Encoder said = Encoder.learn(prepared, Encoder.Rules.of(policy));
      assertThat(said).isEqualTo(Encoder.learn(prepared, policy));
      assertThat(said.toData().toString()).doesNotContain("scale");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = MissingPolicy.class,
      names = {"AUTO", "LEVEL"})
  void quartiles_are_those_of_the_values_that_are_there(MissingPolicy policy) {
    Table table =
        Table.of(
                Column.Numbers.of("x", 1, Double.NaN, 2, 3, Double.NaN, 4, 50),
                Column.Numbers.of("y", 1, 2, 3, 4, 5, 6, 7))
            .target("y");
    Encoder encoder = Encoder.learn(table, Encoder.Rules.of(policy).scaling(NumberScaling.ROBUST));
    InputColumn.NumberInput x = (InputColumn.NumberInput) encoder.columns().getFirst();
    assertThat(x.scale()).isEqualTo(new Scale.Robust(3, 0.5));
    assertThat(encoder.encode(table).numbers().get(1, 0)).isZero();
    assertThat(encoder.encode(table).numbers().get(1, 1)).isEqualTo(1);
  }

  @Test
  void each_part_of_a_date_is_scaled() {
    Encoder encoder = Encoder.learn(rows(90, 90), AUTO.scaling(NumberScaling.QUANTILE));
    InputColumn.DateInput when = (InputColumn.DateInput) encoder.columns().get(2);
    assertThat(when.numbers()).allMatch(n -> n.scale() instanceof Scale.Quantile);
    Dataset data = encoder.encode(rows(90, 90));
    for (float v : data.numbers().data()) {
      assertThat(v).isBetween(-5.2F, 5.2F);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = NumberScaling.class,
      names = {"ROBUST", "QUANTILE"})
  void pixels_share_one_scale(NumberScaling scaling) {
    byte[] block = new byte[400];
    Seeds.of(4).stream("pixels").nextBytes(block);
    Table images =
        Table.of(
                Column.Numbers.ofBytes("px0", block, 2, 0),
                Column.Numbers.ofBytes("px1", block, 2, 1),
                Column.Text.of(
                    "y",
                    rows(200, 200).column("y") instanceof Column.Text t ? texts(t) : List.of()))
            .target("y");
    Encoder encoder = Encoder.learn(images, AUTO.scaling(scaling));
    InputColumn.NumberInput a = (InputColumn.NumberInput) encoder.columns().get(0);
    InputColumn.NumberInput b = (InputColumn.NumberInput) encoder.columns().get(1);
    double[] all = new double[block.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = block[i] & 0xff;
    }
    Scale pooled =
        scaling.learn(dev.soma.data.scale.Sorted.of(all.length, i -> all[i], all.length), 0, 1);
    assertThat(a.scale()).isEqualTo(b.scale()).isEqualTo(pooled);
    float[] encoded = encoder.encode(images).numbers().data();
    for (int i = 0; i < all.length; i++) {
      assertThat(encoded[i]).isEqualTo((float) pooled.function().applyAsDouble(all[i]));
    }
  }

  private static List<String> texts(Column.Text column) {
    List<String> texts = new ArrayList<>();
    for (int r = 0; r < column.rows(); r++) {
      texts.add(column.text(r));
    }
    return texts;
  }

  @Test
  void numbers_too_large_for_quartiles_are_refused() {
    double most = Double.MAX_VALUE;
    Table table =
        Table.of(
                Column.Numbers.of("x", -most, -most, 0, most, most, 1),
                Column.Numbers.of("y", 1, 2, 3, 4, 5, 6))
            .target("y");
    Table none = table.rows(0, 0);
    assertThatThrownBy(
            () ->
                Preparation.of(
                    new Split(table, none, none), AUTO.scaling(NumberScaling.ROBUST), null))
        .isInstanceOfSatisfying(
            SomaException.class,
            e -> {
              assertThat(e.id()).isEqualTo("E324");
              assertThat(e.fixes()).containsExactly("--scaling quantile");
            });
    Preparation made =
        Preparation.of(new Split(table, none, none), AUTO.scaling(NumberScaling.QUANTILE), null);
    assertThat(made.training().numbers().data()).doesNotContain(Float.NaN);
  }

  @Test
  void predictions_and_scores_stay_in_the_range_of_training_targets_but_targets_do_not() {
    Table table =
        Table.of(Column.Numbers.of("x", 1, 2, 3, 4), Column.Numbers.of("y", 10, 30, 20, 99))
            .target("y");
    Split parts = new Split(table.rows(0, 3), table.rows(3, 4), table.rows(3, 4));
    Preparation clipped = Preparation.of(parts, AUTO.clipTargets(true), null);
    TargetEncoder.Numbers y = (TargetEncoder.Numbers) clipped.target();
    assertThat(y.predicted(0, -9)).isEqualTo(10);
    assertThat(y.predicted(0, 9)).isEqualTo(30);
    assertThat(y.predicted(0, 0)).isEqualTo(y.unscale(0, 0));
    assertThat(y.predicted(0, Double.NaN)).isNaN();
    float[] far = {50};
    Outcomes.Numbers seen =
        (Outcomes.Numbers) TargetOutcomes.of(y, 1, far, far, clipped.validation().targets(), null);
    assertThat(seen.predicted()).containsExactly(30);
    assertThat(seen.truth()[0]).as("beyond the training targets").isGreaterThan(98);
    Preparation plain = Preparation.of(parts, AUTO, null);
    assertThat(clipped.training().targets().data()).isEqualTo(plain.training().targets().data());
    assertThat(((TargetEncoder.Numbers) plain.target()).predicted(0, 9)).isGreaterThan(30);
    assertThat(TargetEncoder.fromData(y.toData())).isEqualTo(y);
    Preparation counts = Preparation.of(parts, AUTO.clipTargets(true), Loss.POISSON);
    assertThat(((TargetEncoder.Numbers) counts.target()).predicted(0, 50)).isEqualTo(30);
  }

  private static Table categories() {
    return Table.of(
            Column.Text.of("three", Arrays.asList("a", "b", "c", "a", null)),
            Column.Text.of("two", Arrays.asList("f", "m", null, "m", "m")),
            Column.Numbers.of("x", 1, 2, 3, 4, 5),
            Column.Text.of("four", List.of("p", "q", "r", "s", "p")),
            Column.Numbers.of("y", 1, 2, 3, 4, 5))
        .target("y");
  }

  @Test
  void few_levels_become_scaled_numbers_behind_those_of_columns_and_more_stay_codes() {
    Encoder encoder =
        Encoder.learn(categories(), AUTO.scaling(NumberScaling.ROBUST).oneHotLimit(3));
    assertThat(encoder.inputNames())
        .containsExactly(
            "x", "three=a", "three=b", "three=c", "two=f", "four=p", "four=q", "four=r", "four=s");
    assertThat(encoder.columnNumbers()).isEqualTo(1);
    assertThat(encoder.shape().numbers()).isEqualTo(5);
    assertThat(encoder.shape().categories()).isEqualTo(1);
    assertThat(encoder.levels("two")).containsExactly("f", "m");
    Dataset data = encoder.encode(categories());
    assertThat(data.codes()).containsExactly(0, 1, 2, 3, 0);
    double one = 2 / Math.sqrt(1 + 4 / 9.0); // 2 / (max - min) where the quartiles are equal
    double half = 1 / Math.sqrt(1 + 1 / 9.0);
    // three=a: 1 0 0 1 0, quartiles 0 0 1; three=b: 0 1 0 0 0; two: 1 -1 0 -1 -1, quartiles -1 -1 0
    double[][] expected = {
      {half, 0, 0, one}, {0, one, 0, 0}, {0, 0, one, half}, {half, 0, 0, 0}, {0, 0, 0, 0}
    };
    for (int r = 0; r < expected.length; r++) {
      for (int i = 0; i < expected[r].length; i++) {
        assertThat((double) data.numbers().get(r, 1 + i))
            .as("row %d, %d", r, i)
            .isCloseTo(expected[r][i], within(1e-6));
      }
    }
  }

  @Test
  void unseen_and_missing_levels_are_none_of_them_and_flagged() {
    Encoder encoder = Encoder.learn(categories(), AUTO.oneHotLimit(3));
    Table table =
        Table.of(
            Column.Text.of("three", Arrays.asList("?x", null)),
            Column.Text.of("two", Arrays.asList("m", "?x")),
            Column.Numbers.of("x", 1, 2),
            Column.Text.of("four", List.of("p", "q")));
    List<Flag> flags = new ArrayList<>();
    Dataset data = encoder.encode(table, null, flags::add);
    assertThat(flags.stream().map(f -> f.column() + f.row() + f.kind().label()))
        .containsExactlyInAnyOrder("three0unseen", "three1imputed", "two1unseen");
    for (int i = 1; i <= 3; i++) {
      assertThat(data.numbers().get(0, i)).isEqualTo(data.numbers().get(1, i));
    }
    assertThatThrownBy(() -> AUTO.oneHotLimit(-1))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E201"));
  }

  @Test
  void standardised_one_hot_numbers_have_mean_zero_and_deviation_one() {
    Encoder encoder = Encoder.learn(rows(200, 200), AUTO.oneHotLimit(8));
    Dataset data = encoder.encode(rows(200, 200));
    for (int i = encoder.columnNumbers(); i < encoder.shape().numbers(); i++) {
      double sum = 0;
      double squares = 0;
      for (int r = 0; r < data.rows(); r++) {
        sum += data.numbers().get(r, i);
        squares += data.numbers().get(r, i) * data.numbers().get(r, i);
      }
      assertThat(sum / data.rows()).isCloseTo(0, within(1e-5));
      assertThat(squares / data.rows()).isCloseTo(1, within(1e-5));
    }
  }
}
