package dev.soma.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.soma.eval.Metric;
import dev.soma.fixtures.SmallFits;
import dev.soma.fixtures.SmallTables;
import dev.soma.kernel.ForcedKernels;
import dev.soma.kernel.KernelChoice;
import dev.soma.nn.Loss;
import dev.soma.optim.Optimizer;
import dev.soma.train.Execution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Same data, settings, seed and version: the same file, byte for byte, on every machine.
class ModelBitsTest {
  /// SHA-256 of the model files of [SmallFits], recorded once. They change with the version of Soma
  /// and with a change of the mathematics, never with the machine: a difference on another CPU is a
  /// broken promise.
  private static final Map<String, String> RECORDED =
      Map.of(
          "two classes", "03be92515c6e44d64ae31345b821137c6bfb3d0fa58e1b84fe31ad1c81621d4b",
          "three classes", "a97eb137651af95050b32362b43011fbf865b4baa9081eb73340afe76a7362dd",
          "a number", "fda0127d74b8c4c8a30b8c4e223cc3f4fd4664a247bf56f32b3b022fc77b9e63",
          "labels", "643888fd80299f5577a8eb9753ac305cd25b45284eadfd476d437e6b2505c1b3",
          "counts", "df668226f1f13c72c4bc91fd361f480a8f589a9632b3a57d3cdd5cbaa28719d1",
          "embedded", "e97dd0a195972414cdc7b50becf9d4816e4577f6c99ed3b34f155486d2774f14",
          "normalised", "edfd6b63e4582aa1c8b64a02f7e08918c50b7f4b4fa797f1ead75c44f0def122",
          "members", "f5b3cf0e21f96364f40314240aa8eeb37ae33419abb80577f098cd09b47d07f6");

  private static final List<String> NAMES =
      Stream.of(SmallFits.NAMES, SmallFits.LAYERED).flatMap(List::stream).toList();

  @TempDir Path folder;

  /// The files of plain execution, trained once.
  private static final Map<String, byte[]> PLAIN = new HashMap<>();

  private byte[] plain(String name) throws IOException {
    byte[] file = PLAIN.get(name);
    if (file == null) {
      file = bytes(name, SmallFits.plain());
      PLAIN.put(name, file);
    }
    return file;
  }

  private byte[] bytes(String name, Execution execution) throws IOException {
    Path file = folder.resolve(name + ".soma");
    SmallFits.fit(name, execution).model().save(file);
    return Files.readAllBytes(file);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void the_file_is_the_recorded_one(String name) throws Exception {
    byte[] file = plain(name);
    String sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    assertThat(sha).as("model file of %s", name).isEqualTo(RECORDED.get(name));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 128, 256, 512})
  void vectors_of_any_length_and_any_number_of_threads_do_not_show_in_the_file(int bits)
      throws Exception {
    assumeThat(ForcedKernels.supported(bits)).as("vectors of %d bit", bits).isTrue();
    KernelChoice kernels = ForcedKernels.of(bits);
    for (String name : NAMES) {
      byte[] expected = plain(name);
      for (int threads : new int[] {1, 2, 3, 8}) {
        Execution execution =
            new Execution(kernels, threads, Double.POSITIVE_INFINITY, () -> false);
        assertThat(bytes(name, execution))
            .as("%s, vectors of %d bit (0 is scalar), %d threads", name, bits, threads)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void another_seed_gives_another_file() throws Exception {
    var config = SmallFits.config(Loss.CROSS_ENTROPY, Optimizer.adam(0.01));
    for (long seed : new long[] {3, 4}) {
      SmallFits.fit(
              SmallTables.classes(3, 60), "", config.seed(seed), Metric.ACCURACY, SmallFits.plain())
          .model()
          .save(folder.resolve(seed + ".soma"));
    }
    assertThat(Files.readAllBytes(folder.resolve("3.soma")))
        .isNotEqualTo(Files.readAllBytes(folder.resolve("4.soma")));
  }
}
