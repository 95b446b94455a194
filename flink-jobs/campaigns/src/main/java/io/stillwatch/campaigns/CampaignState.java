package io.stillwatch.campaigns;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A campaign: its members, and which parties among them show which value since when. */
final class CampaignState {

  /** A value is the campaign's from when so many parties show it. */
  private static final int TAKEN_UP_BY = 3;

  /** The parties that show a value, each with the time since which it does. */
  private static final class Shown {
    final Map<String, Long> sinceMs = new HashMap<>();
    private long takenUpAtMs = Long.MAX_VALUE;

    void show(String party, long ms) {
      Long before = sinceMs.get(party);
      if (before == null || ms < before) {
        sinceMs.put(party, ms);
        if (ms < takenUpAtMs) {
          takenUpAtMs = earliest(TAKEN_UP_BY);
        }
      }
    }

    private long earliest(int number) {
      return sinceMs.values().stream().sorted().skip(number - 1).findFirst().orElse(Long.MAX_VALUE);
    }
  }

  final String id;
  final long foundedAtMs;
  private final Map<String, Double> evidence;

  /** In an order that does not depend on who came first. */
  private final Map<String, Participant> members = new TreeMap<>();

  private final Set<String> parties = new HashSet<>();
  private final Map<Long, Shown> shown = new HashMap<>();
  private long revision;
  private final HandOverCount handOvers = new HandOverCount();
  private long grewAtMs;

  // What its last record told.
  private int toldHandOvers;
  private long toldAtMs = Long.MIN_VALUE;

  private boolean isActedOn;
  private long lastAtMs;

  /**
   * A campaign without members.
   *
   * @param evidence what it was founded on, by clue
   */
  CampaignState(String id, long foundedAtMs, Map<String, Double> evidence) {
    this.id = id;
    this.foundedAtMs = foundedAtMs;
    this.lastAtMs = foundedAtMs;
    this.grewAtMs = foundedAtMs;
    this.evidence = new LinkedHashMap<>(evidence);
  }

  int size() {
    return members.size();
  }

  Collection<Participant> members() {
    return members.values();
  }

  /** Two members were seen to hand work to each other. */
  void handedOver(long atMs) {
    handOvers.add(Math.floorDiv(atMs, CampaignLimits.DAY_MS), 1);
    grew(atMs);
  }

  /** Two who were seen to do that before did it again. */
  void handedOverAgain(long beforeMs, long atMs) {
    handOvers.again(
        Math.floorDiv(beforeMs, CampaignLimits.DAY_MS), Math.floorDiv(atMs, CampaignLimits.DAY_MS));
    grew(atMs);
  }

  /** Between so many, of late. */
  int handOvers() {
    return handOvers.all();
  }

  /** By day. */
  HandOverCount handOverCount() {
    return handOvers;
  }

  /** Forgets those from before that day; whether there were any. */
  boolean forgetHandOvers(long beforeMs) {
    return handOvers.forgetBefore(Math.floorDiv(beforeMs, CampaignLimits.DAY_MS)) > 0;
  }

  /** Something was found that speaks for it. */
  void grew(long atMs) {
    grewAtMs = Math.max(grewAtMs, atMs);
  }

  long grewAtMs() {
    return grewAtMs;
  }

  /** Whether there are more than its last record told, which is not of these ten minutes. */
  boolean isHandOverUntold() {
    return handOvers.all() != toldHandOvers
        && lastAtMs >= toldAtMs + CampaignLimits.TOLD_AGAIN_AFTER.toMillis();
  }

  /** What another campaign, which was one with it all along, has been seen to do. */
  void takeOver(CampaignState other) {
    handOvers.addAll(other.handOvers);
    grew(other.grewAtMs);
    other.evidence.forEach(evidence::putIfAbsent);
    lastAtMs = Math.max(lastAtMs, other.lastAtMs);
  }

  /** Whether so much work goes around in it that one queue is behind it. */
  boolean isOneQueue(int queue) {
    return handOvers.all() >= queue;
  }

  /** Parties that members stand for. */
  int parties() {
    return parties.size();
  }

  int proven() {
    int proven = 0;
    for (Participant member : members.values()) {
      proven += member.proven() ? 1 : 0;
    }
    return proven;
  }

  boolean has(String accountId) {
    return members.containsKey(accountId);
  }

  void add(Participant account) {
    members.put(account.accountId, account);
    parties.add(account.party());
    if (account.findings() > 0) {
      isActedOn = true;
    }
  }

  /** Whoever is not among these any more has left; who they are is told anew with what they show. */
  void leaveOnly(Collection<Participant> left) {
    members.clear();
    parties.clear();
    shown.clear();
    isActedOn = false;
    left.forEach(this::add);
  }

  /** A member has been acted on. */
  void actedOn() {
    isActedOn = true;
  }

  /** Whether any member has been; else it is only suspected. */
  boolean isActedOn() {
    return isActedOn;
  }

  /** A member shows a value; returns how many parties do. */
  int shows(long value, Participant member, long sinceMs) {
    return shows(value, member, member.proven(), sinceMs);
  }

  /**
   * The same.
   *
   * @param takesUp whether it says since when the campaign has the value: who was drawn in by a
   *     tool's traits alone would make it older, and so draw in who used it before
   */
  int shows(long value, Participant member, boolean takesUp, long sinceMs) {
    Shown by = shown.computeIfAbsent(value, v -> new Shown());
    by.show(member.party(), takesUp ? sinceMs : Long.MAX_VALUE);
    return by.sinceMs.size();
  }

  /** Parties that show a value, the account's own left out. */
  int othersShowing(long value, Participant account) {
    Shown by = shown.get(value);
    if (by == null) {
      return 0;
    }
    return by.sinceMs.size() - (by.sinceMs.containsKey(account.party()) ? 1 : 0);
  }

  /** When the value became the campaign's. */
  long takenUpAtMs(long value) {
    Shown by = shown.get(value);
    return by == null ? Long.MAX_VALUE : by.takenUpAtMs;
  }

  Map<String, Double> evidence() {
    return evidence;
  }

  void seen(long atMs) {
    lastAtMs = Math.max(lastAtMs, atMs);
  }

  long lastAtMs() {
    return lastAtMs;
  }

  long revision() {
    return revision;
  }

  long toldAtMs() {
    return toldAtMs;
  }

  int toldHandOvers() {
    return toldHandOvers;
  }

  void restore(
      long knownRevision, long knownLastAtMs, long knownGrewAtMs, HandOverCount known) {
    revision = knownRevision;
    lastAtMs = knownLastAtMs;
    grewAtMs = knownGrewAtMs;
    handOvers.addAll(known);
  }

  void restoreTold(long atMs, int knownHandOvers) {
    toldAtMs = atMs;
    toldHandOvers = knownHandOvers;
  }

  /** Its next record is another one. */
  void revise() {
    revision++;
  }

  /** It is told as it now stands, in its next record. */
  void told() {
    revise();
    toldHandOvers = handOvers.all();
    toldAtMs = lastAtMs;
  }

  /** All values that members show. */
  Set<Long> values() {
    return shown.keySet();
  }
}
