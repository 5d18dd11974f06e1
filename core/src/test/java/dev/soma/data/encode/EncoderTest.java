package dev.soma.data.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.read.CsvFormat;
import dev.soma.data.read.ReadOptions;
import dev.soma.data.read.Row;
import dev.soma.error.SomaException;
import dev.soma.math.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class EncoderTest {
  private static final double NAN = Double.NaN;

  private static final Table TRAIN =
      Table.of(
              Column.Numbers.of("age", 10, 20, NAN, 40),
              Column.Text.of("island", List.of("Dream", "Biscoe", "Dream", "Torgersen")),
              Column.Text.of("sex", Arrays.asList("m", "f", null, "m")),
              Column.Numbers.of("mass", 1, 2, 3, 4),
              Column.Text.of("y", List.of("a", "b", "a", "b")))
          .target("y");

  private static final Encoder ENCODER = Encoder.learn(TRAIN, MissingPolicy.AUTO);

  private static void refused(String id, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo(id))
        .hasMessageContaining(message);
  }

  private static List<Flag> flags(Table table) {
    List<Flag> flags = new ArrayList<>();
    Dataset data = ENCODER.encode(table, null, flags::add);
    assertThat(data.rows()).isEqualTo(table.rows());
    return flags;
  }

  @Test
  void inputs_have_names_in_the_order_of_the_network() {
    assertThat(ENCODER.inputNames())
        .containsExactly(
            "age",
            "age is missing",
            "mass",
            "island=Biscoe",
            "island=Dream",
            "island=Torgersen",
            "sex=f",
            "sex=m",
            "sex is missing");
    assertThat(ENCODER.shape().numbers()).isEqualTo(3);
    assertThat(ENCODER.shape().levels()).containsExactly(3, 3);
    assertThat(ENCODER.shape().units()).isEqualTo(ENCODER.inputNames().size());
  }

  @Test
  void numbers_are_standardised_with_the_median_for_missing_ones() {
    Dataset data = ENCODER.encode(TRAIN);
    // ages 10 20 (20) 40: mean 22.5, squared deviations 156.25 6.25 6.25 306.25, sd^2 = 118.75
    double sd = Math.sqrt(118.75);
    assertThat(data.numbers().get(0, 0)).isEqualTo((float) (-12.5 / sd));
    assertThat(data.numbers().get(2, 0)).isEqualTo((float) (-2.5 / sd));
    assertThat(data.numbers().get(2, 1)).isEqualTo(1f);
    assertThat(data.numbers().get(3, 1)).isEqualTo(0f);
    double sum = 0;
    double squares = 0;
    for (int r = 0; r < 4; r++) {
      sum += data.numbers().get(r, 2);
      squares += data.numbers().get(r, 2) * data.numbers().get(r, 2);
    }
    assertThat(sum).isZero();
    assertThat(squares / 4).isCloseTo(1, within(1e-6));
  }

  @Test
  void categories_are_codes_of_sorted_levels() {
    assertThat(ENCODER.encode(TRAIN).codes()).containsExactly(1, 1, 0, 0, 1, 2, 2, 1);
    assertThat(ENCODER.levels("island")).containsExactly("Biscoe", "Dream", "Torgersen");
  }

  @Test
  void levels_that_are_numbers_are_sorted_by_value_and_found_in_other_spellings() {
    Encoder encoder =
        new Encoder(
            List.of(
                new InputColumn.CategoryInput(
                    "zip", LevelIndex.sorted(List.of("10", "9", "100")), false)),
            MissingPolicy.AUTO);
    assertThat(encoder.levels("zip")).containsExactly("9", "10", "100");
    Table text = Table.of(Column.Text.of("zip", List.of("10.0", "100", " 9", "8")));
    assertThat(encoder.encode(text).codes()).containsExactly(1, 2, 0, -1);
    assertThat(encoder.encode(Table.of(Column.Numbers.of("zip", 9, 100))).codes())
        .containsExactly(0, 2);
  }

  @Test
  void a_text_of_a_row_is_not_taken_for_a_number() {
    Encoder encoder =
        new Encoder(
            List.of(new InputColumn.CategoryInput("zip", List.of("007", "7"), false)),
            MissingPolicy.AUTO);
    assertThat(encoder.encode(Row.of("zip", "007")).codes()).containsExactly(0);
    assertThat(encoder.encode(Row.of("zip", "7")).codes()).containsExactly(1);
    assertThat(encoder.encode(Row.of("zip", 7)).codes()).containsExactly(1);
  }

  @Test
  void bytes_are_encoded_as_the_same_numbers_in_double() {
    byte[][] blocks = new byte[2][101];
    double[][] rows = new double[101][2];
    for (int i = 0; i < 202; i++) {
      blocks[i % 2][i / 2] = (byte) (i * i);
      rows[i / 2][i % 2] = (i * i) & 0xff;
    }
    Column y = Column.Numbers.of("y", IntStream.range(0, 101).asDoubleStream().toArray());
    Table bytes =
        Table.of(
            Column.Numbers.ofBytes("a", blocks[0], 1, 0),
            Column.Numbers.ofBytes("b", blocks[1], 1, 0),
            y);
    Table numbers = Table.of(List.of("a", "b"), rows);
    Table same = Table.of(numbers.column("a"), numbers.column("b"), y);
    for (MissingPolicy policy : List.of(MissingPolicy.AUTO, MissingPolicy.LEVEL)) {
      Encoder left = Encoder.learn(bytes.target("y"), policy);
      Encoder right = Encoder.learn(same.target("y"), policy);
      for (int c = 0; c < 2; c++) {
        InputColumn.NumberInput l = (InputColumn.NumberInput) left.columns().get(c);
        InputColumn.NumberInput r = (InputColumn.NumberInput) right.columns().get(c);
        assertThat(l.mean()).isEqualTo(r.mean());
        assertThat(l.fill()).isEqualTo(r.fill());
        assertThat(l.sd()).isCloseTo(r.sd(), within(1e-12));
        assertThat(l.min()).isEqualTo(r.min());
        assertThat(l.max()).isEqualTo(r.max());
      }
    }
  }

  @Test
  void pixels_of_one_block_share_mean_deviation_and_range() {
    byte[] block = new byte[3 * 200];
    double[] all = new double[2 * 200];
    for (int r = 0; r < 200; r++) {
      block[3 * r] = (byte) (r == 7 ? 200 : 0); // hardly ever set
      block[3 * r + 1] = (byte) (r * r);
      all[2 * r] = block[3 * r] & 0xff;
      all[2 * r + 1] = block[3 * r + 1] & 0xff;
    }
    double[] other = IntStream.range(0, 200).mapToDouble(r -> r % 13).toArray();
    Table images =
        Table.of(
            Column.Numbers.ofBytes("px0", block, 3, 0),
            Column.Numbers.of("other", other),
            Column.Numbers.ofBytes("px1", block, 3, 1),
            Column.Numbers.ofBytes("constant", block, 3, 2),
            Column.Text.of(
                "y", IntStream.range(0, 200).mapToObj(r -> "ab".charAt(r % 2) + "").toList()));
    Encoder encoder =
        Encoder.learn(
            images.target("y").split(0.9, 0.1, 0, Seeds.of(1)).train(), MissingPolicy.AUTO);
    assertThat(encoder.columnNames()).containsExactly("px0", "other", "px1");
    InputColumn.NumberInput first = (InputColumn.NumberInput) encoder.columns().get(0);
    InputColumn.NumberInput second = (InputColumn.NumberInput) encoder.columns().get(2);
    assertThat(second).isEqualTo(renamed(first, "px1"));
    assertThat(encoder.columns().get(1)).isNotEqualTo(renamed(first, "other"));
    Encoder whole = Encoder.learn(images.target("y"), MissingPolicy.AUTO);
    InputColumn.NumberInput pixel = (InputColumn.NumberInput) whole.columns().get(0);
    Spread pooled = Spread.of(all.length, i -> all[i], Double.NaN);
    assertThat(pixel.mean()).isEqualTo(pooled.mean());
    assertThat(pixel.sd()).isCloseTo(pooled.sd(), within(1e-12 * pooled.sd()));
    assertThat(pixel.fill()).isEqualTo(pooled.fill());
    assertThat(pixel.min()).isEqualTo(pooled.min());
    assertThat(pixel.max()).isEqualTo(pooled.max());
  }

  private static InputColumn.NumberInput renamed(InputColumn.NumberInput n, String name) {
    return new InputColumn.NumberInput(
        name, n.mean(), n.sd(), n.min(), n.max(), n.fill(), n.indicator());
  }

  @Test
  void the_order_of_columns_does_not_matter_and_extras_are_named() {
    Table other =
        Table.of(
            Column.Numbers.of("mass", 1),
            Column.Text.of("note", List.of("hello")),
            Column.Text.of("sex", List.of("m")),
            Column.Text.of("island", List.of("Dream")),
            Column.Numbers.of("age", 10));
    Dataset whole = ENCODER.encode(TRAIN);
    Dataset one = ENCODER.encode(other);
    assertThat(one.numbers().data()).containsExactly(Arrays.copyOf(whole.numbers().data(), 3));
    assertThat(one.codes()).containsExactly(1, 1);
    assertThat(ENCODER.extras(other)).containsExactly("note");
  }

  @Test
  void a_row_is_encoded_as_the_table_and_what_it_lacks_is_missing() {
    Dataset data = ENCODER.encode(Row.of("island", "Dream", "mass", 1, "sex", "m", "age", 10));
    assertThat(data.numbers().data())
        .containsExactly(Arrays.copyOf(ENCODER.encode(TRAIN).numbers().data(), 3));
    List<Flag> flags = new ArrayList<>();
    ENCODER.encode(Row.of("island", "Dream", "mass", 1), flags::add);
    assertThat(flags).extracting(Flag::column).containsExactly("age", "sex");
    assertThat(flags).extracting(Flag::kind).containsOnly(Flag.Kind.IMPUTED);
  }

  @Test
  void text_that_was_kept_is_encoded_like_the_numbers_it_spells() {
    Table text =
        Table.of(
            Column.Text.of("age", List.of("10", "NA")),
            Column.Text.of("island", List.of("Dream", "Biscoe")),
            Column.Text.of("sex", List.of("m", "")),
            Column.Text.of("mass", List.of(" 1 ", "2.0")));
    Dataset data = ENCODER.encode(text);
    assertThat(data.numbers().get(0, 0)).isEqualTo(ENCODER.encode(TRAIN).numbers().get(0, 0));
    assertThat(data.numbers().get(1, 1)).isEqualTo(1f);
    assertThat(data.codes()).containsExactly(1, 1, 0, 2);
  }

  @Test
  void flags_tell_unseen_missing_and_out_of_range_values_with_their_lines() {
    Table odd =
        Table.of(
            Column.Numbers.of("age", 10, 99),
            Column.Text.of("island", List.of("Anvers", "Dream")),
            Column.Text.of("sex", Arrays.asList("m", null)),
            Column.Numbers.of("mass", NAN, 2));
    assertThat(flags(odd))
        .containsExactlyInAnyOrder(
            new Flag(Flag.Kind.OUT_OF_RANGE, 1, 2, "age", "99", true),
            new Flag(Flag.Kind.UNSEEN, 0, 1, "island", "Anvers"),
            new Flag(Flag.Kind.IMPUTED, 1, 2, "sex", ""),
            new Flag(Flag.Kind.IMPUTED, 0, 1, "mass", ""));
    assertThat(ENCODER.encode(odd).codes()).containsExactly(-1, 1, 1, 2);
    SomaException e = Flag.unseen(flags(odd), "new.csv", 2, ENCODER);
    assertThat(e.id()).isEqualTo("E511");
    assertThat(e)
        .hasMessageContaining("new.csv line 1, column \"island\": \"Anvers\"")
        .hasMessageContaining("Biscoe, Dream, Torgersen")
        .hasMessageContaining("1 of 2 rows");
  }

  @Test
  void e510_names_the_missing_columns() {
    Table lacking =
        Table.of(Column.Numbers.of("Age", 1), Column.Text.of("island", List.of("Dream")));
    refused("E510", "lacks \"age\", \"sex\", \"mass\"", () -> ENCODER.encode(lacking));
    refused("E510", "nearest to \"age\" is \"Age\"", () -> ENCODER.encode(lacking));
  }

  @Test
  void e512_names_the_first_value_of_another_type() {
    Table retyped =
        Table.of(
            Column.Text.of("age", List.of("10", "old")),
            Column.Text.of("island", List.of("Dream", "Dream")),
            Column.Text.of("sex", List.of("m", "m")),
            Column.Numbers.of("mass", 1, 1));
    refused("E512", "line 2, column \"age\": \"old\"", () -> ENCODER.encode(retyped));
  }

  @Test
  void dates_become_days_and_places_on_the_circle() {
    Table dates =
        Table.of(
                Column.Text.of(
                    "when", List.of("2024-01-01", "2024-07-01", "2024-12-31", "2023-03-05")),
                Column.Numbers.of("y", 1, 2, 3, 4))
            .target("y");
    Encoder encoder = Encoder.learn(dates, MissingPolicy.AUTO);
    assertThat(encoder.inputNames())
        .containsExactly(
            "when days", "when year sin", "when year cos", "when week sin", "when week cos");
    refused(
        "E512",
        "expected a date",
        () -> encoder.encode(Table.of(Column.Text.of("when", List.of("soon")))));
  }

  @Test
  void a_constant_of_the_training_rows_becomes_zero() {
    Table train =
        Table.of(Column.Numbers.of("c", 5, 5, 5, 6), Column.Numbers.of("y", 1, 2, 3, 4))
            .target("y");
    Encoder encoder = Encoder.learn(train.rows(0, 3), MissingPolicy.AUTO);
    assertThat(encoder.encode(train).numbers().data()).containsExactly(0, 0, 0, 0);
  }

  @Test
  void only_training_rows_are_learned_from() {
    Encoder half = Encoder.learn(TRAIN.rows(0, 2), MissingPolicy.AUTO);
    assertThat(half.levels("island")).containsExactly("Biscoe", "Dream");
    assertThat(half.inputNames()).doesNotContain("age is missing");
    assertThat(half.encode(TRAIN).codes()).containsExactly(1, 1, 0, 0, 1, -1, -1, 1);
  }

  @Test
  void an_encoder_survives_json() {
    JsonMapper json = JsonMapper.builder().build();
    String text = json.writeValueAsString(ENCODER.toData());
    assertThat(Encoder.fromData(json.readValue(text, java.util.Map.class))).isEqualTo(ENCODER);
    refused(
        "E318",
        "no column left",
        () ->
            Encoder.learn(
                Table.of(Column.Numbers.of("y", 1, 2, 3)).target("y"), MissingPolicy.AUTO));
  }

  @Test
  void data_of_another_form_is_refused() {
    assertThatThrownBy(() -> Encoder.fromData(java.util.Map.of("missing", "AUTO", "columns", "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("columns");
  }

  private static Table csv(String text, ReadOptions options) {
    try {
      Path file = Files.createTempFile("soma", ".csv");
      try {
        return Table.csv(Files.writeString(file, text), options);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SomaException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return org.assertj.core.api.Assertions.catchThrowableOfType(SomaException.class, call);
  }

  @Test
  void values_that_are_not_finite_have_a_flag_of_their_own() {
    ReadOptions plain = ReadOptions.DEFAULT;
    Table train = csv("fare,y\n1,a\n2,b\n3,a\n4,b\n", plain).target("y");
    Encoder encoder = Encoder.learn(train, MissingPolicy.AUTO);
    String text = "fare,n\nNaN,1\ninf,1\n,1\n2,1\nNA,1\n";
    for (ReadOptions options : List.of(plain, plain.keepText())) {
      List<String> flags = new ArrayList<>();
      encoder.encode(csv(text, options), null, f -> flags.add(f.kind().label() + " " + f.row()));
      assertThat(flags)
          .as(options.toString())
          .containsExactly("not-finite 0", "not-finite 1", "imputed 2", "imputed 4");
    }
  }

  @Test
  void e512_offers_the_decimal_mark_that_fits() {
    ReadOptions raw = ReadOptions.DEFAULT.keepText();
    Table train = csv("fare,y\n1,a\n2,b\n3,a\n4,b\n", ReadOptions.DEFAULT).target("y");
    Encoder encoder = Encoder.learn(train, MissingPolicy.AUTO);
    SomaException e = refusal(() -> encoder.encode(csv("fare;n\n1,5;1\n2,25;2\n", raw)));
    assertThat(e.id()).isEqualTo("E512");
    assertThat(e.fixes()).containsExactly("--decimal ,");
    ReadOptions comma = raw.format(CsvFormat.DETECT.decimal(','));
    e = refusal(() -> encoder.encode(csv("fare;n\n1.5;1\n2.25;2\n", comma)));
    assertThat(e.fixes()).containsExactly("--decimal .");
    e = refusal(() -> encoder.encode(csv("fare;n\n1,5;1\noops;2\n", raw)));
    assertThat(e.fixes()).containsExactly("--decimal , --on-bad-row skip");
    e = refusal(() -> encoder.encode(csv("fare;n\noops;1\noops;2\n", raw)));
    assertThat(e.fixes().toString()).contains("into \"fare\" in those 2 lines of ");
    ReadOptions wrong = raw.format(CsvFormat.DETECT.delimiter('|'));
    e = refusal(() -> encoder.encode(csv("fare;n\n1;1\n2;2\n", wrong)));
    assertThat(e.id()).isEqualTo("E510");
    assertThat(e.fixes()).containsExactly("--delimiter ';'");
  }

  @Test
  void e318_offers_the_column_that_was_left_out() {
    StringBuilder text = new StringBuilder("my name,y\n");
    for (int i = 0; i < 30; i++) {
      text.append("n").append(i).append(i % 2 == 0 ? ",a\n" : ",b\n");
    }
    SomaException e =
        refusal(
            () ->
                Encoder.learn(
                    csv(text.toString(), ReadOptions.DEFAULT).target("y"), MissingPolicy.AUTO));
    assertThat(e.id()).isEqualTo("E318");
    assertThat(e.fixes()).containsExactly("--category 'my name'");
    ReadOptions kept = ReadOptions.DEFAULT.category(List.of("my name"));
    Encoder encoder = Encoder.learn(csv(text.toString(), kept).target("y"), MissingPolicy.AUTO);
    assertThat(encoder.columnNames()).containsExactly("my name");
  }
}
