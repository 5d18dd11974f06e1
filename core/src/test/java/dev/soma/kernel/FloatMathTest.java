package dev.soma.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.kernel.function.Elementwise;
import dev.soma.kernel.function.FloatMath;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The float functions against double over the whole range: every 1,999th of them.
class FloatMathTest {
  private static final int STRIDE = 1_999;
  private static final double LAMBDA = 1.0507009873554805;
  private static final double LAMBDA_ALPHA = LAMBDA * 1.6732632423543772;

  interface Function {
    float of(float x);
  }

  private static double logistic(double x) {
    double e = StrictMath.exp(-Math.abs(x));
    return (x < 0 ? e : 1) / (1 + e);
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }

  static Stream<Arguments> exact() {
    return Stream.of(
        function("exp", FloatMath::exp, StrictMath::exp),
        function("log", FloatMath::log, StrictMath::log),
        function("tanh", FloatMath::tanh, StrictMath::tanh),
        function("logistic", FloatMath::logistic, FloatMathTest::logistic),
        function("softplus", FloatMath::softplus, FloatMathTest::softplus));
  }

  private static Arguments function(String name, Function f, DoubleUnaryOperator exact) {
    return Arguments.of(name, f, exact);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("exact")
  void the_error_is_at_most_2_ulp_over_all_floats(
      String name, Function f, DoubleUnaryOperator exact) {
    for (long bits = 0; bits < 1L << 32; bits += STRIDE) {
      float x = Float.intBitsToFloat((int) bits);
      double error = ulps(f.of(x), exact.applyAsDouble(x));
      if (!(error <= 2)) {
        assertThat(error).as("ulp of %s(%s) = %s", name, x, f.of(x)).isLessThanOrEqualTo(2);
      }
    }
  }

  private static double ulps(float actual, double exact) {
    if (Double.isNaN(exact)) {
      return Float.isNaN(actual) ? 0 : Double.POSITIVE_INFINITY;
    }
    float nearest = (float) exact;
    if (actual == nearest) {
      return 0;
    }
    return Math.abs(actual - exact) / Math.ulp(nearest);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("exact")
  void the_ends_of_the_range_are_right(String name, Function f, DoubleUnaryOperator exact) {
    float[] ends = {
      0f,
      -0f,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      Float.MIN_NORMAL,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.NaN,
      1f,
      -1f,
      88.72284f,
      -87.4f,
      -103.97f,
      -104f,
      1e4f,
      -1e4f
    };
    for (float x : ends) {
      assertThat(ulps(f.of(x), exact.applyAsDouble(x))).as("%s(%s)", name, x).isLessThan(2);
    }
    assertThat(Float.floatToIntBits(FloatMath.tanh(-0f))).isEqualTo(Float.floatToIntBits(-0f));
  }

  /// P(X > t sqrt 2) * 2 for t >= 0, by its series or its continued fraction.
  private static double erfc(double t) {
    if (t < 2.5) {
      double sum = t;
      double term = t;
      for (int k = 1; k < 70; k++) {
        term *= -t * t / k;
        sum += term / (2 * k + 1);
        if (Math.abs(term) < 1e-20 * Math.abs(sum)) {
          break; // nothing that follows shows in the last bit
        }
      }
      return 1 - 2 / StrictMath.sqrt(Math.PI) * sum;
    }
    double fraction = 0;
    for (int k = 100; k > 0; k--) {
      fraction = k / 2.0 / (t + fraction);
    }
    return StrictMath.exp(-t * t) / StrictMath.sqrt(Math.PI) / (t + fraction);
  }

  private static double normal(double z) {
    double tail = Math.abs(z) > 30 ? 0 : 0.5 * erfc(Math.abs(z) / StrictMath.sqrt(2));
    return z < 0 ? tail : 1 - tail;
  }

  private static double density(double z) {
    return StrictMath.exp(-z * z / 2) / StrictMath.sqrt(2 * Math.PI);
  }

  /// tanh(ln(1 + e^z)) and 1 minus its square.
  private static double[] mishParts(double z) {
    double e = StrictMath.exp(-Math.abs(z));
    double top = z < 0 ? e * (e + 2) : 1 + 2 * e;
    double gap = z < 0 ? 2 : 2 * e * e;
    double t = top / (top + gap);
    return new double[] {t, gap / (top + gap) * (1 + t)};
  }

  static Stream<Arguments> composites() {
    float lambda = FloatMath.LAMBDA;
    float limit = FloatMath.LAMBDA_ALPHA;
    return Stream.of(
        function("elu", x -> FloatMath.elu(1, 1, x), z -> z > 0 ? z : StrictMath.expm1(z)),
        function(
            "selu",
            x -> FloatMath.elu(lambda, limit, x),
            z -> z > 0 ? LAMBDA * z : LAMBDA_ALPHA * StrictMath.expm1(z)),
        function("gelu", FloatMath::gelu, z -> z * normal(z)),
        function("silu", FloatMath::silu, z -> z * logistic(z)),
        function("mish", FloatMath::mish, z -> z * mishParts(z)[0]),
        function(
            "logistic slope",
            x -> FloatMath.logisticSlope(FloatMath.logistic(x)),
            z -> logistic(z) * logistic(-z)),
        function(
            "tanh slope",
            x -> FloatMath.tanhSlope(FloatMath.tanh(x)),
            z -> 1 - StrictMath.tanh(z) * StrictMath.tanh(z)),
        function(
            "elu slope",
            x -> FloatMath.eluSlope(1, 1, x, FloatMath.elu(1, 1, x)),
            z -> z > 0 ? 1 : StrictMath.exp(z)),
        function(
            "selu slope",
            x -> FloatMath.eluSlope(lambda, limit, x, FloatMath.elu(lambda, limit, x)),
            z -> z > 0 ? LAMBDA : LAMBDA_ALPHA * StrictMath.exp(z)),
        function("gelu slope", FloatMath::geluSlope, z -> normal(z) + z * density(z)),
        function(
            "silu slope", FloatMath::siluSlope, z -> logistic(z) + z * logistic(z) * logistic(-z)),
        function(
            "mish slope",
            FloatMath::mishSlope,
            z -> mishParts(z)[0] + z * mishParts(z)[1] * logistic(z)));
  }

  /// The bound: 4 roundings (2^-22) of the value, or of 1 where the value is smaller.
  @ParameterizedTest(name = "{0}")
  @MethodSource("composites")
  void composites_err_by_at_most_4_roundings_of_the_value_or_of_1(
      String name, Function f, DoubleUnaryOperator exact) {
    for (long bits = 0; bits < 1L << 32; bits += STRIDE) {
      float x = Float.intBitsToFloat((int) bits);
      if (!Float.isFinite(x)) {
        continue;
      }
      double right = exact.applyAsDouble(x);
      if (Math.abs(right) > Float.MAX_VALUE) {
        continue;
      }
      double error = Math.abs(f.of(x) - right) / Math.max(1, Math.abs(right));
      if (!(error <= 0x1p-22)) {
        assertThat(error).as("%s(%s) = %s, not %s", name, x, f.of(x), right).isLessThan(0x1p-22);
      }
    }
  }

  @Test
  void cosines_of_turns_and_their_slopes_are_close_and_stay_bounded_far_out() {
    for (int i = -400_000; i <= 400_000; i++) {
      float z = i * 0x1.3p-14f;
      double turn = 2 * Math.PI * z;
      double slope = -2 * Math.PI * Math.sin(turn);
      boolean close =
          Math.abs(FloatMath.cosine(z) - Math.cos(turn)) <= 0x1p-22
              && Math.abs(FloatMath.cosineSlope(z) - slope) <= 0x1p-19;
      if (!close) { // an assertion each would take longer than the functions
        assertThat((double) FloatMath.cosine(z)).isCloseTo(Math.cos(turn), within(0x1p-22));
        assertThat((double) FloatMath.cosineSlope(z)).isCloseTo(slope, within(0x1p-19));
      }
    }
    for (float z : new float[] {0x1.8p22f, -0x1.234566p30f, Float.MAX_VALUE}) {
      assertThat(FloatMath.cosine(z)).isBetween(-1.000001f, 1.000001f);
    }
    assertThat(FloatMath.cosine(Float.NaN)).isNaN();
    assertThat(FloatMath.cosine(0)).isCloseTo(1, within(0x1p-23f));
  }

  @Test
  void gated_functions_fade_to_nothing_and_grow_to_the_identity() {
    for (float z : new float[] {1e4f, 3e38f, Float.POSITIVE_INFINITY}) {
      for (Elementwise f :
          new Elementwise[] {Elementwise.GELU, Elementwise.SILU, Elementwise.MISH}) {
        assertThat(KernelsContract.value(f, 0, z)).as("%s(%s)", f, z).isEqualTo(z);
        assertThat(KernelsContract.value(f, 0, -z)).as("%s(-%s)", f, z).isZero();
        assertThat(KernelsContract.slope(f, 0, z, 0)).as("%s'(%s)", f, z).isEqualTo(1);
        assertThat(KernelsContract.slope(f, 0, -z, 0)).as("%s'(-%s)", f, z).isZero();
        assertThat(KernelsContract.value(f, 0, Float.NaN)).as("%s(NaN)", f).isNaN();
        assertThat(KernelsContract.slope(f, 0, Float.NaN, 0)).as("%s'(NaN)", f).isNaN();
      }
    }
  }

  @Test
  void slopes_at_the_kinks_are_the_stated_ones() {
    assertThat(FloatMath.leakySlope(0, 0)).isZero();
    assertThat(FloatMath.leakySlope(0.3f, 0)).isEqualTo(0.3f);
    assertThat(FloatMath.absSlope(0)).isZero();
    assertThat(FloatMath.eluSlope(1, 0.7f, 0, FloatMath.elu(1, 0.7f, 0))).isEqualTo(0.7f);
    assertThat(FloatMath.eluSlope(FloatMath.LAMBDA, FloatMath.LAMBDA_ALPHA, 0, 0))
        .isEqualTo(FloatMath.LAMBDA_ALPHA);
    assertThat(FloatMath.step(-0f)).isEqualTo(1);
  }
}
