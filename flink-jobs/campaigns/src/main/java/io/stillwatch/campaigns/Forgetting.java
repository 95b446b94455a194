package io.stillwatch.campaigns;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What nobody has shown for weeks leaves the register, and what there is no room for. All of it is
 * counted, and a campaign that loses members is told anew.
 */
final class Forgetting {

  private final Register register;
  private final CampaignRecords records;
  private final DeskNews news;

  Forgetting(Register register, CampaignRecords records, DeskNews news) {
    this.register = register;
    this.records = records;
    this.news = news;
  }

  /** A day has begun: what nobody shows any more goes. */
  void old(long nowMs) {
    long today = register.day();
    long beforeDay = today - CampaignLimits.REMEMBERED.toDays();
    long beforeMs = beforeDay * CampaignLimits.DAY_MS;
    List<Participant> silent = new ArrayList<>();
    for (Participant account : register.participants.values()) {
      int handOvers = account.forgetPartners(beforeMs);
      if (handOvers > 0) {
        news.forgot(Forgotten.HAND_OVERS, handOvers);
        register.memory.changed(account);
      }
      if (account.lastAtMs() < beforeMs) {
        silent.add(account);
      }
    }
    forget(silent, nowMs);
    List<CampaignState> old = new ArrayList<>();
    for (CampaignState campaign : register.campaigns.values()) {
      if (campaign.forgetHandOvers(beforeMs)) {
        register.memory.changed(campaign);
      }
      if (!campaign.isActedOn() && campaign.grewAtMs() < beforeMs) {
        old.add(campaign);
      }
    }
    old.forEach(suspect -> forget(suspect, nowMs));
    news.forgot(
        Forgotten.VALUES, register.popularity.forget(beforeDay, today, register.memory::popular));
    news.forgot(
        Forgotten.NAMES,
        register.mergers.forgetNames(register.participants.values(), register.campaigns.values()));
  }

  /** Makes room for an eighth of the accounts: who was silent for longest leaves, members last. */
  void silent(long nowMs) {
    forget(
        register.participants.values().stream()
            .sorted(
                Comparator.comparing((Participant account) -> account.campaign() != null)
                    .thenComparingLong(Participant::lastAtMs)
                    .thenComparing(account -> account.accountId))
            .limit(CampaignLimits.PARTICIPANTS_MAX / 8)
            .toList(),
        nowMs);
  }

  /** Makes room for an eighth of the values: those that fewest have shown leave. */
  void values() {
    news.forgot(
        Forgotten.VALUES,
        register.popularity.makeRoom(register.links::containsKey, register.memory::popular));
  }

  /** Makes room for an eighth of the suspects: those that grew longest ago leave. */
  void suspects(long nowMs) {
    register.suspects.stream()
        .sorted(
            Comparator.comparingLong(CampaignState::grewAtMs)
                .thenComparing(campaign -> campaign.id()))
        .limit(CampaignLimits.SUSPECTS_MAX / 8)
        .toList()
        .forEach(suspect -> forget(suspect, nowMs));
  }

  private void forget(Collection<Participant> accounts, long nowMs) {
    Map<String, CampaignState> shrunk = new TreeMap<>();
    int members = 0;
    for (Participant account : accounts) {
      Register.valuesOf(List.of(account)).forEach(link -> register.leaves(link, account));
      register.participants.remove(account.accountId);
      register.memory.forget(account);
      CampaignState campaign = account.campaign();
      if (campaign != null) {
        register.left(account);
        register.forgotten(account);
        shrunk.put(campaign.id(), campaign);
        members++;
      }
    }
    news.forgot(Forgotten.MEMBERS, members);
    news.forgot(Forgotten.ACCOUNTS, accounts.size() - members);
    shrunk.values().forEach(campaign -> shrink(campaign, nowMs));
  }

  /** Some of its members have left. */
  private void shrink(CampaignState campaign, long nowMs) {
    List<Participant> still =
        campaign.members().stream().filter(member -> member.campaign() == campaign).toList();
    register.keepOnly(campaign, still);
    if (still.isEmpty()) {
      close(campaign, nowMs);
    } else {
      news.changed(campaign); // how many they are now
    }
  }

  /** A suspicion that nothing was added to for weeks; its members are nobody's again. */
  private void forget(CampaignState suspect, long nowMs) {
    for (Participant member : suspect.members()) {
      register.left(member);
      register.memory.changed(member);
    }
    register.disown(suspect);
    news.forgot(Forgotten.SUSPECTS, 1);
    close(suspect, nowMs);
  }

  private void close(CampaignState campaign, long nowMs) {
    register.campaigns.remove(campaign.id());
    register.suspects.remove(campaign);
    register.mergers.forgotten(campaign.id(), nowMs);
    register.memory.gone(campaign.id(), campaign);
    campaign.revise();
    news.closed(campaign, records.forgotten(campaign, nowMs));
  }
}
