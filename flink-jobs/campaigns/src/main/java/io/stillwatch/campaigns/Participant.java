package io.stillwatch.campaigns;

import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.profiles.LinkObservation.Traits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an account that shares a link with others: the values of every kind that it has
 * shown, the oldest making room for the newest.
 */
final class Participant {

  private static final int KINDS = LinkKind.values().length;

  final String accountId;
  private @Nullable String organizationId;
  private long bornAtMs = Traits.UNTOLD;
  private long firstAtMs;
  private long lastAtMs;
  private final long[][] values = new long[KINDS][0];
  private int[] templateHits = new int[0];
  private int templates;
  private @Nullable CampaignState campaign;

  Participant(String accountId, long firstAtMs) {
    this.accountId = accountId;
    this.firstAtMs = firstAtMs;
    this.lastAtMs = firstAtMs;
  }

  /** Takes in what an observation shows; hands on each value that the account had not shown. */
  void learn(LinkObservation observation, Learned learned) {
    organizationId = observation.organizationId();
    lastAtMs = Math.max(lastAtMs, observation.clockMs());
    bornAtMs = observation.traits().bornAtMs();
    templates = observation.traits().templates();
    for (LinkKind kind : LinkKind.values()) {
      long value = kind == observation.kind() ? observation.link() : observation.traits().of(kind);
      if (value != 0 && learn(kind, value)) {
        learned.value(kind, value);
      }
    }
  }

  /** Counts one more observation on a template. */
  void hit(long template) {
    long[] known = values[LinkKind.TEMPLATE.ordinal()];
    if (templateHits.length != known.length) {
      templateHits = Arrays.copyOf(templateHits, known.length);
    }
    for (int i = 0; i < known.length; i++) {
      if (known[i] == template) {
        templateHits[i]++;
      }
    }
  }

  /** How often the account was seen on its template at this place of {@link #values}. */
  int templateHits(int index) {
    return index < templateHits.length ? templateHits[index] : 0;
  }

  /** Observations of templates that the account has made in all. */
  int templates() {
    return templates;
  }

  interface Learned {
    void value(LinkKind kind, long value);
  }

  private boolean learn(LinkKind kind, long value) {
    long[] known = values[kind.ordinal()];
    for (long one : known) {
      if (one == value) {
        return false;
      }
    }
    int max = CampaignLimits.valuesMax(kind);
    long[] next;
    if (known.length < max) {
      next = Arrays.copyOf(known, known.length + 1);
    } else {
      next = known;
      System.arraycopy(known, 1, next, 0, max - 1);
      if (kind == LinkKind.TEMPLATE && templateHits.length == max) {
        System.arraycopy(templateHits, 1, templateHits, 0, max - 1);
        templateHits[max - 1] = 0;
      }
    }
    next[next.length - 1] = value;
    values[kind.ordinal()] = next;
    return true;
  }

  /** Oldest first; not to be changed. */
  long[] values(LinkKind kind) {
    return values[kind.ordinal()];
  }

  @Nullable String organizationId() {
    return organizationId;
  }

  /** Who it declares to belong to: its organisation, or itself. */
  String party() {
    return organizationId == null ? accountId : organizationId;
  }

  long bornAtMs() {
    return bornAtMs;
  }

  long firstAtMs() {
    return firstAtMs;
  }

  long lastAtMs() {
    return lastAtMs;
  }

  @Nullable CampaignState campaign() {
    return campaign;
  }

  void joins(CampaignState joined) {
    campaign = joined;
  }
}
