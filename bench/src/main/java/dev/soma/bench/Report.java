package dev.soma.bench;

import dev.soma.eval.Metric;
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

  /// Three tables, scores, mean ranks and seconds, and the line that says where it was measured.
  static String markdown(List<Result> results, Peers peers, int seeds) throws IOException {
    Scores scores = new Scores(results, peers);
    StringBuilder text = new StringBuilder();
    text.append(header(scores, "| set | metric |", " Soma against linear |"));
    for (String set : scores.sets()) {
      for (Metric metric : scores.metrics(set)) {
        text.append("| ").append(set).append(" | ").append(name(metric)).append(" |");
        for (String model : scores.models()) {
          double value = scores.of(set, model, metric.toString());
          text.append(' ').append(number(metric, value)).append(" |");
        }
        text.append(' ').append(scores.verdict(set, metric)).append(" |\n");
      }
    }
    text.append("\nMean rank, 1 is the best:\n\n").append(header(scores, "| metric | sets |", ""));
    for (Metric metric : List.of(Metric.ACCURACY, Metric.LOG_LOSS, Metric.RMSE)) {
      text.append(ranks(scores, name(metric), List.of(metric)));
    }
    text.append(ranks(scores, "accuracy or rmse", List.of(Metric.ACCURACY, Metric.RMSE)));
    text.append("\nSeconds of training:\n\n");
    text.append(header(scores, "| set | rows (train / test) |", ""));
    for (String set : scores.sets()) {
      text.append("| ").append(set).append(" | ").append(scores.rows(set)).append(" |");
      for (String model : scores.models()) {
        text.append(seconds(scores.of(set, model, Scores.SECONDS))).append(" |");
      }
      text.append('\n');
    }
    return text.append('\n').append(machine(seeds)).append('\n').toString();
  }

  private static String header(Scores scores, String first, String last) {
    List<String> models = scores.models();
    int columns = (int) (first + last).chars().filter(c -> c == '|').count() + models.size() - 1;
    String names = models.stream().map(m -> " " + m + " |").collect(Collectors.joining());
    return first + names + last + "\n|" + "---|".repeat(columns) + "\n";
  }

  private static String ranks(Scores scores, String name, List<Metric> metrics) {
    int sets = scores.ranked(metrics);
    return sets == 0
        ? ""
        : "| "
            + name
            + " | "
            + sets
            + " |"
            + scores.models().stream()
                .map(m -> " " + two(scores.meanRank(m, metrics)) + " |")
                .collect(Collectors.joining())
            + "\n";
  }

  private static String two(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.2f", value);
  }

  private static String seconds(double value) {
    return Double.isNaN(value)
        ? ""
        : String.format(Locale.ROOT, value < 10 ? " %.1f" : " %.0f", value);
  }

  private static String name(Metric metric) {
    return metric.toString().replace('_', ' ');
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

  private static String machine(int seeds) throws IOException {
    return String.format(
        Locale.ROOT,
        "Soma measured %s on %s, %d cores, Java %s, kernels: %s; median of %d seeds from 42.",
        LocalDate.now(ZoneOffset.UTC),
        processor(),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        KernelChoice.auto(),
        seeds);
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
                    "{\"set\": \"%s\", \"effort\": \"%s\", \"seed\": %d, \"train_rows\": %d, \"test_rows\": %d, \"metric\": \"%s\","
                        + " \"constant\": %s, \"linear\": %s, \"soma\": %s, \"low\": %s,"
                        + " \"high\": %s, \"verdict\": \"%s\", \"network\": \"%s\","
                        + " \"epochs\": %d, \"best_epoch\": %d, \"fit_seconds\": %.3f,"
                        + " \"linear_seconds\": %.3f}",
                    r.set(),
                    r.effort().label(),
                    r.seed(),
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
