package dev.soma.cli.train;

import dev.soma.error.SomaException;
import dev.soma.eval.Evaluation;
import dev.soma.train.Execution;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// `run.jsonl`, with the first and the last event of a run: what does not determine the model.
///
/// A disk that is full does not end a training: what was written stays, up to the last whole line,
/// and the failure is remembered.
final class RunLog extends Writer {
  /// The version of the events.
  static final int SCHEMA = 1;

  private final Path place;
  private final Path begun;
  private final OutputStream out;
  private final StringBuilder line = new StringBuilder();
  private long written;
  private SomaException.@Nullable Resource failure;

  /// Begins a log, in place of a file that may be there.
  ///
  /// @param place where it is at the end
  /// @param begun where it is until somebody moves it there
  RunLog(Path place, Path begun) throws IOException {
    this.place = place;
    this.begun = begun;
    this.out = Files.newOutputStream(begun);
  }

  private Path file() {
    return Files.exists(begun) ? begun : place;
  }

  /// E804 if events are missing; null if none are.
  SomaException.@Nullable Resource failure() {
    return failure;
  }

  /// The message of a failure, and behind it that of the log if it has one of its own.
  String after(SomaException.Resource other) {
    SomaException.Resource own = failure;
    return other.getMessage() + (own == null || own.equals(other) ? "" : "\n" + own.getMessage());
  }

  @Override
  public void write(char[] text, int from, int length) {
    line.append(text, from, length);
  }

  @Override
  public void flush() {
    byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
    line.setLength(0);
    if (failure != null) {
      return;
    }
    try {
      out.write(bytes);
      written += bytes.length;
    } catch (IOException e) {
      failure = incomplete(e);
      cut();
    }
  }

  /// Takes away the part of a line.
  private void cut() {
    try (RandomAccessFile f = new RandomAccessFile(file().toFile(), "rw")) {
      f.setLength(written);
    } catch (IOException _) {
      // no file, but a pipe or a device
    }
  }

  private SomaException.Resource incomplete(IOException e) {
    return new SomaException.Resource(
        "E804",
        "the log of the run is incomplete · " + place + ": " + e.getMessage(),
        RunFolder.ROOM);
  }

  /// Closes the file; removes it if nothing is in it.
  @Override
  public void close() {
    try {
      out.close();
      if (written == 0) {
        Files.deleteIfExists(file());
      }
    } catch (IOException e) {
      failure = failure == null ? incomplete(e) : failure;
    }
  }

  static Map<String, Object> begin(String data, Execution execution) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("event", "run");
    run.put("schema", SCHEMA);
    run.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    run.put("host", host());
    run.put("java", Runtime.version().toString());
    run.put("data", data);
    run.put("threads", execution.threads());
    run.put("kernels", execution.kernels().describe());
    return run;
  }

  static Map<String, Object> end(String model, double seconds) {
    Map<String, Object> saved = new LinkedHashMap<>();
    saved.put("event", "saved");
    saved.put("model", model);
    saved.put("seconds", Math.round(seconds * 1000) / 1000.0);
    return saved;
  }

  static Map<String, Object> end(String model, Evaluation test, double seconds) {
    Map<String, Object> saved = end(model, seconds);
    saved.put("test", test(test));
    return saved;
  }

  private static Map<String, Object> test(Evaluation test) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("rows", test.rows());
    if (test.unpredicted() > 0) {
      metrics.put("unpredicted", test.unpredicted());
    }
    for (Evaluation.Score score : test.scores()) {
      if (Double.isFinite(score.value())) {
        metrics.put(score.metric().name(), score.value());
      }
    }
    return metrics;
  }

  static void write(Writer out, Map<String, Object> event) {
    try {
      out.write(JsonMapper.shared().writeValueAsString(event) + "\n");
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String host() {
    String name = System.getenv("HOSTNAME"); // not looked up: nothing may leave the machine
    return name == null
        ? Objects.requireNonNullElse(System.getenv("COMPUTERNAME"), "unknown")
        : name;
  }
}
