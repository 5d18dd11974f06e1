package dev.soma.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.read.CsvFormat;
import dev.soma.data.read.ReadOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTest {
  @TempDir private Path folder;

  private Path file(String text) {
    return file(text.getBytes(StandardCharsets.UTF_8));
  }

  private Path file(byte[] bytes) {
    try {
      return Files.write(folder.resolve("data.csv"), bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double number(Table table, String column, int row) {
    return ((Column.Numbers) table.column(column)).value(row);
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t", "|"})
  void the_delimiter_is_detected(String mark) {
    Table table = Table.csv(file("a_b_c\n1_x_2.5\n3_y_4\n".replace("_", mark)));
    assertThat(table.names()).containsExactly("a", "b", "c");
    assertThat(number(table, "c", 0)).isEqualTo(2.5);
    assertThat(table.column("b").text(1)).isEqualTo("y");
  }

  @Test
  void a_delimiter_within_quotes_does_not_count() {
    Table table = Table.csv(file("name;n\n\"a,b,c\";1\n\"d,e,f\";2\n"));
    assertThat(table.column("name").text(0)).isEqualTo("a,b,c");
  }

  @Test
  void decimal_commas_between_semicolons_do_not_mislead_the_delimiter() {
    ReadOptions comma = ReadOptions.DEFAULT.format(CsvFormat.DETECT.decimal(','));
    Table table = Table.csv(file("a;b\n1,5;2,5\n3,5;4\n"), comma);
    assertThat(number(table, "a", 1)).isEqualTo(3.5);
    assertThat(number(table, "b", 0)).isEqualTo(2.5);
  }

  @Test
  void quotes_lines_and_doubled_quotes_are_kept() {
    Table table = Table.csv(file("t,n\n\"two\nlines\",1\n\"say \"\"hi\"\"\",2\nlast,3\n"));
    assertThat(table.column("t").text(0)).isEqualTo("two\nlines");
    assertThat(table.column("t").text(1)).isEqualTo("say \"hi\"");
    assertThat(table.lines()).containsExactly(2, 4, 5);
  }

  @Test
  void single_quotes_are_detected() {
    Table table = Table.csv(file("t,n\n'a,b',1\n'c',2\n"));
    assertThat(table.column("t").text(0)).isEqualTo("a,b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252"})
  void the_encoding_is_detected(String charset) {
    String text = "stra\u00dfe,n\nM\u00fcnchen,1\nK\u00f6ln,2\n";
    Table table = Table.csv(file(text.getBytes(Charset.forName(charset))));
    assertThat(table.names()).containsExactly("stra\u00dfe", "n");
    assertThat(table.column("stra\u00dfe").text(1)).isEqualTo("K\u00f6ln");
    assertThat(table.source().kind()).startsWith(charset);
  }

  @Test
  void byte_order_marks_belong_to_no_name() {
    String text = "\ufeffa,b\n1,2\n";
    assertThat(Table.csv(file(text)).names()).containsExactly("a", "b");
    Path utf16 = file(text.getBytes(StandardCharsets.UTF_16LE));
    assertThat(Table.csv(utf16).names()).containsExactly("a", "b");
  }

  @Test
  void a_late_byte_beyond_utf_8_makes_the_file_windows_1252() {
    StringBuilder text = new StringBuilder("t,n\n");
    for (int i = 0; i < 50_000; i++) {
      text.append("plain,").append(i).append('\n');
    }
    text.append("caf\u00e9,1\n");
    Table table = Table.csv(file(text.toString().getBytes(Charset.forName("windows-1252"))));
    assertThat(table.column("t").text(50_000)).isEqualTo("caf\u00e9");
  }

  @Test
  void gzip_is_unpacked_and_the_hash_is_that_of_the_text() throws IOException {
    byte[] text = "a,b\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_8);
    String plain = Table.csv(file(text)).source().sha256();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(text);
    }
    Table table = Table.csv(file(packed.toByteArray()));
    assertThat(table.rows()).isEqualTo(2);
    assertThat(table.source().sha256()).isEqualTo(plain).hasSize(64);
  }

  @Test
  void missing_markers_are_missing_and_nan_is_not_finite() {
    Table table = Table.csv(file("n,t\n1,a\n,NA\nNA,?\nNaN,NaN\n-inf,b\n5,null\n"));
    Column.Numbers n = (Column.Numbers) table.column("n");
    assertThat(n.isMissing(1)).isTrue();
    assertThat(n.isNotFinite(1)).isFalse();
    assertThat(n.isNotFinite(3)).isTrue();
    assertThat(n.isNotFinite(4)).isTrue();
    assertThat(table.column("t").isMissing(3)).isTrue();
    assertThat(table.column("t").isMissing(5)).isTrue();
    assertThat(table.column("t").text(4)).isEqualTo("b");
  }

  @Test
  void a_column_that_is_mostly_text_keeps_the_text_of_its_numbers() {
    Table table = Table.csv(file("code,n\n007,1\n0x,2\n1.0,3\nabc,4\n"));
    assertThat(table.column("code").text(0)).isEqualTo("007");
    assertThat(table.column("code").text(2)).isEqualTo("1.0");
  }

  @Test
  void a_number_column_can_be_asked_for_as_category() {
    ReadOptions options = ReadOptions.DEFAULT.category(List.of("zip"));
    Table table = Table.csv(file("zip,n\n01234,1\n99999,2\n"), options);
    assertThat(table.column("zip").text(0)).isEqualTo("01234");
    assertThat(table.schema().column("zip").kind()).isEqualTo(Schema.Kind.CATEGORY);
    assertThat(table.schema().column("zip").chosen()).isTrue();
  }

  @Test
  void blank_header_names_are_given_names_and_noted() {
    Table table = Table.csv(file(",b\n1,2\n3,4\n"));
    assertThat(table.names()).containsExactly("column 1", "b");
    assertThat(table.source().notes()).singleElement().asString().contains("column 1");
  }

  @Test
  void empty_lines_and_windows_line_ends_are_taken_in_stride() {
    Table table = Table.csv(file("a,b\r\n1,2\r\n\r\n3,4"));
    assertThat(table.rows()).isEqualTo(2);
    assertThat(table.lines()).containsExactly(2, 4);
  }

  @Test
  void skipped_rows_are_counted_and_written_with_line_and_reason() throws IOException {
    Path rejects = folder.resolve("data.rejects.csv");
    StringBuilder text = new StringBuilder("a,b\n1\n");
    for (int i = 0; i < 20; i++) {
      text.append(i).append(",1\n");
    }
    text.append("oops,2\n");
    Table table = Table.csv(file(text.toString()), ReadOptions.DEFAULT.skipBadRows(rejects));
    assertThat(table.rows()).isEqualTo(20);
    assertThat(table.source().rejected()).isEqualTo(2);
    List<String> written = Files.readAllLines(rejects);
    assertThat(written.get(0)).isEqualTo("line,id,reason,a,b");
    assertThat(written.get(1)).startsWith("2,E301,").endsWith(",1");
    assertThat(written.get(2)).startsWith("23,E305,").endsWith(",oops,2");
  }

  @Test
  void skipped_rows_of_pieces_are_written_piece_by_piece_also_after_the_last_row()
      throws IOException {
    Path rejects = folder.resolve("pieces.rejects.csv");
    Files.writeString(rejects, "of an earlier command\n");
    ReadOptions skip = ReadOptions.DEFAULT.keepText().skipBadRows(rejects);
    try (var source =
        dev.soma.data.csv.CsvSource.open(
            dev.soma.data.read.ByteSource.of(file("a,b\n1\n2,x\n3,y\n4\n")), skip)) {
      assertThat(Table.next(source, skip, 2).orElseThrow().rows()).isEqualTo(2);
      assertThat(Files.readAllLines(rejects)).hasSize(2);
      assertThat(Table.next(source, skip, 2)).isEmpty();
    }
    assertThat(Files.readAllLines(rejects))
        .extracting(line -> line.split(",")[0])
        .containsExactly("line", "2", "5");
  }

  @Test
  void rows_can_be_read_in_pieces_as_they_stand() {
    ReadOptions text = ReadOptions.DEFAULT.keepText();
    try (var source =
        dev.soma.data.csv.CsvSource.open(
            dev.soma.data.read.ByteSource.of(file("a,b\n01, x\nNA,y\n3,z\n")), text)) {
      Table first = Table.next(source, text, 2).orElseThrow();
      assertThat(first.column("a").text(0)).isEqualTo("01");
      assertThat(first.column("a").text(1)).isEqualTo("NA");
      assertThat(first.column("b").text(0)).isEqualTo(" x");
      assertThat(Table.next(source, text, 2).orElseThrow().line(0)).isEqualTo(4);
      assertThat(Table.next(source, text, 2)).isEmpty();
    }
  }

  @Test
  void a_million_cells_are_read_without_keeping_texts() {
    StringBuilder text = new StringBuilder("x,y,c\n");
    for (int i = 0; i < 100_000; i++) {
      text.append(i * 0.5).append(',').append(i).append(',').append((char) ('a' + i % 3));
      text.append('\n');
    }
    Table table = Table.csv(file(text.toString()));
    assertThat(table.rows()).isEqualTo(100_000);
    assertThat(((Column.Text) table.column("c")).levels()).containsExactly("a", "b", "c");
    assertThat(number(table, "x", 99_999)).isEqualTo(49_999.5);
  }
}
