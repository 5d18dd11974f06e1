package dev.soma.model.explain;

import dev.soma.data.encode.TargetEncoder;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.text.TraceText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last step of a prediction: from an output of one network to the number that it predicts,
/// mean + sd a in units of the target, then the clip to the bounds of the target.
///
/// @param name of the target
/// @param symbol of the output, such as `a(3)`
/// @param output a
/// @param mean of the target in the training rows; 0 where it is not scaled
/// @param sd its deviation; 1 where it is not scaled
/// @param bounds least and largest prediction; null if it is not clipped
public record OutputNumber(
    String name, String symbol, double output, double mean, double sd, @Nullable Bounds bounds) {
  /// How many of them are written where there are more.
  public static final int MOST = 12;

  private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

  /// What a prediction is clipped to.
  ///
  /// @param low no prediction is smaller
  /// @param high no prediction is larger
  public record Bounds(double low, double high) {
    /// `−1.992 … 1.97`.
    public String text() {
      return number(low) + " … " + number(high);
    }
  }

  /// The numbers that one network predicts for the first row of a trace; none for classes or
  /// labels.
  ///
  /// @param target with the scale of that network
  public static List<OutputNumber> of(TargetEncoder target, BackpropTrace trace) {
    if (!(target instanceof TargetEncoder.Numbers numbers)) {
      return List.of();
    }
    List<OutputNumber> all = new ArrayList<>();
    double[] a = trace.layers().getLast().out().row(0);
    String symbol = "a(" + (trace.layers().getLast().l() + 1) + ")";
    for (int k = 0; k < a.length; k++) {
      all.add(
          new OutputNumber(
              numbers.names().get(k),
              symbol + (a.length > 1 ? subscript(k + 1) : ""),
              a[k],
              numbers.means().get(k),
              numbers.sds().get(k),
              numbers.lows().isEmpty()
                  ? null
                  : new Bounds(numbers.lows().get(k), numbers.highs().get(k))));
    }
    return all;
  }

  /// Lines such as `predicted: y = 0.1 + 1.14·a(2) = 3.2`, at most twelve, for what shows a whole
  /// trace.
  public static List<String> lines(TargetEncoder target, BackpropTrace trace) {
    List<OutputNumber> all = of(target, trace);
    List<String> lines = new ArrayList<>();
    for (OutputNumber y : all.subList(0, Math.min(MOST, all.size()))) {
      lines.add("predicted: " + y.name + " = " + y.formula());
    }
    if (all.size() > MOST) {
      lines.add("predicted: … " + (all.size() - MOST) + " more");
    }
    return lines;
  }

  /// The number in units of the target, before the clip.
  public double unclipped() {
    return output * sd + mean;
  }

  /// What is predicted.
  public double value() {
    double y = unclipped();
    return bounds == null ? y : Math.max(bounds.low, Math.min(bounds.high, y));
  }

  /// Whether the clip changes the number.
  public boolean clipped() {
    return bounds != null && (unclipped() < bounds.low || unclipped() > bounds.high);
  }

  /// `clip(0.1 + 1.14·a(2), −1.992 … 1.97) = clip(−11.9957) = −1.992`; without the clip where it
  /// changes nothing.
  public String formula() {
    String scaled =
        mean == 0 && sd == 1 ? symbol : number(mean) + " + " + number(sd) + "·" + symbol;
    String before = number(unclipped());
    return bounds == null || !clipped()
        ? scaled + " = " + before
        : "clip(" + scaled + ", " + bounds.text() + ") = clip(" + before + ") = " + number(value());
  }

  /// With four digits at least, whatever the size, since targets have any unit.
  static String number(double v) {
    double size = Math.abs(v);
    if (!Double.isFinite(v) || size == 0 || (size >= 0.01 && size < 1e5)) {
      return TraceText.given(v);
    }
    BigDecimal d = new BigDecimal(v).round(new MathContext(size < 1 ? 4 : 7)).stripTrailingZeros();
    String text = size < 1e-6 || size > 1e12 ? d.toString() : d.toPlainString();
    return text.replace('E', 'e').replace('-', '−');
  }

  private static String subscript(int index) {
    StringBuilder text = new StringBuilder();
    for (char digit : Integer.toString(index).toCharArray()) {
      text.append(SUBSCRIPTS.charAt(digit - '0'));
    }
    return text.toString();
  }
}
