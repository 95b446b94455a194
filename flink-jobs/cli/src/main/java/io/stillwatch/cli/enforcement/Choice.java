package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.Aside;
import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.investigation.CampaignsOnTopic;
import io.stillwatch.cli.investigation.NearestIds;
import io.stillwatch.cli.investigation.Printable;
import io.stillwatch.cli.patterns.BookOnTopic;
import io.stillwatch.jobs.ActionTopic;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.FeedbackLaw;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of the actions on the control topic are meant. */
final class Choice {

  @Option(names = "--account", paramLabel = "ID", description = "Those against this account.")
  private @Nullable String account;

  @Option(
      names = "--campaign",
      paramLabel = "ID",
      description =
          "Those against members of this campaign or of what has become part of it, also where it"
              + " became part of another itself.")
  private @Nullable String campaign;

  @Option(names = "--pattern", paramLabel = "ID", description = "Those that this pattern decided.")
  private @Nullable String pattern;

  @Option(names = "--tenant", paramLabel = "NAME", description = "Only of this tenant.")
  private @Nullable String tenant;

  private @Nullable CampaignsOnTopic campaigns;
  private @Nullable BookOnTopic book;
  private final Map<String, List<String>> parts = new HashMap<>();

  /** Looks up what has become part of the campaign that is meant. */
  void lookUp(BrokerOptions brokers) {
    if (campaign != null) {
      campaigns = CampaignsOnTopic.read(brokers, tenant);
    }
  }

  /** What has become part of the campaign that is meant, of a tenant. */
  List<String> parts(String ofTenant) {
    CampaignsOnTopic known = campaigns;
    String whole = campaign;
    return known == null || whole == null
        ? List.of()
        : parts.computeIfAbsent(ofTenant, name -> known.partsOf(name, whole));
  }

  /** Whether there is such a campaign or such a pattern, of which nothing may be in force yet. */
  boolean isKnown(BrokerOptions brokers, String ofTenant) {
    if (pattern != null) {
      book = BookOnTopic.read(brokers);
    }
    return (campaign == null || (campaigns != null && campaigns.has(ofTenant, campaign)))
        && (pattern == null || (book != null && !book.versionNumbers(ofTenant, pattern).isEmpty()));
  }

  /**
   * Whether the pattern that {@link #isKnown} is known for all alone, and nothing tells that there
   * is such a tenant. One that is new may have nothing either.
   */
  boolean isUnseen(String ofTenant, ActionTopic.Standing standing) {
    return book != null && !book.knows(ofTenant) && !standing.tenants().contains(ofTenant);
  }

  /** Such as {@code for pattern rubric-grading, tenant acme}; empty where all are meant. */
  String words() {
    Map<String, @Nullable String> asked = new LinkedHashMap<>();
    asked.put("account", account);
    asked.put("campaign", campaign);
    asked.put("pattern", pattern);
    asked.put("tenant", tenant);
    String words =
        asked.entrySet().stream()
            .filter(each -> each.getValue() != null)
            .map(each -> each.getKey() + " " + each.getValue())
            .collect(Collectors.joining(", "));
    return words.isEmpty() ? "" : " for " + words;
  }

  /** Why nothing is found: what is meant is not there, as far as it is known. */
  List<String> doubts(BrokerOptions brokers, ActionTopic.Standing standing)
      throws InterruptedException {
    List<String> doubts = new ArrayList<>();
    String askedCampaign = campaign;
    String askedPattern = pattern;
    String askedTenant = tenant;
    if (campaigns != null && askedCampaign != null && !campaigns.knows(askedCampaign)) {
      doubts.add(String.valueOf(campaigns.noSuch(askedCampaign).getMessage()));
    }
    if (askedPattern != null) {
      Aside.ask(() -> BookOnTopic.read(brokers))
          .filter(read -> !read.ids().contains(askedPattern))
          .ifPresent(read -> doubts.add(String.valueOf(read.noSuch(askedPattern).getMessage())));
    }
    if (askedTenant != null && !standing.tenants().contains(askedTenant)) {
      doubts.add(
          Printable.text(
              "no action is of tenant '"
                  + askedTenant
                  + "', also none that is over"
                  + NearestIds.question(NearestIds.of(askedTenant, standing.tenants()))));
    }
    return doubts;
  }

  @Nullable String account() {
    return account;
  }

  @Nullable String campaign() {
    return campaign;
  }

  @Nullable String pattern() {
    return pattern;
  }

  @Nullable String tenant() {
    return tenant;
  }

  boolean isNone() {
    return account == null && campaign == null && pattern == null;
  }

  boolean isOne() {
    return (account == null ? 0 : 1) + (campaign == null ? 0 : 1) + (pattern == null ? 0 : 1) == 1;
  }

  boolean takes(EnforcementAction action) {
    return is(account, action.getSubjectId())
        && (campaign == null || isOfCampaign(action))
        && is(pattern, action.getPatternId())
        && is(tenant, action.getTenant());
  }

  private boolean isOfCampaign(EnforcementAction action) {
    Set<String> came = FeedbackLaw.campaignsOf(action).keySet();
    return came.contains(campaign) || !Collections.disjoint(came, parts(action.getTenant()));
  }

  private static boolean is(@Nullable String wanted, @Nullable String found) {
    return wanted == null || wanted.equals(found);
  }

  static ActionTopic.Standing standing(BrokerOptions brokers, Instant now) {
    Topics topics = brokers.topics();
    return standing(brokers.reachable(topics.actions(), topics.feedback()), topics, now);
  }

  /** What stands, the newest first. */
  static ActionTopic.Standing standing(KafkaAccess kafka, Topics topics, Instant now) {
    ActionTopic.Standing standing = HumanWord.standing(kafka, topics, now);
    return new ActionTopic.Standing(
        standing.inForce().stream().sorted(Told.NEWEST_FIRST).toList(),
        standing.frozen().stream().sorted(Told.NEWEST_FIRST).toList(),
        standing.tenants());
  }

  /** What of it is meant. */
  ActionTopic.Standing of(ActionTopic.Standing standing) {
    return new ActionTopic.Standing(
        standing.inForce().stream().filter(this::takes).toList(),
        standing.frozen().stream().filter(this::takes).toList(),
        standing.tenants());
  }
}
