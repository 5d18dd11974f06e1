package dev.soma.math;

import java.util.SplittableRandom;

/// One seed, split into independent streams by name.
///
/// A stream depends on the seed and its name alone, never on which streams were drawn from before.
/// Every random number of a run comes from here, so equal seeds give equal runs.
///
/// @param seed any number
public record Seeds(long seed) {
  /// The most numbers that [#draw] gives at a time.
  public static final int DRAWS = 512;

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;
  private static final long[] COUNTERS = new long[DRAWS];

  static {
    for (int i = 0; i < DRAWS; i++) {
      COUNTERS[i] = GOLDEN * (i + 1);
    }
  }

  /// Streams of this seed.
  public static Seeds of(long seed) {
    return new Seeds(seed);
  }

  /// A new generator for `name`, at its beginning.
  public SplittableRandom stream(String name) {
    return new SplittableRandom(key(name));
  }

  /// The 64-bit key of the stream `name`, for counter-based draws with [#bits(long, long)].
  public long key(String name) {
    long h = 0xcbf29ce484222325L; // FNV-1a over the characters
    for (int i = 0; i < name.length(); i++) {
      h = (h ^ name.charAt(i)) * 0x100000001b3L;
    }
    return mix(mix(seed) ^ h);
  }

  /// The 64 random bits at position `counter` of the stream with that key; any order, any thread.
  public static long bits(long key, long counter) {
    return mix(key + GOLDEN * (counter + 1));
  }

  /// The highest 24 of the bits at each of the n positions from `first` on, 0 to 2^24 - 1: a loop
  /// that C2 makes vectors of.
  ///
  /// @param n at most [#DRAWS]
  public static void draw(long key, long first, int n, int[] to, int off) {
    long base = key + GOLDEN * first;
    for (int i = 0; i < n; i++) {
      to[off + i] = (int) (mix(COUNTERS[i] + base) >>> 40);
    }
  }

  /// A permutation of 0 .. n-1 from the stream (Fisher-Yates).
  public static int[] permutation(int n, SplittableRandom random) {
    int[] p = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      p[i] = p[j];
      p[j] = i;
    }
    return p;
  }

  /// A standard normal draw: Box-Muller in [StrictMath], so that it is the same on every machine.
  public static double gaussian(SplittableRandom random) {
    double u = 1.0 - random.nextDouble(); // (0, 1]
    double v = random.nextDouble();
    return StrictMath.sqrt(-2.0 * StrictMath.log(u)) * StrictMath.cos(2.0 * Math.PI * v);
  }

  private static long mix(long z) { // the finaliser of SplitMix64 (Steele, Lea, Flood 2014)
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
