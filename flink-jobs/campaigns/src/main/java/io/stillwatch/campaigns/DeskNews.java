package io.stillwatch.campaigns;

import io.stillwatch.campaigns.CampaignRecords.Joined;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.Finding;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** What a report changes, until it is told: each campaign once, as it stands when that is over. */
final class DeskNews {

  private final Map<CampaignState, List<Joined>> changed = new LinkedHashMap<>();
  private final List<Campaign> closed = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Map<Forgotten, Integer> forgotten = new EnumMap<>(Forgotten.class);

  void changed(CampaignState campaign) {
    changed.computeIfAbsent(campaign, c -> new ArrayList<>());
  }

  void joined(Membership why, long atMs) {
    changed.computeIfAbsent(why.campaign(), c -> new ArrayList<>()).add(new Joined(why, atMs));
  }

  /** Nothing else is told of it. */
  void closed(CampaignState campaign, Campaign lastWord) {
    changed.remove(campaign);
    closed.add(lastWord);
  }

  /** What was to be told of the older one is told of what has come of both. */
  void becameOne(CampaignState older, CampaignState whole) {
    List<Joined> news = changed.getOrDefault(older, new ArrayList<>());
    changed.remove(older);
    changed.put(whole, news);
  }

  void found(Finding finding) {
    findings.add(finding);
  }

  void forgot(Forgotten what, int count) {
    if (count > 0) {
      forgotten.merge(what, count, Integer::sum);
    }
  }

  /**
   * Tells all of it.
   *
   * @param record writes down how a campaign stands, with some of those who have joined it
   */
  void tell(DeskOut out, BiFunction<CampaignState, List<Joined>, Campaign> record) {
    closed.forEach(out::campaign);
    closed.clear();
    changed.forEach(
        (campaign, news) -> {
          int from = 0;
          do {
            int to = Math.min(news.size(), from + CampaignLimits.JOINED_MAX);
            out.campaign(record.apply(campaign, news.subList(from, to)));
            from = to;
          } while (from < news.size());
        });
    changed.clear();
    findings.forEach(out::finding);
    findings.clear();
    forgotten.forEach(out::forgotten);
    forgotten.clear();
  }
}
