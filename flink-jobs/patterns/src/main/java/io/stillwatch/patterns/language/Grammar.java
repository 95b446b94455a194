package io.stillwatch.patterns.language;

import io.stillwatch.patterns.campaign.CampaignFeature;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which keys stand where in a pattern file. The published JSON Schema says the same for editors; a
 * test holds the two together.
 */
final class Grammar {

  static final Keys FILE =
      Keys.none()
          .require("apiVersion", "write apiVersion: stillwatch.io/v1")
          .require("kind", "write kind: Pattern")
          .require("metadata", "it names the pattern: id, version, title, owner")
          .require("spec", "it says what the pattern matches and does");

  static final Keys METADATA =
      Keys.none()
          .require("id", "write an id that is stable for ever, such as paired-queries")
          .require("version", "write version: 1, and raise it with every change")
          .require("title", "say in one line what the pattern finds")
          .require("owner", "name the team that answers for it")
          .allow("references");

  static final Keys SPEC =
      Keys.none()
          .allow("scope", "mode", "judgedAt")
          .require("blindSpots", "say what it misses and which honest use looks the same")
          .require("explanation", "say what an analyst reads beside the counts")
          .require("match", "say what it matches: sequence, count, distinct, share or evidence")
          .allow("episode")
          .require("action", "say what to do about a match; the mildest is kind: OBSERVE")
          .require("tests", "add one test that fires and one that stays quiet")
          .instead("on", "write judgedAt: request or judgedAt: response")
          .instead("enforce", "publish it and use 'stillwatch patterns promote'");

  static final Keys CAMPAIGN_SPEC =
      Keys.none()
          .require("scope", "write scope: campaign")
          .allow("mode")
          .require("blindSpots", "say what it misses and which honest use looks the same")
          .require("explanation", "say what an analyst reads beside the evidence")
          .require("match", "say which members it finds, such as {when: member.evidence >= 6.0}")
          .allow("weights")
          .require("action", "say what to do about a member; the mildest is kind: OBSERVE")
          .require("tests", "add one test that fires and one that stays quiet")
          .instead("judgedAt", "a member is judged whenever it shows a link or hands work over")
          .instead("episode", "the campaign is the episode: a member is acted on once, and again")
          .instead("enforce", "publish it and use 'stillwatch patterns promote'");

  static final Keys CAMPAIGN_MATCH =
      Keys.none()
          .require("when", "say which members it finds, such as member.evidence >= 6.0")
          .instead("within", "campaigns are remembered for as long as they live")
          .instead("count", "ask for campaign.members")
          .instead("sequence", "exchanges in their order are the affair of scope: account")
          .instead("evidence", "ask for member.evidence; what adds to it stands under weights");

  static final Keys WEIGHTS =
      Keys.none()
          .require("chance", "say how likely two strangers share a card, a network ...")
          .require("clues", "say how much each clue adds at most")
          .allow("innocent")
          .require("founding", "say which evidence founds a campaign")
          .require("cardShare", "say which part of a card's accounts has to stand on the link")
          .require("commonShare", "say from which part of all accounts on a value says nothing")
          .require("ties", "say how much each tie of an account to a campaign adds at most")
          .require("strongTie", "say from where on a tie is evidence of its own")
          .require("notableTemplate", "say from where on a template is the campaign's")
          .require("perFurtherTemplate", "say which part of its weight a further template adds")
          .require("perHandOver", "say what a hand-over to or from a member adds")
          .require("otherCard", "say what a card of its own adds: 0, or less")
          .require("ownPart", "say which part of a value's users are proven where it is their own")
          .require("ownShare", "say which part of what an account does is on their own templates")
          .require("queue", "say how many hand-overs make one queue of a campaign");

  static final Keys CHANCE = each(WeightsReader.KINDS.keySet(), "a part of 1, such as 0.001");
  static final Keys CLUES = each(WeightsReader.CLUES.keySet(), "nats, such as 4.0");
  static final Keys TIES = each(WeightsReader.TIES.keySet(), "nats, such as 4.0");

