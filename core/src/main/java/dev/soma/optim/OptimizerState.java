package dev.soma.optim;

import dev.soma.kernel.Kernels;
import dev.soma.nn.Parameters;
import dev.soma.nn.check.Call;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a stochastic optimizer remembers during one run: moments in the layout of [Parameters], and
/// the number of steps.
///
/// Made by [Optimizer.Stochastic#start], so it always fits its optimizer. Arithmetic is float,
/// element by element, hence the same bits on every machine; factors that depend on the step are
/// computed in double and rounded once. Moments below about 1e-24 are rounded to multiples of
/// 2^-103, because a unit that gets no gradient would otherwise slow every later step down with
/// denormal numbers. A step allocates nothing. Not safe for several callers.
public final class OptimizerState {
  /// Added and taken away again, which rounds a moment to a multiple of 2^-103.
  private static final float FLUSH = 0x1p-80f;

  private static final float[] NONE = {};

  /// What changing one parameter costs: the moments come from far away.
  private static final long STEPS = 16;

  private final Optimizer.Stochastic optimizer;
  private final List<Parameters.Group> groups;
  private final RateFactors factors;
  private final double[] byGroup;
  private final int size;
  private final float[] first;
  private final float[] second;
  private long steps;
  private double power1 = 1; // b1^steps as a running product: StrictMath.pow would allocate
  private double power2 = 1;

  // the step that runs, for those who share it
  private final SharedTensors stepped;
  private final SharedTensors scaled;
  private float[] weights = NONE;
  private float[] slopes = NONE;
  private double eta;
  private double decaying = 1;

  /// What the gradient is multiplied by on the way: 1 / rows of a sum.
  private float factor = 1;

  private OptimizerState(
      Optimizer.Stochastic optimizer,
      List<Parameters.Group> groups,
      RateFactors factors,
      int size,
      float[] first,
      float[] second) {
    this.optimizer = optimizer;
    this.groups = groups;
    this.factors = factors;
    this.byGroup = groups.stream().mapToDouble(g -> factors.of(g.role())).toArray();
    this.size = size;
    this.first = first;
    this.second = second;
    this.stepped = new SharedTensors(groups, STEPS * size, (_, from, to) -> step(from, to));
    this.scaled =
        new SharedTensors(
            groups, STEPS * size, (own, from, to) -> own.scale(to - from, factor, slopes, from));
  }

  static OptimizerState start(
      Optimizer.Stochastic optimizer, Parameters layout, RateFactors factors) {
    int moments = moments(optimizer);
    return new OptimizerState(
        optimizer,
        layout.groups(),
        factors,
        layout.size(),
        moments > 0 ? new float[layout.size()] : NONE,
        moments > 1 ? new float[layout.size()] : NONE);
  }

  /// The state that was exported after `steps` steps; inverse of [#arrays].
  ///
  /// @param factors of the rate, by role
  /// @param arrays by name, each as long as the parameters
  /// @throws IllegalArgumentException if an array is missing, unknown or of another length
  public static OptimizerState restore(
      Optimizer.Stochastic optimizer,
      Parameters parameters,
      RateFactors factors,
      long steps,
      Map<String, float[]> arrays) {
    List<String> names = names(optimizer);
    if (!arrays.keySet().equals(Set.copyOf(names)) || steps < 0) {
      throw new IllegalArgumentException(
          optimizer.name()
              + " keeps "
              + names
              + " and a number of steps >= 0, got "
              + arrays.keySet()
              + " and "
              + steps);
    }
    OptimizerState state = start(optimizer, parameters, factors);
    for (long t = 0; t < steps && state.power1 + state.power2 > 0; t++) {
      state.count();
    }
    state.steps = steps;
    for (int i = 0; i < names.size(); i++) {
      float[] from = arrays.getOrDefault(names.get(i), NONE);
      state.requireSize(names.get(i), from.length);
      System.arraycopy(from, 0, i == 0 ? state.first : state.second, 0, from.length);
    }
    return state;
  }

  /// How many numbers it remembers for each parameter.
  public static int moments(Optimizer.Stochastic optimizer) {
    return names(optimizer).size();
  }

  /// The moments of an optimizer, by the letters of its formula.
  private static List<String> names(Optimizer.Stochastic optimizer) {
    return switch (optimizer) {
      case Optimizer.Sgd _ -> List.of();
      case Optimizer.Momentum _, Optimizer.Nesterov _, Optimizer.RmsProp _, Optimizer.Adagrad _ ->
          List.of("v");
      case Optimizer.Adadelta _ -> List.of("v", "u");
      case Optimizer.Adam _, Optimizer.AdamW _ -> List.of("m", "v");
    };
  }

