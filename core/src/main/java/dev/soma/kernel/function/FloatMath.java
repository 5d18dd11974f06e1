package dev.soma.kernel.function;

/// Elementary functions in float, in operations that scalar and vector code share exactly.
///
/// Only fma, add, multiply, divide, compare and select, shifts of the bits and int to float are
/// used, each written so that a vector lane can do the same; so the bits are the same everywhere.
/// `exp`, `log`, `tanh`, `logistic` and `softplus` are within 2 ulp over all floats, denormal
/// results included (measured over every float: 0.77, 0.81, 1.50, 1.97, 1.70). Composites and
/// slopes are within 2^-22 of max(1, |value|). NaN in gives NaN out, but for the slopes that only
/// compare z. The polynomials are minimax fits of our own.
public final class FloatMath {
  /// The lambda of SELU.
  public static final float LAMBDA = (float) 1.0507009873554805;

  /// lambda alpha of SELU.
  public static final float LAMBDA_ALPHA = (float) (1.0507009873554805 * 1.6732632423543772);

  /// Adding 1.5 * 2^23 leaves the nearest integer in the low bits.
  public static final float ROUNDER = 0x1.8p23f;

  static final int ROUNDER_BITS = 0x4b400000;
  static final float LOG2_E = 0x1.715476p0f;
  static final float LN2_HIGH = 0x1.62e43p-1f;
  static final float LN2_LOW = -0x1.05c61p-29f;

  /// Below, e^x rounds to 0; above [#EXP_MAX], to infinity.
  static final float EXP_MIN = -104;

  static final float EXP_MAX = 89;

  // (e^r - 1 - r) / r^2 on |r| <= ln(2) / 2
  static final float E0 = 0x1p-1f;
  static final float E1 = 0x1.555554p-3f;
  static final float E2 = 0x1.5554f8p-5f;
  static final float E3 = 0x1.1112d4p-7f;
  static final float E4 = 0x1.6d3aacp-10f;
  static final float E5 = 0x1.9e7d7ep-13f;

  // (ln(1 + f) - f + f^2 / 2) / f^3 on [1/sqrt 2 - 1, sqrt 2 - 1]
  static final float L0 = 0x1.555548p-2f;
  static final float L1 = -0x1.000006p-2f;
  static final float L2 = 0x1.99a47cp-3f;
  static final float L3 = -0x1.555c4ap-3f;
  static final float L4 = 0x1.233ad8p-3f;
  static final float L5 = -0x1.fc2662p-4f;
  static final float L6 = 0x1.e6cccep-4f;
  static final float L7 = -0x1.de1a5ap-4f;
  static final float L8 = 0x1.1471cp-4f;

  // sin(2 pi q) / q, in q^2, on [-1/4, 1/4]
  public static final float S0 = 0x1.921fb4p2f;
  public static final float S1 = -0x1.4abbb6p5f;
  public static final float S2 = 0x1.46676ep6f;
  public static final float S3 = -0x1.3232fcp6f;
  public static final float S4 = 0x1.3c4b4p5f;

  public static final float MINUS_2_PI = (float) (-2 * Math.PI);

  /// The bits of sqrt(1/2).
  static final int SQRT_HALF_BITS = 0x3f3504f3;

  static final float SQRT_HALF = 0x1.6a09e6p-1f;
  static final float SQRT_2_MINUS_1 = 0x1.a8279ap-2f;

  // erf(t) / t - 1, in t^2, on [0, 0.93]
  static final float N0 = 0x1.06eba6p-3f;
  static final float N1 = -0x1.8126e2p-2f;
  static final float N2 = 0x1.ce1986p-4f;
  static final float N3 = -0x1.b67c04p-6f;
  static final float N4 = 0x1.46d9e2p-8f;
  static final float N5 = -0x1.38741cp-11f;

  /// Below it erf is a polynomial, above it erfc is e to a polynomial.
  static final float ERF_NEAR = 0.93f;

  // ln(erfc t) / t on [0.9, 10]
  static final float T0 = -0x1.2105fep0f;
  static final float T1 = -0x1.447acap-1f;
  static final float T2 = -0x1.bc98dp-4f;
  static final float T3 = 0x1.a64cd2p-6f;
  static final float T4 = -0x1.308d76p-8f;
  static final float T5 = 0x1.3ff656p-11f;
  static final float T6 = -0x1.d44dc6p-15f;
  static final float T7 = 0x1.c05bcep-19f;
  static final float T8 = -0x1.f59530p-24f;
  static final float T9 = 0x1.eeccc4p-30f;

  static final float INVERSE_SQRT_2_PI = (float) 0.3989422804014327;

  /// Beyond, the normal distribution function is 0 or 1 in float.
  static final float NORMAL_MAX = 14.5f;

  /// Beyond, tanh is 1 in float.
  static final float TANH_MAX = 9.25f;

  /// Below, e^x - 1 is -1 in float.
  static final float EXPM1_MIN = -20;

  /// Beyond, SiLU and Mish are 0 or z, and e^z does not matter.
  static final float FAR = 200;

  private FloatMath() {}

