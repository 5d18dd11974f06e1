package dev.soma.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import dev.soma.data.csv.CsvSource;
import dev.soma.data.read.ByteSource;
import dev.soma.data.read.CsvFormat;
import dev.soma.data.read.ReadOptions;
import dev.soma.error.SomaException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are large enough to be read in blocks give what they give row by row.
class LargeFileTest {
  private static final int ROWS = 60_000;

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("large.csv"), text);
  }

  /// Columns that change their minds at a row of their own: what comes first decides.
  private static String mixed() {
    SplittableRandom random = new SplittableRandom(42);
    StringBuilder text =
        new StringBuilder("n,blank,late n,late t,t then n,few t,day,id,\"no, value\",comma\n");
    for (int r = 0; r < ROWS; r++) {
      text.append(random.nextInt(9) == 0 ? "" : Double.toString(random.nextInt(1000) / 8.0));
      text.append(",,").append(r < 41_000 ? "" : Integer.toString(r));
      text.append(',').append(r < 37_111 ? "?" : r % 3 == 0 ? "7" : "word" + r % 5);
      text.append(',').append(r < 20_000 ? "word" : "5.0");
      text.append(',').append(r % 3 == 1 && r > 20_000 ? "\"say \"\"no\"\"\"" : "7");
      text.append(",2024-0").append(1 + r % 9).append("-0").append(1 + r % 7);
      text.append(",\u00fc").append(r).append(",NaN,").append(r % 2 == 0 ? "\"1,5\"" : "2");
      text.append(r % 1000 == 0 ? "\r\n\r\n" : "\n");
    }
    return text.toString();
  }

  private static void assertEqual(Table inBlocks, Table oneByOne) {
    assertThat(inBlocks.lines()).isEqualTo(oneByOne.lines());
    assertThat(inBlocks.names()).isEqualTo(oneByOne.names());
    for (int c = 0; c < inBlocks.columns().size(); c++) {
      Column a = inBlocks.columns().get(c);
      Column b = oneByOne.columns().get(c);
      assertThat(a.getClass()).as(a.name()).isEqualTo(b.getClass());
      switch (a) {
        case Column.Text text ->
            assertThat(text.levels()).as(a.name()).isEqualTo(((Column.Text) b).levels());
        case Column.Numbers _ -> {}
      }
      for (int r = 0; r < a.rows(); r++) {
        boolean equal =
            switch (a) {
              case Column.Text text -> text.code(r) == ((Column.Text) b).code(r);
              case Column.Numbers n ->
                  Double.doubleToRawLongBits(n.value(r))
                      == Double.doubleToRawLongBits(((Column.Numbers) b).value(r));
            };
        if (!equal) {
          fail("seed 42, column %s, row %d", a.name(), r);
        }
      }
    }
  }

  private static Table oneByOne(Path file, ReadOptions options) {
    return Table.read(CsvSource.open(ByteSource.of(file), options), options);
  }

  @Test
  void columns_are_what_they_are_row_by_row() throws IOException {
    Path file = file(mixed());
    for (ReadOptions options :
        List.of(
            ReadOptions.DEFAULT.category(List.of("comma", "late n")),
            ReadOptions.DEFAULT.format(CsvFormat.DETECT.decimal(',')),
            ReadOptions.DEFAULT.ignore(List.of("comma")),
            ReadOptions.DEFAULT.keepText())) {
      Table inBlocks = Table.csv(file, options);
      Table oneByOne = oneByOne(file, options);
      assertEqual(inBlocks, oneByOne);
      assertThat(inBlocks.source()).isEqualTo(oneByOne.source());
      assertThat(inBlocks.schema()).isEqualTo(oneByOne.schema());
    }
  }

  @Test
  void a_column_that_turns_out_to_be_text_keeps_its_texts() throws IOException {
    StringBuilder text = new StringBuilder("code,n\n");
    for (int r = 0; r < ROWS; r++) {
      text.append(r % 3 == 1 ? "a" : "007").append(",1234567\n");
    }
    Column code = Table.csv(file(text.toString())).column("code");
    assertThat(List.of(code.text(0), code.text(1))).containsExactly("007", "a");
  }

  @Test
  void gzip_is_unpacked_and_the_hash_is_that_of_the_text() throws IOException {
    String text = mixed();
    ReadOptions options = ReadOptions.DEFAULT.category(List.of("comma"));
    Table plain = Table.csv(file(text), options);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    Path gz = Files.write(folder.resolve("large.csv.gz"), packed.toByteArray());
    Table unpacked = Table.csv(gz, options);
    assertEqual(unpacked, plain);
    assertThat(unpacked.source().sha256()).isEqualTo(plain.source().sha256()).isNotNull();
  }

  @Test
  void faults_far_down_the_file_are_named_with_their_line() throws IOException {
    String text = mixed();
    Path ragged = file(text + "1,2\n");
    SomaException e = catchThrowableOfType(SomaException.class, () -> Table.csv(ragged));
    assertThat(e.id()).isEqualTo("E301");
    assertThat(e).hasMessageContaining("line 60,062: 2 fields, but the header has 10");
    ReadOptions skip = ReadOptions.DEFAULT.category(List.of("comma")).skipBadRows(null);
    assertThat(Table.csv(ragged, skip).source().rejected()).isEqualTo(1);
    e = catchThrowableOfType(SomaException.class, () -> Table.csv(file(text)));
    assertThat(e.id()).isEqualTo("E305");
    assertThat(e).hasMessageContaining("line 2, column 10 \"comma\": \"1,5\"");
  }

  @Test
  void bytes_that_are_no_utf8_far_down_make_it_windows_1252() throws IOException {
    byte[] text =
        (mixed().replace("\u00fc", "id") + "1,,1,7,5,7,2024-01-01,M\u00fc,,1\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(folder.resolve("large.csv"), text);
    Table table = Table.csv(file, ReadOptions.DEFAULT.category(List.of("comma")));
    assertThat(table.source().kind()).startsWith("windows-1252");
    assertThat(table.column("id").text(ROWS)).isEqualTo("M\u00fc");
  }
}
