package io.stillwatch.cli.investigation;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.NoSuch;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackLaw;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Finding;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The campaigns that stand on {@code detection.campaigns}, of one tenant or of all. */
public final class CampaignsOnTopic {

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

  /** Those of one tenant, or of all. */
  public static CampaignsOnTopic read(BrokerOptions brokers, @Nullable String tenant) {
    try (TopicReads reads = TopicReads.open(brokers)) {
      return read(reads, tenant);
    }
  }

  /** Whether a finding names a campaign, of which the other topics may tell no more. */
  public static boolean isFound(BrokerOptions brokers, String ofTenant, String id) {
    AtomicBoolean found = new AtomicBoolean();
    try (TopicReads reads = TopicReads.open(brokers)) {
      reads.each(
          reads.topics().findings(),
          Finding.class,
          (key, finding) -> {
            if (finding != null
                && finding.getTenant().equals(ofTenant)
                && FeedbackLaw.campaignsOf(finding).containsKey(id)) {
              found.set(true);
            }
          });
    }
    return found.get();
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

  /** Takes what humans have decided about campaigns. */
  void decided(List<Feedback> said) {
    for (Feedback word : said) {
      boolean decides =
          word.getKind() == FeedbackKind.APPROVE || word.getKind() == FeedbackKind.DISMISS;
      CampaignFile file =
          decides && word.getScope() == FeedbackScope.CAMPAIGN
              ? find(word.getTenant(), word.getSubject())
              : null;
      if (file != null) {
        file.add(word);
      }
    }
  }

  /** What was decided about a campaign by itself, or null. */
  @Nullable Feedback decision(String ofTenant, String id) {
    CampaignFile file = find(ofTenant, id);
    return file == null ? null : file.decision();
  }

  /** What a campaign has become, merger by merger; nothing where it is what it was. */
  List<CampaignFile> became(CampaignFile part) {
    Set<CampaignFile> way = new LinkedHashSet<>(); // what is on a topic may be anything
    CampaignFile next = part;
    while (next != null && way.add(next)) {
      next = find(next.tenant(), next.newest().getMergedInto());
    }
    return way.stream().skip(1).toList();
  }

  /**
   * Whatever has become part of a campaign, by any chain of mergers, in the order of their names.
   *
   * <p>What was decided before a merger does not name the campaign that came of it. So whoever says
   * a word about that one says it of these too.
   */
  public List<String> partsOf(String ofTenant, String id) {
    Map<String, List<String>> became = new HashMap<>();
    for (CampaignFile file : files.values()) {
      String into = file.newest().getMergedInto();
      if (into != null && file.tenant().equals(ofTenant)) {
        became.computeIfAbsent(into, whole -> new ArrayList<>()).add(file.id());
      }
    }
    Set<String> parts = new TreeSet<>();
    Deque<String> next = new ArrayDeque<>(List.of(id));
    while (!next.isEmpty()) {
      for (String part : became.getOrDefault(next.remove(), List.of())) {
        if (!part.equals(id) && parts.add(part)) {
          next.add(part);
        }
      }
    }
    return List.copyOf(parts);
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

  /** Whether a tenant has one of this id. */
  public boolean has(String ofTenant, String id) {
    return find(ofTenant, id) != null;
  }

  /** Whether a tenant has one of this id, or somebody joined one under it after a merger. */
  public boolean knows(String ofTenant, String id) {
    return files.values().stream()
        .anyMatch(file -> file.tenant().equals(ofTenant) && knows(file, id));
  }

  /** The same of any tenant that was read. */
  public boolean knows(String id) {
    return files.values().stream().anyMatch(file -> knows(file, id));
  }

  private static boolean knows(CampaignFile file, String id) {
    return file.id().equals(id)
        || file.members().stream().anyMatch(member -> id.equals(member.joined()));
  }

  /** What to say where there is none of this id. */
  public NoSuch noSuch(String id) {
    List<String> near = NearestIds.of(id, all().stream().map(CampaignFile::id).toList());
    return new NoSuch(
        Printable.text(
            "there is no campaign '"
                + id
                + "'"
                + (tenant == null ? "" : " of tenant " + tenant)
                + (near.isEmpty()
                    ? "; 'stillwatch campaigns list' tells which there are"
                    : NearestIds.question(near))));
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
