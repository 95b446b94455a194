package io.stillwatch.cli.investigation;

import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The campaigns that stand on {@code detection.campaigns}, of one tenant or of all. */
final class CampaignsOnTopic {

  private static final Comparator<CampaignFile> NEWEST_FIRST =
      Comparator.comparing((CampaignFile file) -> file.newest().getLastAt())
          .thenComparing(file -> file.newest().getFirstAt())
          .reversed()
          .thenComparing(CampaignFile::tenant)
          .thenComparing(CampaignFile::id);

  private record Name(String tenant, String id) {}

  private final @Nullable String tenant;
  private final Map<Name, CampaignFile> files = new HashMap<>();
  private final Map<String, Name> byRecordKey = new HashMap<>();

  private CampaignsOnTopic(@Nullable String tenant) {
    this.tenant = tenant;
  }

  static CampaignsOnTopic read(TopicReads reads, @Nullable String tenant) {
    CampaignsOnTopic campaigns = new CampaignsOnTopic(tenant);
    reads.each(reads.topics().campaigns(), Campaign.class, campaigns::record);
    return campaigns;
  }

  private void record(String key, @Nullable Campaign revision) {
    if (revision == null) {
      Name gone = byRecordKey.remove(key);
      if (gone != null) {
        files.remove(gone);
      }
    } else if (tenant == null || tenant.equals(revision.getTenant())) {
      Name name = new Name(revision.getTenant(), revision.getCampaignId());
      byRecordKey.put(key, name);
      CampaignFile file = files.get(name);
      if (file == null) {
        files.put(name, new CampaignFile(revision));
      } else {
        file.add(revision);
      }
    }
  }

  /** Takes members from the actions that name their campaign. */
  void nameMembersOf(ActionsOnTopic actions) {
    for (EnforcementAction action : actions.all()) {
      CampaignFile file = find(action.getTenant(), action.getCampaignId());
      if (file != null) {
        file.add(action);
      }
    }
  }

  /** What a campaign has become by all mergers; null where it is what it was. */
  @Nullable CampaignFile whole(CampaignFile part) {
    CampaignFile whole = part;
    Set<CampaignFile> seen = new HashSet<>(); // what is on a topic may be anything
    while (seen.add(whole)) {
      CampaignFile next = find(whole.tenant(), whole.newest().getMergedInto());
      if (next == null) {
        break;
      }
      whole = next;
    }
    return whole == part ? null : whole;
  }

  /** Takes a member from a finding that names its campaign. */
  void nameMemberOf(Finding finding) {
    CampaignFile file = find(finding.getTenant(), finding.getCampaignId());
    if (file != null) {
      file.add(finding);
    }
  }

  private @Nullable CampaignFile find(String ofTenant, @Nullable String id) {
    return id == null ? null : files.get(new Name(ofTenant, id));
  }

  /** Those of this id; tenants do not share ids by agreement, only by chance. */
  List<CampaignFile> withId(String id) {
    return all().stream().filter(file -> file.id().equals(id)).toList();
  }

  /** The one last seen comes first. */
  List<CampaignFile> all() {
    return files.values().stream().sorted(NEWEST_FIRST).toList();
  }
}
