package dev.soma.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.error.SomaException;
import dev.soma.fixtures.SmallFits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a model file is, and what becomes of a file that is none.
class ModelFileTest {
  private static Model model;
  private static byte[] good;

  @TempDir Path folder;

  @BeforeAll
  static void train(@TempDir Path elsewhere) throws IOException {
    model = SmallFits.fit("three classes", SmallFits.plain()).model();
    Path file = elsewhere.resolve("model.soma");
    model.save(file);
    good = Files.readAllBytes(file);
  }

  private SomaException refusal(byte[] bytes) throws IOException {
    Path file = folder.resolve("other.soma");
    Files.write(file, bytes);
    try {
      Model.load(file);
    } catch (SomaException e) {
      assertThat(e.getMessage())
          .contains("other.soma", "\nexpected ")
          .doesNotContain("java.", "class ", "dev.soma");
      assertThat(e.fixes()).hasSize(1);
      return e;
    }
    return null;
  }

  @Test
  void its_bytes_are_those_that_are_saved() {
    assertThat(model.bytes()).isEqualTo(good);
  }

  @Test
  void a_file_cut_anywhere_is_refused() throws IOException {
    for (int length = 0; length < good.length; length += 97) {
      SomaException e = refusal(java.util.Arrays.copyOf(good, length));
      assertThat(e).as("cut to %d bytes", length).isInstanceOf(SomaException.ModelFormat.class);
      assertThat(e.id()).as("cut to %d bytes", length).isIn("E401", "E402");
    }
    assertThat(refusal(java.util.Arrays.copyOf(good, good.length - 1)).id()).isEqualTo("E402");
  }

  @Test
  void a_byte_too_many_is_refused() throws IOException {
    assertThat(refusal(java.util.Arrays.copyOf(good, good.length + 1)).id()).isEqualTo("E402");
  }

