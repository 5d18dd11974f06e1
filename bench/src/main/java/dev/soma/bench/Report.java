package dev.soma.bench;

import dev.soma.eval.Metric;
import dev.soma.eval.PairedTest;
import dev.soma.kernel.KernelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The results as text: a Markdown table, or one JSON object a line.
final class Report {
  private static final String BEGIN = "<!-- measured: written by bench/accuracy -->";
  private static final String END = "<!-- end of measured -->";

  private Report() {}

  /// The table and the line that says where it was measured.
  static String markdown(List<Result> results) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(
        "| set | rows (train / test) | metric | constant | linear | Soma | 95 % interval"
            + " | Soma against linear | epochs (best) | fit |\n");
    text.append("|---|---|---|---|---|---|---|---|---|---|\n");
    for (Result result : results) {
      boolean first = true;
      for (Result.Line line : result.scores()) {
        text.append(row(result, line, first));
        first = false;
      }
    }
    return text.append('\n').append(machine()).append('\n').toString();
  }

  private static String row(Result r, Result.Line l, boolean first) {
    String metric = l.metric().toString();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | **%s** | %s .. %s | %s | %s | %s |%n",
        first ? r.set() : "",
        first ? String.format(Locale.ROOT, "%,d / %,d", r.trainRows(), r.testRows()) : "",
        metric.replace('_', ' '),
        number(l.metric(), l.constant()),
        number(l.metric(), l.paired().second()),
        number(l.metric(), l.soma().value()),
        number(l.metric(), l.soma().low()),
        number(l.metric(), l.soma().high()),
        verdict(l.paired()),
        first ? r.epochs() + " (" + r.bestEpoch() + ")" : "",
        first ? String.format(Locale.ROOT, "%.1f s", r.fitSeconds()) : "");
  }

  /// `better`, `worse` or `not significant`.
  static String verdict(PairedTest test) {
    return switch (test.verdict()) {
      case FIRST -> "better";
      case SECOND -> "**worse**";
      case NOT_SIGNIFICANT -> "no significant difference";
    };
  }

  private static String number(Metric metric, double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    if (metric.equals(Metric.ACCURACY)) {
      return String.format(Locale.ROOT, "%.1f %%", 100 * value);
    }
    return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%,.0f" : "%.3f", value);
  }

  private static String machine() throws IOException {
    return String.format(
        Locale.ROOT,
        "Measured %s on %s, %d cores, Java %s, kernels: %s; one run a set, seed 42.",
        LocalDate.now(ZoneOffset.UTC),
        processor(),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        KernelChoice.auto());
  }

  private static String processor() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      try (Stream<String> lines = Files.lines(info)) {
        Optional<String> model =
            lines
                .filter(l -> l.startsWith("model name"))
                .findFirst()
                .map(l -> l.substring(l.indexOf(':') + 1).strip());
        if (model.isPresent()) {
          return model.get();
        }
      }
    }
    return System.getProperty("os.arch", "an unknown processor");
  }

  /// One object a set and metric.
  static String json(Result r) {
    return r.scores().stream()
        .map(
            l ->
                String.format(
                    Locale.ROOT,
                    "{\"set\": \"%s\", \"train_rows\": %d, \"test_rows\": %d, \"metric\": \"%s\","
                        + " \"constant\": %s, \"linear\": %s, \"soma\": %s, \"low\": %s,"
                        + " \"high\": %s, \"verdict\": \"%s\", \"network\": \"%s\","
                        + " \"epochs\": %d, \"best_epoch\": %d, \"fit_seconds\": %.3f,"
                        + " \"linear_seconds\": %.3f}",
                    r.set(),
                    r.trainRows(),
                    r.testRows(),
                    l.metric(),
                    jsonNumber(l.constant()),
                    jsonNumber(l.paired().second()),
                    jsonNumber(l.soma().value()),
                    jsonNumber(l.soma().low()),
                    jsonNumber(l.soma().high()),
                    l.paired().verdict(),
                    r.network(),
                    r.epochs(),
                    r.bestEpoch(),
                    r.fitSeconds(),
                    r.linearSeconds()))
        .collect(Collectors.joining("\n"));
  }

  private static String jsonNumber(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "null";
  }

  /// Puts the table into a document, between the two marks.
  ///
  /// @throws IllegalArgumentException if the document lacks the marks
  static void write(Path document, String table) throws IOException {
    String text = Files.readString(document);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(document + " lacks the lines " + BEGIN + " and " + END);
    }
    Files.writeString(
        document,
        text.substring(0, begin + BEGIN.length()) + "\n\n" + table + "\n" + text.substring(end));
  }
}
