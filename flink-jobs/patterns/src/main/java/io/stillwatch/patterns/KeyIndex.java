package io.stillwatch.patterns;

import java.util.Arrays;

/** Finds the place of a pattern by the key that marks its records, without boxing. */
final class KeyIndex {

  private static final int NONE = -1;

  private final int[] keys;
  private final int[] places;
  private final int mask;
  private int size;

  KeyIndex(int expected) {
    int slots = Integer.highestOneBit(Math.max(1, expected)) << 2;
    keys = new int[slots];
    places = new int[slots];
    mask = slots - 1;
    Arrays.fill(places, NONE);
  }

  /** Each key is put once, and no more of them than were expected. */
  void put(int key, int place) {
    int slot = slot(key);
    while (places[slot] != NONE) {
      slot = (slot + 1) & mask;
    }
    keys[slot] = key;
    places[slot] = place;
    size++;
  }

  /** The key's place, or -1. */
  int get(int key) {
    int slot = slot(key);
    while (places[slot] != NONE && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return places[slot];
  }

  boolean isEmpty() {
    return size == 0;
  }

  private int slot(int key) {
    return ((key * 0x9e3779b9) >>> 16) & mask;
  }
}
