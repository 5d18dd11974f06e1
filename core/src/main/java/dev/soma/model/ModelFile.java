package dev.soma.model;

import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.engine.Network;
import dev.soma.error.SomaException;
import dev.soma.model.calibration.CalibrationData;
import dev.soma.nn.Activation;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Models as files: weights in the safetensors layout, everything else as JSON in its metadata.
///
/// `docs/format.md` specifies the format byte by byte.
final class ModelFile {
  /// The largest version that is written; files with a larger one are refused.
  static final int FORMAT = 2;

  /// The version of models without an offset, which readers of the first version can use.
  private static final int PLAIN = 1;

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private ModelFile() {}

  static void save(Model model, Path file) {
    Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
    List<Map<String, Object>> members = new ArrayList<>();
    for (int k = 0; k < model.members().size(); k++) {
      Member m = model.members().get(k);
      Map<String, Object> entry = new TreeMap<>();
      entry.put("network", m.network().spec().toString());
      entry.put("encoder", m.encoder().toData());
      TargetEncoder.Numbers scale = m.scale();
      if (scale != null) {
        entry.put("scale", scale.toData());
      }
      members.add(entry);
      Parameters p = m.network().parameters();
      for (Parameters.Group g : p.groups()) {
        float[] values = new float[g.size()];
        System.arraycopy(p.values(), g.offset(), values, 0, values.length);
        tensors.put(k + "." + g.name(), new Safetensors.Tensor(g.shape(), values));
      }
    }
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("target", model.target().toData());
    description.put("loss", model.loss().toString());
    description.put("l2", model.l2());
    description.put("members", members);
    description.put("provenance", model.provenance().toData());
    Map<String, Object> calibration = CalibrationData.of(model.calibration());
    if (!calibration.isEmpty()) {
      description.put("calibration", calibration);
    }
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("format", "soma");
    boolean shifted = model.members().stream().anyMatch(m -> m.encoder().offset() != null);
    texts.put("version", Integer.toString(shifted ? FORMAT : PLAIN));
    texts.put("model", JSON.writeValueAsString(description));
    AtomicFile.write(file, Safetensors.write(new Safetensors.Content(texts, tensors)));
  }

  static Model load(Path file, List<Activation.Custom> own, Loss.@Nullable Custom loss) {
    String name = file.toString();
    Safetensors.Content content = Safetensors.read(bytes(file), name);
    String version = content.texts().getOrDefault("version", "");
    if (!"soma".equals(content.texts().get("format")) || !version.matches("\\d{1,9}")) {
      throw new SomaException.ModelFormat(
          "E401",
          "not a Soma model · " + name + ": its metadata does not name the format soma",
          "soma train data.csv --target y");
    }
    if (Integer.parseInt(version) > FORMAT) {
      throw new SomaException.ModelFormat(
          "E403",
          "newer model file · "
              + name
              + ": format version "
              + version
              + ", this Soma reads up to "
              + FORMAT,
          "use a newer Soma");
    }
    try {
      Map<String, Object> data = JSON.readValue(content.texts().getOrDefault("model", ""), MAP);
      return model(data, content.tensors(), own, loss);
    } catch (JacksonException | IllegalArgumentException | ClassCastException e) {
      throw new SomaException.ModelFormat(
          "E401", "not a Soma model · " + name + ": " + e.getMessage());
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new SomaException.ModelFormat(
          "E404", "no such model file · " + file, "ls " + parent(file));
    } catch (IOException e) {
      throw new SomaException.ModelFormat(
          "E404",
          "model file cannot be read · " + file + (Files.isDirectory(file) ? " is a folder" : ""),
          Files.exists(file.resolve("model.soma"))
              ? "use " + file.resolve("model.soma")
              : "ls " + parent(file));
    }
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    return parent == null ? Path.of(".") : parent;
  }

  private static Model model(
      Map<String, Object> data,
      Map<String, Safetensors.Tensor> tensors,
      List<Activation.Custom> own,
      Loss.@Nullable Custom loss) {
    List<Member> members = new ArrayList<>();
    for (Map<String, Object> m : maps(data.get("members"))) {
      NetworkSpec spec = NetworkSpec.parse(text(m.get("network")), own);
      Parameters p = Parameters.zeros(spec);
      for (Parameters.Group g : p.groups()) {
        Safetensors.Tensor t = tensors.get(members.size() + "." + g.name());
        if (t == null || !Arrays.equals(t.shape(), g.shape())) {
          throw new IllegalArgumentException("tensor " + g.name() + " is missing or misshapen");
        }
        System.arraycopy(t.values(), 0, p.values(), g.offset(), g.size());
      }
      Encoder encoder = Encoder.fromData(map(m.get("encoder")));
      members.add(new Member(encoder, Network.of(p), scale(m.get("scale"))));
    }
    Model model =
        new Model(
            members,
            TargetEncoder.fromData(map(data.get("target"))),
            loss(text(data.get("loss")), loss),
            number(data.get("l2")).doubleValue(),
            provenance(map(data.get("provenance"))));
    return model.calibrated(CalibrationData.read(data.get("calibration")));
  }

  private static TargetEncoder.@Nullable Numbers scale(@Nullable Object data) {
    return data == null ? null : (TargetEncoder.Numbers) TargetEncoder.fromData(map(data));
  }

  private static Loss loss(String text, Loss.@Nullable Custom own) {
    if (own != null && text.equals(own.toString())) {
      return own;
    }
    if (text.startsWith("custom(")) {
      throw new SomaException.Usage(
          "E213",
          "the model was trained with " + text + ", a loss of one's own that was not supplied",
          "Model.load(file, List.of(), Loss.custom(...))");
    }
    return Loss.parse(text);
  }

  private static Provenance provenance(Map<String, Object> data) {
    Map<String, String> settings = new LinkedHashMap<>();
    map(data.get("settings")).forEach((k, v) -> settings.put(k, text(v)));
    return new Provenance(
        text(data.get("version")),
        text(data.get("data_sha256")),
        number(data.get("rows")).intValue(),
        number(data.get("seed")).longValue(),
        settings,
        number(data.get("step")).longValue());
  }

  private static Map<String, Object> map(@Nullable Object value) {
    return JSON.convertValue(required(value), MAP);
  }

  private static List<Map<String, Object>> maps(@Nullable Object value) {
    return JSON.convertValue(required(value), new TypeReference<>() {});
  }

  private static String text(@Nullable Object value) {
    return (String) required(value);
  }

  private static Number number(@Nullable Object value) {
    return (Number) required(value);
  }

  private static Object required(@Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("its description lacks an entry");
    }
    return value;
  }
}