  /// e^x.
  public static float exp(float x) {
    float c = x < EXP_MIN ? EXP_MIN : x;
    c = c > EXP_MAX ? EXP_MAX : c;
    float t = Math.fma(c, LOG2_E, ROUNDER);
    int n = Float.floatToRawIntBits(t) - ROUNDER_BITS;
    float k = t - ROUNDER;
    float r = Math.fma(k, -LN2_HIGH, c);
    // 1 + r with its rounding error, which the tail takes up
    float p = 1 + r;
    p += expTail(r, k * -LN2_LOW) + (r - (p - 1));
    int half = n >> 1;
    return p
        * Float.intBitsToFloat((half + 127) << 23)
        * Float.intBitsToFloat((n - half + 127) << 23);
  }

  /// e^(r + low) - 1 - r.
  private static float expTail(float r, float low) {
    float s = r + low;
    float p = Math.fma(E5, s, E4);
    p = Math.fma(p, s, E3);
    p = Math.fma(p, s, E2);
    p = Math.fma(p, s, E1);
    p = Math.fma(p, s, E0);
    return Math.fma(s * s, p, low);
  }

  /// e^x - 1 for -20 <= x <= 80 (or NaN).
  private static float expm1(float x) {
    float t = Math.fma(x, LOG2_E, ROUNDER);
    int n = Float.floatToRawIntBits(t) - ROUNDER_BITS;
    float k = t - ROUNDER;
    float r = Math.fma(k, -LN2_HIGH, x);
    float q = r + expTail(r, k * -LN2_LOW);
    float scale = Float.intBitsToFloat((n + 127) << 23);
    return Math.fma(scale, q, scale - 1);
  }

  /// ln x; NaN for x < 0, -infinity for either zero.
  public static float log(float x) {
    boolean tiny = x < Float.MIN_NORMAL;
    int bits = Float.floatToRawIntBits(tiny ? x * 0x1p23f : x);
    int e = (bits - SQRT_HALF_BITS) >> 23;
    float f = Float.intBitsToFloat(bits - (e << 23)) - 1;
    float r = log1p(f, (float) e + (tiny ? -23f : 0f));
    r = x == Float.POSITIVE_INFINITY ? x : r;
    r = x == 0 ? Float.NEGATIVE_INFINITY : r;
    return x >= 0 ? r : Float.NaN;
  }

  /// k ln 2 + ln(1 + f) for 1/sqrt 2 - 1 <= f <= sqrt 2 - 1.
  private static float log1p(float f, float k) {
    float s = f * f;
    float p = Math.fma(L8, f, L7);
    p = Math.fma(p, f, L6);
    p = Math.fma(p, f, L5);
    p = Math.fma(p, f, L4);
    p = Math.fma(p, f, L3);
    p = Math.fma(p, f, L2);
    p = Math.fma(p, f, L1);
    p = Math.fma(p, f, L0);
    float y = f * s * p;
    y = Math.fma(k, LN2_LOW, y);
    y = Math.fma(-0.5f, s, y);
    return Math.fma(k, LN2_HIGH, f + y);
  }

  /// cos(2 pi z), z in turns, within 2^-22 for |z| <= 2^22; beyond some number in [-1, 1].
  public static float cosine(float z) {
    float r = z - ((z + ROUNDER) - ROUNDER);
    return quarterSine(0.25f - Math.abs(r));
  }

  /// -2 pi sin(2 pi z), z in turns.
  public static float cosineSlope(float z) {
    float turned = z - 0.25f;
    float r = turned - ((turned + ROUNDER) - ROUNDER);
    return MINUS_2_PI * quarterSine(0.25f - Math.abs(r));
  }

  /// sin(2 pi q), q limited to the quarter turns about 0.
  private static float quarterSine(float q) {
    float c = Math.max(-0.25f, Math.min(0.25f, q));
    float s = c * c;
    float p = Math.fma(S4, s, S3);
    p = Math.fma(p, s, S2);
    p = Math.fma(p, s, S1);
    p = Math.fma(p, s, S0);
    return c * p;
  }

  /// tanh x.
  public static float tanh(float x) {
    float t = Math.abs(x);
    t = t > TANH_MAX ? TANH_MAX : t;
    float e = expm1(t + t);
    float d = e + 2;
    float q = e / d;
    // for small x one correction for the roundings of d and q; 1 / d = (1 - q) / 2
    float rest = Math.fma(-q, e - (d - 2), Math.fma(-q, d, e));
    rest = e > 1 ? 0 : rest;
    return withSign(Math.fma(rest, 0.5f * (1 - q), q), x);
  }

  private static float withSign(float size, float sign) {
    return Float.intBitsToFloat(
        (Float.floatToRawIntBits(size) & 0x7fffffff)
            | (Float.floatToRawIntBits(sign) & 0x80000000));
  }

  /// 1 / (1 + e^-x).
  public static float logistic(float x) {
    float e = exp(-Math.abs(x));
    float d = 1 + e;
    float q = (x < 0 ? e : 1) / d;
    // one correction for the rounding of d; 1 / d = q or 1 - q
    return Math.fma(-q * (e - (d - 1)), x < 0 ? 1 - q : q, q);
  }