  @Test
  void one_changed_byte_anywhere_is_refused() throws IOException {
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= (byte) (1 << i % 8);
      String id = "none";
      try {
        Safetensors.read(bad, "bad");
      } catch (SomaException.ModelFormat e) {
        id = e.id();
      }
      if (!id.equals("E401") && !id.equals("E402")) {
        throw new AssertionError("bit " + i % 8 + " of byte " + i + " changed: error " + id);
      }
    }
  }

  static Stream<byte[]> foreign() {
    byte[] png = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    byte[] huge = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 62).array();
    return Stream.of(
        new byte[0],
        png,
        huge,
        "a,b,c\n1,2,3\n".getBytes(StandardCharsets.UTF_8),
        safetensors("{}"),
        safetensors("[1, 2]"),
        safetensors("{\"__metadata__\":{\"format\":\"pt\"}}"),
        safetensors("{\"__metadata__\":{\"sha256\":\"" + "0".repeat(64) + "\"}"));
  }

  private static byte[] safetensors(String header) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void a_foreign_file_is_E401(byte[] bytes) throws IOException {
    assertThat(refusal(bytes).id()).isEqualTo("E401");
  }

  @Test
  void a_sealed_file_of_another_format_or_without_its_entries_is_E401() throws IOException {
    assertThat(refusal(sealed(Map.of("format", "other", "version", "1"))).id()).isEqualTo("E401");
    assertThat(refusal(sealed(Map.of("format", "soma", "version", "x"))).id()).isEqualTo("E401");
    assertThat(refusal(sealed(Map.of("format", "soma", "version", "1"))).id()).isEqualTo("E401");
    Map<String, String> bare = Map.of("format", "soma", "version", "1", "model", "{}");
    assertThat(refusal(sealed(bare)).id()).isEqualTo("E401");
  }

  @Test
  void a_sealed_file_names_the_entry_that_it_lacks_or_that_is_of_another_kind() throws IOException {
    String[][] cases = {
      {"{}", "lacks \"members\""},
      {"{\"members\":[]}", "lacks \"target\""},
      {"{\"members\":[{}]}", "lacks \"network\""},
      {"{\"members\":3}", "its description is not that of a model"},
      {"{\"members\":[{\"network\":5}]}", "its description is not that of a model"},
      {"3", "its description is not that of a model"},
    };
    for (String[] c : cases) {
      SomaException e = refusal(sealed(Map.of("format", "soma", "version", "1", "model", c[0])));
      assertThat(e.id()).as(c[0]).isEqualTo("E401");
      assertThat(e.getMessage()).contains(c[1]);
    }
  }

  private static byte[] sealed(Map<String, String> texts) {
    return Safetensors.write(new Safetensors.Content(texts, Map.of()));
  }

  @Test
  void a_tensor_of_another_shape_is_E401() throws IOException {
    Safetensors.Content content = Safetensors.read(good, "good");
    Safetensors.Tensor w = content.tensors().get("0.W1");
    content
        .tensors()
        .put("0.W1", new Safetensors.Tensor(new int[] {w.shape()[1], w.shape()[0]}, w.values()));
    SomaException e = refusal(Safetensors.write(content));
    assertThat(e.id()).isEqualTo("E401");
    assertThat(e.getMessage()).contains("W1");
  }

  @Test
  void a_newer_version_is_E403_and_says_which() throws IOException {
    SomaException e = refusal(sealed(Map.of("format", "soma", "version", "3", "model", "{}")));
    assertThat(e.id()).isEqualTo("E403");
    assertThat(e.getMessage()).contains("version 3").contains("reads up to 2");
  }

  @Test
  void a_missing_file_and_a_folder_are_E404() {
    Path missing = folder.resolve("none.soma");
    for (Path file : List.of(missing, folder, folder.resolve("deep/er/none.soma"))) {
      assertThatThrownBy(() -> Model.load(file))
          .isInstanceOfSatisfying(
              SomaException.ModelFormat.class, e -> assertThat(e.id()).isEqualTo("E404"))
          .hasMessageContaining(file.getFileName().toString());
    }
  }

  @Test
  void a_missing_model_is_answered_with_the_nearest_that_there_is() throws IOException {
    Path model = Files.createDirectories(folder.resolve("runs/titanic-1")).resolve("model.soma");
    Path other = folder.resolve("runs/apples.soma");
    Files.write(model, good);
    Files.write(other, good);
    for (String typo :
        List.of("runs/titnic-1/model.soma", "runs/titanik-1", "runs/titanic/m.soma")) {
      assertThat(refused(folder.resolve(typo)))
          .as(typo)
          .hasMessageContaining("there is " + model + ", " + other)
          .extracting(SomaException::fixes)
          .isEqualTo(List.of("soma inspect " + model));
    }
    assertThat(refused(folder)).hasMessageContaining("; there is " + other); // in its runs
    assertThat(refused(model.getParent()).fixes()).containsExactly("soma inspect " + model);
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThat(refused(empty).fixes()).containsExactly("soma train --help");
  }

  private static SomaException refused(Path file) {
    try {
      Model.load(file);
    } catch (SomaException.ModelFormat e) {
      assertThat(e.id()).isEqualTo("E404");
      return e;
    }
    throw new AssertionError("not refused: " + file);
  }

  @Test
  void what_is_damaged_or_newer_is_answered_with_the_training_beside_it() throws IOException {
    byte[] cut = java.util.Arrays.copyOf(good, 100);
    byte[] newer = sealed(Map.of("format", "soma", "version", "3", "model", "{}"));
    assertThat(refusal(cut).fixes()).containsExactly("soma train --help");
    Path config = Files.writeString(folder.resolve("config.toml"), "");
    for (byte[] bytes : List.of(cut, newer)) {
      assertThat(refusal(bytes).fixes()).containsExactly("soma train --config " + config);
    }
    assertThat(refusal(cut).id()).isEqualTo("E402");
    assertThat(refusal(cut)).hasMessageContaining("it ends within its header");
  }

  @Test
  void a_folder_that_cannot_be_written_is_E805_and_leaves_nothing() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain"), "a file");
    Path taken = Files.createDirectory(folder.resolve("taken"));
    for (Path file : List.of(plain.resolve("m.soma"), folder.resolve("none/m.soma"), taken)) {
      assertThatThrownBy(() -> model.save(file))
          .as(file.toString())
          .isInstanceOfSatisfying(
              SomaException.Resource.class, e -> assertThat(e.id()).isEqualTo("E805"));
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(plain, taken);
    }
  }

  @Test
  void an_interrupted_thread_saves_and_stays_interrupted() throws IOException {
    Path file = folder.resolve("m.soma");
    Thread.currentThread().interrupt();
    try {
      model.save(file);
    } finally {
      assertThat(Thread.interrupted()).as("and its flag").isTrue();
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(good);
  }

  @Test
  void saving_replaces_the_old_file_and_leaves_no_temporary_one() throws IOException {
    Path file = Files.writeString(folder.resolve("m.soma"), "old");
    model.save(file);
    assertThat(Files.readAllBytes(file)).isEqualTo(good);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void several_threads_may_save_to_one_path() throws Exception {
    Path file = folder.resolve("m.soma");
    List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      threads.add(Thread.ofPlatform().start(() -> catching(() -> model.save(file), failures)));
    }
    for (Thread t : threads) {
      t.join();
    }
    assertThat(failures).isEmpty();
    assertThat(Files.readAllBytes(file)).isEqualTo(good);
  }

  private static void catching(Runnable work, List<Throwable> failures) {
    try {
      work.run();
    } catch (RuntimeException e) {
      failures.add(e);
    }
  }

  @Test
  void what_is_loaded_saves_to_the_same_bytes() throws IOException {
    Path first = Files.write(folder.resolve("first.soma"), good);
    Path second = folder.resolve("second.soma");
    Model.load(first).save(second);
    assertThat(Files.readAllBytes(second)).isEqualTo(good);
  }

  /// The layout as any other safetensors reader sees it.
  @Test
  void an_independent_reader_of_safetensors_finds_the_weights() {
    ByteBuffer in = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(in.getLong());
    assertThat((8 + length) % 8).isZero();
    JsonNode header =
        JsonMapper.shared().readTree(new String(good, 8, length, StandardCharsets.UTF_8));
    JsonNode texts = header.get("__metadata__");
    texts.properties().forEach(e -> assertThat(e.getValue().isString()).isTrue());
    assertThat(texts.get("format").asString()).isEqualTo("soma");
    int end = 0;
    for (var group : model.network().parameters().groups()) {
      JsonNode tensor = header.get("0." + group.name());
      assertThat(tensor.get("dtype").asString()).isEqualTo("F32");
      assertThat(tensor.get("shape").get(0).asInt()).isEqualTo(group.rows());
      assertThat(tensor.get("shape").size()).isEqualTo(group.decays() ? 2 : 1);
      int begin = tensor.get("data_offsets").get(0).asInt();
      assertThat(begin).as("no holes").isEqualTo(end);
      end = tensor.get("data_offsets").get(1).asInt();
      for (int i = 0; i < group.size(); i++) {
        assertThat(in.getFloat(8 + length + begin + 4 * i))
            .isEqualTo(model.network().parameters().values()[group.offset() + i]);
      }
    }
    assertThat(good).hasSize(8 + length + end);
  }
}
