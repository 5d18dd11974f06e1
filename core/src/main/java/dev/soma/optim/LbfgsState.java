package dev.soma.optim;

import dev.soma.nn.Parameters;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// What L-BFGS remembers during one run, and its step.
///
/// Made by [Optimizer.Lbfgs#start]. Vectors are float in the layout of [Parameters]; dot products
/// are added in double in one fixed order, so a run has the same bits on every machine if the
/// objective has. Memory: 2 history + 4 times the parameters. A step allocates nothing, but for
/// what the objective does. Not safe for several threads.
public final class LbfgsState {
  /// What a step did.
  public enum Outcome {
    /// J went down.
    MOVED,
    /// The gradient is 0 to within the tolerance; nothing was changed.
    CONVERGED,
    /// No lower J can be found in float arithmetic; nothing was changed.
    STALLED
  }

  private static final double TOLERANCE = 1e-7;

  private final Optimizer.Lbfgs optimizer;
  private final float[][] moves;
  private final float[][] changes;
  private final double[] rho;
  private final double[] alpha;
  private final float[] direction;
  private final Parameters here;
  private final Parameters gradient;
  private final Parameters trialGradient;
  private final Ray ray;
  private final LineSearch search;
  private double value = Double.NaN;
  private int pairs;
  private int newest = -1;
  private long steps;

  private LbfgsState(Optimizer.Lbfgs optimizer, Parameters layout) {
    this.optimizer = optimizer;
    int h = optimizer.history();
    moves = new float[h][layout.size()];
    changes = new float[h][layout.size()];
    rho = new double[h];
    alpha = new double[h];
    direction = new float[layout.size()];
    here = layout.zerosLike();
    gradient = layout.zerosLike();
    trialGradient = layout.zerosLike();
    ray = new Ray(here);
    search = new LineSearch(ray);
  }

  /// How many numbers it remembers for each parameter.
  public static int vectors(Optimizer.Lbfgs optimizer) {
    return 2 * optimizer.history() + 4;
  }

  static LbfgsState start(Optimizer.Lbfgs optimizer, Parameters layout) {
    return new LbfgsState(optimizer, layout);
  }

  /// The state that was exported after `steps` steps; inverse of [#arrays].
  ///
  /// @param arrays `s0`, `y0`, `s1`, `y1` ..., oldest first, each as long as the parameters
  /// @throws IllegalArgumentException if an array is missing, unknown or of another length, or
  ///   there are more pairs than the history holds
  public static LbfgsState restore(
      Optimizer.Lbfgs optimizer, Parameters parameters, long steps, Map<String, float[]> arrays) {
    LbfgsState state = start(optimizer, parameters);
    int pairs = arrays.size() / 2;
    for (int i = 0; i < pairs && pairs <= optimizer.history(); i++) {
      float[] s = arrays.getOrDefault("s" + i, new float[0]);
      float[] y = arrays.getOrDefault("y" + i, new float[0]);
      if (s.length == parameters.size() && y.length == parameters.size()) {
        copy(s, state.moves[i]);
        copy(y, state.changes[i]);
        state.rho[i] = 1 / dot(s, y);
        state.pairs++;
      }
    }
    if (2 * state.pairs != arrays.size() || steps < 0) {
      throw new IllegalArgumentException(
          "lbfgs keeps at most "
              + optimizer.history()
              + " pairs s0, y0, ... of "
              + parameters.size()
              + " numbers and a number of steps >= 0, got "
              + arrays.keySet()
              + " and "
              + steps);
    }
    state.newest = pairs - 1;
    state.steps = steps;
    return state;
  }

  /// Copies of the steps `s0`, `s1` ... and gradient changes `y0`, `y1` ..., oldest first. For
  /// checkpoints: a restored run continues with the same bits.
  public Map<String, float[]> arrays() {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    for (int k = 0; k < pairs; k++) {
      int i = (newest - (pairs - 1 - k) + moves.length) % moves.length;
      arrays.put("s" + k, moves[i].clone());
      arrays.put("y" + k, changes[i].clone());
    }
    return arrays;
  }

  /// An independent copy: stepping one does not change the other.
  public LbfgsState copy() {
    return restore(optimizer, here, steps, arrays());
  }

  /// The optimizer that this state belongs to.
  public Optimizer.Lbfgs optimizer() {
    return optimizer;
  }

  /// J where the last step ended; NaN before the first.
  public double value() {
    return value;
  }

  /// Steps that moved.
  public long steps() {
    return steps;
  }

  /// Moves the parameters to a point of lower J, with one or more evaluations.
  ///
  /// The value at the parameters is remembered from the last step, and computed anew if somebody
  /// changed them since. The objective must be the same function in every step of a run.
  ///
  /// @param parameters changed in place
  /// @throws IllegalArgumentException if the layout differs from that of the start, or J or its
  ///   gradient is not finite at the parameters
  public Outcome step(Parameters parameters, Objective objective) {
    if (parameters.size() != direction.length) {
      throw new IllegalArgumentException(
          "parameters has "
              + parameters.size()
              + " numbers; this run was started with "
              + direction.length);
    }
    if (Double.isNaN(value) || !Arrays.equals(parameters.values(), here.values())) {
      begin(parameters, objective);
    }
    if (largest() <= TOLERANCE) {
      return Outcome.CONVERGED;
    }
    boolean moved = move(parameters, objective);
    if (!moved && pairs > 0) {
      pairs = 0; // the curvature may be stale: once more along the steepest descent
      moved = move(parameters, objective);
    }
    steps += moved ? 1 : 0;
    return moved ? Outcome.MOVED : Outcome.STALLED;
  }

