package io.stillwatch.patterns.language;

import java.util.LinkedHashMap;
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

  static final Keys MATCH =
      Keys.none()
          .require("within", "without an end a match is unbounded; write for example within: 1h")
          .allow("sequence", "count", "distinct", "share", "evidence")
          .instead(
              "rate",
              "not yet: rates against the own baseline: use count or share with a fixed number")
          .instead("baseline", "not yet: rates against the own baseline: use count or share")
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
    return all;
  }
}
