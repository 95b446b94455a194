package io.stillwatch.campaigns;

import java.util.Map;
import java.util.TreeMap;

/** Between how many members work went from hand to hand, by the day on which it last did. */
final class HandOverCount {

  private final TreeMap<Long, Integer> byDay = new TreeMap<>();
  private int all;

  void add(long day, int count) {
    if (count > 0) {
      byDay.merge(day, count, Integer::sum);
      all += count;
    }
  }

  /** One that was counted on one day was seen again on another. */
  void again(long before, long day) {
    Integer then = byDay.get(before);
    if (before == day || then == null) {
      return;
    }
    if (then == 1) {
      byDay.remove(before);
    } else {
      byDay.put(before, then - 1);
    }
    byDay.merge(day, 1, Integer::sum);
  }

  void addAll(HandOverCount other) {
    other.byDay.forEach(this::add);
  }

  /** Forgets those of the days before this one; returns how many that were. */
  int forgetBefore(long day) {
    int before = all;
    Map<Long, Integer> old = byDay.headMap(day);
    all -= old.values().stream().mapToInt(Integer::intValue).sum();
    old.clear();
    return before - all;
  }

  int all() {
    return all;
  }

  /** Not to be changed. */
  Map<Long, Integer> byDay() {
    return byDay;
  }
}
