package dev.soma.data.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
  @ParameterizedTest
  @ValueSource(strings = {"", " ", "NA", " NA ", "N/A", "n/a", "null", "NULL", "?"})
  void texts_that_mean_no_value_are_missing(String text) {
    assertThat(Missing.is(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "none", "None", "na", "N", "Nan", "??", "nullable", "-"})
  void texts_that_mean_something_are_not_missing(String text) {
    assertThat(Missing.is(text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"Specie, species", "speceis, species", "SPECIES, species", "boddy, body"})
  void the_nearest_name_is_found(String typed, String meant) {
    assertThat(Names.nearest(typed, List.of("island", "body", "species", "sex"))).contains(meant);
  }

  @Test
  void nothing_is_near_to_something_quite_different() {
    assertThat(Names.nearest("price", List.of("island", "sex"))).isEmpty();
    assertThat(Names.nearest("x", List.of())).isEmpty();
  }

  @Test
  void distances_are_those_of_levenshtein() {
    assertThat(Names.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Names.distance("", "abc")).isEqualTo(3);
    assertThat(Names.distance("same", "same")).isZero();
  }

  @Test
  void long_lists_are_cut() {
    assertThat(Names.list(List.of("a", "b", "c"), 2)).isEqualTo("a, b, ...");
    assertThat(Names.list(List.of("a", "b"), 2)).isEqualTo("a, b");
  }

  @ParameterizedTest
  @CsvSource({
    "2024-05-31, 2024-05-31T00:00",
    "2024/5/1, 2024-05-01T00:00",
    "31.05.2024, 2024-05-31T00:00",
    "2024-05-31 9:45, 2024-05-31T09:45",
    "2024-05-31T13:45:10.25, 2024-05-31T13:45:10.250",
    "2024-05-31T13:45:10Z, 2024-05-31T13:45:10",
    "2024-05-31T13:45:10+02:00, 2024-05-31T13:45:10",
    "12:30, 1970-01-01T12:30",
    "9:05:30.5, 1970-01-01T09:05:30.500",
    "31 Aug 2021, 2021-08-31T00:00",
    "31-August-2021, 2021-08-31T00:00",
    "Sept. 1 2021 1:45 PM, 2021-09-01T13:45",
    "1 Jan 2021 12:05 am, 2021-01-01T00:05"
  })
  void common_dates_are_read(String text, String iso) {
    assertThat(DateText.parse(text)).contains(LocalDateTime.parse(iso));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-02-30",
        "05/06/2024",
        "2024",
        "yesterday",
        "2024-05",
        "25:00",
        "3:1",
        "20240531",
        "31 Foo 2021",
        "31 Juneau 2021",
        "1 May 2021 13:05 PM"
      })
  void other_texts_are_no_dates(String text) {
    assertThat(DateText.parse(text)).isEmpty();
  }

  @Test
  void day_and_month_are_told_apart_by_what_is_above_12() {
    assertThat(DateText.order(List.of("05/06/2024", "05/13/2024"), DateOrder.DAY_FIRST))
        .isEqualTo(DateOrder.MONTH_FIRST);
    assertThat(DateText.order(List.of("13/05/2024"), DateOrder.NONE))
        .isEqualTo(DateOrder.DAY_FIRST);
    assertThat(DateText.order(List.of("13/05/2024", "05/13/2024"), DateOrder.MONTH_FIRST))
        .isEqualTo(DateOrder.NONE);
    assertThat(DateText.order(List.of("05/06/2024"), DateOrder.DAY_FIRST))
        .isEqualTo(DateOrder.DAY_FIRST);
    assertThat(DateText.open(List.of("05/06/2024", "01/02/2024")))
        .containsExactly(DateOrder.MONTH_FIRST, DateOrder.DAY_FIRST);
    assertThat(DateText.open(List.of("05/06/2024", "soon"))).isEmpty();
    assertThat(DateText.open(List.of("2024-05-06"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "31.12.24, 2024-12-31",
    "31-Dec-24, 2024-12-31",
    "1 May 68, 2068-05-01",
    "01.05.69, 1969-05-01",
    "1.5.00 13:45, 2000-05-01"
  })
  void years_of_two_digits_are_those_from_1969_to_2068(String text, String day) {
    assertThat(DateText.parse(text).map(LocalDateTime::toLocalDate)).contains(LocalDate.parse(day));
    assertThat(DateText.shortYears(List.of(text, "31.12.2099"), DateOrder.NONE))
        .contains(day.substring(0, 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.3", "10.0.19", "5-10-10", "1/2/3", "4-4-2", "3/0/12", "31.12.024"})
  void versions_ratios_and_scores_are_no_dates_in_any_order(String text) {
    for (DateOrder order : DateOrder.values()) {
      assertThat(DateText.parse(text, order)).as(order.label()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.10.19", "7.4.33", "3.11.12", "10.1.12", "1.05.24"})
  void what_may_be_a_version_is_a_date_only_where_dates_are_asked_for(String text) {
    assertThat(DateColumn.are(List.of(text), DateOrder.DAY_FIRST)).isFalse();
    assertThat(DateColumn.mayBe(List.of(text), DateOrder.NONE)).isTrue();
    String other = text.replaceAll("(..)$", "20$1");
    for (String sure : List.of(text + " 13:45", other, "2024-05-31", "28.04.23", "31.12.24")) {
      assertThat(DateColumn.are(List.of(sure), DateOrder.NONE)).as(sure).isTrue();
      assertThat(DateColumn.are(List.of(text, sure), DateOrder.NONE)).as("and " + sure).isTrue();
    }
    assertThat(DateColumn.are(List.of(text, "8.1.29", "20.10.17"), DateOrder.NONE)).isFalse();
    assertThat(DateColumn.are(List.of(text, "1.2.10", "20.10.05"), DateOrder.NONE)).isFalse();
    for (String unsure : List.of("10.11.12", "5.13.24", "20240531", "13:45", "28.4.23")) {
      assertThat(DateColumn.are(List.of(text, unsure), DateOrder.NONE)).as(unsure).isFalse();
    }
  }

  @Test
  void many_texts_that_are_spread_as_the_dates_of_some_years_are_dates() {
    LocalDate first = LocalDate.of(2020, 1, 1);
    assertThat(DateColumn.are(days(80, i -> first.plusDays(17L * i)), DateOrder.NONE)).isTrue();
    assertThat(DateColumn.are(days(20, first::plusDays), DateOrder.NONE)).isTrue();
    assertThat(
            DateColumn.are(
                days(80, i -> LocalDate.of(1995 + i / 9, 1 + i % 9, 28)), DateOrder.NONE))
        .as("one day of each month")
        .isFalse();
    assertThat(DateColumn.are(days(80, i -> first.plusYears(i / 2).plusDays(i)), DateOrder.NONE))
        .as("many years, as the last numbers of versions")
        .isFalse();
    assertThat(DateColumn.are(days(19, first::plusDays), DateOrder.NONE)).as("few").isFalse();
    assertThat(DateColumn.mayBe(days(19, first::plusDays), DateOrder.NONE)).isTrue();
    assertThat(DateColumn.are(days(60, i -> first.plusDays(i + 310)), DateOrder.NONE))
        .as("November to January")
        .isTrue();
    for (int minors = 5; minors <= 9; minors++) {
      int most = minors;
      IntFunction<LocalDate> day = i -> LocalDate.of(2010 + i % 5, 1 + i / 3 % most, 1 + i % 28);
      assertThat(DateColumn.are(days(100, day), DateOrder.NONE)).as("minors to " + most).isFalse();
    }
    List<String> versions = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      versions.add((4 + i % 19) + "." + (1 + i % 12) + "." + (10 + i * 7 % 50));
    }
    assertThat(DateColumn.are(versions, DateOrder.NONE)).isFalse();
    assertThat(DateColumn.mayBe(versions, DateOrder.NONE)).isTrue();
  }

  @Test
  void ratios_and_digits_may_be_dates_and_texts_of_two_kinds_may_not() {
    for (List<String> open : List.of(List.of("1:10", "2:30"), List.of("20240531", "2024-06-01"))) {
      assertThat(DateColumn.are(open, DateOrder.NONE)).as("%s", open).isFalse();
      assertThat(DateColumn.mayBe(open, DateOrder.NONE)).as("%s", open).isTrue();
    }
    for (List<String> none :
        List.of(List.<String>of(), List.of("2024-05-31", "13:45"), List.of("5.10.24", "soon"))) {
      assertThat(DateColumn.mayBe(none, DateOrder.NONE)).as("%s", none).isFalse();
    }
  }

  /// Unpadded dates with years of two digits.
  private static List<String> days(int count, IntFunction<LocalDate> day) {
    DateTimeFormatter german = DateTimeFormatter.ofPattern("d.M.yy");
    return IntStream.range(0, count).mapToObj(i -> day.apply(i).format(german)).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "31/12/24 01/02/24, DAY_FIRST, 2024-12-31",
    "12/31/24 1/2/24, MONTH_FIRST, 2024-12-31",
    "12-31-24 01-02-24, MONTH_FIRST, 2024-12-31",
    "70-12-31 24-01-02, YEAR_FIRST, 1970-12-31",
    "00/12/31 24/01/02, YEAR_FIRST, 2000-12-31",
    "31-12-70 01-02-24, DAY_FIRST, 1970-12-31",
    "31-12-70 99-99-99, DAY_FIRST, 1970-12-31"
  })
  void the_order_of_two_digits_each_is_told_by_what_is_no_month_and_what_is_no_day(
      String texts, DateOrder order, String first) {
    List<String> all = List.of(texts.split(" "));
    assertThat(DateText.order(all, DateOrder.NONE)).isEqualTo(order);
    assertThat(DateText.open(all)).isEmpty();
    assertThat(DateText.parse(all.getFirst(), order).map(LocalDateTime::toLocalDate))
        .contains(LocalDate.parse(first));
  }

  @Test
  void orders_that_texts_of_two_digits_leave_open_are_named() {
    List<String> dashes = List.of("24-12-31", "24-11-30");
    assertThat(DateText.open(dashes)).containsExactly(DateOrder.DAY_FIRST, DateOrder.YEAR_FIRST);
    assertThat(DateText.order(dashes, DateOrder.YEAR_FIRST)).isEqualTo(DateOrder.YEAR_FIRST);
    assertThat(DateText.order(dashes, DateOrder.MONTH_FIRST)).isEqualTo(DateOrder.NONE);
    assertThat(DateText.open(List.of("05-06-07"))).hasSize(3);
    assertThat(DateText.open(List.of("05/06/07")))
        .containsExactly(DateOrder.MONTH_FIRST, DateOrder.DAY_FIRST);
    assertThat(DateText.order(List.of("05/06/07"), DateOrder.YEAR_FIRST))
        .isEqualTo(DateOrder.YEAR_FIRST);
    assertThat(DateOrder.labels(DateText.open(List.of("05-06-07")))).isEqualTo("mdy, dmy or ymd");
    assertThat(DateOrder.firsts("mdy, dmy or ymd")).isEqualTo("the month, the day or the year");
  }

  @Test
  void names_with_commas_and_quotes_can_be_typed_in_a_list() {
    assertThat(Names.listed("a", "b c")).isEqualTo("'a,b c'");
    assertThat(Names.listed("price, net")).isEqualTo("'\"price, net\"'");
    assertThat(Names.listed("2\" pipe")).isEqualTo("'\"2\"\" pipe\"'");
    assertThat(Names.listed("plain")).isEqualTo("plain");
  }

  @Test
  void sentences_are_text_and_names_are_not() {
    assertThat(
            FreeText.words(
                List.of("the room was clean and quiet", "we shall come again, surely and soon")))
        .isEqualTo(7);
    assertThat(FreeText.words(List.of("Braund, Mr. Owen Harris", "Heikkinen, Miss. Laina")))
        .isZero();
    assertThat(FreeText.words(List.of())).isZero();
  }

  @Test
  void parts_of_a_date_go_round_the_circle() {
    LocalDateTime monday = LocalDateTime.of(2024, 1, 1, 6, 0);
    assertThat(DatePart.DAYS.of(LocalDateTime.of(1970, 1, 2, 12, 0))).isEqualTo(1.5);
    assertThat(DatePart.DAY_SIN.of(monday)).isEqualTo(1.0);
    assertThat(DatePart.WEEK_COS.of(LocalDateTime.of(2024, 1, 1, 0, 0))).isEqualTo(1.0);
    assertThat(DatePart.YEAR_COS.of(LocalDateTime.of(2024, 1, 1, 0, 0))).isEqualTo(1.0);
    assertThat(DatePart.YEAR_SIN.label()).isEqualTo("year sin");
  }
}
