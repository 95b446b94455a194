package io.stillwatch.patterns;

import java.util.Arrays;

/** A stack of numbers that makes no garbage. */
final class IntStack {

  private int[] values = new int[16];
  private int size;

  void push(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  int pop() {
    return values[--size];
  }

  int at(int index) {
    return values[index];
  }

  boolean isEmpty() {
    return size == 0;
  }

  void clear() {
    size = 0;
  }
}
