package dev.soma.trace;

import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;

/// Value and derivative of every activation, loss and normalisation, as the textbook has them, in
/// double.
///
/// No formula overflows: each is exact to a few units in the last place for |z| up to 1e4 and
/// beyond.
final class Textbook {
  private static final double SELU_LAMBDA = 1.0507009873554805;
  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double SQRT_HALF = StrictMath.sqrt(0.5);

  private Textbook() {}

  /// f(z), element by element.
  static double value(Activation f, double z) {
    return switch (f) {
      case Activation.Identity _ -> z;
      case Activation.Step _ -> z >= 0 ? 1 : 0;
      case Activation.Logistic _ -> logistic(z);
      case Activation.Tanh _ -> StrictMath.tanh(z);
      case Activation.Relu _ -> z > 0 ? z : nanOr(z, 0);
      case Activation.LeakyRelu leaky -> z > 0 ? z : leaky.alpha() * z;
      case Activation.Abs _ -> StrictMath.abs(z);
      case Activation.Softplus _ -> softplus(z);
      case Activation.Elu elu -> z > 0 ? z : elu.alpha() * StrictMath.expm1(z);
      case Activation.Selu _ -> SELU_LAMBDA * (z > 0 ? z : SELU_ALPHA * StrictMath.expm1(z));
      case Activation.Gelu _ -> z * normal(z);
      case Activation.Silu _ -> z * logistic(z);
      case Activation.Mish _ -> z * StrictMath.tanh(softplus(z));
      case Activation.Exponential _ -> StrictMath.exp(z);
      case Activation.Softmax _ -> throw rowWise();
      case Activation.Custom custom -> custom.f().applyAsDouble(z);
    };
  }

  /// f'(z), at a kink as [Activation] documents.
  static double derivative(Activation f, double z) {
    return switch (f) {
      case Activation.Identity _ -> 1;
      case Activation.Step _ -> 0;
      case Activation.Logistic _ -> logistic(z) * logistic(-z);
      case Activation.Tanh _ -> {
        double a = StrictMath.tanh(z);
        yield 1 - a * a;
      }
      case Activation.Relu _ -> z > 0 ? 1 : nanOr(z, 0);
      case Activation.LeakyRelu leaky -> z > 0 ? 1 : nanOr(z, leaky.alpha());
      case Activation.Abs _ -> StrictMath.signum(z);
      case Activation.Softplus _ -> logistic(z);
      case Activation.Elu elu -> z > 0 ? 1 : elu.alpha() * StrictMath.exp(z);
      case Activation.Selu _ -> SELU_LAMBDA * (z > 0 ? 1 : SELU_ALPHA * StrictMath.exp(z));
      case Activation.Gelu _ ->
          normal(z) + z * StrictMath.exp(-z * z / 2) / StrictMath.sqrt(2 * Math.PI);
      case Activation.Silu _ -> logistic(z) + z * logistic(z) * logistic(-z);
      case Activation.Mish _ -> {
        double t = StrictMath.tanh(softplus(z));
        yield t + z * (1 - t * t) * logistic(z);
      }
      case Activation.Exponential _ -> StrictMath.exp(z);
      case Activation.Softmax _ -> throw rowWise();
      case Activation.Custom custom -> custom.derivative().applyAsDouble(z);
    };
  }

  /// a = f(z) for a whole row.
  static double[] values(Activation f, double[] z) {
    if (f instanceof Activation.Softmax) {
      return softmax(z);
    }
    double[] a = new double[z.length];
    for (int i = 0; i < z.length; i++) {
      a[i] = value(f, z[i]);
    }
    return a;
  }

  /// a = f(z), or z + alpha o (f(z) - z), for a whole row.
  ///
  /// @param tensors of the layer: W, b and, where it is parametric, alpha
  static double[] values(Layer.Dense dense, double[] z, double[][][] tensors) {
    double[] a = values(dense.activation(), z);
    for (int i = 0; dense.parametric() && i < a.length; i++) {
      a[i] = z[i] + tensors[2][0][i] * (a[i] - z[i]);
    }
    return a;
  }

  /// da/dz for a whole row: f'(z), or 1 + alpha o (f'(z) - 1).
  static double[] derivatives(Layer.Dense dense, double[] z, double[][][] tensors) {
    double[] slopes = new double[z.length];
    for (int i = 0; i < slopes.length; i++) {
      double slope = derivative(dense.activation(), z[i]);
      slopes[i] = dense.parametric() ? 1 + tensors[2][0][i] * (slope - 1) : slope;
    }
    return slopes;
  }

