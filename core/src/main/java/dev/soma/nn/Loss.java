package dev.soma.nn;

import dev.soma.error.SomaException;
import dev.soma.nn.check.Call;
import dev.soma.nn.check.CustomChecks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one row costs, given its outputs a and its target y; J is the mean over the rows.
///
/// J(W, b) = (1/m) sum_k w_k loss(a_k, y_k) + lambda/2 sum of squared weights, with row weights w_k
/// of mean 1 over the training rows (all 1 if there are none). Losses over several outputs are sums
/// over the outputs.
///
/// Targets are `[rows x targetColumns]`: class numbers 0, 1, ... in one column for [CrossEntropy],
/// one column an output for all others.
public sealed interface Loss {
  /// The lecture's squared error.
  Loss SQUARED_ERROR = new SquaredError();

  /// Softmax cross-entropy.
  Loss CROSS_ENTROPY = new CrossEntropy(0);

  /// Logistic cross-entropy.
  Loss LOGISTIC_CROSS_ENTROPY = new LogisticCrossEntropy(0);

  /// Absolute error.
  Loss ABSOLUTE_ERROR = new AbsoluteError();

  /// Poisson.
  Loss POISSON = new Poisson();

  /// The perceptron criterion.
  Loss PERCEPTRON = new Perceptron();

  /// 1/2 sum_i (a_i - y_i)^2, the lecture's scaling: other libraries use the mean of squares, which
  /// is 2/outputs times this. Any output activation but softmax; delta = (a - y) f'(z).
  record SquaredError() implements Loss {
    @Override
    public String toString() {
      return "squared_error";
    }
  }

  /// -ln a_y for the class y, a = softmax(z): fused, as ln(sum_j e^z_j) - z_y, so it cannot
  /// overflow; delta = a - y with y one-hot. Output activation softmax. Targets: one column of
  /// class numbers.
  ///
  /// @param smoothing eps of the labels that are trained towards: (1 - eps) y + eps/K for K
  ///   classes; in [0, 1), default 0. Source: Szegedy et al., 2016
  record CrossEntropy(double smoothing) implements Loss {
    /// Checks the range.
    public CrossEntropy {
      checkSmoothing(smoothing);
    }

    @Override
    public String toString() {
      return "cross_entropy" + smoothed(smoothing);
    }
  }

  /// sum_i softplus(z_i) - y_i z_i, that is -y ln a - (1-y) ln(1-a) for a = logistic(z): fused, so
  /// it cannot overflow; delta = a - y. Output activation logistic. Targets 0 to 1 an output
  /// (several outputs: multi-label).
  ///
  /// @param smoothing eps of the labels that are trained towards: (1 - eps) y + eps/2; in [0, 1),
  ///   default 0
  record LogisticCrossEntropy(double smoothing) implements Loss {
    /// Checks the range.
    public LogisticCrossEntropy {
      checkSmoothing(smoothing);
    }

    @Override
    public String toString() {
      return "logistic_cross_entropy" + smoothed(smoothing);
    }
  }

  /// sum_i |a_i - y_i|; derivative 0 where a = y.
  record AbsoluteError() implements Loss {
    @Override
    public String toString() {
      return "absolute_error";
    }
  }

  /// sum_i of d^2/2 for |d| <= threshold, else threshold (|d| - threshold/2), d = a_i - y_i.
  ///
  /// @param threshold where the square becomes a line, in units of the (scaled) target, > 0
  record Huber(double threshold) implements Loss {
    /// Checks the range.
    public Huber {
      if (!(threshold > 0 && threshold < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "huber threshold must be > 0, got " + Call.number(threshold));
      }
    }

    @Override
    public String toString() {
      return "huber(" + Activation.number(threshold) + ")";
    }
  }

  /// sum_i of tau (y_i - a_i) where y_i >= a_i, else (1 - tau) (a_i - y_i): its minimum is the
  /// tau-quantile. Derivative 0 where a = y.
  ///
  /// @param tau which quantile, in (0, 1)
  record Quantile(double tau) implements Loss {
    /// Checks the range.
    public Quantile {
      if (!(tau > 0 && tau < 1)) {
        throw new IllegalArgumentException("quantile must be in (0, 1), got " + Call.number(tau));
      }
    }

    @Override
    public String toString() {
      return "quantile(" + Activation.number(tau) + ")";
    }
  }

  /// sum_i e^z_i - y_i z_i, the Poisson deviance up to terms without z; delta = a - y with the rate
  /// a = e^z. Output activation exp. Targets: counts >= 0.
  record Poisson() implements Loss {
    @Override
    public String toString() {
      return "poisson";
    }
  }

  /// sum_i (a_i - y_i) z_i with a = step(z): |z| for a wrong decision, 0 for a right one; its
  /// gradient (a - y) x is the perceptron rule, one row a step. Output activation step, no hidden
  /// layer. Targets 0 and 1 an output. Source: Rosenblatt, 1958.
  record Perceptron() implements Loss {
    @Override
    public String toString() {
      return "perceptron";
    }
  }

  /// A loss of one's own, a sum over the outputs.
  ///
  /// @param name letters, digits, `_`; not the name of a built-in
  /// @param f (a, y) to the cost of one output
  /// @param derivative df/da
  record Custom(String name, Pairwise f, Pairwise derivative) implements Loss {
    /// Checks the name, and the derivative against central differences for targets -1, 0 and 1.
    ///
    /// @throws SomaException.Check E702 if the derivative is wrong
    public Custom {
      CustomChecks.name(name, names());
      for (double y : new double[] {-1, 0, 1}) {
        CustomChecks.derivative(
            "loss " + name + ", y = " + y, a -> f.at(a, y), a -> derivative.at(a, y));
      }
    }

