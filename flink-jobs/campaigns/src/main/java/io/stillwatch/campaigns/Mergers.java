package io.stillwatch.campaigns;

import io.stillwatch.schemas.Merger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Campaigns that are gone: which others they became, and the names that no other may have.
 *
 * <p>A member is remembered by the campaign that it joined; what has become of that one is asked
 * here, so that a merger changes no member. The ways up are shortened as they are gone, to those
 * mergers that are told, as in a union-find: however long a chain of mergers is, going up costs
 * little more than the mergers since the last time.
 */
final class Mergers {

  /**
   * What became of a campaign.
   *
   * @param into null where it was forgotten
   */
  record Step(@Nullable String into, long atMs) {}

  private final Map<String, Step> steps = new HashMap<>();

  /** Campaigns of which something else is known than what was last handed out. */
  private final Set<String> changed = new LinkedHashSet<>();

  /** How often one step up was gone: what asking costs. */
  private long gone;

  void restore(String campaign, Step step) {
    steps.put(campaign, step);
  }

  void merged(String younger, String older, long atMs) {
    put(younger, new Step(older, atMs));
  }

  void forgotten(String campaign, long atMs) {
    put(campaign, new Step(null, atMs));
  }

  private void put(String campaign, Step step) {
    steps.put(campaign, step);
    changed.add(campaign);
  }

  boolean isGone(String campaign) {
    return steps.containsKey(campaign);
  }

  /** What a campaign has become; itself where nothing. */
  String now(String joined) {
    List<Merger> mergers = since(joined);
    return mergers.isEmpty() ? joined : mergers.get(mergers.size() - 1).getInto();
  }

  /** How a campaign became what it is now: the last mergers, so many at most as are told. */
  List<Merger> since(String joined) {
    List<String> way = new ArrayList<>();
    List<Merger> mergers = new ArrayList<>();
    way.add(joined);
    for (Merger next = step(joined); next != null; next = step(next.getInto())) {
      gone++;
      way.add(next.getInto());
      mergers.add(next);
    }
    int untold = mergers.size() - CampaignLimits.MERGERS_TOLD_MAX;
    if (untold <= 0) {
      return mergers;
    }
    Merger firstTold = mergers.get(untold);
    for (String below : way.subList(0, untold)) {
      merged(below, firstTold.getInto(), firstTold.getAt().toEpochMilli());
    }
    return List.copyOf(mergers.subList(untold, mergers.size()));
  }

  private @Nullable Merger step(String campaign) {
    Step step = steps.get(campaign);
    String into = step == null ? null : step.into();
    return step == null || into == null
        ? null
        : new Merger(into, Instant.ofEpochMilli(step.atMs()));
  }

  /**
   * Forgets the names that were gone first, beyond so many as may be; none by which a member came
   * or may yet come.
   *
   * @return how many
   */
  int forgetNames(Collection<Participant> accounts, Collection<CampaignState> campaigns) {
    int tooMany = steps.size() - CampaignLimits.NAMES_MAX;
    if (tooMany <= 0) {
      return 0;
    }
    Set<String> needed = new HashSet<>();
    accounts.forEach(account -> need(account.joined(), needed));
    campaigns.forEach(campaign -> need(campaign.joinedAs(), needed));
    List<String> first =
        steps.keySet().stream()
            .filter(name -> !needed.contains(name))
            .sorted(Comparator.comparingLong(this::goneAtMs).thenComparing(name -> name))
            .limit(tooMany)
            .toList();
    first.forEach(steps::remove);
    changed.addAll(first);
    return first.size();
  }

  /** A name, and all that it has become. */
  private void need(String name, Set<String> needed) {
    String at = name;
    for (Step step = steps.get(at); step != null && needed.add(at); step = steps.get(at)) {
      at = String.valueOf(step.into());
    }
  }

  private long goneAtMs(String name) {
    Step step = steps.get(name);
    return step == null ? Long.MIN_VALUE : step.atMs();
  }

  /** Hands out what has changed since the last time; null of what was forgotten. */
  void drainChanged(BiConsumer<String, @Nullable Step> out) {
    changed.forEach(campaign -> out.accept(campaign, steps.get(campaign)));
    changed.clear();
  }

  long gone() {
    return gone;
  }
}