  /// ln(1 + e^x).
  public static float softplus(float x) {
    float u = exp(-Math.abs(x));
    boolean large = u > SQRT_2_MINUS_1;
    float l = log1p(large ? (u - 1) * 0.5f : u, large ? 1f : 0f);
    return (x > 0 ? x : 0) + l;
  }

  /// 0 for z < 0, 1 for z >= 0.
  public static float step(float z) {
    return z < 0 ? 0 : (z >= 0 ? 1 : z);
  }

  /// max(0, z), +0 for -0.
  public static float relu(float z) {
    return z <= 0 ? 0 : z;
  }

  /// z for z > 0, else alpha z.
  public static float leakyRelu(float alpha, float z) {
    return z > 0 ? z : alpha * z;
  }

  /// 1 for z > 0, else alpha.
  public static float leakySlope(float alpha, float z) {
    return z > 0 ? 1 : alpha;
  }

  /// The sign of z; 0 for 0 and NaN.
  public static float absSlope(float z) {
    return z > 0 ? 1 : (z < 0 ? -1 : 0);
  }

  /// a (1 - a) for a = logistic(z).
  public static float logisticSlope(float a) {
    return a * (1 - a);
  }

  /// 1 - a^2 for a = tanh(z).
  public static float tanhSlope(float a) {
    return Math.fma(-a, a, 1);
  }

  /// factor z for z > 0, else limit (e^z - 1).
  public static float elu(float factor, float limit, float z) {
    float c = z > 0 ? 0 : z;
    c = c < EXPM1_MIN ? EXPM1_MIN : c;
    float e = limit * expm1(c);
    return z > 0 ? factor * z : e;
  }

  /// factor for z > 0, else limit e^z = a + limit.
  public static float eluSlope(float factor, float limit, float z, float a) {
    return z > 0 ? factor : a + limit;
  }

  /// Phi(z), the normal distribution function, for |z| <= 14.5.
  private static float normal(float z) {
    float t = Math.abs(z) * SQRT_HALF;
    float s = t * t;
    float near = Math.fma(N5, s, N4);
    near = Math.fma(near, s, N3);
    near = Math.fma(near, s, N2);
    near = Math.fma(near, s, N1);
    near = Math.fma(near, s, N0);
    near = Math.fma(-0.5f, Math.fma(near, t, t), 0.5f);
    float far = Math.fma(T9, t, T8);
    far = Math.fma(far, t, T7);
    far = Math.fma(far, t, T6);
    far = Math.fma(far, t, T5);
    far = Math.fma(far, t, T4);
    far = Math.fma(far, t, T3);
    far = Math.fma(far, t, T2);
    far = Math.fma(far, t, T1);
    far = Math.fma(far, t, T0);
    far = 0.5f * exp(far * t);
    float tail = t < ERF_NEAR ? near : far;
    return z < 0 ? tail : 1 - tail;
  }

  private static float clamp(float z, float limit) {
    float c = z < -limit ? -limit : z;
    return c > limit ? limit : c;
  }

  /// z Phi(z).
  public static float gelu(float z) {
    float c = z < -NORMAL_MAX ? -NORMAL_MAX : z;
    return c * normal(clamp(z, NORMAL_MAX));
  }

  /// Phi(z) + z phi(z).
  public static float geluSlope(float z) {
    float c = clamp(z, NORMAL_MAX);
    float density = INVERSE_SQRT_2_PI * exp(-0.5f * c * c);
    return Math.fma(c, density, normal(c));
  }

  /// z logistic(z).
  public static float silu(float z) {
    float c = z < -FAR ? -FAR : z;
    return c * logistic(c);
  }

  /// s + z s (1 - s) with s = logistic(z).
  public static float siluSlope(float z) {
    float c = clamp(z, FAR);
    float e = exp(-Math.abs(c));
    float q = 1 / (1 + e);
    float s = c < 0 ? e * q : q;
    float rest = c < 0 ? q : e * q;
    return Math.fma(c * s, rest, s);
  }

  /// z tanh(ln(1 + e^z)).
  public static float mish(float z) {
    float c = z < -FAR ? -FAR : z;
    float e = exp(-Math.abs(c));
    float top = c < 0 ? e * (e + 2) : Math.fma(2, e, 1);
    float bottom = c < 0 ? top + 2 : Math.fma(2 * e, e, top);
    return c * (top / bottom);
  }

  /// t + z (1 - t^2) logistic(z) with t = tanh(ln(1 + e^z)).
  public static float mishSlope(float z) {
    float c = clamp(z, FAR);
    float e = exp(-Math.abs(c));
    float top = c < 0 ? e * (e + 2) : Math.fma(2, e, 1);
    float gap = c < 0 ? 2 : 2 * e * e;
    float bottom = top + gap;
    float t = top / bottom;
    float s = (c < 0 ? e : 1) / (1 + e);
    return Math.fma(c * s, (gap / bottom) * (1 + t), t);
  }
}
