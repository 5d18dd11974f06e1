package dev.soma.optim;

import static dev.soma.nn.check.Call.number;
import static dev.soma.nn.check.Call.require;

import dev.soma.error.SomaException;
import dev.soma.kernel.Kernels;
import dev.soma.nn.Parameters;
import dev.soma.nn.check.Call;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A bound on the gradient, applied after penalties and before the optimizer.
///
/// Text form: `none`, `norm(1)` (or just `1`), `value(0.5)`.
public sealed interface Clipping {
  /// No bound.
  Clipping NONE = new None();

  /// Changes the gradient in place.
  ///
  /// @param gradient of all parameters
  /// @param kernels that add the norm
  void apply(Parameters gradient, Kernels kernels);

  /// No bound.
  record None() implements Clipping {
    @Override
    public void apply(Parameters gradient, Kernels kernels) {}

    @Override
    public String toString() {
      return "none";
    }
  }

  /// g = max(-limit, min(limit, g)) for each entry; NaN stays NaN.
  ///
  /// @param limit largest absolute value, > 0
  record ByValue(double limit) implements Clipping {
    /// Checks the range.
    public ByValue {
      positive("limit", limit);
    }

    @Override
    public void apply(Parameters gradient, Kernels kernels) {
      float[] g = gradient.values();
      float most = (float) limit;
      for (int i = 0; i < g.length; i++) {
        g[i] = Math.max(-most, Math.min(most, g[i]));
      }
    }

    @Override
    public String toString() {
      return "value(" + number(limit) + ")";
    }
  }

  /// g *= most / norm if norm > most; the norm is sqrt(sum of g^2) over all parameters, weights and
  /// biases. A gradient with an infinite norm or NaN is left alone, so that the run can report it.
  ///
  /// @param most largest norm, > 0
  record ByNorm(double most) implements Clipping {
    /// Checks the range.
    public ByNorm {
      positive("norm", most);
    }

    @Override
    public void apply(Parameters gradient, Kernels kernels) {
      float[] g = gradient.values();
      double norm = StrictMath.sqrt(kernels.dot(g.length, g, 0, g, 0));
      if (norm > most && norm < Double.POSITIVE_INFINITY) {
        kernels.scale(g.length, (float) (most / norm), g, 0);
      }
    }

    @Override
    public String toString() {
      return "norm(" + number(most) + ")";
    }
  }

  /// Reads the text form; inverse of `toString`.
  ///
  /// @throws SomaException.Usage E232 for an unknown name or a limit that is not > 0
  static Clipping parse(String text) {
    String t = text.strip().toLowerCase(Locale.ROOT);
    if (t.matches("[-+.\\d].*")) {
      t = "norm(" + t + ")";
    }
    Map<String, List<String>> known = new LinkedHashMap<>();
    known.put("none", List.of());
    known.put("norm", List.of("most"));
    known.put("value", List.of("limit"));
    return new Call.Form<>("E232", "clipping", known, Clipping::of).read(t);
  }

  private static Clipping of(Call c) {
    return switch (c.name()) {
      case "none" -> NONE;
      case "norm" -> new ByNorm(c.get("most", 1));
      default -> new ByValue(c.get("limit", 1));
    };
  }

  private static void positive(String what, double x) {
    require(x > 0 && x < Double.POSITIVE_INFINITY, what + " must be > 0 and finite", x);
  }
}
