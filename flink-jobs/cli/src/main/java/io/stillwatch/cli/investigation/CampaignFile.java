package io.stillwatch.cli.investigation;

import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.CampaignMember;
import io.stillwatch.schemas.CampaignPhase;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackLaw;
import io.stillwatch.schemas.Finding;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that the topics still tell of one campaign: its newest revision, and the members that any
 * revision, finding or action names.
 *
 * <p>A revision names only who joined since the one before, and the topic is compacted: how many
 * members there are is told by the newest revision, who they are possibly by none.
 */
final class CampaignFile {

  private Campaign newest;
  private final Map<String, Member> members = new LinkedHashMap<>();
  private @Nullable Feedback decision;

  CampaignFile(Campaign first) {
    this.newest = first;
    add(first);
  }

  void add(Campaign revision) {
    if (revision.getRevision() > newest.getRevision()) {
      newest = revision;
    }
    for (CampaignMember joined : revision.getJoined()) {
      members.put(
          joined.getAccountId(),
          new Member(
              joined.getAccountId(),
              joined.getSince(),
              joined.getReasons(),
              Member.Source.CAMPAIGN,
              joined.getJoinedCampaignId()));
    }
  }

  /** Takes a member from a finding, where its joining is not told any more. */
  void add(Finding finding) {
    Member known = members.get(finding.getAccountId());
    if (known != null && known.source() == Member.Source.CAMPAIGN) {
      return;
    }
    boolean later = known != null && !finding.getEventTime().isBefore(known.since());
    Instant since = later && known != null ? known.since() : finding.getEventTime();
    members.put(
        finding.getAccountId(),
        new Member(
            finding.getAccountId(),
            since,
            finding.getEvidence().getTerms(),
            Member.Source.FINDING,
            joined(FeedbackLaw.campaignsOf(finding))));
  }

  /** Takes a member from an action, where nothing else tells of it. */
  void add(EnforcementAction action) {
    members.putIfAbsent(
        action.getSubjectId(),
        new Member(
            action.getSubjectId(),
            action.getEventTime(),
            action.getEvidence().getTerms(),
            Member.Source.ACTION,
            joined(FeedbackLaw.campaignsOf(action))));
  }

  /** Takes the word by which a human has approved or dismissed it, of several the last. */
  void add(Feedback decides) {
    decision = decides;
  }

  /** What a human has decided about it, or null. */
  @Nullable Feedback decision() {
    return decision;
  }

  /** Takes the members that the file of what it became tells to have joined it or its parts. */
  void addThoseOf(CampaignFile whole, Set<String> itAndItsParts) {
    for (Member member : whole.members()) {
      String joined = member.joined();
      if (joined != null && itAndItsParts.contains(cameTo(joined))) {
        members.putIfAbsent(
            member.account(),
            new Member(
                member.account(),
                member.since(),
                member.reasons(),
                member.source(),
                unlessOwn(joined)));
      }
    }
  }

  /** What came of a merger is joined under a name that begins with the campaign's own. */
  static String cameTo(String joined) {
    int plus = joined.indexOf('+');
    return plus < 0 ? joined : joined.substring(0, plus);
  }

  private @Nullable String joined(Map<String, Long> campaigns) {
    return campaigns.keySet().stream().findFirst().map(this::unlessOwn).orElse(null);
  }

  private @Nullable String unlessOwn(String joined) {
    return id().equals(joined) ? null : joined;
  }

  Campaign newest() {
    return newest;
  }

  String tenant() {
    return newest.getTenant();
  }

  String id() {
    return newest.getCampaignId();
  }

  /** In the order in which they became known here. */
  Collection<Member> members() {
    return members.values();
  }

  /** Whether all of its members are known here; of one that is closed nobody is missing. */
  boolean isWhole() {
    return newest.getPhase() == CampaignPhase.CLOSED || members.size() == newest.getMemberCount();
  }

  /** Such as {@code 7 of 12}. */
  String known() {
    return members.size() + " of " + newest.getMemberCount();
  }
}
