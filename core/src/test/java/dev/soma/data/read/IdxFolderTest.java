package dev.soma.data.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.soma.data.Column;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Task;
import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.error.SomaException;
import dev.soma.math.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFolderTest {
  @TempDir private Path folder;

  private void write(String name, boolean gzip, int[] header, int... bytes) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(all);
    for (int h : header) {
      data.writeInt(h);
    }
    for (int b : bytes) {
      data.writeByte(b);
    }
    try (OutputStream file = Files.newOutputStream(folder.resolve(name + (gzip ? ".gz" : "")));
        OutputStream out = gzip ? new GZIPOutputStream(file) : file) {
      out.write(all.toByteArray());
    }
  }

  @Test
  void images_become_byte_columns_and_labels_classes() throws IOException {
    write("train-images-idx3-ubyte", true, new int[] {0x803, 3, 1, 2}, 0, 255, 7, 8, 9, 10);
    write("train-labels-idx1-ubyte", false, new int[] {0x801, 3}, 5, 0, 5);
    assertThat(IdxFolder.isIdx(folder)).isTrue();
    Table table = Table.idx(folder, IdxFolder.Part.TRAIN);
    assertThat(table.names()).containsExactly("px0", "px1", "label");
    assertThat(((Column.Numbers) table.column("px1")).value(0)).isEqualTo(255);
    assertThat(table.column("label").text(2)).isEqualTo("5");
    Table taken = table.rows(new int[] {2, 0});
    assertThat(((Column.Numbers) taken.column("px0")).value(0)).isEqualTo(9);
    assertThat(((Column.Numbers) taken.column("px1")).value(1)).isEqualTo(255);
  }

  @Test
  void e340_says_what_is_wrong_with_the_folder() throws IOException {
    assertThat(IdxFolder.isIdx(folder)).isFalse();
    write("train-images-idx3-ubyte", false, new int[] {0x803, 3, 1, 2}, 0, 255, 7);
    assertThatThrownBy(() -> Table.idx(folder, IdxFolder.Part.TRAIN))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E340"))
        .hasMessageContaining("does not have the 6 bytes");
    write("train-images-idx3-ubyte", false, new int[] {0x999, 3, 1, 2}, 0, 255, 7);
    assertThatThrownBy(() -> Table.idx(folder, IdxFolder.Part.TRAIN))
        .hasMessageContaining("begins with 0x00000999");
    assertThatThrownBy(() -> Table.idx(folder, IdxFolder.Part.TEST))
        .hasMessageContaining("has no t10k-images-idx3-ubyte");
  }

  @Test
  void all_digits_fit_into_a_small_heap() {
    Path mnist = Path.of("../../shared/data/mnist");
    assumeTrue(Files.isDirectory(mnist), "no folder of digits, skipped: " + mnist);
    Table table = Table.idx(mnist, IdxFolder.Part.TRAIN).target("label");
    assertThat(table.rows()).isEqualTo(60_000);
    assertThat(table.task()).isEqualTo(Task.MULTICLASS);
    Split parts = table.split(0.9, 0.1, 0, Seeds.of(42));
    Encoder encoder = Encoder.learn(parts.train(), MissingPolicy.AUTO);
    Dataset train = encoder.encode(parts.train());
    assertThat(train.rows()).isEqualTo(54_000);
    assertThat(train.shape().numbers()).isBetween(700, 784); // constant pixels are left out
    assertThat(train.shape().categories()).isZero();
  }
}
