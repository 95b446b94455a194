package io.stillwatch.cli.investigation;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.patterns.Json;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.CampaignDay;
import io.stillwatch.schemas.CampaignPhase;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.ScoreTerm;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** One campaign, told whole. */
final class CampaignReport {

  private final CampaignFile file;
  private final List<Part> parts;
  private final ActionsOnTopic actions;
  private final List<Member> members;

  CampaignReport(CampaignFile file, List<Part> parts, ActionsOnTopic actions) {
    this.file = file;
    this.parts = parts;
    this.actions = actions;
    this.members =
        file.members().stream()
            .sorted(Comparator.comparing(Member::since).thenComparing(Member::account))
            .toList();
  }

  Json json() {
    return CampaignJson.head(file)
        .with("days", CampaignJson.days(file.newest()))
        .with("links", file.newest().getLinks())
        .with("parts", parts.stream().map(Part::json).toList())
        .with(
            "members",
            members.stream().map(member -> CampaignJson.member(file, member, actions)).toList());
  }

  void print(Console console) {
    Campaign campaign = file.newest();
    line(console, "campaign    ", file.id() + " of tenant " + file.tenant());
    line(console, "phase       ", campaign.getPhase() + ", revision " + campaign.getRevision());
    line(
        console,
        "seen        ",
        Told.time(campaign.getFirstAt()) + " to " + Told.time(campaign.getLastAt()));
    if (campaign.getMergedInto() != null) {
      line(
          console,
          "became      ",
          "part of " + campaign.getMergedInto() + " at " + Told.time(campaign.getLastAt()));
    }
    if (!parts.isEmpty()) {
      line(console, "parts       ", Part.text(parts));
    }
    Feedback decision = file.decision();
    if (decision != null) {
      line(console, "decided     ", Told.decision(decision) + ": " + decision.getWhy());
    }
    line(console, "members     ", membersLine());
    if (campaign.getPhase() != CampaignPhase.CLOSED) {
      line(console, "exchanges   ", exchanges(campaign));
    }
    if (!campaign.getLinks().isEmpty()) {
      line(console, "links       ", String.join(", ", campaign.getLinks()));
    }
    console.out("");
    evidence(console);
    console.out("");
    days(console);
    console.out("");
    members(console);
  }

  private String membersLine() {
    if (file.newest().getPhase() == CampaignPhase.CLOSED) {
      return members.size() + " known here that joined it or came to it";
    }
    return file.newest().getMemberCount()
        + (file.isWhole()
            ? ""
            : "; members known here: "
                + file.known()
                + " (the topic is compacted; those missing have no finding and no action left that names the campaign)");
  }

  private static String exchanges(Campaign campaign) {
    return campaign.getExchanges() == null
        ? "not known here: no member's account has told how many it has had"
        : "at least " + campaign.getExchanges() + " of its members of now";
  }

  private void days(Console console) {
    List<CampaignDay> days = file.newest().getDays();
    if (days.isEmpty()) {
      console.out("how it stood day by day is not told: the record is of an older engine");
      return;
    }
    Table table =
        new Table(
            "",
            "day",
            "members",
            "found",
            "exchanges at least",
            "evidence (nats)",
            "newest member (nats)");
    for (CampaignDay day : days) {
      Double newest = day.getNewestMemberNats();
      table.row(
          Told.day(day.getDay()),
          Long.toString(day.getMemberCount()),
          Long.toString(day.getFoundCount()),
          day.getExchanges() == 0 ? "not known" : Long.toString(day.getExchanges()),
          Told.number(day.getNats()),
          newest == null ? "nobody joined" : Told.number(newest));
    }
    table.print(console);
  }

  private void evidence(Console console) {
    List<ScoreTerm> terms = Told.strongest(file.newest().getEvidence());
    if (terms.isEmpty()) {
      console.out("no evidence is told");
      return;
    }
    Table table = new Table("", "clue", "nats");
    for (ScoreTerm term : terms) {
      table.row(term.getName(), Told.number(Told.contribution(term)));
    }
    table.row("in sum", Told.number(terms.stream().mapToDouble(Told::contribution).sum()));
    table.print(console);
  }

  private void members(Console console) {
    if (members.isEmpty()) {
      console.out("no member is known here");
      return;
    }
    Table table = new Table("", "member", "since", "told by", "reasons", "in force");
    for (Member member : members) {
      table.row(
          member.account(),
          member.sinceText(),
          member.toldBy() + (member.joined() == null ? "" : ", joined " + member.joined()),
          Told.terms(member.reasons()),
          inForce(actions.inForce(file.tenant(), member.account())));
    }
    table.print(console);
  }

  /** Such as {@code CHALLENGE until 2026-05-28T20:26:40Z by accounts-acting-as-one v1}. */
  private static String inForce(List<EnforcementAction> inForce) {
    return inForce.isEmpty()
        ? "nothing"
        : inForce.stream()
            .map(
                action ->
                    action.getKind()
                        + " until "
                        + Told.time(action.getExpiresAt())
                        + " by "
                        + action.getPatternId()
                        + " v"
                        + action.getPatternVersion())
            .collect(Collectors.joining(", "));
  }

  private static void line(Console console, String head, String text) {
    console.out(head + Printable.text(text));
  }
}
