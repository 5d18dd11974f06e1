package dev.soma.bench;

import dev.soma.eval.Metric;
import dev.soma.eval.PairedTest;
import dev.soma.recipe.effort.Effort;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The results of all seeds, efforts and other libraries, by set and model. A model of Soma is
/// called `Soma fast`, ...; its numbers are medians over the seeds.
record Scores(List<Result> results, Peers peers) {
  static final String SECONDS = "fit_seconds";
  private static final String LINEAR = "linear of Soma";

  List<String> sets() {
    return results.stream().map(Result::set).distinct().toList();
  }

  /// The other libraries that were measured on every set, the linear baseline, then Soma's efforts.
  List<String> models() {
    Stream<String> others = peers.models(sets(), SECONDS).stream();
    Stream<String> own = results.stream().map(Scores::name).distinct();
    return Stream.concat(Stream.concat(others, Stream.of(LINEAR)), own).toList();
  }

  List<Metric> metrics(String set) {
    return of(set).getFirst().scores().stream().map(Result.Line::metric).toList();
  }

  String rows(String set) {
    Result r = of(set).getFirst();
    return String.format(Locale.ROOT, "%,d / %,d", r.trainRows(), r.testRows());
  }

  /// The value of a column; NaN where there is none.
  double of(String set, String model, String column) {
    boolean linear = model.equals(LINEAR);
    double[] values =
        of(set).stream()
            .filter(r -> linear || name(r).equals(model))
            .mapToDouble(r -> value(r, column, linear))
            .filter(x -> !Double.isNaN(x))
            .sorted()
            .toArray();
    return values.length > 0
        ? (values[(values.length - 1) / 2] + values[values.length / 2]) / 2
        : peers.of(set, model, column).orElse(Double.NaN);
  }

  private static double value(Result r, String column, boolean linear) {
    if (column.equals(SECONDS)) {
      return linear ? r.linearSeconds() : r.fitSeconds();
    }
    return r.scores().stream()
        .filter(l -> l.metric().toString().equals(column))
        .mapToDouble(l -> linear ? l.paired().second() : l.soma().value())
        .findFirst()
        .orElse(Double.NaN);
  }

  /// What the paired bootstrap says of the last effort and its first seed against the linear model.
  String verdict(String set, Metric metric) {
    String last = models().getLast();
    return of(set).stream()
        .filter(r -> name(r).equals(last))
        .flatMap(r -> r.scores().stream())
        .filter(l -> l.metric().equals(metric))
        .map(l -> verdict(l.paired()))
        .findFirst()
        .orElse("");
  }

  private static String verdict(PairedTest test) {
    return switch (test.verdict()) {
      case FIRST -> "better";
      case SECOND -> "**worse**";
      case NOT_SIGNIFICANT -> "no significant difference";
    };
  }

  /// On how many sets and metrics models are ranked.
  int ranked(List<Metric> metrics) {
    return (int) pairs(metrics).count();
  }

  /// The mean over sets and metrics of the place among all models; equals share their places.
  double meanRank(String model, List<Metric> metrics) {
    return pairs(metrics)
        .mapToDouble(p -> rank(p.set, p.metric, model))
        .average()
        .orElse(Double.NaN);
  }

  /// A set and one of its metrics.
  record Cell(String set, Metric metric) {}

  /// An effort of Soma beside another library.
  record Beside(Cell cell, String model, PairedTest paired) {}

  /// What is known of an effort beside other libraries, by its first seed that has it.
  List<Beside> against(Effort effort) {
    return sets().stream()
        .flatMap(
            set ->
                of(set).stream()
                    .filter(r -> r.effort() == effort && !r.against().isEmpty())
                    .findFirst()
                    .stream())
        .flatMap(r -> r.against().stream().map(a -> beside(r.set(), a)))
        .toList();
  }

  private static Beside beside(String set, Result.Against other) {
    return new Beside(new Cell(set, other.paired().metric()), other.model(), other.paired());
  }

  /// Sets and metrics in which every model has a value.
  private Stream<Cell> pairs(List<Metric> metrics) {
    return sets().stream()
        .flatMap(s -> metrics(s).stream().filter(metrics::contains).map(m -> new Cell(s, m)))
        .filter(
            p -> models().stream().noneMatch(m -> Double.isNaN(of(p.set, m, p.metric.toString()))));
  }

  private double rank(String set, Metric metric, String model) {
    double own = of(set, model, metric.toString());
    if (Double.isNaN(own)) {
      return Double.NaN;
    }
    double sign = metric.higherIsBetter() ? -1 : 1;
    double rank = 1;
    for (String other : models()) {
      double value = of(set, other, metric.toString());
      if (!other.equals(model) && !Double.isNaN(value)) {
        rank += sign * value < sign * own ? 1 : value == own ? 0.5 : 0;
      }
    }
    return rank;
  }

  private List<Result> of(String set) {
    return results.stream().filter(r -> r.set().equals(set)).toList();
  }

  private static String name(Result r) {
    return "Soma " + r.effort().label();
  }
}
