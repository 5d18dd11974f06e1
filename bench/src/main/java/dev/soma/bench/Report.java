package dev.soma.bench;

import dev.soma.eval.Metric;
import dev.soma.eval.PairedTest;
import dev.soma.kernel.KernelChoice;
import dev.soma.recipe.effort.Effort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The results as Markdown tables.
final class Report {
  private static final String BEGIN = "<!-- measured: written by bench/accuracy -->";
  private static final String END = "<!-- end of measured -->";

  private Report() {}

  /// Tables of scores, mean ranks, seconds and, as far as it is known, of each effort against the
  /// other libraries on the same rows; and the line that says where it was measured.
  static String markdown(List<Result> results, Peers peers) throws IOException {
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
    for (Effort effort : Effort.values()) {
      text.append(against(scores.against(effort), effort));
    }
    return text.append('\n').append(machine(results)).append('\n').toString();
  }

  /// A row a set and metric, a column another library: who is ahead, and by what interval.
  private static String against(List<Scores.Beside> compared, Effort effort) {
    if (compared.isEmpty()) {
      return "";
    }
    List<String> models = compared.stream().map(Scores.Beside::model).distinct().toList();
    StringBuilder text =
        new StringBuilder("\nSoma ")
            .append(effort.label())
            .append(
                " minus another on the same test rows, 95 % intervals; bold where 0 is outside:\n\n")
            .append("| set | metric | ")
            .append(String.join(" | ", models))
            .append(" |\n|")
            .append("---|".repeat(models.size() + 2))
            .append('\n');
    for (Scores.Cell row : compared.stream().map(Scores.Beside::cell).distinct().toList()) {
      text.append("| ").append(row.set()).append(" | ").append(name(row.metric())).append(" |");
      for (String model : models) {
        text.append(' ')
            .append(
                compared.stream()
                    .filter(b -> b.cell().equals(row) && b.model().equals(model))
                    .map(b -> interval(b.paired()))
                    .findFirst()
                    .orElse(""))
            .append(" |");
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String interval(PairedTest paired) {
    boolean accuracy = paired.metric().equals(Metric.ACCURACY);
    double factor = accuracy ? 100 : 1;
    String form = Math.abs(paired.first()) >= 1000 ? "%+,.0f" : accuracy ? "%+.1f" : "%+.3f";
    String said =
        String.format(
            Locale.ROOT, form + " .. " + form, factor * paired.low(), factor * paired.high());
    return switch (paired.verdict()) {
      case FIRST -> "**" + said + "** better";
      case SECOND -> "**" + said + "** worse";
      case NOT_SIGNIFICANT -> said;
    };
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

  private static String machine(List<Result> results) throws IOException {
    return String.format(
        Locale.ROOT,
        "Soma measured %s on %s, %d cores, Java %s, kernels: %s; medians over seeds from 42: %s.",
        LocalDate.now(ZoneOffset.UTC),
        processor(),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        KernelChoice.auto(),
        seeds(results));
  }

  /// How many seeds every effort was measured with on a set: `fast 3 to 5`.
  private static String seeds(List<Result> results) {
    return results.stream()
        .map(Result::effort)
        .distinct()
        .map(effort -> effort.label() + " " + seeds(results, effort))
        .collect(Collectors.joining(", "));
  }

  private static String seeds(List<Result> results, Effort effort) {
    LongSummaryStatistics counts =
        results.stream()
            .filter(r -> r.effort() == effort)
            .collect(Collectors.groupingBy(Result::set, Collectors.counting()))
            .values()
            .stream()
            .mapToLong(n -> n)
            .summaryStatistics();
    return counts.getMin() == counts.getMax()
        ? Long.toString(counts.getMin())
        : counts.getMin() + " to " + counts.getMax();
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

  /// Whether a table can be put into a document: it is there, and has the two marks.
  static boolean fits(Path document) throws IOException {
    if (!Files.isRegularFile(document)) {
      return false;
    }
    String text = Files.readString(document);
    int begin = text.indexOf(BEGIN);
    return begin >= 0 && begin < text.indexOf(END);
  }

  /// Puts the table into a document, between the two marks; one that does not fit stays as it is.
  ///
  /// @throws IOException where the document is not there, or has no marks
  static void write(Path document, String table) throws IOException {
    if (!fits(document)) {
      throw new IOException(document + " has no marks to put the table between");
    }
    String text = Files.readString(document);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    Files.writeString(
        document,
        text.substring(0, begin + BEGIN.length()) + "\n\n" + table + "\n" + text.substring(end));
  }
}
