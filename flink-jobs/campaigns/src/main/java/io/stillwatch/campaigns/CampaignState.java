package io.stillwatch.campaigns;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A campaign: its members, and how many of them show which value. */
final class CampaignState {

  final String id;
  final long foundedAtMs;
  private final Map<String, Participant> members = new LinkedHashMap<>();
  private final Map<Long, Set<String>> shown = new HashMap<>();
  private final Map<Long, Set<String>> proven = new HashMap<>();

  CampaignState(String id, long foundedAtMs) {
    this.id = id;
    this.foundedAtMs = foundedAtMs;
  }

  int size() {
    return members.size();
  }

  Iterable<Participant> members() {
    return members.values();
  }

  void add(Participant account) {
    members.put(account.accountId, account);
  }

  /** A member shows a value; returns how many organisations' members do. */
  int shows(long value, Participant member) {
    Set<String> by = shown.computeIfAbsent(value, v -> new HashSet<>());
    by.add(member.party());
    return by.size();
  }

  int showing(long value) {
    return shown.getOrDefault(value, Set.of()).size();
  }

  boolean shown(long value, Participant by) {
    return shown.getOrDefault(value, Set.of()).contains(by.party());
  }

  /** A member that more than a tool's public traits tie to the campaign shows a value. */
  void proves(long value, Participant member) {
    proven.computeIfAbsent(value, v -> new HashSet<>()).add(member.party());
  }

  int proving(long value) {
    return proven.getOrDefault(value, Set.of()).size();
  }
}
