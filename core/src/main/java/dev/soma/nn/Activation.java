package dev.soma.nn;

import dev.soma.error.SomaException;
import dev.soma.nn.check.Call;
import dev.soma.nn.check.CustomChecks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/// The function f that turns z into a = f(z); equal records are equal functions.
///
/// At a kink the derivative is the one-sided derivative stated with each case. [Softmax] works on a
/// whole row of z; all others work element by element. [Softmax] and [Exponential] are output
/// activations: they go with [Loss.CrossEntropy] and [Loss.Poisson].
public sealed interface Activation {
  /// f(z) = z.
  Activation IDENTITY = new Identity();

  /// Unit step.
  Activation STEP = new Step();

  /// Logistic function.
  Activation LOGISTIC = new Logistic();

  /// Hyperbolic tangent.
  Activation TANH = new Tanh();

  /// Rectified linear unit.
  Activation RELU = new Relu();

  /// Absolute-value ReLU.
  Activation ABS = new Abs();

  /// Softplus.
  Activation SOFTPLUS = new Softplus();

  /// Scaled exponential linear unit.
  Activation SELU = new Selu();

  /// Gaussian error linear unit, exact form.
  Activation GELU = new Gelu();

  /// Sigmoid linear unit.
  Activation SILU = new Silu();

  /// Mish.
  Activation MISH = new Mish();

  /// Exponential, for rates.
  Activation EXPONENTIAL = new Exponential();

  /// Softmax over a row.
  Activation SOFTMAX = new Softmax();

  /// f(z) = z; derivative 1. The "linear" output layer.
  record Identity() implements Activation {
    @Override
    public String toString() {
      return "identity";
    }
  }

  /// 0 for z < 0, 1 for z >= 0 (the perceptron). Its derivative is 0, so it is forward only:
  /// training a network with it by backpropagation is refused.
  record Step() implements Activation {
    @Override
    public String toString() {
      return "step";
    }
  }

  /// 1 / (1 + e^-z); derivative a (1 - a).
  record Logistic() implements Activation {
    @Override
    public String toString() {
      return "logistic";
    }
  }

  /// tanh z; derivative 1 - a^2.
  record Tanh() implements Activation {
    @Override
    public String toString() {
      return "tanh";
    }
  }

  /// max(0, z); derivative 1 for z > 0, else 0 (0 at the kink z = 0).
  record Relu() implements Activation {
    @Override
    public String toString() {
      return "relu";
    }
  }

  /// max(0, z) + alpha min(0, z); derivative 1 for z > 0, else alpha (alpha at the kink).
  ///
  /// @param alpha slope for z <= 0, finite
  record LeakyRelu(double alpha) implements Activation {
    /// Checks that alpha is finite.
    public LeakyRelu {
      finite(alpha);
    }

    @Override
    public String toString() {
      return alpha == DEFAULT_LEAK ? "leaky_relu" : "leaky_relu(" + number(alpha) + ")";
    }
  }

  /// |z|; derivative the sign of z (0 at the kink). One such unit can represent XOR.
  record Abs() implements Activation {
    @Override
    public String toString() {
      return "abs";
    }
  }

  /// ln(1 + e^z), the smooth ReLU; derivative logistic(z).
  record Softplus() implements Activation {
    @Override
    public String toString() {
      return "softplus";
    }
  }

  /// z for z > 0, else alpha (e^z - 1); derivative 1 for z > 0, else alpha e^z (alpha at 0).
  ///
  /// Source: Clevert et al., 2015.
  ///
  /// @param alpha limit for z to minus infinity is -alpha, finite
  record Elu(double alpha) implements Activation {
    /// Checks that alpha is finite.
    public Elu {
      finite(alpha);
    }

    @Override
    public String toString() {
      return alpha == 1.0 ? "elu" : "elu(" + number(alpha) + ")";
    }
  }

  /// lambda z for z > 0, else lambda alpha (e^z - 1), lambda 1.0507009873554805, alpha
  /// 1.6732632423543772; derivative lambda for z > 0, else lambda alpha e^z.
  ///
  /// Source: Klambauer et al., 2017.
  record Selu() implements Activation {
    @Override
    public String toString() {
      return "selu";
    }
  }

  /// z Phi(z) with the normal distribution function Phi; derivative Phi(z) + z phi(z).
  ///
  /// Source: Hendrycks and Gimpel, 2016.
  record Gelu() implements Activation {
    @Override
    public String toString() {
      return "gelu";
    }
  }

  /// z logistic(z), also known as swish; derivative s + z s (1 - s) with s = logistic(z).
  record Silu() implements Activation {
    @Override
    public String toString() {
      return "silu";
    }
  }

  /// z tanh(softplus(z)); derivative t + z (1 - t^2) logistic(z) with t = tanh(softplus(z)).
  ///
  /// Source: Misra, 2019.
  record Mish() implements Activation {
    @Override
    public String toString() {
      return "mish";
    }
  }

