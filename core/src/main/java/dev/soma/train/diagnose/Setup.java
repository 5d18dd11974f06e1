package dev.soma.train.diagnose;

import dev.soma.nn.Activation;
import dev.soma.nn.Initializer;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Regularization;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/// The settings of a run that a remedy may change.
///
/// @param spec the network
/// @param loss what is minimised
/// @param optimizer with the base rate
/// @param initializer how weights start
/// @param biasInit where hidden biases start
/// @param regularization L1, L2 and max-norm
/// @param batch rows a step
/// @param patience epochs without a better one before the run stops, 0 = none
/// @param ema memory of an exponential mean of the weights, 0 = none
public record Setup(
    NetworkSpec spec,
    Loss loss,
    Optimizer optimizer,
    Initializer initializer,
    double biasInit,
    Regularization regularization,
    int batch,
    int patience,
    double ema) {
  /// Penalties above this, and biases above that, are no numbers that anybody means.
  private static final double HUGE_PENALTY = 1e30;

  private static final double LARGE_BIAS = 10;

  /// Biases above this leave logistic and tanh units no slope.
  private static final double FAR_BIAS = 3;

  /// Hidden layers from which on deltas vanish in such units.
  private static final int DEEP = 4;

  private static final MathContext DIGITS = new MathContext(2);

  /// The rate that the optimizer has where none is given.
  double usualRate() {
    return usualRate(optimizer);
  }

  private static double usualRate(Optimizer of) {
    return Optimizer.parse(of.toString()).rate();
  }

  /// Whether the rate is far above the usual one.
  boolean fast() {
    return fast(optimizer);
  }

  /// Whether the rate of an optimizer is far above its usual one.
  public static boolean fast(Optimizer optimizer) {
    return optimizer.rate() > 3 * usualRate(optimizer);
  }

  /// What helps against steps that are too big: [#slower(Optimizer)].
  String slower() {
    return slower(optimizer);
  }

  /// `--lr` with the usual rate, or a tenth of the present one if that is less; of two digits.
  public static String slower(Optimizer optimizer) {
    return "--lr " + number(Math.min(optimizer.rate() / 10, usualRate(optimizer)));
  }

  /// What helps a run that diverged: a usual penalty where it is huge, else a lower rate. L-BFGS
  /// takes only steps that make J less, and has no rate: if J or its gradient is not finite, it was
  /// so where the run began.
  String again() {
    if (regularization.l2() > HUGE_PENALTY) {
      return "--l2 0.001";
    }
    if (regularization.l1() > HUGE_PENALTY) {
      return "--l1 0.001";
    }
    if (!(optimizer instanceof Optimizer.Lbfgs)) {
      return slower();
    }
    // units that are bounded help where neither weights nor biases begin far off
    boolean far = Math.abs(biasInit) > LARGE_BIAS;
    return far || initializer instanceof Initializer.Constant
        ? "--init auto --bias-init 0"
        : "--activation tanh";
  }

  /// What helps units that a rate far above the usual has driven onto their flat part: `--lr` with
  /// a tenth of it, at most a hundred times the usual and at least that. Bounded units stand larger
  /// rates than others, and learn next to nothing with the usual one.
  String calmer() {
    double tenth = Math.min(optimizer.rate() / 10, 100 * usualRate());
    return "--lr " + number(Math.max(tenth, usualRate()));
  }

  /// Whether there is a hidden layer.
  boolean hidden() {
    return spec.layers().stream().filter(l -> l.weightRows() > 0).count() > 1;
  }

  /// L-BFGS, with the length of step that it tries first, for one layer and a smooth loss; empty if
  /// it is that already. It is done in a few dozen steps, of which a mean of the weights would keep
  /// the first.
  String wholeSteps() {
    boolean kinked =
        switch (loss) {
          case Loss.AbsoluteError _, Loss.Quantile _, Loss.Perceptron _, Loss.Custom _ -> true;
          case Loss.SquaredError _,
              Loss.CrossEntropy _,
              Loss.LogisticCrossEntropy _,
              Loss.Poisson _,
              Loss.Huber _ ->
              false;
        };
    return kinked || spec.layers().size() > 1 || optimizer instanceof Optimizer.Lbfgs
        ? ""
        : "--optimizer lbfgs --lr 1" + (ema > 0 ? " --ema 0" : "");
  }

  /// Whether many hidden layers are logistic or tanh, each of which leaves a part of a delta only.
  boolean isDeepAndFlat() {
    List<Layer> all = spec.layers();
    return all.subList(0, all.size() - 1).stream().filter(Setup::isFlat).count() >= DEEP;
  }

  /// Whether any hidden layer is logistic or tanh.
  boolean isFlat() {
    List<Layer> all = spec.layers();
    return all.subList(0, all.size() - 1).stream().anyMatch(Setup::isFlat);
  }

  private static boolean isFlat(Layer layer) {
    return layer instanceof Layer.Dense d
        && (d.activation() instanceof Activation.Logistic
            || d.activation() instanceof Activation.Tanh);
  }

  /// Units that keep the size of what passes them. They do not stand the rates that bounded ones
  /// do.
  String passing() {
    return "--activation selu" + (fast() ? " --lr " + number(usualRate()) : "");
  }

  /// What helps where biases start far off, or weights all alike or at a size that somebody has
  /// said: the usual start; else empty.
  String usualStart() {
    boolean far = biasInit < 0 || biasInit > FAR_BIAS;
    boolean sized =
        hidden()
            && (initializer instanceof Initializer.Constant
                || initializer instanceof Initializer.Orthogonal);
    return far ? "--bias-init 0" : sized ? "--init auto" : "";
  }

  /// `--lr` with three times the rate, or the usual one if that is more.
  String faster() {
    return "--lr " + number(Math.max(optimizer.rate() * 3, usualRate()));
  }

  /// Whether weights do not start as the recipe for the activation says.
  boolean ownStart() {
    return !(initializer instanceof Initializer.Automatic)
        && !(initializer instanceof Initializer.DataDriven);
  }

  /// A number of two digits, as it is typed: `0.0003`.
  static String number(double x) {
    return new BigDecimal(x).round(DIGITS).stripTrailingZeros().toPlainString();
  }
}
