package dev.soma.model;

import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.text.Names;
import dev.soma.engine.Network;
import dev.soma.error.SomaException;
import dev.soma.model.calibration.CalibrationData;
import dev.soma.nn.Activation;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
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

  private static final int SHOWN = 5;
  private static final String HELP = "soma train --help";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private ModelFile() {}

  static void save(Model model, Path file) {
    AtomicFile.write(file, bytes(model));
  }

  static byte[] bytes(Model model) {
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
    return Safetensors.write(new Safetensors.Content(texts, tensors));
  }

  static Model load(Path file, List<Activation.Custom> own, Loss.@Nullable Custom loss) {
    String name = file.toString();
    Safetensors.Content content = Safetensors.read(bytes(file), name);
    String version = content.texts().getOrDefault("version", "");
    if (!"soma".equals(content.texts().get("format")) || !version.matches("\\d{1,9}")) {
      throw Safetensors.foreign(name, "its metadata does not name the format soma", again(name));
    }
    if (Integer.parseInt(version) > FORMAT) {
      throw newer(name, version);
    }
    try {
      Map<String, Object> data = JSON.readValue(content.texts().getOrDefault("model", ""), MAP);
      return model(data, content.tensors(), own, loss);
    } catch (JacksonException | ClassCastException e) { // their messages name classes of Java
      throw Safetensors.foreign(name, "its description is not that of a model", again(name));
    } catch (IllegalArgumentException e) {
      throw Safetensors.foreign(name, String.valueOf(e.getMessage()), again(name));
    }
  }

  private static SomaException.ModelFormat newer(String name, String version) {
    return new SomaException.ModelFormat(
        "E403",
        "newer model file · "
            + name
            + ": format version "
            + version
            + ", this Soma reads up to "
            + FORMAT
            + "\nexpected a model of this Soma or an older one: use a newer Soma, or train again",
        again(name));
  }

  /// What makes a model anew: the settings of its training, if they are beside it.
  static String again(String name) {
    Path config = Path.of(name).resolveSibling("config.toml");
    return Files.isRegularFile(config)
        ? "soma train --config " + Names.quoted(config.toString())
        : HELP;
  }

  private static byte[] bytes(Path file) {
    if (Files.isRegularFile(file.resolve("model.soma"))) {
      throw absent("no model file · " + file + " is a folder", "", file);
    }
    if (Files.isDirectory(file)) {
      throw absent("no model in the folder · " + file, ", or the folder of its run", file);
    }
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw absent("no such model file · " + file, "", file);
    } catch (AccessDeniedException e) {
      throw new SomaException.ModelFormat(
          "E404",
          "model file cannot be read · " + file + ": no permission\n" + Safetensors.EXPECTED,
          "chmod u+r " + Names.quoted(file.toString()));
    } catch (IOException e) {
      throw absent("model file cannot be read · " + file + ": " + e.getMessage(), "", file);
    }
  }

  /// Names the models that may have been meant.
  private static SomaException.ModelFormat absent(String what, String or, Path file) {
    List<Path> there = nearby(file);
    String fix =
        there.isEmpty() ? HELP : "soma inspect " + Names.quoted(there.getFirst().toString());
    return new SomaException.ModelFormat(
        "E404",
        what
            + "\n"
            + Safetensors.EXPECTED
            + or
            + (there.isEmpty()
                ? ""
                : "; there is " + Names.list(there.stream().map(Path::toString).toList(), SHOWN)),
        fix);
  }

  /// Models in the nearest folder that there is, or among its runs; that of the nearest name first.
  private static List<Path> nearby(Path file) {
    Path folder = file;
    String wanted = "";
    while (folder != null && !Files.isDirectory(folder)) {
      wanted = String.valueOf(folder.getFileName());
      folder = folder.getParent();
    }
    Path from = folder == null ? Path.of("") : folder;
    Map<String, Path> there = models(from);
    if (there.isEmpty()) {
      there = models(from.resolve("runs"));
    }
    List<Path> all = new ArrayList<>(there.values());
    Path nearest = Names.nearest(wanted, List.copyOf(there.keySet())).map(there::get).orElse(null);
    if (nearest != null) {
      all.remove(nearest);
      all.addFirst(nearest);
    }
    return all;
  }

  /// The models in a folder, and those in folders of runs in it, by what they are called there.
  private static Map<String, Path> models(Path folder) {
    Map<String, Path> models = new TreeMap<>();
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.toList()) {
        Path inside = child.resolve("model.soma");
        String name = String.valueOf(child.getFileName());
        if (Files.isRegularFile(inside)) {
          models.put(name, inside);
        } else if (name.endsWith(".soma") && Files.isRegularFile(child)) {
          models.put(name, child);
        }
      }
    } catch (IOException | UncheckedIOException unreadable) {
      return Map.of();
    }
    return models;
  }

  private static Model model(
      Map<String, Object> data,
      Map<String, Safetensors.Tensor> tensors,
      List<Activation.Custom> own,
      Loss.@Nullable Custom loss) {
    List<Member> members = new ArrayList<>();
    for (Map<String, Object> m : maps(data, "members")) {
      NetworkSpec spec = NetworkSpec.parse(text(m, "network"), own);
      Parameters p = Parameters.zeros(spec);
      for (Parameters.Group g : p.groups()) {
        String name = members.size() + "." + g.name();
        Safetensors.Tensor t = shaped(tensors.get(name), name, g.shape());
        System.arraycopy(t.values(), 0, p.values(), g.offset(), g.size());
      }
      Encoder encoder = Encoder.fromData(map(m, "encoder"));
      members.add(new Member(encoder, Network.of(p), scale(m.get("scale"))));
    }
    Model model =
        new Model(
            members,
            TargetEncoder.fromData(map(data, "target")),
            loss(text(data, "loss"), loss),
            number(data, "l2").doubleValue(),
            provenance(map(data, "provenance")));
    boolean folds = model.provenance().ofFolds();
    return model.calibrated(CalibrationData.read(data.get("calibration"), folds));
  }

  private static Safetensors.Tensor shaped(
      Safetensors.@Nullable Tensor tensor, String name, int[] shape) {
    if (tensor == null) {
      throw new IllegalArgumentException("tensor " + name + " is missing");
    }
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new IllegalArgumentException(
          "tensor "
              + name
              + " is "
              + Arrays.toString(tensor.shape())
              + ", its network has "
              + Arrays.toString(shape));
    }
    return tensor;
  }

  private static TargetEncoder.@Nullable Numbers scale(@Nullable Object data) {
    return data == null
        ? null
        : (TargetEncoder.Numbers) TargetEncoder.fromData(JSON.convertValue(data, MAP));
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
    map(data, "settings").forEach((k, v) -> settings.put(k, (String) v));
    return new Provenance(
        text(data, "version"),
        text(data, "data_sha256"),
        number(data, "rows").intValue(),
        number(data, "seed").longValue(),
        settings,
        number(data, "step").longValue());
  }

  private static Map<String, Object> map(Map<String, Object> data, String key) {
    return JSON.convertValue(required(data, key), MAP);
  }

  private static List<Map<String, Object>> maps(Map<String, Object> data, String key) {
    return JSON.convertValue(required(data, key), new TypeReference<>() {});
  }

  private static String text(Map<String, Object> data, String key) {
    return (String) required(data, key);
  }

  private static Number number(Map<String, Object> data, String key) {
    return (Number) required(data, key);
  }

  private static Object required(Map<String, Object> data, String key) {
    Object value = data.get(key);
    if (value == null) {
      throw new IllegalArgumentException("its description lacks \"" + key + "\"");
    }
    return value;
  }
}