  static final Keys INNOCENT =
      Keys.none()
          .require("name", "name the reason, such as a reseller")
          .require("explains", "list the clues that it explains");

  static final Keys MEMBER_TEST =
      Keys.none()
          .require("name", "say in words who that is")
          .allow("campaign", "member")
          .instead("events", "a pattern of campaign scope is tested on values: campaign, member");

  static final Keys CAMPAIGN_FEATURES = features("campaign.");
  static final Keys MEMBER_FEATURES = features("member.").allow("tie");
  static final Keys TIE_FEATURES = features("member.tie.");

  private static Keys each(Collection<String> names, String hint) {
    Keys keys = Keys.none();
    for (String name : names) {
      keys = keys.require(name, hint);
    }
    return keys;
  }

  private static Keys features(String front) {
    Keys keys = Keys.none();
    for (CampaignFeature feature : CampaignFeature.values()) {
      String name =
          feature.path().startsWith(front) ? feature.path().substring(front.length()) : "";
      if (!name.isEmpty() && name.indexOf('.') < 0) {
        keys = keys.allow(name);
      }
    }
    return keys;
  }

  private static final String OWN_BASELINE =
      "an account's own baseline is asked for in a condition, such as account.output_surge >= 10.0";

  static final Keys MATCH =
      Keys.none()
          .require("within", "without an end a match is unbounded; write for example within: 1h")
          .allow("sequence", "count", "distinct", "share", "evidence")
          .instead("rate", OWN_BASELINE)
          .instead("baseline", OWN_BASELINE)
          .instead("steps", "steps stand under sequence")
          .instead("until", "not yet: put a negative step (not: true) between two others");

  static final Keys SEQUENCE =
      Keys.none()
          .require("steps", "list the steps in their order")
          .allow("afterMatch")
          .instead("until", "not yet: put a negative step (not: true) between two others")
          .instead(
              "groups",
              "not yet: groups of steps: write the steps out, or one pattern for each way")
          .instead("within", "within stands beside sequence, under match");

  static final Keys STEP =
      Keys.none()
          .require("name", "name it, so that later steps and findings can refer to it")
          .require("when", "say which exchanges it takes, such as when: signal.pair == 1")
          .allow("not", "times", "optional", "contiguity", "consecutive")
          .instead("until", "not yet: put a negative step (not: true) behind it")
          .instead(
              "greedy",
              "not yet: a step takes looks as they come; narrow its 'when', or bound 'times'")
          .instead("oneOrMore", "write times: {least: 1}")
          .instead("timesOrMore", "write times: {least: N}")
          .instead(
              "allowCombinations",
              "not yet: relaxed contiguity inside a step is the widest; leave it out")
          .instead(
              "group", "not yet: groups of steps: write the steps out, or one pattern for each way")
          .instead(
              "steps", "not yet: groups of steps: write the steps out, or one pattern for each way")
          .instead("within", "not yet: time between two steps: 'within' holds for the whole match");

  static final Keys TIMES =
      Keys.none()
          .require("least", "write {least: 2} or {least: 2, most: 4}")
          .allow("most")
          .instead("greedy", "not yet: a step takes looks as they come; bound it with most");

  static final Keys COUNT =
      Keys.none()
          .require("of", "say which exchanges count")
          .require("atLeast", "say how many are a match");

  static final Keys DISTINCT =
      Keys.none()
          .require("field", "name the field whose values are counted, such as event.model")
          .allow("where")
          .require("atLeast", "say how many different values are a match");

  static final Keys SHARE =
      Keys.none()
          .require("of", "say which exchanges are the part")
          .allow("among")
          .require("atLeast", "say which part is a match, such as 60%")
          .require("outOf", "say how many exchanges it takes at least to tell a share");

