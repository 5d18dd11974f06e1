package dev.soma.nn;

import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import java.util.SplittableRandom;

/// The random numbers behind [Initializer].
final class InitialDraws {
  private InitialDraws() {}

  /// Fills W `[fan_out x fan_in]` row by row.
  static void fill(Initializer initializer, Matrix w, SplittableRandom random) {
    if (initializer instanceof Initializer.Orthogonal o) {
      orthogonal(o.gain(), w, random);
      return;
    }
    for (int r = 0; r < w.rows(); r++) {
      for (int c = 0; c < w.cols(); c++) {
        w.set(r, c, (float) draw(initializer, w.cols(), w.rows(), random));
      }
    }
  }

  /// Normal draws made orthonormal along the shorter side by Gram-Schmidt, twice for accuracy.
  private static void orthogonal(double gain, Matrix w, SplittableRandom random) {
    boolean wide = w.cols() >= w.rows();
    int vectors = wide ? w.rows() : w.cols();
    int length = wide ? w.cols() : w.rows();
    double[][] q = new double[vectors][length];
    for (int i = 0; i < vectors; i++) {
      for (int j = 0; j < length; j++) {
        q[i][j] = Seeds.gaussian(random);
      }
      for (int pass = 0; pass < 2; pass++) {
        for (int before = 0; before < i; before++) {
          double overlap = dot(q[i], q[before]);
          for (int j = 0; j < length; j++) {
            q[i][j] -= overlap * q[before][j];
          }
        }
        double norm = StrictMath.sqrt(dot(q[i], q[i]));
        for (int j = 0; j < length; j++) {
          q[i][j] /= norm;
        }
      }
    }
    for (int i = 0; i < vectors; i++) {
      for (int j = 0; j < length; j++) {
        w.set(wide ? i : j, wide ? j : i, (float) (gain * q[i][j]));
      }
    }
  }

  /// Bins of one width from -2 to 2 for every column, until there are rows to learn them from.
  static void edges(Parameters.Group g, Parameters p) {
    for (int i = 0; i < g.size(); i++) {
      p.values()[g.offset() + i] = (float) (-2 + 4.0 * (i % g.cols()) / (g.cols() - 1));
    }
  }

  /// Signs that make the members of a network different, or factors 1 of a layer that they share.
  static void members(Layer layer, Parameters.Group g, Parameters p, SplittableRandom random) {
    boolean signs = layer instanceof Layer.Members;
    for (int i = g.offset(); i < g.offset() + g.size(); i++) {
      p.values()[i] = signs && random.nextBoolean() ? -1 : 1;
    }
  }

  /// A tensor of an embedding.
  static void embed(
      Layer.Embedding layer, Parameters.Group g, Parameters p, SplittableRandom random) {
    for (int i = g.offset(); i < g.offset() + g.size(); i++) {
      p.values()[i] =
          (float)
              switch (g.role()) {
                case CATEGORY -> Seeds.gaussian(random);
                case PHASE -> StrictMath.PI * (2 * random.nextDouble() - 1);
                case FREQUENCY, NUMBER -> number(layer.numbers(), g.role(), random);
                case WEIGHT, BIAS, ACTIVATION, SCALE, GAIN, SHIFT, MEAN, VARIANCE, EDGE, MEMBER ->
                    throw new IllegalArgumentException(g + " is no part of an embedding");
              };
    }
  }

  private static double number(NumberEmbedding e, Role role, SplittableRandom random) {
    return switch (e) {
      case NumberEmbedding.Pbld pbld ->
          role == Role.FREQUENCY
              ? pbld.sigma() * Seeds.gaussian(random)
              : uniform(1.0 / pbld.frequencies(), random);
      case NumberEmbedding.Ple ple -> uniform(1.0 / ple.bins(), random);
      case NumberEmbedding.None _ -> throw new IllegalArgumentException("none has no tensors");
    };
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  /// One weight; not for [Orthogonal] and [Automatic].
  private static double draw(Initializer i, int fanIn, int fanOut, SplittableRandom random) {
    return switch (i) {
      case Initializer.GlorotUniform _ -> uniform(6.0 / (fanIn + fanOut), random);
      case Initializer.GlorotNormal _ -> normal(2.0 / (fanIn + fanOut), random);
      case Initializer.HeUniform _ -> uniform(6.0 / fanIn, random);
      case Initializer.HeNormal _ -> normal(2.0 / fanIn, random);
      case Initializer.LecunUniform _ -> uniform(3.0 / fanIn, random);
      case Initializer.LecunNormal _, Initializer.DataDriven _ -> normal(1.0 / fanIn, random);
      case Initializer.Constant c -> c.value();
      case Initializer.Orthogonal _, Initializer.Automatic _ ->
          throw new IllegalArgumentException(i + " is not drawn one by one");
    };
  }

  private static double uniform(double squaredRange, SplittableRandom random) {
    return StrictMath.sqrt(squaredRange) * (2 * random.nextDouble() - 1);
  }

  private static double normal(double variance, SplittableRandom random) {
    return StrictMath.sqrt(variance) * Seeds.gaussian(random);
  }
}
