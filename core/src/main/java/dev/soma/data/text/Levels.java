package dev.soma.data.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Distinct texts with a code each, looked up by their characters: no text is made twice.
public final class Levels {
  private static final int SPREAD = 0x9e3779b9;

  private final List<String> texts = new ArrayList<>();
  private int[] slots = filled(64);
  private int[] hashes = new int[64]; // of the levels

  /// No levels.
  public Levels() {}

  /// The code of these characters, a new one if they were not seen before.
  public int of(char[] chars, int start, int length) {
    int hash = 0;
    for (int i = start; i < start + length; i++) {
      hash = 31 * hash + chars[i];
    }
    hash *= SPREAD; // texts such as dates differ in the last bits only, and would stand in one heap
    hash ^= hash >>> 15;
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] >= 0) {
      int code = slots[slot];
      if (hashes[code] == hash && equal(texts.get(code), chars, start, length)) {
        return code;
      }
      slot = (slot + 1) & mask;
    }
    return add(slot, hash, new String(chars, start, length));
  }

  /// The code here of a level of others.
  public int of(Levels others, int theirs) {
    String text = others.get(theirs);
    int hash = others.hashes[theirs];
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] >= 0) {
      int code = slots[slot];
      if (hashes[code] == hash && texts.get(code).equals(text)) {
        return code;
      }
      slot = (slot + 1) & mask;
    }
    return add(slot, hash, text);
  }

  /// Forgets all.
  public void clear() {
    if (!texts.isEmpty()) {
      texts.clear();
      Arrays.fill(slots, -1);
    }
  }

  /// The level of a code.
  public String get(int code) {
    return texts.get(code);
  }

  /// Number of levels.
  public int size() {
    return texts.size();
  }

  /// The levels in the order of their codes, as they are at this time.
  public List<String> list() {
    return texts;
  }

  private int add(int slot, int hash, String text) {
    int code = texts.size();
    slots[slot] = code;
    hashes[code] = hash;
    texts.add(text);
    if (2 * texts.size() > slots.length) {
      grow();
    }
    return code;
  }

  private void grow() {
    slots = filled(2 * slots.length);
    hashes = Arrays.copyOf(hashes, slots.length);
    int mask = slots.length - 1;
    for (int code = 0; code < texts.size(); code++) {
      int slot = hashes[code] & mask;
      while (slots[slot] >= 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = code;
    }
  }

  private static boolean equal(String text, char[] chars, int start, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != chars[start + i]) {
        return false;
      }
    }
    return true;
  }

  private static int[] filled(int size) {
    int[] slots = new int[size];
    Arrays.fill(slots, -1);
    return slots;
  }
}
