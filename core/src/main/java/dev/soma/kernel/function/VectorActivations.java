package dev.soma.kernel.function;

import static dev.soma.kernel.function.FloatMath.E0;
import static dev.soma.kernel.function.FloatMath.E1;
import static dev.soma.kernel.function.FloatMath.E2;
import static dev.soma.kernel.function.FloatMath.E3;
import static dev.soma.kernel.function.FloatMath.E4;
import static dev.soma.kernel.function.FloatMath.E5;
import static dev.soma.kernel.function.FloatMath.ERF_NEAR;
import static dev.soma.kernel.function.FloatMath.EXPM1_MIN;
import static dev.soma.kernel.function.FloatMath.EXP_MAX;
import static dev.soma.kernel.function.FloatMath.EXP_MIN;
import static dev.soma.kernel.function.FloatMath.FAR;
import static dev.soma.kernel.function.FloatMath.INVERSE_SQRT_2_PI;
import static dev.soma.kernel.function.FloatMath.L0;
import static dev.soma.kernel.function.FloatMath.L1;
import static dev.soma.kernel.function.FloatMath.L2;
import static dev.soma.kernel.function.FloatMath.L3;
import static dev.soma.kernel.function.FloatMath.L4;
import static dev.soma.kernel.function.FloatMath.L5;
import static dev.soma.kernel.function.FloatMath.L6;
import static dev.soma.kernel.function.FloatMath.L7;
import static dev.soma.kernel.function.FloatMath.L8;
import static dev.soma.kernel.function.FloatMath.LAMBDA;
import static dev.soma.kernel.function.FloatMath.LAMBDA_ALPHA;
import static dev.soma.kernel.function.FloatMath.LN2_HIGH;
import static dev.soma.kernel.function.FloatMath.LN2_LOW;
import static dev.soma.kernel.function.FloatMath.LOG2_E;
import static dev.soma.kernel.function.FloatMath.N0;
import static dev.soma.kernel.function.FloatMath.N1;
import static dev.soma.kernel.function.FloatMath.N2;
import static dev.soma.kernel.function.FloatMath.N3;
import static dev.soma.kernel.function.FloatMath.N4;
import static dev.soma.kernel.function.FloatMath.N5;
import static dev.soma.kernel.function.FloatMath.NORMAL_MAX;
import static dev.soma.kernel.function.FloatMath.ROUNDER;
import static dev.soma.kernel.function.FloatMath.ROUNDER_BITS;
import static dev.soma.kernel.function.FloatMath.SQRT_2_MINUS_1;
import static dev.soma.kernel.function.FloatMath.SQRT_HALF;
import static dev.soma.kernel.function.FloatMath.T0;
import static dev.soma.kernel.function.FloatMath.T1;
import static dev.soma.kernel.function.FloatMath.T2;
import static dev.soma.kernel.function.FloatMath.T3;
import static dev.soma.kernel.function.FloatMath.T4;
import static dev.soma.kernel.function.FloatMath.T5;
import static dev.soma.kernel.function.FloatMath.T6;
import static dev.soma.kernel.function.FloatMath.T7;
import static dev.soma.kernel.function.FloatMath.T8;
import static dev.soma.kernel.function.FloatMath.T9;
import static dev.soma.kernel.function.FloatMath.TANH_MAX;
import static dev.soma.kernel.product.Lanes.S;

import dev.soma.kernel.product.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// The functions of [Elementwise] and their slopes in vectors.
///
/// Each function is that of [FloatMath] with the same name, operation by operation. C2 stops
/// inlining in the middle of a long chain of vector operations and boxes from there on; so whatever
/// needs e^x and more works in stages: arguments of e^x to a buffer, e^x in the buffer, then the
/// rest.
public final class VectorActivations {
  private static final int L = Lanes.COUNT;

  /// Elements that go through the stages at a time; a multiple of every length.
  private static final int CHUNK = 512;

  /// A loop over one chunk; called through this interface, so that C2 compiles each on its own.
  private interface Stage {
    void run(
        VectorActivations s,
        int n,
        float[] z,
        int zOff,
        float[] a,
        int aOff,
        float[] delta,
        int deltaOff);
  }

