package io.stillwatch.patterns.campaign;

import io.stillwatch.patterns.Field;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What conditions of campaign scope may ask for: of a campaign, and of one of its members. */
public enum CampaignFeature {
  /** Accounts that belong to it. */
  MEMBERS("campaign.members", Field.Type.INT),
  /** Organisations that they declare, and accounts that declare none. */
  PARTIES("campaign.parties", Field.Type.INT),
  /** Members by more than what any user of a tool shows. */
  PROVEN_MEMBERS("campaign.proven", Field.Type.INT),
  /** What it was founded on, in nats; 0 where hand-overs alone connect it. */
  CASE("campaign.evidence", Field.Type.DOUBLE),
  /** How often work was seen to go from one member to another. */
  CAMPAIGN_HAND_OVERS("campaign.hand_overs", Field.Type.INT),
  /** Whether that is so often that one queue is behind all of them. */
  ONE_QUEUE("campaign.one_queue", Field.Type.BOOL),
  /** Hours since it was founded. */
  CAMPAIGN_AGE("campaign.age_hours", Field.Type.DOUBLE),

  /** The sum of all that ties the account to the campaign, in nats. */
  EVIDENCE("member.evidence", Field.Type.DOUBLE),
  /** Independent kinds of evidence, each of at least the weights' strongTie. */
  KINDS("member.kinds", Field.Type.INT),
  /** A card, a network or a hand-over ties it: more than what any user of a tool shows. */
  PROVEN("member.proven", Field.Type.BOOL),
  /** It uses what hardly anybody but proven members uses. */
  USES_THEIR_OWN("member.uses_their_own", Field.Type.BOOL),
  /** It goes on with settings that a member alone had which was found and is silent. */
  TAKES_OVER("member.takes_over", Field.Type.BOOL),
  /** Members that it handed work to or took work over from. */
  HAND_OVERS("member.hand_overs", Field.Type.INT),
  /** Whether it was the one who handed on. */
  HANDED_ON("member.handed_on", Field.Type.BOOL),
  /** Exchanges on templates that were told of it, about one in ten minutes for each template. */
  EXCHANGES("member.exchanges", Field.Type.INT),
  /** Networks that it was seen to come from, the newest twelve at most. */
  NETWORKS("member.networks", Field.Type.INT),
  /** Whether it declares an organisation. */
  DECLARED("member.declared", Field.Type.BOOL),
  /** Whether the provider has seen the papers of its organisation. */
  VERIFIED("member.verified", Field.Type.BOOL),
  /** Hours since the account was created; absent where nobody told. */
  AGE("member.age_hours", Field.Type.DOUBLE),
  /** Hours since it first shared a link with others. */
  KNOWN("member.known_hours", Field.Type.DOUBLE),

  TEMPLATE("member.tie.template", Field.Type.DOUBLE, Tie.TEMPLATE),
  TEMPLATES("member.tie.templates", Field.Type.DOUBLE, Tie.TEMPLATES),
  HABIT("member.tie.habit", Field.Type.DOUBLE, Tie.HABIT),
  CARD("member.tie.card", Field.Type.DOUBLE, Tie.CARD),
  NETWORK("member.tie.network", Field.Type.DOUBLE, Tie.NETWORK),
  PROGRAM("member.tie.program", Field.Type.DOUBLE, Tie.PROGRAM),
  HAND_OVER("member.tie.hand_over", Field.Type.DOUBLE, Tie.HAND_OVER),
  FURTHER_HAND_OVERS("member.tie.hand_overs", Field.Type.DOUBLE, Tie.HAND_OVERS);

  private static final Map<String, CampaignFeature> BY_PATH = new HashMap<>();

  static {
    for (CampaignFeature feature : values()) {
      BY_PATH.put(feature.path, feature);
    }
  }

  private final String path;
  private final Field.Type type;
  private final @Nullable Tie tie;

  CampaignFeature(String path, Field.Type type) {
    this(path, type, null);
  }

  /** What one tie adds, in nats. */
  CampaignFeature(String path, Field.Type type, @Nullable Tie tie) {
    this.path = path;
    this.type = type;
    this.tie = tie;
  }

  public static @Nullable CampaignFeature of(String path) {
    return BY_PATH.get(path);
  }

  /** As conditions and tests write it. */
  public String path() {
    return path;
  }

  public Field.Type type() {
    return type;
  }

  /** The tie whose weight it is, null for the others. */
  public @Nullable Tie tie() {
    return tie;
  }

  /** Whether what nobody gives is unknown, in place of nothing. */
  public boolean mayBeAbsent() {
    return this == AGE;
  }
}
