package dev.soma.data.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is a number once marks are passed over.
class MarkedNumberTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "32,190|32190",
        "1,234,567.50|1234567.5",
        "-1,000|-1000",
        "$12.30|12.3",
        "-$1,234|-1234",
        "$-5|-5",
        "€ 7|7",
        "12 €|12",
        "12.3%|12.3",
        ".5 %|0.5",
        "1'234'567|1234567",
        "1 234|1234",
        "12345%|12345",
        "42|42",
        "1e3|1000"
      })
  void signs_and_separators_are_passed_over(String text, double number) {
    assertThat(MarkedNumber.parse(text, '.')).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"12,5", "1,23", "1,2345", "1,234 567", "0.53.1", "12-13", "-$-5", "$", "%", "a1"})
  void what_is_not_grouped_by_threes_or_has_other_signs_is_no_number(String text) {
    assertThat(MarkedNumber.parse(text, '.')).isNaN();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,019", "-0,611", "0 123", "00,123,456", "$0,500"})
  void no_thousands_begin_with_zero(String text) {
    assertThat(MarkedNumber.parse(text, '.')).isNaN();
  }

  @Test
  void the_point_parts_thousands_where_the_comma_is_the_decimal_mark() {
    assertThat(MarkedNumber.parse("1.234,5", ',')).isEqualTo(1234.5);
    assertThat(MarkedNumber.parse("0.53", ',')).isNaN();
  }

  @Test
  void texts_have_marks_if_one_has_and_all_are_numbers() {
    assertThat(MarkedNumber.are(List.of("5%", "7"), '.')).isTrue();
    assertThat(MarkedNumber.are(List.of("5", "7"), '.')).isFalse();
    assertThat(MarkedNumber.are(List.of("5%", "much"), '.')).isFalse();
    assertThat(MarkedNumber.are(List.of(), '.')).isFalse();
  }
}