  private static final Stage MINUS_SIZE = (s, n, z, zo, a, ao, d, to) -> minusSize(n, z, zo, s.e);
  private static final Stage FAR_EXPONENT =
      (s, n, z, zo, a, ao, d, to) -> farExponent(n, z, zo, s.e);
  private static final Stage DENSITY_EXPONENT =
      (s, n, z, zo, a, ao, d, to) -> densityExponent(n, z, zo, s.density);
  private static final Stage EXP_E = (s, n, z, zo, a, ao, d, to) -> exp(n, s.e, 0, s.e, 0);
  private static final Stage EXP_DENSITY =
      (s, n, z, zo, a, ao, d, to) -> exp(n, s.density, 0, s.density, 0);
  private static final Stage[] NONE = {};
  private static final Stage[] LOGISTIC = {
    MINUS_SIZE, EXP_E, (s, n, z, zo, a, ao, d, to) -> logistic(n, z, zo, s.e, a, ao)
  };
  private static final Stage[] TANH = {(s, n, z, zo, a, ao, d, to) -> tanh(n, z, zo, a, ao)};
  private static final Stage[] RELU = {(s, n, z, zo, a, ao, d, to) -> relu(n, z, zo, a, ao)};
  private static final Stage[] LEAKY_RELU = {
    (s, n, z, zo, a, ao, d, to) -> leakyRelu(s.alpha, n, z, zo, a, ao)
  };
  private static final Stage[] SOFTPLUS = {
    MINUS_SIZE, EXP_E, (s, n, z, zo, a, ao, d, to) -> softplus(n, z, zo, s.e, a, ao)
  };
  private static final Stage[] ELU = {
    (s, n, z, zo, a, ao, d, to) -> elu(1, s.alpha, n, z, zo, a, ao)
  };
  private static final Stage[] SELU = {
    (s, n, z, zo, a, ao, d, to) -> elu(LAMBDA, LAMBDA_ALPHA, n, z, zo, a, ao)
  };
  private static final Stage[] GELU = {
    FAR_EXPONENT, EXP_E, (s, n, z, zo, a, ao, d, to) -> gelu(n, z, zo, s.e, a, ao)
  };
  private static final Stage[] SILU = {
    MINUS_SIZE, EXP_E, (s, n, z, zo, a, ao, d, to) -> silu(n, z, zo, s.e, a, ao)
  };
  private static final Stage[] MISH = {
    MINUS_SIZE, EXP_E, (s, n, z, zo, a, ao, d, to) -> mish(n, z, zo, s.e, a, ao)
  };
  private static final Stage[] EXP = {(s, n, z, zo, a, ao, d, to) -> exp(n, z, zo, a, ao)};
  private static final Stage[] LOGISTIC_BACKWARD = {
    (s, n, z, zo, a, ao, d, to) -> logisticBackward(n, a, ao, d, to)
  };
  private static final Stage[] TANH_BACKWARD = {
    (s, n, z, zo, a, ao, d, to) -> tanhBackward(n, a, ao, d, to)
  };
  private static final Stage[] RELU_BACKWARD = {
    (s, n, z, zo, a, ao, d, to) -> leakyBackward(0, n, z, zo, d, to)
  };
  private static final Stage[] LEAKY_RELU_BACKWARD = {
    (s, n, z, zo, a, ao, d, to) -> leakyBackward(s.alpha, n, z, zo, d, to)
  };
  private static final Stage[] SOFTPLUS_BACKWARD = {
    MINUS_SIZE, EXP_E, (s, n, z, zo, a, ao, d, to) -> softplusBackward(n, z, zo, s.e, d, to)
  };
  private static final Stage[] ELU_BACKWARD = {
    (s, n, z, zo, a, ao, d, to) -> eluBackward(1, s.alpha, n, z, zo, a, ao, d, to)
  };
  private static final Stage[] SELU_BACKWARD = {
    (s, n, z, zo, a, ao, d, to) -> eluBackward(LAMBDA, LAMBDA_ALPHA, n, z, zo, a, ao, d, to)
  };
  private static final Stage[] GELU_BACKWARD = {
    FAR_EXPONENT,
    EXP_E,
    DENSITY_EXPONENT,
    EXP_DENSITY,
    (s, n, z, zo, a, ao, d, to) -> geluBackward(n, z, zo, s.e, s.density, d, to)
  };
  private static final Stage[] SILU_BACKWARD = {
    MINUS_SIZE, EXP_E, (s, n, z, zo, a, ao, d, to) -> siluBackward(n, z, zo, s.e, d, to)
  };
  private static final Stage[] MISH_BACKWARD = {
    MINUS_SIZE, EXP_E, (s, n, z, zo, a, ao, d, to) -> mishBackward(n, z, zo, s.e, d, to)
  };
  private static final Stage[] EXP_BACKWARD = {
    (s, n, z, zo, a, ao, d, to) -> expBackward(n, a, ao, d, to)
  };

