package dev.soma.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "7",
        "-12",
        "+4.",
        ".5",
        "-.25",
        "1e-3",
        "1E5",
        "3.14159",
        "  42 ",
        "1e-300",
        "123456789012345678901234567890",
        "0.1",
        "0.000000000000000000000000000001",
        "9007199254740993",
        "1.7976931348623157e308",
        "4.9e-324",
        "00012",
        "1.10"
      })
  void numbers_are_read_as_the_library_reads_them(String text) {
    assertThat(NumberText.parse(text, '.')).isEqualTo(Double.parseDouble(text));
  }

  @Test
  void random_numbers_are_read_to_the_last_bit() {
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        String text = Double.toString(value);
        assertThat(NumberText.parse(text, '.')).as("seed 42, %s", text).isEqualTo(value);
      }
      String plain = String.format(Locale.ROOT, "%.6f", random.nextDouble() * 1e6 - 5e5);
      assertThat(NumberText.parse(plain, '.')).as(plain).isEqualTo(Double.parseDouble(plain));
    }
  }

  /// Texts around the limits of the fast way: up to 22 digits, exponents around its table, halves
  /// between two doubles, and digits that overflow a long to nothing.
  @Test
  void digits_and_exponents_of_any_size_are_read_to_the_last_bit() {
    SplittableRandom random = new SplittableRandom(7);
    List<String> texts = new ArrayList<>(List.of("18446744073709551616", "0e400", "-0.0e-400"));
    for (int i = 0; i < 80_000; i++) {
      StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "-" : "");
      int digits = 1 + random.nextInt(22);
      int mark = random.nextInt(2 * digits);
      for (int d = 0; d < digits; d++) {
        text.append(d == mark ? "." : "").append(random.nextInt(10));
      }
      int e = random.nextInt(3) == 0 ? random.nextInt(-90, 90) : random.nextInt(-25, 25);
      texts.add(random.nextBoolean() ? text.toString() : text + "e" + e);
    }
    for (int i = 0; i < 20_000; i++) {
      double low =
          Double.longBitsToDouble((1000L + random.nextInt(100)) << 52 | random.nextLong(1L << 52));
      BigDecimal half =
          new BigDecimal(low).add(new BigDecimal(Math.nextUp(low))).divide(BigDecimal.TWO);
      texts.add(half.toString());
      texts.add(half.round(new MathContext(19)).toString());
      texts.add(half.round(new MathContext(17)).toString());
    }
    for (String text : texts) {
      if (Double.compare(NumberText.parse(text, '.'), Double.parseDouble(text)) != 0) {
        fail("seed 7, %s: %s", text, NumberText.parse(text, '.'));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "-", "+", ".", "abc", "1,5", "1 2", "0x10", "1d", "2f", "1e", "1e+", "--1",
        "1.2.3", "12a", "5%", "1_000"
      })
  void what_is_no_number_is_nan(String text) {
    assertThat(NumberText.parse(text, '.')).isNaN();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "nan", "inf", "-Infinity", "+INF", "1e999", "-1e999"})
  void what_is_not_finite_is_an_infinity(String text) {
    assertThat(NumberText.parse(text, '.')).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void a_decimal_comma_is_read_when_it_is_the_mark() {
    assertThat(NumberText.parse("12,50", ',')).isEqualTo(12.5);
    assertThat(NumberText.parse("-1,5e2", ',')).isEqualTo(-150);
    assertThat(NumberText.parse("12.50", ',')).isNaN();
  }

  @ParameterizedTest
  @CsvSource({"7.0, 7", "-3.0, -3", "0.1, 0.1", "1e20, 1.0E20", "1e14, 100000000000000"})
  void the_shortest_text_of_a_number_is_found(double value, String text) {
    assertThat(NumberText.canonical(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "-3.0, -3",
    "1e-4, 0.0001",
    "-1e-4, -0.0001",
    "0.30000000000000004, 0.3",
    "2.5e7, 25000000",
    "1e-9, 1e-9",
    "-1.25e-12, -1.25e-12",
    "1e308, 1e308",
    "NaN, NaN"
  })
  void a_number_is_written_as_a_person_types_it(double value, String text) {
    assertThat(NumberText.typed(value)).isEqualTo(text);
  }

  @Test
  void decimal_commas_are_recognised() {
    assertThat(NumberText.hasOtherMark("12,50", '.')).isTrue();
    assertThat(NumberText.hasOtherMark("1,234.5", '.')).isFalse();
    assertThat(NumberText.hasOtherMark("12", '.')).isFalse();
    assertThat(NumberText.hasOtherMark("a,b", '.')).isFalse();
    assertThat(NumberText.hasOtherMark("1,2,3", '.')).isFalse();
  }

  @Test
  void decimal_points_are_recognised_where_the_comma_is_the_mark() {
    assertThat(NumberText.hasOtherMark("12.50", ',')).isTrue();
    assertThat(NumberText.hasOtherMark("1.234,5", ',')).isFalse();
    assertThat(NumberText.hasOtherMark("12.50", '.')).isFalse();
    assertThat(NumberText.havePoints(List.of("12.5", "7"), ',')).isTrue();
    assertThat(NumberText.havePoints(List.of("12", "7"), ',')).isFalse();
    assertThat(NumberText.havePoints(List.of("12.5", "a"), ',')).isFalse();
    assertThat(NumberText.havePoints(List.of("12.5", "7"), '.')).isFalse();
  }
}
