package dev.soma.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvLineTest {
  private static String line(char delimiter, String... fields) {
    StringBuilder out = new StringBuilder();
    CsvLine.append(out, List.of(fields), delimiter);
    return out.toString();
  }

  @Test
  void plain_fields_stay_as_they_are() {
    assertThat(line(',', "a", "", "1.50", "é")).isEqualTo("a,,1.50,é\n");
  }

  @Test
  void what_would_be_misread_is_quoted() {
    assertThat(line(',', "a,b", "say \"hi\"", "two\nlines", " x"))
        .isEqualTo("\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\" x\"\n");
  }

  @Test
  void only_the_delimiter_in_use_matters() {
    assertThat(line(';', "a,b", "c;d")).isEqualTo("a,b;\"c;d\"\n");
  }
}
