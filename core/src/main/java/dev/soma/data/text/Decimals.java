package dev.soma.data.text;

import java.math.BigInteger;

/// Decimal digits and a power of ten to the nearest double, without a text in between.
///
/// After D. Lemire, "Number parsing at a gigabyte per second" (2021): the digits times the first
/// 128 bits of the power of five decide the rounding, but for rare cases that are refused here.
final class Decimals {
  /// The power is not known here, or the rounding is not certain: take the slow way.
  static final double REFUSED = Double.NaN;

  private static final int LEAST = -64;
  private static final int MOST = 64;

  /// 5^27 is the last power of five that fits into 64 bits.
  private static final int LEAST_TIE = -27;

  private static final int FRACTION_BITS = 52;
  private static final long EXACT = 1L << 53;
  private static final double[] TENS = tens();

  private Decimals() {}

  /// `digits * 10^power` correctly rounded, or [#REFUSED].
  ///
  /// @param digits an unsigned number of at most 19 decimal digits
  static double of(long digits, int power) {
    if (digits >= 0 && digits <= EXACT && power >= -22 && power <= 22) {
      // both exact in double, so one correctly rounded operation
      return power < 0 ? digits / TENS[-power] : digits * TENS[power];
    }
    if (digits == 0) {
      return 0;
    }
    return power < LEAST || power > MOST ? REFUSED : rounded(digits, power);
  }

  private static double rounded(long digits, int power) {
    int zeros = Long.numberOfLeadingZeros(digits);
    long w = digits << zeros;
    long upper = Math.unsignedMultiplyHigh(w, Powers.HIGH[power - LEAST]);
    long lower = w * Powers.HIGH[power - LEAST];
    if ((upper & 0x1ff) == 0x1ff) { // the bits beyond may carry into the rounding
      long more = Math.unsignedMultiplyHigh(w, Powers.LOW[power - LEAST]);
      lower += more;
      upper += Long.compareUnsigned(lower, more) < 0 ? 1 : 0;
      if (lower == -1L) {
        return REFUSED;
      }
    }
    int top = (int) (upper >>> 63);
    int shift = top + 64 - FRACTION_BITS - 3;
    long fraction = upper >>> shift;
    if (lower >= 0 && lower <= 1 && (fraction & 3) == 1 && fraction << shift == upper) {
      if (power >= -4 && power <= 23) {
        fraction &= ~1L; // a tie goes to the even neighbour
      }
    }
    fraction += fraction & 1;
    fraction >>>= 1;
    int exponent = ((217706 * power) >> 16) + 63 + top - zeros + Double.MAX_EXPONENT;
    if (fraction >= 1L << (FRACTION_BITS + 1)) {
      fraction = 1L << FRACTION_BITS;
      exponent++;
    }
    long bits = (long) exponent << FRACTION_BITS | (fraction & ~(1L << FRACTION_BITS));
    return Double.longBitsToDouble(bits);
  }

  private static double[] tens() {
    double[] tens = new double[23];
    tens[0] = 1;
    for (int i = 1; i < tens.length; i++) {
      tens[i] = tens[i - 1] * 10;
    }
    return tens;
  }

  /// The powers of five, made when the first long number is met.
  private static final class Powers {
    private static final long[] HIGH = new long[MOST - LEAST + 1];
    private static final long[] LOW = new long[MOST - LEAST + 1];

    static {
      for (int q = LEAST; q <= MOST; q++) {
        BigInteger power = q < 0 ? reciprocal(q) : power(q);
        HIGH[q - LEAST] = power.shiftRight(64).longValue();
        LOW[q - LEAST] = power.longValue();
      }
    }

    /// 5^q without its last bits or with zeros behind it, so that it has 128.
    private static BigInteger power(int q) {
      BigInteger five = BigInteger.valueOf(5).pow(q);
      return five.shiftLeft(128 - five.bitLength());
    }

    /// 128 bits of 5^q for q < 0, above it: rounded up where 5^-q has up to 64 bits, so that a
    /// number that can be written exactly comes out exactly.
    private static BigInteger reciprocal(int q) {
      BigInteger five = BigInteger.valueOf(5).pow(-q);
      int bits = five.bitLength();
      int shift = q >= LEAST_TIE ? bits + 127 : 2 * bits + 128;
      BigInteger above = BigInteger.ONE.shiftLeft(shift).divide(five).add(BigInteger.ONE);
      return above.shiftRight(above.bitLength() - 128);
    }

    private Powers() {}
  }
}
