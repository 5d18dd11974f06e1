package dev.soma.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// Trials as tables in Markdown: a line a set and case, with what the first way comes to and by how
/// much the others differ.
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
    List<List<Trial>> all = ways.stream().map(w -> of(trials, w)).toList();
    text.append("| mean |");
    text.append(" |");
    for (List<Trial> way : all.subList(1, all.size())) {
      text.append(' ').append(change(all.getFirst(), way)).append(" |");
    }
    return text.append('\n').toString();
  }

  private static String line(String name, List<Trial> trials, List<String> ways) {
    List<Trial> first = of(trials, ways.getFirst());
    StringBuilder text = new StringBuilder("| " + name + " | ");
    text.append(
        String.format(
            Locale.ROOT,
            "%.4g, %.1f",
            mean(first, Trial::loss),
            100 * mean(first, Trial::accuracy)));
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

  /// By how many percent the loss differs (mean of the logarithms of the ratios), in how many of
  /// the trials it is smaller, and by how many points the accuracy differs.
  private static String change(List<Trial> first, List<Trial> other) {
    double sum = 0;
    double points = 0;
    int classes = 0;
    int smaller = 0;
    for (int i = 0; i < first.size(); i++) {
      sum += Math.log(other.get(i).loss() / first.get(i).loss());
      smaller += other.get(i).loss() < first.get(i).loss() ? 1 : 0;
      if (!Double.isNaN(first.get(i).accuracy())) {
        points += other.get(i).accuracy() - first.get(i).accuracy();
        classes++;
      }
    }
    String loss =
        String.format(
            Locale.ROOT,
            "%+.1f %% (%d of %d)",
            100 * Math.expm1(sum / first.size()),
            smaller,
            first.size());
    return classes == 0
        ? loss
        : loss + String.format(Locale.ROOT, ", %+.1f", 100 * points / classes);
  }
}
