package dev.soma.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the command does when a model file cannot be written, or comes from a later version.
class ModelFileIT {
  private static final String[] TRAIN = {
    "train",
    Tree.ROOT.resolve("examples/titanic.csv").toString(),
    "--target",
    "Survived",
    "--effort",
    "fast",
    "--epochs",
    "1",
    "--out",
    "run"
  };

  @TempDir private Path folder;

  @Test
  void a_disk_without_room_for_the_model_is_E804_and_leaves_no_half_model() throws IOException {
    Path script = folder.resolve("small-disk");
    // no file may grow beyond 8 KiB: the model of 256 units needs more
    LauncherIT.script(
        script, "ulimit -f 8; exec '" + Tree.ROOT.resolve("soma") + "' \"$@\" --hidden 256");
    Soma.Run run = Soma.in(folder).launcher(script).quick().run(TRAIN);
    assertThat(run.exit()).as(run.toString()).isEqualTo(8);
    assertThat(run.err()).contains("error E804", "run/model.soma", "--out DIR");
    assertThat(run.out()).isEmpty();
    try (var files = Files.list(folder.resolve("run"))) {
      List<String> names = files.map(f -> f.getFileName().toString()).sorted().toList();
      assertThat(names).containsExactly("config.toml", "run.jsonl");
    }
  }

  @Test
  void a_model_of_a_later_format_is_E403() throws IOException {
    Soma.Run trained = Soma.in(folder).quick().run(TRAIN);
    assertThat(trained.exit()).as(trained.toString()).isZero();
    Path model = folder.resolve(trained.outLines().getFirst());
    Files.write(model, later(Files.readAllBytes(model)));
    Soma.Run run = Soma.in(folder).run("predict", model.toString(), TRAIN[1]);
    assertThat(run.exit()).as(run.toString()).isEqualTo(4);
    assertThat(run.err()).contains("error E403", "model.soma", "format version 3", "reads up to 2");
    assertThat(run.out()).isEmpty();
  }

  /// The same file with format version 3 and the digest that goes with it.
  private static byte[] later(byte[] bytes) {
    int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    String header = new String(bytes, 8, length, StandardCharsets.ISO_8859_1);
    String newer = header.replace("\"version\":\"1\"", "\"version\":\"3\"");
    assertThat(newer).as("the header names its version").isNotEqualTo(header);
    int at = newer.indexOf("\"sha256\":\"") + "\"sha256\":\"".length();
    String blank = newer.substring(0, at) + "0".repeat(64) + newer.substring(at + 64);
    System.arraycopy(blank.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 8, length);
    byte[] digest = sha256(bytes).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digest, 0, bytes, 8 + at, digest.length);
    return bytes;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
