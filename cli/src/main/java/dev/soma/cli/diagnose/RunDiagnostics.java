package dev.soma.cli.diagnose;

import dev.soma.cli.config.ConfigFile;
import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.error.SomaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The diagnostics in the log of a run.
///
/// @param folder of the run
/// @param networks how many were begun
/// @param interrupted whether somebody has ended the last one
/// @param all in the order of the log; of a condition that was met again the last one counts the
///   times
/// @param epochs how many each network ran, by its number from 1
record RunDiagnostics(
    Path folder, int networks, boolean interrupted, List<Met> all, Map<Integer, Integer> epochs) {
  private static final String LOG = "run.jsonl";

  /// One event.
  ///
  /// @param id of the condition
  /// @param network which of several, from 1
  /// @param times how often it was met in that network so far
  record Met(
      String id,
      int network,
      int epoch,
      int layer,
      int times,
      String sentence,
      Map<String, Double> evidence,
      String remedy) {}

  /// Those of the newest run in `runs/`; empty if there is none.
  static Optional<RunDiagnostics> newest() {
    Path runs = Path.of("runs");
    if (!Files.isDirectory(runs)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(runs)) {
      return folders
          .filter(f -> Files.isRegularFile(f.resolve(LOG)))
          .max(Comparator.comparing(RunDiagnostics::time).thenComparing(Path::toString))
          .map(RunDiagnostics::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileTime time(Path folder) {
    try {
      return Files.getLastModifiedTime(folder.resolve(LOG));
    } catch (IOException _) {
      return FileTime.fromMillis(0);
    }
  }

  /// Those of a run.
  ///
  /// @param run its folder, or a file in it
  /// @param fix a command for where there is none
  /// @throws SomaException.Data E304 if there is no run
  static RunDiagnostics of(Path run, String fix) {
    Path folder = Files.isDirectory(run) ? run : run.toAbsolutePath().getParent();
    if (!Files.exists(run) || folder == null || !Files.isRegularFile(folder.resolve(LOG))) {
      throw new SomaException.Data(
          "E304", "no such run · " + run + "\nexpected a folder with " + LOG, fix);
    }
    return read(folder);
  }

  private static RunDiagnostics read(Path folder) {
    List<Met> all = new ArrayList<>();
    Map<Integer, Integer> epochs = new HashMap<>();
    int networks = 0;
    int network = 1;
    boolean interrupted = false;
    try {
      for (String line : Files.readAllLines(folder.resolve(LOG))) {
        JsonNode event = JsonMapper.shared().readTree(line);
        switch (event.path("event").asString("")) {
          case "started" -> networks++;
          case "member" -> network = event.path("member").asInt(1);
          case "epoch" -> epochs.put(network, event.path("epoch").asInt(0));
          case "stopped" -> interrupted = event.path("reason").asString("").equals("interrupted");
          case "diagnostic" -> all.add(met(event, network));
          default -> {}
        }
      }
    } catch (JacksonException _) {
      // a log that is being written ends in the middle of a line
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RunDiagnostics(folder, networks, interrupted, all, epochs);
  }

  private static Met met(JsonNode event, int network) {
    Map<String, Double> evidence = new LinkedHashMap<>();
    event
        .path("evidence")
        .properties()
        .forEach(e -> evidence.put(e.getKey(), number(e.getValue())));
    return new Met(
        event.path("id").asString(""),
        network,
        event.path("epoch").asInt(0),
        event.path("layer").asInt(0),
        event.path("times").asInt(1),
        event.path("sentence").asString(""),
        evidence,
        event.path("remedy").asString(""));
  }

  private static double number(JsonNode value) {
    return value.isNumber() ? value.asDouble() : Double.NaN;
  }

  /// The file that the run learned from, as `config.toml` names it; empty if it does not.
  Optional<String> data() {
    return settings().map(s -> s.text(Key.DATA)).filter(d -> !d.isEmpty());
  }

  /// The columns that the run left out because somebody said so.
  List<String> ignored() {
    return settings().map(s -> s.texts(Key.IGNORE)).orElse(List.of());
  }

  private Optional<Settings> settings() {
    Path config = folder.resolve("config.toml");
    return Files.isRegularFile(config) ? Optional.of(ConfigFile.read(config)) : Optional.empty();
  }

  /// When one of them was met last, in words.
  String end(Met last) {
    return Tally.end(last.epoch, epochs.getOrDefault(last.network, 0));
  }

  /// Those of a condition that were told first, one a network and layer.
  List<Met> first(String id) {
    return all.stream().filter(m -> m.id.equals(id) && m.times == 1).toList();
  }

  /// The last word on one of them.
  Met last(Met first) {
    return all.stream()
        .filter(m -> m.id.equals(first.id))
        .filter(m -> m.network == first.network && m.layer == first.layer)
        .filter(m -> m.times > 1)
        .findFirst()
        .orElse(first);
  }
}