  private void begin(Parameters parameters, Objective objective) {
    if (!Double.isNaN(value)) {
      pairs = 0; // somebody moved the parameters: the pairs are about another place
    }
    copy(parameters.values(), here.values());
    value = objective.valueAndGradient(parameters, gradient);
    if (!Double.isFinite(value) || !Float.isFinite(largest())) {
      double got = value;
      value = Double.NaN;
      throw new IllegalArgumentException("J = " + got + " or its gradient is not finite");
    }
  }

  private boolean move(Parameters parameters, Objective objective) {
    double slope = aim();
    double first = optimizer.rate();
    if (pairs == 0) {
      first *= Math.min(1, 1 / absoluteSum(gradient.values()));
    }
    double t = ray.search(search, parameters, objective, slope, first);
    if (t == 0 || Arrays.equals(parameters.values(), here.values())) {
      copy(here.values(), parameters.values());
      return false;
    }
    remember(parameters.values());
    value = ray.value;
    copy(parameters.values(), here.values());
    copy(trialGradient.values(), gradient.values());
    return true;
  }

  /// Writes the direction, -H g by the two loops of Nocedal, and returns its slope, < 0.
  private double aim() {
    float[] g = gradient.values();
    for (int i = 0; i < g.length; i++) {
      direction[i] = -g[i];
    }
    int h = moves.length;
    for (int k = 0; k < pairs; k++) {
      int i = (newest - k + h) % h;
      alpha[i] = rho[i] * dot(moves[i], direction);
      addScaled((float) -alpha[i], changes[i], direction);
    }
    if (pairs > 0) {
      float gamma = (float) (1 / (rho[newest] * dot(changes[newest], changes[newest])));
      for (int i = 0; i < direction.length; i++) {
        direction[i] *= gamma;
      }
    }
    for (int k = pairs - 1; k >= 0; k--) {
      int i = (newest - k + h) % h;
      double beta = rho[i] * dot(changes[i], direction);
      addScaled((float) (alpha[i] - beta), moves[i], direction);
    }
    double slope = dot(g, direction);
    if (pairs > 0 && !(slope < 0)) {
      pairs = 0;
      return aim();
    }
    return slope;
  }

  private void remember(float[] reached) {
    int next = (newest + 1) % moves.length;
    float[] s = moves[next];
    float[] y = changes[next];
    for (int i = 0; i < s.length; i++) {
      s[i] = reached[i] - here.values()[i];
      y[i] = trialGradient.values()[i] - gradient.values()[i];
    }
    double curvature = dot(s, y);
    if (curvature > 1e-10 * dot(y, y)) {
      rho[next] = 1 / curvature;
      newest = next;
      pairs = Math.min(pairs + 1, moves.length);
    } else if (pairs == moves.length) {
      pairs--; // the oldest pair was overwritten
    }
  }

  /// The largest |dJ/dw| where the last step ended.
  float largest() {
    float most = 0;
    for (float g : gradient.values()) {
      most = Math.max(most, Math.abs(g));
    }
    return most;
  }

  private static void copy(float[] from, float[] to) {
    System.arraycopy(from, 0, to, 0, from.length);
  }

  private static void addScaled(float factor, float[] x, float[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.fma(factor, x[i], y[i]);
    }
  }

  private static double absoluteSum(float[] x) {
    double sum = 0;
    for (float v : x) {
      sum += Math.abs(v);
    }
    return sum;
  }

  /// Four partial sums, i mod 4, then (0 + 1) + (2 + 3).
  private static double dot(float[] x, float[] y) {
    double p0 = 0;
    double p1 = 0;
    double p2 = 0;
    double p3 = 0;
    int i = 0;
    for (; i + 3 < x.length; i += 4) {
      p0 += (double) x[i] * y[i];
      p1 += (double) x[i + 1] * y[i + 1];
      p2 += (double) x[i + 2] * y[i + 2];
      p3 += (double) x[i + 3] * y[i + 3];
    }
    for (; i < x.length; i++) {
      p0 += (double) x[i] * y[i];
    }
    return (p0 + p1) + (p2 + p3);
  }

  /// J along the direction; moves the parameters.
  private final class Ray implements LineSearch.Line {
    private static final Objective NOWHERE = (_, _) -> Double.NaN;

    private final Parameters none;
    private Parameters parameters;
    private Objective objective = NOWHERE;
    private double value;

    Ray(Parameters none) {
      this.none = none;
      parameters = none;
    }

    /// The length of a step from where these parameters are, which it moves.
    double search(LineSearch search, Parameters from, Objective of, double slope, double first) {
      parameters = from;
      objective = of;
      double t = search.search(LbfgsState.this.value, slope, first);
      parameters = none;
      objective = NOWHERE;
      return t;
    }

    @Override
    public double value(double t) {
      float[] w = parameters.values();
      for (int i = 0; i < w.length; i++) {
        w[i] = Math.fma((float) t, direction[i], here.values()[i]);
      }
      value = objective.valueAndGradient(parameters, trialGradient);
      return value;
    }

    @Override
    public double slope() {
      return dot(trialGradient.values(), direction);
    }
  }
}