  /// The optimizer that this state belongs to.
  public Optimizer.Stochastic optimizer() {
    return optimizer;
  }

  /// Steps made so far.
  public long steps() {
    return steps;
  }

  /// Copies of the moments by the letters of the optimizer's formula, each as long as the
  /// parameters; empty for SGD. For checkpoints.
  public Map<String, float[]> arrays() {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    List<String> names = names(optimizer);
    for (int i = 0; i < names.size(); i++) {
      arrays.put(names.get(i), (i == 0 ? first : second).clone());
    }
    return arrays;
  }

  /// An independent copy: stepping one does not change the other.
  public OptimizerState copy() {
    OptimizerState copy =
        new OptimizerState(optimizer, groups, factors, size, first.clone(), second.clone());
    copy.steps = steps;
    copy.power1 = power1;
    copy.power2 = power2;
    return copy;
  }

  /// From sums over the rows of a batch to their mean: the gradient times 1/rows, shared among
  /// threads as a step is.
  public void mean(Parameters gradient, int rows, Kernels kernels) {
    requireSize("gradient", gradient.size());
    slopes = gradient.values();
    factor = 1f / rows;
    scaled.run(kernels);
    slopes = NONE;
  }

  /// Changes the parameters by one step, in this thread.
  ///
  /// @see #step(Parameters, Parameters, double, Kernels)
  public void step(Parameters parameters, Parameters gradient, double rate) {
    begin(parameters, gradient, 1, rate, 1);
    step(0, size);
    end();
  }

  /// Changes the parameters by one step, shared among the threads of the kernels; the bits do not
  /// depend on them.
  ///
  /// @param parameters changed in place
  /// @param gradient dJ/dw in the same layout; only read
  /// @param rate of this step, >= 0: base rate times schedule; 0 changes the moments only (and a
  ///   gradient that is not finite makes the parameters NaN, which the caller must notice)
  /// @throws IllegalArgumentException if a layout differs from that of the start, or the rate is
  ///   negative or not finite
  public void step(Parameters parameters, Parameters gradient, double rate, Kernels kernels) {
    step(parameters, gradient, 1, rate, 1, kernels);
  }

  /// The same for sums over the rows of a batch, with the bits of [#mean] and then a step but in
  /// one pass, and with another decay.
  ///
  /// @param rows that the gradient is a sum over, >= 1; 1 for a mean
  /// @param decay factor of the decay of [Optimizer.AdamW] in this step, >= 0; others have none
  public void step(
      Parameters parameters,
      Parameters gradient,
      int rows,
      double rate,
      double decay,
      Kernels kernels) {
    begin(parameters, gradient, rows, rate, decay);
    stepped.run(kernels);
    end();
  }

  private void begin(
      Parameters parameters, Parameters gradient, int rows, double rate, double decay) {
    requireSize("parameters", parameters.size());
    requireSize("gradient", gradient.size());
    Call.require(rate >= 0 && rate < Double.POSITIVE_INFINITY, "rate must be >= 0, finite", rate);
    count();
    weights = parameters.values();
    slopes = gradient.values();
    factor = 1f / rows;
    eta = rate;
    decaying = decay;
  }

  private void end() {
    weights = NONE;
    slopes = NONE;
  }

  /// The parameters from `from` to before `to`, which may belong to several groups.
  private void step(int from, int to) {
    for (int i = 0; i < groups.size(); i++) { // no iterator: a step allocates nothing
      Parameters.Group g = groups.get(i);
      int first = Math.max(from, g.offset());
      int end = Math.min(to, g.offset() + g.size());
      if (first < end) {
        step(weights, slopes, first, end, g, byGroup[i]);
      }
    }
  }

  private void count() {
    steps++;
    switch (optimizer) {
      case Optimizer.Adam o -> power(o.b1(), o.b2());
      case Optimizer.AdamW o -> power(o.b1(), o.b2());
      case Optimizer.Sgd _,
          Optimizer.Momentum _,
          Optimizer.Nesterov _,
          Optimizer.RmsProp _,
          Optimizer.Adagrad _,
          Optimizer.Adadelta _ ->
          power(0, 0);
    }
  }

  private void power(double b1, double b2) {
    power1 *= b1;
    power2 *= b2;
  }

