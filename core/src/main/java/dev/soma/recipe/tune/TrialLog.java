package dev.soma.recipe.tune;

import dev.soma.error.SomaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The file that a search is written to, one JSON object a line: what is searched, then every
/// result as it comes. Each line is on the disk before the next trial begins, so a process that is
/// killed loses the trial it was at and no other. One process writes it at a time.
public final class TrialLog implements AutoCloseable {
  private static final int SCHEMA = 1;
  private static final String ANEW = "name the table and the target in place of --resume";
  private static final JsonMapper JSON = JsonMapper.shared();

  /// What a search is of.
  ///
  /// @param search what determines its results, by name, as far as whoever writes the log knows it
  /// @param goals what does not: how many trials, how much time
  public record Header(Map<String, String> search, Map<String, String> goals) {
    /// Copies.
    public Header {
      search = Map.copyOf(search);
      goals = Map.copyOf(goals);
    }

    private String of(String name) {
      return search.getOrDefault(name, "");
    }
  }

  /// What a file holds.
  ///
  /// @param header what the search is of, with the goals it had last
  /// @param results in the order they came
  /// @param bytes length of the file up to the end of its last whole line
  public record Content(Header header, List<Result> results, long bytes) {
    /// Copies.
    public Content {
      results = List.copyOf(results);
    }

    /// Checks that this is a log of the same search.
    ///
    /// @throws SomaException.Mismatch E522 naming what is another
    public void require(Path file, Header other) {
      require(file, other, ANEW);
    }

    /// Checks that this is a log of the same search.
    ///
    /// @param anew what begins another one
    /// @throws SomaException.Mismatch E522 naming what is another
    public void require(Path file, Header other, String anew) {
      Set<String> names = new TreeSet<>(header.search().keySet());
      names.addAll(other.search().keySet());
      List<String> differ = names.stream().filter(n -> !header.of(n).equals(other.of(n))).toList();
      if (differ.isEmpty()) {
        return;
      }
      String name = differ.getFirst();
      throw new SomaException.Mismatch(
          "E522",
          "another search · "
              + file
              + " is of "
              + said(name, header.of(name))
              + ", this one of "
              + said(name, other.of(name)),
          name.startsWith("--") ? asBefore(name, differ) : anew);
    }

    /// The flags that differ, as they were.
    private String asBefore(String first, List<String> differ) {
      String flags =
          differ.stream()
              .filter(n -> n.startsWith("--") && !header.of(n).isEmpty())
              .map(n -> n + " '" + header.of(n) + "'")
              .collect(Collectors.joining(" "));
      return flags.isEmpty() ? "leave " + first + " out" : flags;
    }

    private static String said(String name, String value) {
      return value.isEmpty() ? "no " + name : name + " " + value;
    }
  }

  private final Path file;
  private final FileChannel channel;

  private TrialLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// Begins a log, in place of a file that may be there.
  ///
  /// @throws SomaException.Resource E804 if it cannot be written, E811 if another process writes it
  public static TrialLog begin(Path file, Header header) {
    return open(file, 0, header);
  }

  /// Goes on with a log: half a line at its end, left by a process that was killed, is cut off.
  ///
  /// @param goals it has from now on
  /// @throws SomaException.Resource E804 if it cannot be written, E811 if another process writes
  ///   it, or has since it was read
  public static TrialLog resume(Path file, Content content, Map<String, String> goals) {
    return open(file, content.bytes(), new Header(content.header().search(), goals));
  }

  private static TrialLog open(Path file, long bytes, Header header) {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!locked(channel) || (bytes > 0 && endOfLines(bytes(channel)) != bytes)) {
        channel.close();
        throw busy(file);
      }
      channel.truncate(bytes).position(bytes);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
    TrialLog log = new TrialLog(file, channel);
    log.append(line(header));
    return log;
  }

  /// Keeps other processes out until the channel is closed.
  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException _) { // this process has it open already
      return false;
    }
  }

  /// Reads by the channel that holds the lock: closing any other on the file would give it up.
  private static byte[] bytes(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // goes on
    }
    return bytes.array();
  }

  /// Lets others write it.
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // every line is on the disk
    }
  }

  /// Writes a result.
  ///
  /// @param metric its name
  /// @throws SomaException.Resource E804 if it cannot be written
  public void write(Result result, String metric) {
    ObjectNode json = JSON.createObjectNode();
    json.put("event", "trial");
    json.put("trial", result.trial().index()).put("epochs", result.epochs());
    ObjectNode settings = json.putObject("settings");
    result.trial().values().forEach((setting, value) -> settings.put(setting.label(), value));
    json.put("metric", metric);
    if (Double.isFinite(result.score())) {
      json.put("score", result.score());
    } else {
      json.putNull("score");
    }
    ArrayNode scores = json.putArray("scores");
    for (double score : result.scores()) {
      if (Double.isFinite(score)) {
        scores.add(score);
      } else {
        scores.addNull();
      }
    }
    json.put("seconds", result.seconds());
    append(JSON.writeValueAsString(json));
  }

  private static String line(Header header) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("event", "search");
    json.put("schema", SCHEMA);
    json.put("search", new TreeMap<>(header.search()));
    json.put("goals", new TreeMap<>(header.goals()));
    return JSON.writeValueAsString(json);
  }

  private void append(String line) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /// Reads a log; half a line at its end is left out.
  ///
  /// @throws SomaException.Data E304 if there is no such file, E342 if a line is not of such a log
  public static Content read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException _) {
      throw new SomaException.Data(
          "E304", "no such file · " + file + ": the log of a search", ANEW);
    }
    int end = endOfLines(bytes);
    String text = new String(bytes, 0, end, StandardCharsets.UTF_8);
    Header header = null;
    List<Result> results = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      try {
        JsonNode json = JSON.readTree(line);
        if (json.path("event").asString("").equals("search")) {
          Header own = new Header(texts(json.get("search")), texts(json.get("goals")));
          header = header == null ? own : new Header(header.search(), own.goals());
        } else {
          results.add(result(json));
        }
      } catch (JacksonException | IllegalArgumentException | NullPointerException _) {
        throw broken(file, number);
      }
    }
    if (header == null) {
      throw broken(file, 1);
    }
    return new Content(header, results, end);
  }

  private static int endOfLines(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  private static Result result(JsonNode json) {
    EnumMap<Setting, String> values = new EnumMap<>(Setting.class);
    texts(json.get("settings")).forEach((name, value) -> values.put(Setting.of(name), value));
    List<Double> scores = new ArrayList<>();
    json.get("scores") // those that are not finite are null, and were words
        .forEach(s -> scores.add(s.isNumber() ? s.asDouble() : Double.NaN));
    return new Result(
        new Trial(json.get("trial").asInt(), values),
        json.get("epochs").asInt(),
        scores,
        json.get("seconds").asDouble());
  }

  private static Map<String, String> texts(JsonNode json) {
    Map<String, String> texts = new LinkedHashMap<>();
    json.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asString()));
    return texts;
  }

  private static SomaException.Data broken(Path file, int line) {
    return new SomaException.Data(
        "E342", "not a log of a search · " + file + " line " + line, ANEW);
  }

  private static SomaException.Resource busy(Path file) {
    return new SomaException.Resource(
        "E811", "another search writes " + file, "wait until it has ended, or stop it");
  }

  private static SomaException.Resource unwritable(Path file, IOException e) {
    return new SomaException.Resource(
        "E804", "cannot write · " + file + ": " + e.getMessage(), "free some disk space");
  }
}
