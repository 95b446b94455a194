package io.stillwatch.cli.investigation;

import io.stillwatch.cli.WrongUse;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackLaw;
import io.stillwatch.schemas.Finding;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One campaign, looked up on the topics with its members and what is in force against them.
 *
 * @param file null where there is none
 * @param became what it has become part of, merger by merger
 * @param parts what has become part of it
 * @param said the latest word of each key
 * @param complaint what to say then; empty otherwise
 */
record CampaignOnTopic(
    @Nullable CampaignFile file,
    List<CampaignFile> became,
    List<Part> parts,
    ActionsOnTopic actions,
    List<Feedback> said,
    String complaint) {

  static CampaignOnTopic find(TopicReads reads, String id, @Nullable String tenant) {
    return find(reads, id, tenant, finding -> {});
  }

  /**
   * The same.
   *
   * @param about hears each finding about a member
   */
  static CampaignOnTopic find(
      TopicReads reads, String id, @Nullable String tenant, Consumer<Finding> about) {
    CampaignsOnTopic campaigns = CampaignsOnTopic.read(reads, tenant);
    CampaignFile file = only(campaigns.withId(id), id);
    if (file == null) {
      return new CampaignOnTopic(
          null,
          List.of(),
          List.of(),
          ActionsOnTopic.read(reads, InstantSource.system().instant(), row -> false),
          List.of(),
          String.valueOf(campaigns.noSuch(id).getMessage()));
    }
    List<String> parts = campaigns.partsOf(file.tenant(), id);
    Set<String> itAndItsParts = new HashSet<>(parts);
    itAndItsParts.add(id);
    reads.each(
        reads.topics().findings(),
        Finding.class,
        (key, finding) -> {
          if (finding != null
              && finding.getTenant().equals(file.tenant())
              && names(itAndItsParts, FeedbackLaw.campaignsOf(finding))) {
            file.add(finding);
            about.accept(finding);
          }
        });
    ActionsOnTopic actions =
        ActionsOnTopic.read(
            reads, InstantSource.system().instant(), row -> row.getTenant().equals(file.tenant()));
    for (EnforcementAction action : actions.all()) {
      if (names(itAndItsParts, FeedbackLaw.campaignsOf(action))) {
        file.add(action);
      }
    }
    List<CampaignFile> became = campaigns.became(file);
    if (!became.isEmpty()) {
      file.addThoseOf(became.get(became.size() - 1), itAndItsParts);
    }
    List<Feedback> said = reads.said();
    campaigns.decided(said);
    return new CampaignOnTopic(
        file,
        became,
        parts.stream()
            .map(
                part -> new Part(part, joined(file, part), campaigns.decision(file.tenant(), part)))
            .toList(),
        actions,
        said,
        "");
  }

  /** What it is now a part of; null where it is what it was. */
  @Nullable CampaignFile whole() {
    return became.isEmpty() ? null : became.get(became.size() - 1);
  }

  /** Whether somebody who came by these is one of its members. */
  boolean isOf(Map<String, Long> campaigns) {
    return (file != null && campaigns.containsKey(file.id()))
        || parts.stream().anyMatch(part -> campaigns.containsKey(part.id()));
  }

  private static boolean names(Set<String> any, Map<String, Long> campaigns) {
    return !Collections.disjoint(any, campaigns.keySet());
  }

  private static long joined(CampaignFile whole, String part) {
    return whole.members().stream()
        .map(Member::joined)
        .filter(joined -> joined != null && part.equals(CampaignFile.cameTo(joined)))
        .count();
  }

  /** The ids of what has become part of it. */
  List<String> partIds() {
    return parts.stream().map(Part::id).toList();
  }

  private static @Nullable CampaignFile only(List<CampaignFile> found, String id) {
    if (found.size() > 1) {
      throw new WrongUse(
          "several tenants have a campaign '"
              + Printable.text(id)
              + "': "
              + Printable.text(String.join(", ", found.stream().map(CampaignFile::tenant).toList()))
              + "; say which with --tenant");
    }
    return found.isEmpty() ? null : found.get(0);
  }
}