  private void step(float[] w, float[] g, int from, int to, Parameters.Group group, double f) {
    double rate = this.eta * f;
    float eta = (float) rate;
    switch (optimizer) {
      case Optimizer.Sgd _ -> sgd(from, to, w, g, factor, eta);
      case Optimizer.Momentum o -> momentum(from, to, w, g, factor, first, eta, (float) o.mu());
      case Optimizer.Nesterov o -> nesterov(from, to, w, g, factor, first, eta, (float) o.mu());
      case Optimizer.RmsProp o ->
          rmsProp(from, to, w, g, eta, (float) o.rho(), (float) (1 - o.rho()), (float) o.eps());
      case Optimizer.Adagrad o -> // the sum in place of the mean, with the same formula
          rmsProp(from, to, w, g, eta, 1, 1, (float) o.eps());
      case Optimizer.Adadelta o ->
          adadelta(from, to, w, g, eta, (float) o.rho(), (float) (1 - o.rho()), (float) o.eps());
      case Optimizer.Adam o -> adam(from, to, w, g, rate, o.b1(), o.b2(), o.eps(), 0);
      case Optimizer.AdamW o -> {
        double decay = group.decays() ? rate * o.decay() * f * decaying : 0;
        adam(from, to, w, g, rate, o.b1(), o.b2(), o.eps(), decay);
      }
    }
  }

  private static void sgd(int from, int to, float[] w, float[] g, float factor, float eta) {
    for (int i = from; i < to; i++) {
      float gi = factor * g[i];
      w[i] = Math.fma(-eta, gi, w[i]);
    }
  }

  private static void momentum(
      int from, int to, float[] w, float[] g, float factor, float[] v, float eta, float mu) {
    for (int i = from; i < to; i++) {
      float gi = factor * g[i];
      float vi = flush(Math.fma(mu, v[i], gi));
      v[i] = vi;
      w[i] = Math.fma(-eta, vi, w[i]);
    }
  }

  private static void nesterov(
      int from, int to, float[] w, float[] g, float factor, float[] v, float eta, float mu) {
    for (int i = from; i < to; i++) {
      float gi = factor * g[i];
      float vi = flush(Math.fma(mu, v[i], gi));
      v[i] = vi;
      w[i] = Math.fma(-eta, Math.fma(mu, vi, gi), w[i]);
    }
  }

  private void rmsProp(
      int from, int to, float[] w, float[] g, float eta, float rho, float rest, float eps) {
    float factor = this.factor;
    float[] v = first;
    for (int i = from; i < to; i++) {
      float gi = factor * g[i];
      float vi = flush(Math.fma(rest * gi, gi, rho * v[i]));
      v[i] = vi;
      w[i] -= eta * gi / ((float) Math.sqrt(vi) + eps);
    }
  }

  private void adadelta(
      int from, int to, float[] w, float[] g, float eta, float rho, float rest, float eps) {
    float factor = this.factor;
    float[] v = first;
    float[] u = second;
    for (int i = from; i < to; i++) {
      float gi = factor * g[i];
      float vi = flush(Math.fma(rest * gi, gi, rho * v[i]));
      v[i] = vi;
      float d = (float) Math.sqrt(u[i] + eps) / (float) Math.sqrt(vi + eps) * gi;
      u[i] = flush(Math.fma(rest * d, d, rho * u[i]));
      w[i] = Math.fma(-eta, d, w[i]);
    }
  }

  private void adam(
      int from,
      int to,
      float[] w,
      float[] g,
      double rate,
      double b1,
      double b2,
      double eps,
      double decay) {
    float[] m = first;
    float factor = this.factor;
    float[] v = second;
    float rest1 = (float) (1 - b1);
    float keep2 = (float) b2;
    float rest2 = (float) (1 - b2);
    float scale = (float) (rate / (1 - power1));
    float root = (float) (1 / StrictMath.sqrt(1 - power2));
    float tiny = (float) eps;
    float pull = (float) decay;
    for (int i = from; i < to; i++) {
      float gi = factor * g[i];
      float mi = flush(Math.fma(rest1, gi - m[i], m[i]));
      float vi = flush(Math.fma(rest2 * gi, gi, keep2 * v[i]));
      m[i] = mi;
      v[i] = vi;
      float kept = Math.fma(-pull, w[i], w[i]);
      w[i] = kept - scale * mi / Math.fma((float) Math.sqrt(vi), root, tiny);
    }
  }

  private static float flush(float moment) {
    return (moment + FLUSH) - FLUSH;
  }

  private void requireSize(String what, int got) {
    if (got != size) {
      throw new IllegalArgumentException(
          what + " has " + got + " numbers; this run was started with " + size + " parameters");
    }
  }
}
