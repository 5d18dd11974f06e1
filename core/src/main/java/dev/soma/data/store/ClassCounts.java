package dev.soma.data.store;

/// How many rows of each class have each number, and how many rows are not of the most frequent
/// class of their number; 0 and -0 are one. Memory grows with the distinct numbers met.
public final class ClassCounts {
  private final int classes;
  private long[] slots = new long[64]; // 0 is free: the bits of 0.0 are kept apart
  private int[] counts; // of each slot, its classes and the most of them
  private final int[] zero;
  private int used;
  private int wrong;

  /// No rows yet.
  ///
  /// @param classes how many there are
  public ClassCounts(int classes) {
    this.classes = classes;
    this.counts = new int[Math.multiplyExact(slots.length, classes + 1)];
    this.zero = new int[classes + 1];
  }

  /// Adds a row.
  public void add(double number, int of) {
    long bits = Double.doubleToRawLongBits(number + 0.0);
    if (bits == 0) {
      add(zero, 0, of);
      return;
    }
    int slot = slot(bits);
    if (slots[slot] == 0) {
      slots[slot] = bits;
      used++;
      if (2 * used > slots.length) {
        grow();
        slot = slot(bits);
      }
    }
    add(counts, slot * (classes + 1), of);
  }

  /// Rows that are not of the most frequent class of their number; never fewer with more rows.
  public int wrong() {
    return wrong;
  }

  private void add(int[] counts, int at, int of) {
    if (++counts[at + of] > counts[at + classes]) {
      counts[at + classes]++;
    } else {
      wrong++;
    }
  }

  private int slot(long bits) {
    int mask = slots.length - 1;
    int slot = (int) NumberSet.mix(bits) & mask;
    while (slots[slot] != 0 && slots[slot] != bits) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] old = slots;
    int[] oldCounts = counts;
    slots = new long[2 * old.length];
    counts = new int[Math.multiplyExact(slots.length, classes + 1)];
    for (int i = 0; i < old.length; i++) {
      if (old[i] != 0) {
        int slot = slot(old[i]);
        slots[slot] = old[i];
        System.arraycopy(oldCounts, i * (classes + 1), counts, slot * (classes + 1), classes + 1);
      }
    }
  }
}
