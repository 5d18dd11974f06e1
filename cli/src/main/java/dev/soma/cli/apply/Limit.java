package dev.soma.cli.apply;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.screen.Text;
import dev.soma.error.SomaException;
import dev.soma.eval.Evaluation;
import dev.soma.eval.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A limit of `--fail-under`: `accuracy=0.9`.
///
/// @param metric which
/// @param bound the worst value that is allowed
/// @param typed the bound as it was typed
record Limit(Metric metric, double bound, String typed) {
  /// All that were typed.
  ///
  /// @throws SomaException.Usage E209 for one without a number, E234 for an unknown metric
  static List<Limit> of(Arguments arguments) {
    List<Limit> limits = new ArrayList<>();
    for (String limit : arguments.list("--fail-under")) {
      int equals = limit.lastIndexOf('='); // one before it is of a parameter: pinball(tau=0.9)=2
      String typed = equals < 0 ? "" : limit.substring(equals + 1);
      double bound;
      try {
        bound = Double.parseDouble(typed);
      } catch (NumberFormatException _) {
        throw new SomaException.Usage(
            "E209",
            "--fail-under \"" + limit + "\" · expected a metric and a number",
            "--fail-under accuracy=0.9");
      }
      String name = limit.substring(0, equals);
      limits.add(new Limit(metric("--fail-under", name, "=" + typed), bound, typed));
    }
    return limits;
  }

  /// The metric of that name.
  ///
  /// @param behind what was typed behind the name
  /// @throws SomaException.Usage E234 with the flag and the nearest name
  static Metric metric(String flag, String name, String behind) {
    try {
      return Metric.parse(name);
    } catch (SomaException.Usage e) {
      String nearest = e.fixes().isEmpty() ? "accuracy" : e.fixes().getFirst();
      throw new SomaException.Usage(
          e.id(), flag + " · " + e.getMessage(), flag + " " + Text.quoted(nearest + behind));
    }
  }

  /// Fails if a metric is worse than its limit.
  ///
  /// @throws SomaException.Check E701 for a metric that is worse
  /// @throws SomaException.Usage E235 for one that does not apply
  static void require(List<Limit> limits, Evaluation evaluation) {
    for (Limit limit : limits) {
      Metric metric = limit.metric();
      double value =
          evaluation
              .score(metric)
              .orElseThrow(
                  () ->
                      new SomaException.Usage(
                          "E235",
                          "--fail-under " + metric + " · it does not apply here",
                          "--fail-under "
                              + evaluation.scores().getFirst().metric()
                              + "="
                              + limit.typed()))
              .value();
      boolean worse =
          metric.higherIsBetter() ? !(value >= limit.bound()) : !(value <= limit.bound());
      if (worse) {
        throw new SomaException.Check(
            "E701",
            String.format(
                Locale.ROOT,
                "%s is %s · --fail-under asked for %s",
                metric,
                Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "not finite",
                limit.typed()));
      }
    }
  }
}
