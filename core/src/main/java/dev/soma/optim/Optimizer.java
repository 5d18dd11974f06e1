package dev.soma.optim;

import static dev.soma.nn.check.Call.number;
import static dev.soma.nn.check.Call.require;

import dev.soma.error.SomaException;
import dev.soma.nn.Parameters;
import dev.soma.nn.check.Call;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How a gradient becomes new parameters.
///
/// Below w is one parameter, g its gradient dJ/dw, eta the rate of this step: [#rate] times what
/// the [Schedule] says. All states start at 0. The rules are those of `torch.optim` with equal
/// settings.
///
/// ```java
/// Optimizer.Stochastic adam = Optimizer.adam(0.01);
/// OptimizerState state = adam.start(parameters);
/// state.step(parameters, gradient, adam.rate());
/// ```
///
/// The text form holds everything but the rate, which has a flag of its own: `adam`, `adam(b1=0.9,
/// b2=0.95)`.
public sealed interface Optimizer {
  /// Optimizers that step after each batch; they are started with [#start].
  sealed interface Stochastic extends Optimizer {
    @Override
    Stochastic withRate(double rate);

    /// The state of a new run: step 0, all moments 0.
    ///
    /// @param parameters of the network that will be trained; only their layout matters
    default OptimizerState start(Parameters parameters) {
      return start(parameters, RateFactors.NONE);
    }

    /// The same with rates that differ by what a tensor does.
    default OptimizerState start(Parameters parameters, RateFactors factors) {
      return OptimizerState.start(this, parameters, factors);
    }
  }

  /// Stochastic gradient descent, the lecture's rule: w -= eta g.
  ///
  /// @param rate base rate, per step, > 0; default 0.1
  record Sgd(double rate) implements Stochastic {
    /// Checks the range.
    public Sgd {
      positive("rate", rate);
    }

    @Override
    public Sgd withRate(double newRate) {
      return new Sgd(newRate);
    }

    @Override
    public String toString() {
      return "sgd";
    }
  }

  /// Heavy ball: v = mu v + g; w -= eta v. Source: Polyak, 1964.
  ///
  /// @param rate base rate, per step, > 0; default 0.01
  /// @param mu how much of the last step is kept, in [0, 1); default 0.9
  record Momentum(double rate, double mu) implements Stochastic {
    /// Checks the ranges.
    public Momentum {
      positive("rate", rate);
      share("mu", mu);
    }

    @Override
    public Momentum withRate(double newRate) {
      return new Momentum(newRate, mu);
    }

    @Override
    public String toString() {
      return "momentum(mu=" + number(mu) + ")";
    }
  }

  /// Momentum that looks ahead: v = mu v + g; w -= eta (g + mu v). Source: Nesterov, 1983, in the
  /// form of Sutskever et al., 2013.
  ///
  /// @param rate base rate, per step, > 0; default 0.01
  /// @param mu how much of the last step is kept, in [0, 1); default 0.9
  record Nesterov(double rate, double mu) implements Stochastic {
    /// Checks the ranges.
    public Nesterov {
      positive("rate", rate);
      share("mu", mu);
    }

    @Override
    public Nesterov withRate(double newRate) {
      return new Nesterov(newRate, mu);
    }

    @Override
    public String toString() {
      return "nesterov(mu=" + number(mu) + ")";
    }
  }

  /// v = rho v + (1 - rho) g^2; w -= eta g / (sqrt(v) + eps). Source: Hinton, lecture 6e, 2012.
  ///
  /// @param rate base rate, per step, > 0; default 0.001
  /// @param rho memory of the squares, in [0, 1); default 0.99
  /// @param eps keeps the division finite, > 0; default 1e-8
  record RmsProp(double rate, double rho, double eps) implements Stochastic {
    /// Checks the ranges.
    public RmsProp {
      positive("rate", rate);
      share("rho", rho);
      epsilon(eps);
    }

    @Override
    public RmsProp withRate(double newRate) {
      return new RmsProp(newRate, rho, eps);
    }

    @Override
    public String toString() {
      return "rmsprop(rho=" + number(rho) + ", eps=" + number(eps) + ")";
    }
  }

  /// v += g^2; w -= eta g / (sqrt(v) + eps). Source: Duchi, Hazan, Singer, 2011.
  ///
  /// @param rate base rate, per step, > 0; default 0.01
  /// @param eps keeps the division finite, > 0; default 1e-10
  record Adagrad(double rate, double eps) implements Stochastic {
    /// Checks the ranges.
    public Adagrad {
      positive("rate", rate);
      epsilon(eps);
    }