  static final Keys EVIDENCE =
      Keys.none()
          .require("atLeast", "say which sum of weights is a match")
          .require("terms", "list what counts as evidence, each with its weight");

  static final Keys TERM =
      Keys.none()
          .require("name", "name it, findings show it")
          .require("when", "say which exchanges it weighs")
          .require("weight", "say how much one such exchange weighs");

  static final Keys EPISODE = Keys.none().allow("quiet", "actAfter");

  static final Keys ACTION =
      Keys.none()
          .require("kind", "OBSERVE is the mildest")
          .require("lasts", "every action has an end; write for example lasts: 6h")
          .allow("parameters", "withoutWarning", "precisionFloor", "precisionVerdicts")
          .require("reasonCode", "say what the customer may be told, such as grading-extraction")
          .instead("duration", "write lasts: 6h");

  static final Keys TESTS =
      Keys.none()
          .require("fires", "at least one test has to show what makes it ask for its action")
          .require("staysQuiet", "at least one test has to show what it leaves alone");

  static final Keys FIRING_TEST =
      Keys.none()
          .require("name", "say in words what happens")
          .allow("onEvent")
          .require("events", "list the events");

  static final Keys QUIET_TEST =
      Keys.none().require("name", "say in words what happens").require("events", "list the events");

  private Grammar() {}

  /** Where the keys of campaign scope stand apart from those of account scope, by path. */
  static final String OF_CAMPAIGNS = "spec(campaign)";

  /** All of it by path; {@code []} stands for every item of a list. */
  static Map<String, Keys> all() {
    Map<String, Keys> all = new LinkedHashMap<>();
    all.put("", FILE);
    all.put("metadata", METADATA);
    all.put("spec", SPEC);
    all.put("spec.match", MATCH);
    all.put("spec.match.sequence", SEQUENCE);
    all.put("spec.match.sequence.steps[]", STEP);
    all.put("spec.match.sequence.steps[].times", TIMES);
    all.put("spec.match.count", COUNT);
    all.put("spec.match.distinct", DISTINCT);
    all.put("spec.match.share", SHARE);
    all.put("spec.match.evidence", EVIDENCE);
    all.put("spec.match.evidence.terms[]", TERM);
    all.put("spec.episode", EPISODE);
    all.put("spec.action", ACTION);
    all.put("spec.tests", TESTS);
    all.put("spec.tests.fires[]", FIRING_TEST);
    all.put("spec.tests.staysQuiet[]", QUIET_TEST);
    EventKeys.all("spec.tests.fires[].events[]", all);
    EventKeys.all("spec.tests.staysQuiet[].events[]", all);
    all.put(OF_CAMPAIGNS, CAMPAIGN_SPEC);
    all.put(OF_CAMPAIGNS + ".match", CAMPAIGN_MATCH);
    all.put(OF_CAMPAIGNS + ".weights", WEIGHTS);
    all.put(OF_CAMPAIGNS + ".weights.chance", CHANCE);
    all.put(OF_CAMPAIGNS + ".weights.clues", CLUES);
    all.put(OF_CAMPAIGNS + ".weights.innocent[]", INNOCENT);
    all.put(OF_CAMPAIGNS + ".weights.ties", TIES);
    all.put(OF_CAMPAIGNS + ".action", ACTION);
    all.put(OF_CAMPAIGNS + ".tests", TESTS);
    for (String test : List.of(".tests.fires[]", ".tests.staysQuiet[]")) {
      all.put(OF_CAMPAIGNS + test, MEMBER_TEST);
      all.put(OF_CAMPAIGNS + test + ".campaign", CAMPAIGN_FEATURES);
      all.put(OF_CAMPAIGNS + test + ".member", MEMBER_FEATURES);
      all.put(OF_CAMPAIGNS + test + ".member.tie", TIE_FEATURES);
    }
    return all;
  }
}