  /// Numbers of its buffers.
  public static final int NUMBERS = 2 * CHUNK;

  private final float[] e = new float[CHUNK];
  private final float[] density = new float[CHUNK];
  private float alpha;

  /// With buffers of its own.
  public VectorActivations() {}

  /// Does all whole vectors of n elements; returns how many elements that were.
  public int forward(
      Elementwise f, float parameter, int n, float[] z, int zOff, float[] a, int aOff) {
    return run(forwardStages(f), parameter, n, z, zOff, a, aOff, a, aOff);
  }

  /// Does all whole vectors of n elements; returns how many elements that were.
  public int backward(
      Elementwise f,
      float parameter,
      int n,
      float[] z,
      int zOff,
      float[] a,
      int aOff,
      float[] delta,
      int deltaOff) {
    return run(backwardStages(f), parameter, n, z, zOff, a, aOff, delta, deltaOff);
  }

  private int run(
      Stage[] stages,
      float parameter,
      int n,
      float[] z,
      int zOff,
      float[] a,
      int aOff,
      float[] delta,
      int deltaOff) {
    if (stages.length == 0) {
      return 0;
    }
    alpha = parameter;
    int end = n - n % L;
    for (int i = 0; i < end; i += CHUNK) {
      int m = Math.min(CHUNK, end - i);
      for (Stage stage : stages) {
        stage.run(this, m, z, zOff + i, a, aOff + i, delta, deltaOff + i);
      }
    }
    return end;
  }

  private static Stage[] forwardStages(Elementwise f) {
    return switch (f) {
      case IDENTITY, STEP, ABS -> NONE;
      case LOGISTIC -> LOGISTIC;
      case TANH -> TANH;
      case RELU -> RELU;
      case LEAKY_RELU -> LEAKY_RELU;
      case SOFTPLUS -> SOFTPLUS;
      case ELU -> ELU;
      case SELU -> SELU;
      case GELU -> GELU;
      case SILU -> SILU;
      case MISH -> MISH;
      case EXP -> EXP;
    };
  }

  private static Stage[] backwardStages(Elementwise f) {
    return switch (f) {
      case IDENTITY, STEP, ABS -> NONE;
      case LOGISTIC -> LOGISTIC_BACKWARD;
      case TANH -> TANH_BACKWARD;
      case RELU -> RELU_BACKWARD;
      case LEAKY_RELU -> LEAKY_RELU_BACKWARD;
      case SOFTPLUS -> SOFTPLUS_BACKWARD;
      case ELU -> ELU_BACKWARD;
      case SELU -> SELU_BACKWARD;
      case GELU -> GELU_BACKWARD;
      case SILU -> SILU_BACKWARD;
      case MISH -> MISH_BACKWARD;
      case EXP -> EXP_BACKWARD;
    };
  }

  private static void minusSize(int n, float[] z, int zOff, float[] e) {
    for (int i = 0; i < n; i += L) {
      load(z, zOff + i).abs().neg().intoArray(e, i);
    }
  }

  private static void farExponent(int n, float[] z, int zOff, float[] e) {
    for (int i = 0; i < n; i += L) {
      farExponent(clamp(load(z, zOff + i), NORMAL_MAX)).intoArray(e, i);
    }
  }

  private static void densityExponent(int n, float[] z, int zOff, float[] e) {
    for (int i = 0; i < n; i += L) {
      FloatVector c = clamp(load(z, zOff + i), NORMAL_MAX);
      c.mul(-0.5f).mul(c).intoArray(e, i);
    }
  }

  private static void exp(int n, float[] z, int zOff, float[] a, int aOff) {
    for (int i = 0; i < n; i += L) {
      exp(load(z, zOff + i)).intoArray(a, aOff + i);
    }
  }

  private static void logistic(int n, float[] z, int zOff, float[] e, float[] a, int aOff) {
    for (int i = 0; i < n; i += L) {
      logistic(load(z, zOff + i), load(e, i)).intoArray(a, aOff + i);
    }
  }

