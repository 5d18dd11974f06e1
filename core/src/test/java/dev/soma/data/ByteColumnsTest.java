package dev.soma.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.Flag;
import dev.soma.data.encode.MissingPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Columns of bytes are kept and treated otherwise than doubles; nobody may see a difference.
class ByteColumnsTest {
  private static final int ROWS = 203;
  private static final int COLUMNS = 9;
  private static final int SEED = 11;

  private final byte[] block = new byte[ROWS * COLUMNS];
  private final List<String> names = IntStream.range(0, COLUMNS).mapToObj(c -> "px" + c).toList();
  private final List<Column> bytes;
  private final List<Column> doubles = new ArrayList<>();

  ByteColumnsTest() {
    new SplittableRandom(SEED).nextBytes(block);
    for (int r = 0; r < ROWS; r++) {
      block[r * COLUMNS + 3] = (byte) (r % 4); // few values
      block[r * COLUMNS + 5] = 17; // one value
    }
    bytes = Column.Numbers.ofBytes(names, block);
    for (int c = 0; c < COLUMNS; c++) {
      int column = c;
      doubles.add(
          Column.Numbers.of(
              names.get(c),
              IntStream.range(0, ROWS)
                  .mapToDouble(r -> block[r * COLUMNS + column] & 0xff)
                  .toArray()));
    }
  }

  private static void assertSameValues(Column left, Column right) {
    assertThat(left.rows()).isEqualTo(right.rows());
    for (int r = 0; r < right.rows(); r++) {
      assertThat(((Column.Numbers) left).value(r))
          .as("seed %d, %s, row %d", SEED, right.name(), r)
          .isEqualTo(((Column.Numbers) right).value(r));
    }
  }

  @Test
  void a_block_turned_round_has_the_values_of_its_rows() {
    for (int c = 0; c < COLUMNS; c++) {
      assertSameValues(bytes.get(c), doubles.get(c));
    }
  }

  @Test
  void rows_that_are_taken_still_share_one_block() {
    int[] rows = {202, 0, 7, 7, 64, 63};
    List<Column> some = bytes.subList(2, 6);
    List<Column> taken = Column.Numbers.gather(some, rows);
    for (int c = 0; c < some.size(); c++) {
      assertSameValues(taken.get(c), doubles.get(c + 2).rows(rows));
      assertThat(((Column.Numbers) taken.get(c)).sharesBlockWith((Column.Numbers) taken.get(0)))
          .isTrue();
    }
    assertThat(((Column.Numbers) taken.get(0)).sharesBlockWith((Column.Numbers) bytes.get(0)))
        .isFalse();
  }

  @Test
  void statistics_are_those_of_the_same_numbers_in_double() {
    Table left = Table.of(bytes.toArray(Column[]::new));
    Table right = Table.of(doubles.toArray(Column[]::new));
    assertThat(left.schema()).isEqualTo(right.schema());
  }

  @Test
  void a_byte_column_and_an_equal_one_of_doubles_are_duplicates() {
    Table table = Table.of(bytes.get(1), doubles.get(1).named("again"));
    assertThat(table.schema().found(Schema.FindingKind.DUPLICATE)).hasSize(1);
  }

  @Test
  void encoded_bytes_have_the_bits_of_encoded_doubles_with_and_without_flags() {
    Table left = Table.of(bytes.toArray(Column[]::new));
    Table right = Table.of(doubles.toArray(Column[]::new));
    for (Encoder encoder :
        List.of(
            Encoder.learn(left, MissingPolicy.AUTO), // one spread for all
            Encoder.learn(right.rows(0, 50), MissingPolicy.AUTO))) { // one each; some out of range
      assertSameBits(encoder.encode(left), encoder.encode(right));
      List<Flag> ofBytes = new ArrayList<>();
      List<Flag> ofDoubles = new ArrayList<>();
      assertSameBits(
          encoder.encode(left, null, ofBytes::add), encoder.encode(right, null, ofDoubles::add));
      assertThat(ofBytes).isEqualTo(ofDoubles);
    }
  }

  private static void assertSameBits(Dataset left, Dataset right) {
    assertThat(left.rows()).isEqualTo(right.rows());
    for (int i = 0; i < right.rows() * right.numbers().cols(); i++) {
      assertThat(Float.floatToIntBits(left.numbers().data()[i]))
          .as("seed %d, number %d", SEED, i)
          .isEqualTo(Float.floatToIntBits(right.numbers().data()[i]));
    }
  }
}