    @Override
    public Adagrad withRate(double newRate) {
      return new Adagrad(newRate, eps);
    }

    @Override
    public String toString() {
      return "adagrad(eps=" + number(eps) + ")";
    }
  }

  /// v = rho v + (1 - rho) g^2; d = g sqrt(u + eps) / sqrt(v + eps); u = rho u + (1 - rho) d^2; w
  /// -= eta d. Source: Zeiler, 2012.
  ///
  /// @param rate base rate, a factor without unit, > 0; default 1
  /// @param rho memory of the squares, in [0, 1); default 0.9
  /// @param eps starts the movement, > 0; default 1e-6
  record Adadelta(double rate, double rho, double eps) implements Stochastic {
    /// Checks the ranges.
    public Adadelta {
      positive("rate", rate);
      share("rho", rho);
      epsilon(eps);
    }

    @Override
    public Adadelta withRate(double newRate) {
      return new Adadelta(newRate, rho, eps);
    }

    @Override
    public String toString() {
      return "adadelta(rho=" + number(rho) + ", eps=" + number(eps) + ")";
    }
  }

  /// m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; in step t = 1, 2, ... w -= eta (m / (1 -
  /// b1^t)) / (sqrt(v / (1 - b2^t)) + eps). Source: Kingma and Ba, 2015.
  ///
  /// @param rate base rate, per step, > 0; default 0.001
  /// @param b1 memory of the gradient, in [0, 1); default 0.9
  /// @param b2 memory of its square, in [0, 1); default 0.999
  /// @param eps keeps the division finite, > 0; default 1e-8
  record Adam(double rate, double b1, double b2, double eps) implements Stochastic {
    /// Checks the ranges.
    public Adam {
      positive("rate", rate);
      share("b1", b1);
      share("b2", b2);
      epsilon(eps);
    }

    @Override
    public Adam withRate(double newRate) {
      return new Adam(newRate, b1, b2, eps);
    }

    @Override
    public String toString() {
      return "adam(b1=" + number(b1) + ", b2=" + number(b2) + ", eps=" + number(eps) + ")";
    }
  }

  /// [Adam] with decoupled decay: first w -= eta decay w, for all that is learned but b(l). Source:
  /// Loshchilov and Hutter, 2019.
  ///
  /// @param rate base rate, per step, > 0; default 0.001
  /// @param b1 memory of the gradient, in [0, 1); default 0.9
  /// @param b2 memory of its square, in [0, 1); default 0.999
  /// @param eps keeps the division finite, > 0; default 1e-8
  /// @param decay share of a weight that a step of rate 1 would take away, >= 0; default 0.01
  record AdamW(double rate, double b1, double b2, double eps, double decay) implements Stochastic {
    /// Checks the ranges.
    public AdamW {
      positive("rate", rate);
      share("b1", b1);
      share("b2", b2);
      epsilon(eps);
      require(decay >= 0 && decay < Double.POSITIVE_INFINITY, "decay must be >= 0", decay);
    }

    @Override
    public AdamW withRate(double newRate) {
      return new AdamW(newRate, b1, b2, eps, decay);
    }

    @Override
    public String toString() {
      return "adamw(b1="
          + number(b1)
          + ", b2="
          + number(b2)
          + ", eps="
          + number(eps)
          + ", decay="
          + number(decay)
          + ")";
    }
  }

  /// Limited-memory BFGS on all rows at once, with a line search for the strong Wolfe conditions.
  /// It is not stepped with gradients: see [LbfgsState]. Source: Liu and Nocedal, 1989.
  ///
  /// @param rate what the line search tries first, as a share of the Newton-like step, > 0; default
  ///   1
  /// @param history pairs of steps and gradient changes that are kept, >= 1; default 10
  record Lbfgs(double rate, int history) implements Optimizer {
    /// Checks the ranges.
    public Lbfgs {
      positive("rate", rate);
      require(history >= 1, "history must be >= 1", history);
    }

    @Override
    public Lbfgs withRate(double newRate) {
      return new Lbfgs(newRate, history);
    }

    /// The state of a new run.
    ///
    /// @param parameters of the network that will be trained; only their layout matters
    public LbfgsState start(Parameters parameters) {
      return LbfgsState.start(this, parameters);
    }

