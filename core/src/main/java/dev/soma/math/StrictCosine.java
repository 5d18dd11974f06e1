package dev.soma.math;

/// cos in double with the bits of [StrictMath#cos], which takes an array from the heap each time:
/// schedules ask for one in every step of training.
///
/// Source: the formulas and constants of fdlibm (Sun Microsystems, 1993), which StrictMath is
/// defined by: x minus the nearest multiple n of pi/2, as a sum of two numbers, and a polynomial
/// for the cosine or the sine of that.
public final class StrictCosine {
  /// Largest |x|: further out fdlibm has another way to subtract.
  private static final double MOST = 0x1p18;

  // pi/2 = HALF + TAIL, or HALF + NEXT + NEXT_TAIL, or HALF + NEXT + THIRD + THIRD_TAIL
  private static final double PER_HALF = 0.6366197723675814;
  private static final double HALF = 1.5707963267341256;
  private static final double TAIL = 6.077100506506192e-11;
  private static final double NEXT = 6.077100506303966e-11;
  private static final double NEXT_TAIL = 2.0222662487959506e-21;
  private static final double THIRD = 2.0222662487111665e-21;
  private static final double THIRD_TAIL = 8.4784276603689e-32;

  private static final double C1 = 0.0416666666666666;
  private static final double C2 = -0.001388888888887411;
  private static final double C3 = 2.480158728947673e-05;
  private static final double C4 = -2.7557314351390663e-07;
  private static final double C5 = 2.087572321298175e-09;
  private static final double C6 = -1.1359647557788195e-11;

  private static final double S1 = -0.16666666666666632;
  private static final double S2 = 0.00833333333332249;
  private static final double S3 = -0.0001984126982985795;
  private static final double S4 = 2.7557313707070068e-06;
  private static final double S5 = -2.5050760253406863e-08;
  private static final double S6 = 1.58969099521155e-10;

  private StrictCosine() {}

  /// cos x.
  ///
  /// @throws IllegalArgumentException if |x| is above 2^18, or no number
  public static double of(double x) {
    double t = Math.abs(x);
    if (!(t <= MOST)) {
      throw new IllegalArgumentException("cosine of " + x + ": expected at most 2^18");
    }
    if (high(t) <= high(Math.PI / 4)) {
      return cosine(t, 0);
    }
    int n = (int) (t * PER_HALF + 0.5);
    double r = t - n * HALF;
    double w = n * TAIL;
    if (cancels(t, n, r - w)) {
      double before = r;
      w = n * NEXT;
      r = before - w;
      w = n * NEXT_TAIL - ((before - r) - w);
      if (n > 1 && lost(t, r - w) > 49) {
        before = r;
        w = n * THIRD;
        r = before - w;
        w = n * THIRD_TAIL - ((before - r) - w);
      }
    }
    double y = r - w;
    double rest = (r - y) - w;
    return switch (n & 3) {
      case 0 -> cosine(y, rest);
      case 1 -> -sine(y, rest);
      case 2 -> -cosine(y, rest);
      default -> sine(y, rest);
    };
  }

  /// Whether so much is lost that pi/2 needs more digits; a multiple whose high word differs is far
  /// enough away for small n.
  private static boolean cancels(double t, int n, double difference) {
    if (n < 32 && high(t) != high(n * (Math.PI / 2))) {
      return false;
    }
    return n == 1 || lost(t, difference) > 16;
  }

  /// Bits by which a difference is smaller than what it began with.
  private static int lost(double t, double difference) {
    return (high(t) >> 20) - (high(difference) >> 20 & 0x7ff);
  }

  private static int high(double x) {
    return (int) (Double.doubleToRawLongBits(x) >> 32);
  }

  /// cos(x + y) for |x| up to pi/4 and a y that is much smaller.
  private static double cosine(double x, double y) {
    int ix = high(x) & 0x7fffffff;
    if (ix < 0x3e400000) { // 2^-27
      return 1;
    }
    double z = x * x;
    double r = z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6)))));
    if (ix < 0x3fd33333) { // 0.3
      return 1 - (0.5 * z - (z * r - x * y));
    }
    double part = ix > 0x3fe90000 ? 0.28125 : Double.longBitsToDouble((ix - 0x00200000L) << 32);
    double half = 0.5 * z - part;
    return (1 - part) - (half - (z * r - x * y));
  }

  /// sin(x + y) likewise.
  private static double sine(double x, double y) {
    if ((high(x) & 0x7fffffff) < 0x3e400000) {
      return x;
    }
    double z = x * x;
    double v = z * x;
    double r = S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)));
    return x - ((z * (0.5 * y - v * r) - y) - v * S1);
  }
}