  private static void tanh(int n, float[] z, int zOff, float[] a, int aOff) {
    for (int i = 0; i < n; i += L) {
      tanh(load(z, zOff + i)).intoArray(a, aOff + i);
    }
  }

  private static void softplus(int n, float[] z, int zOff, float[] e, float[] a, int aOff) {
    for (int i = 0; i < n; i += L) {
      softplus(load(z, zOff + i), load(e, i)).intoArray(a, aOff + i);
    }
  }

  private static void expBackward(int n, float[] a, int aOff, float[] delta, int deltaOff) {
    for (int i = 0; i < n; i += L) {
      load(delta, deltaOff + i).mul(load(a, aOff + i)).intoArray(delta, deltaOff + i);
    }
  }

  private static void gelu(int n, float[] z, int zOff, float[] e, float[] a, int aOff) {
    for (int i = 0; i < n; i += L) {
      gelu(load(z, zOff + i), load(e, i)).intoArray(a, aOff + i);
    }
  }

  private static void silu(int n, float[] z, int zOff, float[] e, float[] a, int aOff) {
    for (int i = 0; i < n; i += L) {
      silu(load(z, zOff + i), load(e, i)).intoArray(a, aOff + i);
    }
  }

  private static void mish(int n, float[] z, int zOff, float[] e, float[] a, int aOff) {
    for (int i = 0; i < n; i += L) {
      mish(load(z, zOff + i), load(e, i)).intoArray(a, aOff + i);
    }
  }

