package dev.soma.data.store;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/// Distinct numbers of many, in memory that depends on the distinct ones and a bound only.
///
/// Numbers that are not finite are left out; 0 and -0 are one.
public final class NumberSet {
  private static final int LEAST_BOUND = 1 << 20;
  private static final int MOST_BOUND = 1 << 28;

  /// Bytes of the heap for each number of the bound; while a set grows a number takes up to 48.
  private static final int HEAP_A_NUMBER = 256;

  private long[] slots = new long[64]; // 0 is free: the bits of 0.0 are kept in `zero`
  private boolean zero;
  private int size;

  private NumberSet() {}

  /// How many numbers a set may hold: as many as take a fifth of the heap, or the least bound.
  private static int bound() {
    long fitting = Runtime.getRuntime().maxMemory() / HEAP_A_NUMBER;
    return Math.clamp(fitting, LEAST_BOUND, MOST_BOUND);
  }

  /// The distinct numbers in ascending order.
  public static double[] sorted(int rows, IntToDoubleFunction value) {
    NumberSet set = new NumberSet();
    for (int r = 0; r < rows; r++) {
      double v = value.applyAsDouble(r);
      if (Double.isFinite(v)) {
        set.add(Double.doubleToRawLongBits(v + 0.0));
      }
    }
    double[] found = new double[set.size()];
    int n = 0;
    if (set.zero) {
      n++;
    }
    for (long slot : set.slots) {
      if (slot != 0) {
        found[n++] = Double.longBitsToDouble(slot);
      }
    }
    Arrays.sort(found);
    return found;
  }

  /// How many distinct numbers there are.
  public static int count(int rows, IntToDoubleFunction value) {
    NumberSet set = new NumberSet();
    int bound = bound();
    for (int r = 0; r < rows; r++) {
      double v = value.applyAsDouble(r);
      if (Double.isFinite(v)) {
        set.add(Double.doubleToRawLongBits(v + 0.0));
        if (set.size > bound) {
          return parts(rows, value);
        }
      }
    }
    return set.size();
  }

  /// Counts in as many passes as keep each set small: a pass takes the numbers of some hashes.
  private static int parts(int rows, IntToDoubleFunction value) {
    int parts = Math.ceilDiv(rows, bound() / 2);
    int count = 0;
    for (int part = 0; part < parts; part++) {
      NumberSet set = new NumberSet();
      for (int r = 0; r < rows; r++) {
        double v = value.applyAsDouble(r);
        long bits = Double.doubleToRawLongBits(v + 0.0);
        if (Double.isFinite(v) && part(mix(bits), parts) == part) {
          set.add(bits);
        }
      }
      count += set.size();
    }
    return count;
  }

  /// How many of these hashes were there before.
  public static int repeated(Spool hashes) {
    int parts = Math.ceilDiv(hashes.size(), bound() / 2);
    int count = 0;
    for (int part = 0; part < parts; part++) {
      NumberSet set = new NumberSet();
      for (int r = 0; r < hashes.size(); r++) {
        long hash = hashes.longAt(r);
        if (part(hash, parts) == part) {
          count += set.add(hash) ? 0 : 1;
        }
      }
    }
    return count;
  }

  private static int part(long hash, int parts) {
    return (int) Math.multiplyHigh(hash >>> 1, 2L * parts);
  }

  private int size() {
    return size + (zero ? 1 : 0);
  }

  /// Whether it is new.
  private boolean add(long bits) {
    if (bits == 0) {
      boolean fresh = !zero;
      zero = true;
      return fresh;
    }
    int mask = slots.length - 1;
    int slot = (int) mix(bits) & mask;
    while (slots[slot] != 0) {
      if (slots[slot] == bits) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = bits;
    size++;
    if (2 * size > slots.length) {
      grow();
    }
    return true;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[2 * old.length];
    int mask = slots.length - 1;
    for (long bits : old) {
      if (bits != 0) {
        int slot = (int) mix(bits) & mask;
        while (slots[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        slots[slot] = bits;
      }
    }
  }

  static long mix(long z) { // the finaliser of SplitMix64
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
