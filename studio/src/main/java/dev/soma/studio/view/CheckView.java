package dev.soma.studio.view;

import dev.soma.studio.draw.Entry;
import dev.soma.studio.draw.Part;
import dev.soma.studio.draw.Texts;
import dev.soma.studio.run.Snapshots.Snapshot;
import dev.soma.studio.run.Subject;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.GradientCheck;
import dev.soma.trace.ReferenceParameters;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// One parameter, whose derivative by backpropagation stands beside a central difference, by the
/// rule of `soma gradcheck`.
public final class CheckView {
  private CheckView() {}

  /// The check as data.
  ///
  /// @param part whose row it is
  /// @param row of them, from 0, that J is of
  public static Map<String, Object> of(
      Subject subject, Snapshot snapshot, Part part, int row, Entry entry) {
    int there = Math.clamp(row, 0, part.rows().rows() - 1);
    BackpropTrace trace =
        subject.trace(ReferenceParameters.of(snapshot.parameters()), part.rows(), there);
    GradientCheck.Comparison c =
        GradientCheck.of(trace.parameters(), trace.cost(), trace.rows())
            .comparison(entry.group().name(), entry.row(), entry.col());
    double value = trace.parameters().get(entry.index());
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("row", there);
    data.put("name", entry.name());
    data.put("value", Texts.number(value));
    data.put("gradient", Texts.number(c.entry().gradient()));
    data.put("difference", Texts.number(c.entry().difference()));
    data.put("relative", Texts.number(c.entry().relativeError()));
    data.put("h", Texts.number(c.step()));
    data.put("kink", c.kink());
    data.put("passes", c.passes());
    data.put("zero", isZero(c));
    data.put("lines", lines(c));
    data.put("verdict", verdict(c));
    return data;
  }

  /// Each number in words and in the digits of `soma explain`.
  private static Map<String, String> lines(GradientCheck.Comparison c) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("dJ/dw by backpropagation", digits(c.entry().gradient()));
    String quotient = "(J(w + ε) − J(w − ε)) / 2ε";
    lines.put(
        c.refined() ? "(4 n(ε/2) − n(ε)) / 3, with n(ε) = " + quotient : quotient,
        digits(c.entry().difference()));
    lines.put("J(w + ε)", digits(c.above()));
    lines.put("J(w − ε)", digits(c.below()));
    lines.put("ε", power("%.1e", c.step()));
    lines.put("relative error", power("%.0e", c.entry().relativeError()));
    return lines;
  }

  private static String verdict(GradientCheck.Comparison c) {
    String limit = power("%.0e", GradientCheck.TOLERANCE);
    if (c.kink()) {
      return "at a kink: at w + ε the row is on another piece than at w − ε, so the quotient mixes"
          + " two slopes, and soma gradcheck does not count it";
    }
    if (isZero(c)) {
      return "both are 0, so this row tells nothing of it: its J is the same at w + ε and at w − ε, as"
          + " where the input of the weight is 0 or its unit is off; try another row";
    }
    return c.passes()
        ? "passed: the relative error is below " + limit
        : "FAILED: the relative error is not below " + limit;
  }

  /// Whether nothing is compared: 0 is also what a derivative that was forgotten would be.
  private static boolean isZero(GradientCheck.Comparison c) {
    return !c.kink() && c.entry().gradient() == 0 && c.entry().difference() == 0;
  }

  private static String digits(double v) {
    return power("%.10f", v);
  }

  private static String power(String pattern, double v) {
    return Texts.minus(String.format(Locale.ROOT, pattern, v));
  }
}
