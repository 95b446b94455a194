package io.stillwatch.cli.investigation;

import io.stillwatch.cli.WrongUse;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.FeedbackLaw;
import io.stillwatch.schemas.Finding;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One campaign, looked up on the topics with its members and what is in force against them.
 *
 * @param file null where there is none
 * @param whole what it has become part of, where it has
 * @param complaint what to say then; empty otherwise
 */
record CampaignOnTopic(
    @Nullable CampaignFile file,
    @Nullable CampaignFile whole,
    ActionsOnTopic actions,
    String complaint) {

  static CampaignOnTopic find(TopicReads reads, String id, @Nullable String tenant) {
    CampaignsOnTopic campaigns = CampaignsOnTopic.read(reads, tenant);
    CampaignFile file = only(campaigns.withId(id), id);
    if (file == null) {
      return new CampaignOnTopic(
          null,
          null,
          ActionsOnTopic.read(reads, InstantSource.system().instant(), row -> false),
          noSuch(campaigns, id, tenant));
    }
    reads.each(
        reads.topics().findings(),
        Finding.class,
        (key, finding) -> {
          if (finding != null
              && finding.getTenant().equals(file.tenant())
              && FeedbackLaw.campaignsOf(finding).containsKey(id)) {
            file.add(finding);
          }
        });
    ActionsOnTopic actions =
        ActionsOnTopic.read(
            reads, InstantSource.system().instant(), row -> row.getTenant().equals(file.tenant()));
    for (EnforcementAction action : actions.all()) {
      if (FeedbackLaw.campaignsOf(action).containsKey(id)) {
        file.add(action);
      }
    }
    CampaignFile whole = campaigns.whole(file);
    if (whole != null) {
      file.addThoseOf(whole);
    }
    return new CampaignOnTopic(file, whole, actions, "");
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

  private static String noSuch(CampaignsOnTopic campaigns, String id, @Nullable String tenant) {
    List<String> known = campaigns.all().stream().map(CampaignFile::id).toList();
    List<String> near = NearestIds.of(id, known);
    return "there is no campaign '"
        + Printable.text(id)
        + "'"
        + (tenant == null ? "" : " of tenant " + Printable.text(tenant))
        + (near.isEmpty()
            ? "; 'stillwatch campaigns list' tells which there are"
            : "; did you mean " + Printable.text(String.join(" or ", near)) + "?");
  }
}