  /// e^z, the output of a model of rates; derivative a. Output layer only, with [Loss.Poisson].
  record Exponential() implements Activation {
    @Override
    public String toString() {
      return "exp";
    }
  }

  /// a_i = e^z_i / sum_j e^z_j. Output layer only, with [Loss.CrossEntropy].
  record Softmax() implements Activation {
    @Override
    public String toString() {
      return "softmax";
    }
  }

  /// An activation of one's own, element by element.
  ///
  /// Saved models name it; loading one needs the same name supplied again.
  ///
  /// @param name letters, digits, `_`; not the name of a built-in
  /// @param f the function
  /// @param derivative f', a function of z
  record Custom(String name, DoubleUnaryOperator f, DoubleUnaryOperator derivative)
      implements Activation {
    /// Checks the name, and the derivative against central differences.
    ///
    /// @throws SomaException.Check E702 if the derivative is wrong
    public Custom {
      CustomChecks.name(name, names());
      CustomChecks.derivative("activation " + name, f, derivative);
    }

    @Override
    public String toString() {
      return "custom(" + name + ")";
    }
  }

  /// Whether f is another function on either side of z = 0: it has a kink or a jump there.
  default boolean bends() {
    return switch (this) {
      case Step _, Relu _, LeakyRelu _, Abs _, Elu _, Selu _ -> true;
      case Identity _,
          Logistic _,
          Tanh _,
          Softplus _,
          Gelu _,
          Silu _,
          Mish _,
          Exponential _,
          Softmax _,
          Custom _ ->
          false;
    };
  }

  /// Whether f is linear on either side of z = 0, and through the origin: f(z) = f'(z) z.
  default boolean isPiecewiseLinear() {
    return switch (this) {
      case Identity _, Relu _, LeakyRelu _, Abs _ -> true;
      case Step _,
          Logistic _,
          Tanh _,
          Softplus _,
          Elu _,
          Selu _,
          Gelu _,
          Silu _,
          Mish _,
          Exponential _,
          Softmax _,
          Custom _ ->
          false;
    };
  }

  /// The default slope of [LeakyRelu].
  double DEFAULT_LEAK = 0.01;

  /// An activation of one's own; see [Custom].
  static Activation custom(String name, DoubleUnaryOperator f, DoubleUnaryOperator derivative) {
    return new Custom(name, f, derivative);
  }

  /// Leaky ReLU with this slope for z <= 0.
  static Activation leakyRelu(double alpha) {
    return new LeakyRelu(alpha);
  }

  /// ELU with this alpha.
  static Activation elu(double alpha) {
    return new Elu(alpha);
  }

  /// The names that [NetworkSpec#parse] knows.
  static List<String> names() {
    return List.of(
        "identity",
        "step",
        "logistic",
        "tanh",
        "relu",
        "leaky_relu",
        "abs",
        "softplus",
        "elu",
        "selu",
        "gelu",
        "silu",
        "mish",
        "exp",
        "softmax");
  }

  /// Reads `relu`, `leaky_relu(0.2)`, `leaky_relu(alpha=0.2)` and so on; the text of `toString`,
  /// but for custom ones.
  ///
  /// @throws SomaException.Usage E211 for an unknown name or a wrong parameter
  static Activation parse(String text) {
    Map<String, List<String>> known = new LinkedHashMap<>();
    names().forEach(name -> known.put(name, List.of()));
    known.put("leaky_relu", List.of("alpha"));
    known.put("elu", List.of("alpha"));
    Map<String, String> others =
        Map.of("linear", "identity", "sigmoid", "logistic", "swish", "silu");
    return new Call.Form<>("E211", "activation", known, others, Activation::of).read(text);
  }

  private static Activation of(Call c) {
    return switch (c.name()) {
      case "identity" -> IDENTITY;
      case "step" -> STEP;
      case "logistic" -> LOGISTIC;
      case "tanh" -> TANH;
      case "relu" -> RELU;
      case "leaky_relu" -> new LeakyRelu(c.get("alpha", DEFAULT_LEAK));
      case "abs" -> ABS;
      case "softplus" -> SOFTPLUS;
      case "elu" -> new Elu(c.get("alpha", 1));
      case "selu" -> SELU;
      case "gelu" -> GELU;
      case "silu" -> SILU;
      case "mish" -> MISH;
      case "exp" -> EXPONENTIAL;
      default -> SOFTMAX;
    };
  }

  private static void finite(double alpha) {
    if (!Double.isFinite(alpha)) {
      throw new IllegalArgumentException("alpha must be finite, got " + Call.number(alpha));
    }
  }

  /// A number as short as it can be written and read back: `0.1`, `2`.
  static String number(double x) {
    return x == StrictMath.rint(x) && StrictMath.abs(x) < 1e15
        ? Long.toString((long) x)
        : Double.toString(x);
  }
}
