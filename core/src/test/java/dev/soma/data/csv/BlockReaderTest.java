package dev.soma.data.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.read.ByteSource;
import dev.soma.data.read.CsvFormat;
import dev.soma.data.read.Fields;
import dev.soma.data.read.ReadOptions;
import dev.soma.error.SomaException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The reader in blocks against FastCSV, on files that try to confuse it.
class BlockReaderTest {
  private static final CsvFormat FORMAT =
      CsvFormat.DETECT.delimiter(',').quote('"').charset(StandardCharsets.UTF_8);
  private static final String[] PIECES = {
    "1", "-2.5", "abc", " x ", "", "\u00fc\u4e2d\ud83d\ude00", "a\"b", "?", "\u00e9", "0012"
  };
  private static final String[] QUOTED = {
    "", "\"\"", "\n", "\r\n", "\r", ",", "a", " b ", "\u00fc", "\"\"\"\"", "12", "\ud83d\ude00"
  };
  private static final String[] ENDS = {"\n", "\r\n", "\r"};

  /// `line: field|field`, as a sink or as FastCSV sees it.
  private static String shown(int line, List<String> fields) {
    return line + ": " + String.join("|", fields);
  }

  private static final class Texts implements BlockSink {
    final List<String> all = new ArrayList<>();

    @Override
    public Rows rows() {
      return new Held();
    }

    @Override
    public boolean take(Rows rows, int line, double share) {
      Held held = (Held) rows;
      for (int r = 0; r < held.fields.size(); r++) {
        all.add(shown(line + held.lines.get(r), held.fields.get(r)));
      }
      return true;
    }
  }

  private static final class Held implements BlockSink.Rows {
    final List<List<String>> fields = new ArrayList<>();
    final List<Integer> lines = new ArrayList<>();

    @Override
    public void clear() {
      fields.clear();
      lines.clear();
    }

    @Override
    public void add(Block block) {
      List<String> row = new ArrayList<>();
      for (int i = 0; i < block.count(); i++) {
        int length = block.decode(i);
        row.add(new String(block.chars(), 0, length));
      }
      fields.add(row);
      lines.add(block.line());
    }
  }

  private static ReadOptions options(boolean keepBlanks) {
    ReadOptions options = ReadOptions.DEFAULT.format(FORMAT);
    return keepBlanks ? options.keepText() : options;
  }

  /// The rows that FastCSV reads, or null if it refuses the file.
  private static List<String> oneByOne(byte[] file, boolean keepBlanks) {
    List<String> all = new ArrayList<>();
    try (CsvSource source = CsvSource.open(ByteSource.of("odd.csv", file), options(keepBlanks))) {
      Fields row = new Fields();
      while (source.next(row)) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < row.count(); i++) {
          fields.add(row.text(i));
        }
        all.add(shown(row.line(), fields));
      }
      return all;
    } catch (SomaException.Data e) {
      return null;
    }
  }

  /// The rows that are read in blocks, or null if the file is left to others.
  private static List<String> inBlocks(byte[] file, boolean keepBlanks, int threads, int size) {
    try (CsvSource source = CsvSource.open(ByteSource.of("odd.csv", file), options(keepBlanks))) {
      Texts texts = new Texts();
      return source.readBlocks(texts, threads, size) ? texts.all : null;
    } catch (SomaException.Data e) {
      return null;
    }
  }

  private static String fair(SplittableRandom random) {
    StringBuilder text = new StringBuilder(random.nextInt(5) == 0 ? "\ufeff" : "");
    int columns = 1 + random.nextInt(4);
    String end = ENDS[random.nextInt(ENDS.length)];
    text.append("h0");
    for (int c = 1; c < columns; c++) {
      text.append(",h").append(c);
    }
    text.append(end);
    int rows = 1 + random.nextInt(12);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        text.append(c == 0 ? "" : ",").append(field(random, columns == 1));
      }
      boolean last = r + 1 == rows && random.nextBoolean();
      text.append(last ? "" : random.nextInt(6) == 0 ? ENDS[random.nextInt(3)] : end);
      text.append(last || random.nextInt(8) > 0 ? "" : end);
    }
    return text.toString();
  }

  private static String field(SplittableRandom random, boolean visible) {
    if (random.nextInt(3) > 0) {
      String piece = PIECES[random.nextInt(PIECES.length)];
      return visible && piece.isEmpty() ? "v" : piece;
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = random.nextInt(4); i > 0; i--) {
      quoted.append(QUOTED[random.nextInt(QUOTED.length)]);
    }
    return quoted.append('"').toString();
  }

  @Test
  void every_fair_file_is_read_as_fastcsv_reads_it() {
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < 1_500; i++) {
      String text = fair(random);
      byte[] file = text.getBytes(StandardCharsets.UTF_8);
      boolean keepBlanks = random.nextBoolean();
      int size = 1 + random.nextInt(random.nextBoolean() ? 8 : 80);
      assertThat(inBlocks(file, keepBlanks, 1 + random.nextInt(3), size))
          .as("seed 42, file %d, blocks of %d: %s", i, size, text)
          .isEqualTo(oneByOne(file, keepBlanks))
          .isNotNull();
    }
  }

  @Test
  void blocks_may_end_at_every_byte() {
    String text =
        "h0,h1\r\n1,\"a\r\n\"\"b\"\r\n\r\n\u00fc,\"\u4e2d,\"\n\n3,\ud83d\ude00\r4,d\"e\r\"5\",\"\"";
    byte[] file = text.getBytes(StandardCharsets.UTF_8);
    List<String> expected = oneByOne(file, false);
    assertThat(expected).hasSize(5);
    for (int size = 1; size <= file.length + 2; size++) {
      assertThat(inBlocks(file, false, 2, size)).as("blocks of %d", size).isEqualTo(expected);
    }
  }

  @Test
  void broken_files_are_read_as_fastcsv_reads_them_or_left_to_it() {
    SplittableRandom random = new SplittableRandom(43);
    int left = 0;
    for (int i = 0; i < 1_500; i++) {
      byte[] file = fair(random).getBytes(StandardCharsets.UTF_8);
      for (int k = 1 + random.nextInt(2); k > 0; k--) {
        int at = random.nextInt(file.length);
        file[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : "\",\n\r".charAt(k));
      }
      List<String> blocks = inBlocks(file, false, 2, 1 + random.nextInt(40));
      List<String> expected = oneByOne(file, false);
      left += blocks == null ? 1 : 0;
      if (blocks != null || expected == null) {
        assertThat(blocks).as("seed 43, file %d: %s", i, new String(file)).isEqualTo(expected);
      }
    }
    assertThat(left).isBetween(50, 1_450);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,b\n1,2\n3\n",
        "a,b\n1,\"x\n",
        "a,b\n1,\"x\"y\n",
        "a,b\n1,2,3\n",
        "a,b\n1,\u00ff\n"
      })
  void faults_are_left_to_the_reader_that_names_them(String text) {
    byte[] file = text.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(inBlocks(file, false, 2, 64)).isNull();
    assertThat(oneByOne(file, false)).isNull();
  }
}