  private static void relu(int n, float[] z, int zOff, float[] a, int aOff) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = load(z, zOff + i);
      v.blend(0, v.compare(VectorOperators.LE, 0)).intoArray(a, aOff + i);
    }
  }

  private static void leakyRelu(float alpha, int n, float[] z, int zOff, float[] a, int aOff) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = load(z, zOff + i);
      v.mul(alpha).blend(v, greater(v, 0)).intoArray(a, aOff + i);
    }
  }

  private static void elu(
      float factor, float limit, int n, float[] z, int zOff, float[] a, int aOff) {
    for (int i = 0; i < n; i += L) {
      elu(factor, limit, load(z, zOff + i)).intoArray(a, aOff + i);
    }
  }

  private static void logisticBackward(int n, float[] a, int aOff, float[] delta, int deltaOff) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = load(a, aOff + i);
      load(delta, deltaOff + i).mul(v.mul(v.neg().add(1))).intoArray(delta, deltaOff + i);
    }
  }

  private static void tanhBackward(int n, float[] a, int aOff, float[] delta, int deltaOff) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = load(a, aOff + i);
      load(delta, deltaOff + i).mul(v.neg().fma(v, all(1))).intoArray(delta, deltaOff + i);
    }
  }

  private static void softplusBackward(
      int n, float[] z, int zOff, float[] e, float[] delta, int deltaOff) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = load(z, zOff + i);
      load(delta, deltaOff + i).mul(logistic(v, load(e, i))).intoArray(delta, deltaOff + i);
    }
  }

  private static void geluBackward(
      int n, float[] z, int zOff, float[] e, float[] density, float[] delta, int deltaOff) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = load(z, zOff + i);
      load(delta, deltaOff + i)
          .mul(geluSlope(v, load(e, i), load(density, i)))
          .intoArray(delta, deltaOff + i);
    }
  }

  private static void siluBackward(
      int n, float[] z, int zOff, float[] e, float[] delta, int deltaOff) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = load(z, zOff + i);
      load(delta, deltaOff + i).mul(siluSlope(v, load(e, i))).intoArray(delta, deltaOff + i);
    }
  }

  private static void mishBackward(
      int n, float[] z, int zOff, float[] e, float[] delta, int deltaOff) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = load(z, zOff + i);
      load(delta, deltaOff + i).mul(mishSlope(v, load(e, i))).intoArray(delta, deltaOff + i);
    }
  }

  private static void leakyBackward(
      float alpha, int n, float[] z, int zOff, float[] delta, int deltaOff) {
    for (int i = 0; i < n; i += L) {
      FloatVector slope = all(alpha).blend(1, greater(load(z, zOff + i), 0));
      load(delta, deltaOff + i).mul(slope).intoArray(delta, deltaOff + i);
    }
  }

  private static void eluBackward(
      float factor,
      float limit,
      int n,
      float[] z,
      int zOff,
      float[] a,
      int aOff,
      float[] delta,
      int deltaOff) {
    for (int i = 0; i < n; i += L) {
      FloatVector slope = load(a, aOff + i).add(limit);
      slope = slope.blend(factor, greater(load(z, zOff + i), 0));
      load(delta, deltaOff + i).mul(slope).intoArray(delta, deltaOff + i);
    }
  }

  private static FloatVector load(float[] x, int off) {
    return FloatVector.fromArray(S, x, off);
  }

  private static FloatVector all(float x) {
    return FloatVector.broadcast(S, x);
  }

  private static VectorMask<Float> less(FloatVector x, float y) {
    return x.compare(VectorOperators.LT, y);
  }

  private static VectorMask<Float> greater(FloatVector x, float y) {
    return x.compare(VectorOperators.GT, y);
  }

  private static FloatVector clamp(FloatVector z, float limit) {
    FloatVector c = z.blend(-limit, less(z, -limit));
    return c.blend(limit, greater(c, limit));
  }

  /// 2^n for -126 <= n <= 127.
  private static FloatVector power(IntVector n) {
    return n.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  private static FloatVector exp(FloatVector x) {
    FloatVector c = x.blend(EXP_MIN, less(x, EXP_MIN));
    c = c.blend(EXP_MAX, greater(c, EXP_MAX));
    FloatVector t = c.fma(all(LOG2_E), all(ROUNDER));
    IntVector n = t.reinterpretAsInts().sub(ROUNDER_BITS);
    FloatVector k = t.sub(ROUNDER);
    FloatVector r = k.fma(all(-LN2_HIGH), c);
    FloatVector p = r.add(1);
    p = p.add(expTail(r, k.mul(-LN2_LOW)).add(r.sub(p.sub(1))));
    IntVector half = n.lanewise(VectorOperators.ASHR, 1);
    return p.mul(power(half)).mul(power(n.sub(half)));
  }

  private static FloatVector expTail(FloatVector r, FloatVector low) {
    FloatVector s = r.add(low);
    FloatVector p = s.fma(all(E5), all(E4));
    p = p.fma(s, all(E3));
    p = p.fma(s, all(E2));
    p = p.fma(s, all(E1));
    p = p.fma(s, all(E0));
    return s.mul(s).fma(p, low);
  }

  private static FloatVector expm1(FloatVector x) {
    FloatVector t = x.fma(all(LOG2_E), all(ROUNDER));
    IntVector n = t.reinterpretAsInts().sub(ROUNDER_BITS);
    FloatVector k = t.sub(ROUNDER);
    FloatVector r = k.fma(all(-LN2_HIGH), x);
    FloatVector q = r.add(expTail(r, k.mul(-LN2_LOW)));
    FloatVector scale = power(n);
    return scale.fma(q, scale.sub(1));
  }

  private static FloatVector log1p(FloatVector f, FloatVector k) {
    FloatVector s = f.mul(f);
    FloatVector p = f.fma(all(L8), all(L7));
    p = p.fma(f, all(L6));
    p = p.fma(f, all(L5));
    p = p.fma(f, all(L4));
    p = p.fma(f, all(L3));
    p = p.fma(f, all(L2));
    p = p.fma(f, all(L1));
    p = p.fma(f, all(L0));
    FloatVector y = f.mul(s).mul(p);
    y = k.fma(all(LN2_LOW), y);
    y = s.fma(all(-0.5f), y);
    return k.fma(all(LN2_HIGH), f.add(y));
  }

  private static FloatVector tanh(FloatVector x) {
    FloatVector t = x.abs();
    t = t.blend(TANH_MAX, greater(t, TANH_MAX));
    FloatVector e = expm1(t.add(t));
    FloatVector d = e.add(2);
    FloatVector q = e.div(d);
    FloatVector rest = q.neg().fma(e.sub(d.sub(2)), q.neg().fma(d, e));
    rest = rest.blend(0, greater(e, 1));
    FloatVector y = rest.fma(q.neg().add(1).mul(0.5f), q);
    IntVector sign = x.reinterpretAsInts().and(0x80000000);
    return y.reinterpretAsInts().and(0x7fffffff).or(sign).reinterpretAsFloats();
  }

  private static FloatVector logistic(FloatVector x, FloatVector e) {
    VectorMask<Float> negative = less(x, 0);
    FloatVector d = e.add(1);
    FloatVector q = all(1).blend(e, negative).div(d);
    FloatVector inverse = q.blend(q.neg().add(1), negative);
    return q.neg().mul(e.sub(d.sub(1))).fma(inverse, q);
  }

  private static FloatVector softplus(FloatVector x, FloatVector u) {
    VectorMask<Float> large = greater(u, SQRT_2_MINUS_1);
    FloatVector f = u.blend(u.sub(1).mul(0.5f), large);
    return all(0).blend(x, greater(x, 0)).add(log1p(f, all(0).blend(1, large)));
  }

  private static FloatVector elu(float factor, float limit, FloatVector z) {
    VectorMask<Float> positive = greater(z, 0);
    FloatVector c = z.blend(0, positive);
    c = c.blend(EXPM1_MIN, less(c, EXPM1_MIN));
    return expm1(c).mul(limit).blend(z.mul(factor), positive);
  }

  private static FloatVector farExponent(FloatVector z) {
    FloatVector t = z.abs().mul(SQRT_HALF);
    FloatVector far = t.fma(all(T9), all(T8));
    far = far.fma(t, all(T7));
    far = far.fma(t, all(T6));
    far = far.fma(t, all(T5));
    far = far.fma(t, all(T4));
    far = far.fma(t, all(T3));
    far = far.fma(t, all(T2));
    far = far.fma(t, all(T1));
    far = far.fma(t, all(T0));
    return far.mul(t);
  }

  private static FloatVector normal(FloatVector z, FloatVector e) {
    FloatVector t = z.abs().mul(SQRT_HALF);
    FloatVector s = t.mul(t);
    FloatVector near = s.fma(all(N5), all(N4));
    near = near.fma(s, all(N3));
    near = near.fma(s, all(N2));
    near = near.fma(s, all(N1));
    near = near.fma(s, all(N0));
    near = near.fma(t, t).fma(all(-0.5f), all(0.5f));
    FloatVector tail = e.mul(0.5f).blend(near, less(t, ERF_NEAR));
    return tail.neg().add(1).blend(tail, less(z, 0));
  }

  private static FloatVector gelu(FloatVector z, FloatVector e) {
    FloatVector c = z.blend(-NORMAL_MAX, less(z, -NORMAL_MAX));
    return c.mul(normal(clamp(z, NORMAL_MAX), e));
  }

  private static FloatVector geluSlope(FloatVector z, FloatVector e, FloatVector density) {
    FloatVector c = clamp(z, NORMAL_MAX);
    return c.fma(density.mul(INVERSE_SQRT_2_PI), normal(c, e));
  }

  private static FloatVector silu(FloatVector z, FloatVector e) {
    FloatVector c = z.blend(-FAR, less(z, -FAR));
    return c.mul(logistic(c, e));
  }

  private static FloatVector siluSlope(FloatVector z, FloatVector e) {
    FloatVector c = clamp(z, FAR);
    VectorMask<Float> negative = less(c, 0);
    FloatVector q = all(1).div(e.add(1));
    FloatVector s = q.blend(e.mul(q), negative);
    FloatVector rest = e.mul(q).blend(q, negative);
    return c.mul(s).fma(rest, s);
  }

  private static FloatVector mish(FloatVector z, FloatVector e) {
    FloatVector c = z.blend(-FAR, less(z, -FAR));
    VectorMask<Float> negative = less(c, 0);
    FloatVector top = e.fma(all(2), all(1)).blend(e.mul(e.add(2)), negative);
    FloatVector bottom = e.mul(2).fma(e, top).blend(top.add(2), negative);
    return c.mul(top.div(bottom));
  }

  private static FloatVector mishSlope(FloatVector z, FloatVector e) {
    FloatVector c = clamp(z, FAR);
    VectorMask<Float> negative = less(c, 0);
    FloatVector top = e.fma(all(2), all(1)).blend(e.mul(e.add(2)), negative);
    FloatVector gap = e.mul(2).mul(e).blend(2, negative);
    FloatVector bottom = top.add(gap);
    FloatVector t = top.div(bottom);
    FloatVector s = all(1).blend(e, negative).div(e.add(1));
    return c.mul(s).fma(gap.div(bottom).mul(t.add(1)), t);
  }
}