    @Override
    public String toString() {
      return "lbfgs(history=" + history + ")";
    }
  }

  /// The base rate, which the schedule multiplies.
  double rate();

  /// The same optimizer with another base rate.
  ///
  /// @throws IllegalArgumentException if it is not > 0 and finite
  Optimizer withRate(double rate);

  /// The bare name: `adam`.
  default String name() {
    String text = toString();
    int open = text.indexOf('(');
    return open < 0 ? text : text.substring(0, open);
  }

  /// [Sgd] with this rate.
  static Sgd sgd(double rate) {
    return new Sgd(rate);
  }

  /// [Momentum] 0.9 with this rate.
  static Momentum momentum(double rate) {
    return new Momentum(rate, 0.9);
  }

  /// [Nesterov] momentum 0.9 with this rate.
  static Nesterov nesterov(double rate) {
    return new Nesterov(rate, 0.9);
  }

  /// [RmsProp] with this rate and the defaults.
  static RmsProp rmsProp(double rate) {
    return new RmsProp(rate, 0.99, 1e-8);
  }

  /// [Adagrad] with this rate and the defaults.
  static Adagrad adagrad(double rate) {
    return new Adagrad(rate, 1e-10);
  }

  /// [Adadelta] with this rate and the defaults.
  static Adadelta adadelta(double rate) {
    return new Adadelta(rate, 0.9, 1e-6);
  }

  /// [Adam] with this rate and the defaults.
  static Adam adam(double rate) {
    return new Adam(rate, 0.9, 0.999, 1e-8);
  }

  /// [AdamW] with this rate, this decay and the defaults.
  static AdamW adamW(double rate, double decay) {
    return new AdamW(rate, 0.9, 0.999, 1e-8, decay);
  }

  /// [Lbfgs] with the defaults.
  static Lbfgs lbfgs() {
    return new Lbfgs(1, 10);
  }

  /// The names that [#parse] knows.
  static List<String> names() {
    return List.copyOf(known().keySet());
  }

  /// Reads the text form and takes the default rate; [#withRate] sets another.
  ///
  /// @throws SomaException.Usage E230 for an unknown name (with the nearest one) or parameter, or a
  ///   value out of its range
  static Optimizer parse(String text) {
    return new Call.Form<>("E230", "optimizer", known(), Optimizer::of).read(text);
  }

  private static Map<String, List<String>> known() {
    Map<String, List<String>> known = new LinkedHashMap<>();
    known.put("sgd", List.of());
    known.put("momentum", List.of("mu"));
    known.put("nesterov", List.of("mu"));
    known.put("rmsprop", List.of("rho", "eps"));
    known.put("adagrad", List.of("eps"));
    known.put("adadelta", List.of("rho", "eps"));
    known.put("adam", List.of("b1", "b2", "eps"));
    known.put("adamw", List.of("b1", "b2", "eps", "decay"));
    known.put("lbfgs", List.of("history"));
    return known;
  }

  private static Optimizer of(Call c) {
    double b1 = c.get("b1", 0.9);
    double b2 = c.get("b2", 0.999);
    return switch (c.name()) {
      case "sgd" -> sgd(0.1);
      case "momentum" -> new Momentum(0.01, c.get("mu", 0.9));
      case "nesterov" -> new Nesterov(0.01, c.get("mu", 0.9));
      case "rmsprop" -> new RmsProp(0.001, c.get("rho", 0.99), c.get("eps", 1e-8));
      case "adagrad" -> new Adagrad(0.01, c.get("eps", 1e-10));
      case "adadelta" -> new Adadelta(1, c.get("rho", 0.9), c.get("eps", 1e-6));
      case "adam" -> new Adam(0.001, b1, b2, c.get("eps", 1e-8));
      case "adamw" -> new AdamW(0.001, b1, b2, c.get("eps", 1e-8), c.get("decay", 0.01));
      default -> new Lbfgs(1, c.whole("history", 10));
    };
  }

  private static void positive(String what, double x) {
    require(x > 0 && x < Double.POSITIVE_INFINITY, what + " must be > 0 and finite", x);
  }

  private static void share(String what, double x) {
    require(x >= 0 && x < 1, what + " must be in [0, 1)", x);
  }

  private static void epsilon(double x) {
    // Below the smallest normal float the step could divide 0 by 0.
    require(x >= Float.MIN_NORMAL && x < Double.POSITIVE_INFINITY, "eps must be > 1e-37", x);
  }
}
