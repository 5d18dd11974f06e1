package dev.soma.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Trials as tables in Markdown: a line a set and case, with what the first way comes to and by how
/// much the others differ; then a line a case, over all sets, and one over all of them.
final class ChoiceTable {
  private ChoiceTable() {}

  /// One table an effort of a choice.
  static String of(List<Trial> trials) {
    return grouped(trials, t -> t.key().choice() + ", " + t.key().effort()).entrySet().stream()
        .map(e -> "\n" + e.getKey() + "\n\n" + table(e.getValue()))
        .collect(Collectors.joining());
  }

  private static Map<String, List<Trial>> grouped(
      List<Trial> trials, Function<Trial, String> name) {
    return trials.stream()
        .collect(Collectors.groupingBy(name, LinkedHashMap::new, Collectors.toList()));
  }

  private static String table(List<Trial> trials) {
    List<String> ways = trials.stream().map(t -> t.key().way()).distinct().toList();
    StringBuilder text = new StringBuilder();
    text.append("| set, case | loss, accuracy: ").append(String.join(" | ", ways)).append(" |\n");
    text.append("|---|").append("---|".repeat(ways.size())).append('\n');
    grouped(trials, t -> t.key().set() + ", " + t.key().cases())
        .forEach((name, some) -> text.append(line(name, some, ways)));
    Map<String, List<Trial>> cases = grouped(trials, t -> t.key().cases());
    if (cases.size() > 1) {
      cases.forEach((name, some) -> text.append(pooled("all, " + name, some, ways)));
      List<Trial> made =
          trials.stream().filter(t -> !t.key().cases().equals(Choice.AS_THEY_ARE.name())).toList();
      if (made.size() < trials.size()) {
        text.append(pooled("all that were changed", made, ways));
      }
    }
    return text.append(pooled("all", trials, ways)).toString();
  }

  /// A line of trials whose losses are of different sizes: only how much the others differ.
  private static String pooled(String name, List<Trial> trials, List<String> ways) {
    StringBuilder text = new StringBuilder("| " + name + " |");
    for (String way : ways.subList(1, ways.size())) {
      text.append(" | ").append(change(of(trials, ways.getFirst()), of(trials, way)));
    }
    return text.append(" |\n").toString();
  }

  private static String line(String name, List<Trial> trials, List<String> ways) {
    List<Trial> first = of(trials, ways.getFirst());
    StringBuilder text = new StringBuilder("| " + name + " | ");
    text.append(String.format(Locale.ROOT, "%.4g", mean(first, Trial::loss)));
    double accuracy = mean(first, Trial::accuracy);
    if (!Double.isNaN(accuracy)) {
      text.append(String.format(Locale.ROOT, ", %.1f", 100 * accuracy));
    }
    for (String way : ways.subList(1, ways.size())) {
      text.append(" | ").append(change(first, of(trials, way)));
    }
    return text.append(" |\n").toString();
  }

  private static List<Trial> of(List<Trial> trials, String way) {
    return trials.stream().filter(t -> t.key().way().equals(way)).toList();
  }

  private static double mean(List<Trial> trials, ToDoubleFunction<Trial> what) {
    return trials.stream().mapToDouble(what).average().orElse(Double.NaN);
  }

  /// 100 times the mean of the logarithms of the ratios of the losses, which for small differences
  /// are percent, its standard error, in how many of the trials the loss is smaller, and by how
  /// many points the accuracy differs, with its standard error.
  private static String change(List<Trial> first, List<Trial> other) {
    double[] ratios =
        each(first.size(), i -> 100 * Math.log(other.get(i).loss() / first.get(i).loss()));
    double[] points =
        Arrays.stream(
                each(first.size(), i -> 100 * (other.get(i).accuracy() - first.get(i).accuracy())))
            .filter(p -> !Double.isNaN(p))
            .toArray();
    long smaller = Arrays.stream(ratios).filter(r -> r < 0).count();
    String loss = meanAndError(ratios) + " " + smaller + "/" + first.size();
    return points.length == 0 ? loss : loss + "; " + meanAndError(points);
  }

  private static double[] each(int count, IntToDoubleFunction of) {
    return IntStream.range(0, count).mapToDouble(of).toArray();
  }

  /// Such as `-1.0 (2.0)`; one number alone has no error.
  private static String meanAndError(double[] numbers) {
    int n = numbers.length;
    double mean = Arrays.stream(numbers).average().orElse(Double.NaN);
    double squares = Arrays.stream(numbers).map(x -> (x - mean) * (x - mean)).sum();
    String text = String.format(Locale.ROOT, "%+.1f", mean).replaceFirst("^[-+]0\\.0$", "0.0");
    return n < 2
        ? text
        : text + String.format(Locale.ROOT, " (%.1f)", Math.sqrt(squares / (n - 1) / n));
  }
}
