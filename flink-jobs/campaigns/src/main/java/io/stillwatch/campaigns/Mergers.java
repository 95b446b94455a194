package io.stillwatch.campaigns;

import io.stillwatch.schemas.Merger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Campaigns that are gone, and which others they became.
 *
 * <p>A member is remembered by the campaign that it joined; what has become of that one is asked
 * here, so that a merger changes no member. The ways up are shortened as they are gone, to those
 * mergers that are told, as in a union-find: however long a chain of mergers is, going up costs
 * little more than the mergers since the last time.
 */
final class Mergers {

  /** What a campaign became, and when. */
  record Step(String into, long atMs) {}

  private final Map<String, Step> steps = new HashMap<>();

  /** How often one step up was gone: what asking costs. */
  private long gone;

  void merged(String younger, String older, long atMs) {
    steps.put(younger, new Step(older, atMs));
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
    for (Step step = step(joined); step != null; step = step(step.into())) {
      gone++;
      way.add(step.into());
      mergers.add(new Merger(step.into(), Instant.ofEpochMilli(step.atMs())));
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

  private @Nullable Step step(String campaign) {
    return steps.get(campaign);
  }

  long gone() {
    return gone;
  }
}
