package io.stillwatch.subscriber;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.FeedbackLaw;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.SubjectKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a row of the control topic: enough to decide, and to tell the customer why. The
 * evidence stays on the topic, where {@link #publicReference} finds it.
 *
 * <p>Immutable. The rows of one subject, one of each kind at most, are a chain; reading it takes no
 * lock, and changing it copies what stands before the change.
 *
 * <p>A row is remembered until the latest end that was ever said for its key, even if a later
 * revision ended it earlier: a late duplicate of the revision before would otherwise bring a
 * revoked action back.
 */
public final class HeldAction {

  private static final ActionName NAMELESS = new ActionName(0, 0);

  private final String tenant;
  private final SubjectKind subjectKind;
  private final String subjectId;
  private final ActionKind kind;
  private final long nameHigh;
  private final long nameLow;
  private final String publicReference;
  private final String reasonCode;
  private final String patternId;
  private final @Nullable String campaignId;
  private final Map<String, Long> campaigns;
  private final @Nullable String organizationId;
  private final List<String> links;
  private final Map<String, String> parameters;
  private final long revision;
  private final long decidedAtMs;
  private final long effectiveAtMs;
  private final long expiresAtMs;
  private final long rememberedUntilMs;
  private final boolean binds;
  private final @Nullable HeldAction next;

  private HeldAction(EnforcementAction row, Pool pool, @Nullable HeldAction before) {
    HeldAction sameSubject = before;
    this.tenant = sameSubject == null ? pool.one(row.getTenant()) : sameSubject.tenant;
    this.subjectKind = row.getSubjectKind();
    this.subjectId = sameSubject == null ? row.getSubjectId() : sameSubject.subjectId;
    this.kind = row.getKind();
    this.binds = row.getState() == ActionState.ACTIVE && row.getMode() == Mode.ENFORCE;
    // What does not bind is remembered for its revision alone.
    ActionName name = binds ? ActionName.of(row.getActionId()) : NAMELESS;
    this.nameHigh = name.high();
    this.nameLow = name.low();
    this.publicReference = binds ? row.getPublicReference() : "";
    this.reasonCode = binds ? pool.one(row.getReasonCode()) : "";
    this.patternId = binds ? pool.one(row.getPatternId()) : "";
    String campaign = binds ? row.getCampaignId() : null;
    this.campaignId = campaign == null ? null : pool.one(campaign);
    this.campaigns = binds ? pool.one(FeedbackLaw.campaignsOf(row)) : Map.of();
    this.organizationId = binds ? row.getOrganizationId() : null;
    this.links = binds ? links(row, pool) : List.of();
    this.parameters = binds ? pool.one(Map.copyOf(row.getParameters())) : Map.of();
    this.revision = row.getRevision();
    this.decidedAtMs = row.getEvidence().getLastAt().toEpochMilli();
    this.effectiveAtMs = row.getEffectiveAt().toEpochMilli();
    this.expiresAtMs = row.getExpiresAt().toEpochMilli();
    HeldAction old = find(before, kind);
    this.rememberedUntilMs =
        old == null ? expiresAtMs : Math.max(expiresAtMs, old.rememberedUntilMs);
    this.next = without(before, kind);
  }

  private HeldAction(HeldAction same, @Nullable HeldAction next) {
    this.tenant = same.tenant;
    this.subjectKind = same.subjectKind;
    this.subjectId = same.subjectId;
    this.kind = same.kind;
    this.nameHigh = same.nameHigh;
    this.nameLow = same.nameLow;
    this.publicReference = same.publicReference;
    this.reasonCode = same.reasonCode;
    this.patternId = same.patternId;
    this.campaignId = same.campaignId;
    this.campaigns = same.campaigns;
    this.organizationId = same.organizationId;
    this.links = same.links;
    this.parameters = same.parameters;
    this.revision = same.revision;
    this.decidedAtMs = same.decidedAtMs;
    this.effectiveAtMs = same.effectiveAtMs;
    this.expiresAtMs = same.expiresAtMs;
    this.rememberedUntilMs = same.rememberedUntilMs;
    this.binds = same.binds;
    this.next = next;
  }

  public String tenant() {
    return tenant;
  }

  public SubjectKind subjectKind() {
    return subjectKind;
  }

  public String subjectId() {
    return subjectId;
  }

  public ActionKind kind() {
    return kind;
  }

  /** Stands for its {@code action_id}, by which a word about it alone names it. */
  ActionName name() {
    return new ActionName(nameHigh, nameLow);
  }

  /** What the customer may quote back. */
  public String publicReference() {
    return publicReference;
  }

  /** What the customer may be told. */
  public String reasonCode() {
    return reasonCode;
  }

  public String patternId() {
    return patternId;
  }

  /** The campaign for whose sake it was decided, if it was for one. */
  public @Nullable String campaignId() {
    return campaignId;
  }

  /** The campaigns by which the subject came, each with the time from which its words cover it. */
  Map<String, Long> campaigns() {
    return campaigns;
  }

  /** The organisation that the subject belonged to when it was decided, if it declared one. */
  public @Nullable String organizationId() {
    return organizationId;
  }

  private static List<String> links(EnforcementAction row, Pool pool) {
    return row.getLinks().stream().limit(SubscriberLimits.LINKS_MAX).map(pool::one).toList();
  }

  /** What the subject showed that others may share: an exception for it covers the action. */
  List<String> links() {
    return links;
  }

  /** {@code requests_per_minute}, what to {@code strip} and the like. */
  public Map<String, String> parameters() {
    return parameters;
  }

  public long revision() {
    return revision;
  }

  /** Since when it holds, by the account's clock. */
  public Instant effectiveAt() {
    return Instant.ofEpochMilli(effectiveAtMs);
  }

  /** Until when it holds. */
  public Instant expiresAt() {
    return Instant.ofEpochMilli(expiresAtMs);
  }

  /** Whether it can hold at all; a revoked row, or one of unknown meaning, cannot. */
  boolean binds() {
    return binds;
  }

  /** Whether it holds by itself; a freeze or an exception may still beat it. */
  boolean holds(long nowMs) {
    return binds && nowMs < expiresAtMs;
  }

  /**
   * When it was decided, by the account's clock. That is of this revision: an extension is a
   * decision of its own.
   */
  long decidedAtMs() {
    return decidedAtMs;
  }

  @Nullable HeldAction next() {
    return next;
  }

  /** The row of this kind in a chain, whether or not it holds. */
  static @Nullable HeldAction find(@Nullable HeldAction chain, ActionKind kind) {
    HeldAction row = chain;
    while (row != null && row.kind != kind) {
      row = row.next;
    }
    return row;
  }

  /**
   * The chain with this row in its kind's place, if its revision is greater than the one that
   * stands there; otherwise the chain itself.
   */
  static HeldAction with(@Nullable HeldAction chain, EnforcementAction row, Pool pool) {
    HeldAction old = find(chain, row.getKind());
    return old != null && chain != null && row.getRevision() <= old.revision
        ? chain
        : new HeldAction(row, pool, chain);
  }

  /** The chain without the row of this kind. */
  private static @Nullable HeldAction without(@Nullable HeldAction chain, ActionKind kind) {
    if (find(chain, kind) == null || chain == null) {
      return chain;
    }
    return chain.kind == kind ? chain.next : new HeldAction(chain, without(chain.next, kind));
  }

  /** The chain without those rows whose time is over; itself when there is none. */
  static @Nullable HeldAction withoutThoseOver(@Nullable HeldAction chain, long nowMs) {
    if (chain == null) {
      return null;
    }
    HeldAction rest = withoutThoseOver(chain.next, nowMs);
    if (nowMs >= chain.rememberedUntilMs) {
      return rest;
    }
    return rest == chain.next ? chain : new HeldAction(chain, rest);
  }

  /** The chain without the row of this kind if its time is over. */
  static @Nullable HeldAction withoutIfOver(
      @Nullable HeldAction chain, ActionKind kind, long nowMs) {
    HeldAction row = find(chain, kind);
    return row != null && nowMs >= row.rememberedUntilMs ? without(chain, kind) : chain;
  }

  static int length(@Nullable HeldAction chain) {
    int length = 0;
    for (HeldAction row = chain; row != null; row = row.next) {
      length++;
    }
    return length;
  }

  @Override
  public String toString() {
    return RowKey.of(this)
        + " revision "
        + revision
        + (binds ? " until " + expiresAt() : " does not bind");
  }
}
