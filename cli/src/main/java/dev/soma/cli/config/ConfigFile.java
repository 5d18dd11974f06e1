package dev.soma.cli.config;

import dev.soma.cli.screen.Text;
import dev.soma.error.SomaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/// `config.toml`: one line for every key, in full.
public final class ConfigFile {
  private ConfigFile() {}

  /// The text of the file.
  ///
  /// @param version of Soma, for the first line
  public static String write(Settings settings, String version) {
    StringBuilder text = new StringBuilder("# every setting of a run of soma " + version + "\n");
    String heading = "";
    for (Key key : Key.values()) {
      if (!key.heading().equals(heading)) {
        heading = key.heading();
        text.append("\n# ").append(heading.toLowerCase(java.util.Locale.ROOT)).append('\n');
      }
      text.append(key.key()).append(" = ").append(value(settings, key)).append('\n');
    }
    return text.toString();
  }

  private static String value(Settings settings, Key key) {
    String text = settings.text(key);
    return switch (key.kind()) {
      case SWITCH -> text.equals("auto") ? quoted(text) : text;
      case REAL, WHOLE -> text.matches("[-+]?\\d.*") ? number(text) : quoted(text);
      case TEXT -> quoted(text);
      case TEXTS ->
          "["
              + String.join(", ", settings.texts(key).stream().map(ConfigFile::quoted).toList())
              + "]";
    };
  }

  /// TOML wants digits on both sides of the point.
  private static String number(String text) {
    return text.replaceFirst("\\.(?=$|e|E)", ".0");
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        default -> out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /// Reads a file.
  ///
  /// @throws SomaException.Usage E208 if it is no TOML, or has a key or value that is not known
  /// @throws SomaException.Data E304 if there is no such file, or it cannot be read, E306 for a
  ///   folder, with the file in it
  public static Settings read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw unread(file, e);
    }
    try {
      JsonNode root = TomlMapper.shared().readTree(text);
      Map<Key, List<String>> values = new EnumMap<>(Key.class);
      for (Map.Entry<String, JsonNode> entry : root.properties()) {
        JsonNode node = entry.getValue();
        String value = (node.isArray() ? node.path(0) : node).asString("");
        Key key = Key.of(entry.getKey(), value, file.toString());
        values.put(key, texts(key, node, file));
      }
      return new Settings(values);
    } catch (JacksonException e) {
      throw new SomaException.Usage(
          "E208",
          "not a config file · "
              + file
              + " line "
              + (e.getLocation() == null ? 1 : e.getLocation().getLineNr())
              + ": "
              + String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse(""),
          "soma train --show-config");
    }
  }

  private static SomaException.Data unread(Path file, IOException e) {
    String where = " · " + file + ", named by --config";
    if (Files.isDirectory(file)) {
      Path inside = file.resolve("config.toml");
      boolean run = Files.isRegularFile(inside);
      return new SomaException.Data(
          "E306",
          "folder"
              + where
              + (run ? ", is the folder of a run" : ", is a folder without a config.toml"),
          run ? "--config " + Text.quoted(inside.toString()) : "soma train --show-config");
    }
    return Files.exists(file)
        ? new SomaException.Data("E304", "cannot read" + where + ": " + e.getMessage())
        : new SomaException.Data("E304", "no such file" + where, "soma train --show-config");
  }

  private static List<String> texts(Key key, JsonNode node, Path file) {
    if (node.isArray() && key.kind() == Key.Kind.TEXTS) {
      List<String> texts = new ArrayList<>();
      node.forEach(n -> texts.add(n.asString()));
      return texts.isEmpty() ? List.of("") : texts;
    }
    if (node.isValueNode()) {
      return List.of(node.asString());
    }
    throw new SomaException.Usage(
        "E208",
        "bad value of " + key.key() + " · " + file + ": " + node,
        "write " + key.key() + " = \"" + key.preset() + "\"");
  }
}