    @Override
    public String toString() {
      return "custom(" + name + ")";
    }
  }

  /// A function of an output a and its target y.
  @FunctionalInterface
  interface Pairwise {
    /// The value at (a, y).
    double at(double a, double y);
  }

  /// A loss of one's own; see [Custom].
  static Loss custom(String name, Pairwise f, Pairwise derivative) {
    return new Custom(name, f, derivative);
  }

  /// Huber loss with this threshold.
  static Loss huber(double threshold) {
    return new Huber(threshold);
  }

  /// Quantile loss for this quantile.
  static Loss quantile(double tau) {
    return new Quantile(tau);
  }

  /// The names that [#parse] knows.
  static List<String> names() {
    return List.of(
        "squared_error",
        "cross_entropy",
        "logistic_cross_entropy",
        "absolute_error",
        "huber",
        "quantile",
        "poisson",
        "perceptron");
  }

  /// Reads `squared_error`, `huber(1.5)`, `huber(threshold=1.5)` and so on (`-` counts as `_`).
  ///
  /// @throws SomaException.Usage E214 for an unknown name or a wrong parameter
  static Loss parse(String text) {
    Map<String, List<String>> known = new LinkedHashMap<>();
    names().forEach(name -> known.put(name, List.of()));
    known.put("cross_entropy", List.of("eps"));
    known.put("logistic_cross_entropy", List.of("eps"));
    known.put("huber", List.of("threshold"));
    known.put("quantile", List.of("tau"));
    return new Call.Form<>("E214", "loss", known, Loss::of).read(text);
  }

  private static Loss of(Call c) {
    return switch (c.name()) {
      case "squared_error" -> SQUARED_ERROR;
      case "cross_entropy" -> new CrossEntropy(c.get("eps", 0));
      case "logistic_cross_entropy" -> new LogisticCrossEntropy(c.get("eps", 0));
      case "absolute_error" -> ABSOLUTE_ERROR;
      case "huber" -> new Huber(c.get("threshold", 1));
      case "quantile" -> new Quantile(c.get("tau", 0.5));
      case "poisson" -> POISSON;
      default -> PERCEPTRON;
    };
  }

  /// The eps of label smoothing; 0 where there is none.
  default double smoothing() {
    return 0;
  }

  /// The target that training aims at, for the target y of one of so many outputs (0 or 1 for
  /// [CrossEntropy]): y itself without label smoothing.
  default double aim(double y, int outputs) {
    double eps = smoothing();
    return eps == 0 ? y : (1 - eps) * y + eps / (this instanceof CrossEntropy ? outputs : 2);
  }

  /// The same without label smoothing: what validation and test rows are scored with.
  default Loss hard() {
    return switch (this) {
      case CrossEntropy _ -> CROSS_ENTROPY;
      case LogisticCrossEntropy _ -> LOGISTIC_CROSS_ENTROPY;
      case SquaredError _,
          AbsoluteError _,
          Huber _,
          Quantile _,
          Poisson _,
          Perceptron _,
          Custom _ ->
          this;
    };
  }

  private static void checkSmoothing(double eps) {
    if (!(eps >= 0 && eps < 1)) {
      throw new IllegalArgumentException(
          "label smoothing must be in [0, 1), got " + Call.number(eps));
    }
  }

  private static String smoothed(double eps) {
    return eps == 0 ? "" : "(" + Activation.number(eps) + ")";
  }

  /// Columns of the targets: 1 for [CrossEntropy], else one an output.
  default int targetColumns(int outputs) {
    return this instanceof CrossEntropy ? 1 : outputs;
  }

  /// Whether delta = dloss/dz is given in one formula for the output layer, without f'.
  default boolean fused() {
    return switch (this) {
      case CrossEntropy _, LogisticCrossEntropy _, Poisson _, Perceptron _ -> true;
      case SquaredError _, AbsoluteError _, Huber _, Quantile _, Custom _ -> false;
    };
  }

  /// Checks that the network can be trained with this loss by backpropagation.
  ///
  /// @throws SomaException.Usage E215 for an output activation that does not go with the loss, E216
  ///   for a unit step, whose derivative is 0
  default void check(NetworkSpec spec) {
    Activation out = spec.output().activation();
    boolean fits =
        switch (this) {
          case CrossEntropy _ -> out instanceof Activation.Softmax;
          case LogisticCrossEntropy _ -> out instanceof Activation.Logistic;
          case Poisson _ -> out instanceof Activation.Exponential;
          case Perceptron _ -> out instanceof Activation.Step && spec.layers().size() == 1;
          case SquaredError _, AbsoluteError _, Huber _, Quantile _, Custom _ ->
              !(out instanceof Activation.Softmax);
        };
    if (!fits) {
      throw new SomaException.Usage(
          "E215",
          "loss "
              + this
              + " does not go with output activation "
              + out
              + ": cross_entropy wants softmax, logistic_cross_entropy wants logistic, poisson"
              + " wants exp, perceptron wants step and no hidden layer, all others any but"
              + " softmax");
    }
    for (Layer layer : spec.layers()) {
      if (!(this instanceof Perceptron)
          && layer instanceof Layer.Dense d
          && d.activation() instanceof Activation.Step) {
        throw new SomaException.Usage(
            "E216",
            layer
                + " cannot be trained by backpropagation: the derivative of the unit step is 0, "
                + "so no gradient passes it",
            "--model perceptron",
            "--activation logistic");
      }
    }
  }
}
