package dev.soma.studio.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rows.csv | rows.csv",
        "größe & 数.csv | größe & 数.csv",
        "../../etc/rows.csv | rows.csv",
        "C:\\data\\rows.csv | rows.csv",
        "a\u202Evsc.exe | avsc.exe", // would be read from right to left
        "a\u2066\u200F\u200B\uFEFF\u00AD.csv | a.csv",
        "a\u2028b\u2029c\u0085d\u0000.csv | abcd.csv", // ends of lines
        "x\u2028/y.csv | y.csv",
        "\uE000\uD83D.csv | .csv", // a private letter, half a letter
        "\u202E | table",
        "'\u00A0\u3000 ' | table",
        "'' | table"
      })
  void a_name_for_the_screen_has_only_what_can_be_seen(String asked, String shown) {
    assertThat(Upload.name(asked)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"a, 80", "\uD83D\uDE00, 160"})
  void a_long_name_ends_with_a_whole_letter(String letter, int length) {
    assertThat(Upload.name(letter.repeat(100))).isEqualTo(letter.repeat(80)).hasSize(length);
  }
}