  /// 1 / sqrt(variance + eps), the variance that of these numbers, divided by how many there are.
  static double perDeviation(double[] x, double eps) {
    double mean = mean(x);
    double variance = 0;
    for (double each : x) {
      variance += (each - mean) * (each - mean) / x.length;
    }
    return 1 / StrictMath.sqrt(variance + eps);
  }

  /// xhat = (x - mean) / sqrt(variance + eps), mean and variance those of these numbers.
  static double[] normalised(double[] x, double eps) {
    double[] xhat = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      xhat[i] = (x[i] - mean(x)) * perDeviation(x, eps);
    }
    return xhat;
  }

  /// From u = dJ/dxhat to dJ/dx = (u - mean u - xhat mean(u o xhat)) / sqrt(variance + eps).
  static double[] throughNormalised(double[] u, double[] xhat, double perDeviation) {
    double along = 0;
    for (int i = 0; i < u.length; i++) {
      along += u[i] * xhat[i] / u.length;
    }
    double[] dx = new double[u.length];
    for (int i = 0; i < u.length; i++) {
      dx[i] = (u[i] - mean(u) - xhat[i] * along) * perDeviation;
    }
    return dx;
  }

  /// Rows normalised column by column: xhat `[rows x units]`, and 1 / sqrt(variance + eps)
  /// `[units]`.
  record Columns(double[][] xhat, double[] perDeviation) {
    /// By the mean and variance of these rows, or by running ones.
    ///
    /// @param tensors of the layer: gamma, beta, mean, variance
    /// @param together whether by those of the rows
    static Columns of(
        Layer.BatchNorm norm, double[][] rows, double[][][] tensors, boolean together) {
      double[][] columns = transposed(rows);
      double[] factors = new double[columns.length];
      for (int j = 0; j < columns.length; j++) {
        if (together) {
          factors[j] = Textbook.perDeviation(columns[j], norm.eps());
          columns[j] = normalised(columns[j], norm.eps());
          continue;
        }
        factors[j] = 1 / StrictMath.sqrt(tensors[3][0][j] + norm.eps());
        for (int k = 0; k < rows.length; k++) {
          columns[j][k] = (columns[j][k] - tensors[2][0][j]) * factors[j];
        }
      }
      return new Columns(transposed(columns), factors);
    }

    /// From U = dJ/dXhat to dJ/dX, all `[rows x units]`.
    double[][] through(double[][] u, boolean together) {
      double[][] columns = transposed(u);
      double[][] normalised = transposed(xhat);
      for (int j = 0; j < columns.length; j++) {
        columns[j] =
            together
                ? throughNormalised(columns[j], normalised[j], perDeviation[j])
                : RowForm.times(columns[j], perDeviation[j]);
      }
      return transposed(columns);
    }
  }

  private static double[][] transposed(double[][] rows) {
    double[][] columns = new double[rows[0].length][rows.length];
    for (int k = 0; k < rows.length; k++) {
      for (int j = 0; j < columns.length; j++) {
        columns[j][k] = rows[k][j];
      }
    }
    return columns;
  }

  private static double mean(double[] x) {
    double sum = 0;
    for (double each : x) {
      sum += each;
    }
    return sum / x.length;
  }

  /// Which piece of f the point z lies on: 0 for smooth functions, else the sign of z.
  static int piece(Activation f, double z) {
    return f.bends() ? (int) StrictMath.signum(z) : 0;
  }

  /// loss(a, y) of one row; fused losses are computed from z.
  static double loss(Loss loss, double[] z, double[] a, double[] y) {
    double logSum = loss instanceof Loss.CrossEntropy ? logSumExp(z) : 0;
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double d = a[i] - y[i];
      double aim = loss.aim(y[i], a.length);
      sum +=
          switch (loss) {
            case Loss.SquaredError _ -> d * d / 2;
            case Loss.CrossEntropy _ -> aim == 0 ? 0 : aim * (logSum - z[i]);
            case Loss.LogisticCrossEntropy _ -> softplus(z[i]) - aim * z[i];
            case Loss.AbsoluteError _ -> StrictMath.abs(d);
            case Loss.Huber huber -> {
              double t = huber.threshold();
              double abs = StrictMath.abs(d);
              yield abs <= t ? d * d / 2 : t * (abs - t / 2);
            }
            case Loss.Quantile quantile -> d <= 0 ? -quantile.tau() * d : (1 - quantile.tau()) * d;
            case Loss.Poisson _ -> StrictMath.exp(z[i]) - y[i] * z[i];
            case Loss.Perceptron _ -> d * z[i];
            case Loss.Custom custom -> custom.f().at(a[i], y[i]);
          };
    }
    return sum;
  }

  /// dloss/dz of an output where the loss is fused: a - y. Otherwise dloss/da.
  ///
  /// @param outputs how many there are, which smooth labels depend on
  static double slope(Loss loss, double a, double y, int outputs) {
    double d = a - loss.aim(y, outputs);
    return switch (loss) {
      case Loss.SquaredError _,
          Loss.CrossEntropy _,
          Loss.LogisticCrossEntropy _,
          Loss.Poisson _,
          Loss.Perceptron _ ->
          d;
      case Loss.AbsoluteError _ -> StrictMath.signum(d);
      case Loss.Huber huber ->
          StrictMath.abs(d) <= huber.threshold()
              ? d
              : nanOr(d, huber.threshold() * StrictMath.signum(d));
      case Loss.Quantile quantile ->
          d < 0 ? -quantile.tau() : d > 0 ? 1 - quantile.tau() : nanOr(d, 0);
      case Loss.Custom custom -> custom.derivative().at(a, y);
    };
  }

  /// Which piece of the loss the output lies on; 0 for smooth losses.
  static int piece(Loss loss, double a, double y) {
    double d = a - y;
    return switch (loss) {
      case Loss.AbsoluteError _, Loss.Quantile _ -> (int) StrictMath.signum(d);
      case Loss.Huber huber ->
          StrictMath.abs(d) <= huber.threshold() ? 0 : (int) StrictMath.signum(d);
      case Loss.Perceptron _ -> (int) StrictMath.signum(d);
      case Loss.SquaredError _,
          Loss.CrossEntropy _,
          Loss.LogisticCrossEntropy _,
          Loss.Poisson _,
          Loss.Custom _ ->
          0;
    };
  }

  /// e^z_i / sum_j e^z_j, after subtracting the largest z.
  static double[] softmax(double[] z) {
    double largest = largest(z);
    double[] a = new double[z.length];
    double sum = 0;
    for (int i = 0; i < z.length; i++) {
      a[i] = StrictMath.exp(z[i] - largest);
      sum += a[i];
    }
    for (int i = 0; i < z.length; i++) {
      a[i] /= sum;
    }
    return a;
  }

  private static double logSumExp(double[] z) {
    double largest = largest(z);
    double sum = 0;
    for (double v : z) {
      sum += StrictMath.exp(v - largest);
    }
    return largest + StrictMath.log(sum);
  }

  private static double largest(double[] z) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double v : z) {
      largest = StrictMath.max(largest, v);
    }
    return largest;
  }

  static double logistic(double z) {
    double e = StrictMath.exp(-StrictMath.abs(z));
    return z >= 0 ? 1 / (1 + e) : e / (1 + e);
  }

  static double softplus(double z) {
    return StrictMath.max(z, 0) + StrictMath.log1p(StrictMath.exp(-StrictMath.abs(z)));
  }

  /// The normal distribution function Phi(z) = erfc(-z / sqrt 2) / 2.
  static double normal(double z) {
    return erfc(-z * SQRT_HALF) / 2;
  }

  /// 1 - erf(x): by the series of positive terms near 0, by the continued fraction farther out.
  private static double erfc(double x) {
    if (x < -2) {
      return 2 - erfc(-x);
    }
    double scale = StrictMath.exp(-x * x) / StrictMath.sqrt(Math.PI);
    if (x < 2) { // erf(x) = 2/sqrt(pi) e^(-x^2) sum_n 2^n x^(2n+1) / (1 3 5 ... (2n+1))
      double term = x;
      double sum = x;
      for (int n = 1; StrictMath.abs(term) > 1e-18 * StrictMath.abs(sum); n++) {
        term *= 2 * x * x / (2 * n + 1);
        sum += term;
      }
      return 1 - 2 * scale * sum;
    }
    if (scale == 0) {
      return 0;
    }
    double tail = x; // erfc(x) = e^(-x^2)/sqrt(pi) / (x + (1/2)/(x + 1/(x + (3/2)/(x + ...
    for (int n = 200; n >= 1; n--) {
      tail = x + n / 2.0 / tail;
    }
    return scale / tail;
  }

  private static double nanOr(double z, double value) {
    return Double.isNaN(z) ? z : value;
  }

  private static IllegalStateException rowWise() {
    return new IllegalStateException("softmax works on a whole row");
  }
}
