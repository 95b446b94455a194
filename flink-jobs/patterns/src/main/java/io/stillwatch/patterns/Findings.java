package io.stillwatch.patterns;

import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Amount;
import io.stillwatch.profiles.Counter;
import io.stillwatch.profiles.Horizon;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkName;
import io.stillwatch.profiles.Look;
import io.stillwatch.schemas.ActionRequest;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.ScoreTerm;
import io.stillwatch.schemas.Sha256;
import io.stillwatch.schemas.StepEvidence;
import io.stillwatch.signals.ExchangeHash;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.LinkHashes;
import io.stillwatch.signals.Sighting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes down a match as a finding, with what is needed to derive it again. */
public final class Findings {

  /** Exchanges named in one finding; the newest are kept. */
  static final int EXCHANGES_MAX = 32;

  private Findings() {}

  public static Finding of(
      Match match,
      Episodes.Episode episode,
      Look look,
      AccountProfile profile,
      Mode mode,
      boolean candidate,
      String book) {
    PatternSpec pattern = match.pattern();
    Sighting sighting = look.sighting();
    String opened = ExchangeHash.hex(episode.exchange());
    return Finding.newBuilder()
        .setFindingId(id(sighting, pattern, candidate, opened, episode.report()))
        .setRevision(episode.report())
        .setTenant(sighting.tenant())
        .setAccountId(sighting.accountId())
        .setOrganizationId(sighting.organizationId())
        .setApiKeyId(sighting.apiKeyId())
        .setPatternId(pattern.id())
        .setPatternVersion(pattern.version())
        .setBook(book)
        .setMode(mode)
        .setEpisode(opened)
        .setMatches(episode.matches())
        .setEventTime(Instant.ofEpochMilli(sighting.occurredAtMs()))
        .setClock(Instant.ofEpochMilli(look.clockMs()))
        .setReceivedAt(
            sighting.receivedAtMs() == Sighting.ABSENT
                ? null
                : Instant.ofEpochMilli(sighting.receivedAtMs()))
        .setRequested(episode.asksForAction(pattern) ? request(pattern) : null)
        .setExplanation(explanation(match, episode))
        .setEvidence(evidence(match, look, profile))
        .setVerification(sighting.facts().text(Fact.VERIFICATION))
        .setLinks(links(sighting.links()))
        .build();
  }

  /** What an exception for a link or a network is written for. */
  private static List<String> links(LinkHashes shown) {
    List<String> links = new ArrayList<>();
    add(links, LinkKind.CARD, shown.card());
    add(links, LinkKind.NETWORK, shown.network());
    add(links, LinkKind.CARD, shown.otherCard());
    add(links, LinkKind.NETWORK, shown.otherNetwork());
    return links;
  }

  private static void add(List<String> links, LinkKind kind, long hash) {
    if (hash != 0) {
      links.add(LinkName.ofShown(kind, hash));
    }
  }

  /** What a pattern asks for. */
  public static ActionRequest request(PatternSpec pattern) {
    PatternSpec.Action action = pattern.action();
    PatternSpec.Floor floor = action.floor();
    return ActionRequest.newBuilder()
        .setKind(action.kind())
        .setDurationMs(action.duration().toMillis())
        .setParameters(new TreeMap<>(action.parameters()))
        .setReasonCode(action.reasonCode())
        .setWithoutWarning(action.withoutWarning())
        .setPrecisionFloor(floor == null ? null : floor.precision())
        .setPrecisionVerdicts(floor == null ? null : floor.verdicts())
        .build();
  }

  private static String explanation(Match match, Episodes.Episode episode) {
    PatternSpec pattern = match.pattern();
    StringBuilder text =
        new StringBuilder(pattern.title()).append(": ").append(pattern.explanation());
    for (Match.Measured measured : match.measured()) {
      text.append("; ")
          .append(measured.name())
          .append(' ')
          .append(rounded(measured.value()))
          .append(" of at least ")
          .append(rounded(measured.threshold()));
    }
    return text.append("; match ")
        .append(episode.matches())
        .append(" of this episode, an action is due from match ")
        .append(pattern.actAfter())
        .append('.')
        .toString();
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  private static Evidence evidence(Match match, Look look, AccountProfile profile) {
    List<String> exchanges = new ArrayList<>();
    int held = match.exchanges().size();
    for (long exchange : match.exchanges().subList(Math.max(0, held - EXCHANGES_MAX), held)) {
      exchanges.add(ExchangeHash.hex(exchange));
    }
    List<StepEvidence> steps = new ArrayList<>();
    for (Match.StepTaken step : match.steps()) {
      steps.add(
          new StepEvidence(
              step.name(),
              (long) step.count(),
              ExchangeHash.hex(step.firstExchange()),
              ExchangeHash.hex(step.lastExchange())));
    }
    return Evidence.newBuilder()
        .setExchangeId(look.sighting().exchangeId())
        .setExchanges(exchanges)
        .setFirstAt(Instant.ofEpochMilli(match.firstAtMs()))
        .setLastAt(Instant.ofEpochMilli(look.clockMs()))
        .setSteps(steps)
        .setTerms(terms(match))
        .setProfile(counters(profile))
        .build();
  }

  private static List<ScoreTerm> terms(Match match) {
    List<ScoreTerm> terms = new ArrayList<>();
    for (Match.Measured measured : match.measured()) {
      terms.add(new ScoreTerm(measured.name(), rounded(measured.value()), 1.0));
    }
    return terms;
  }

  private static Map<String, Double> counters(AccountProfile profile) {
    Map<String, Double> counters = new TreeMap<>();
    for (Horizon horizon : Horizon.values()) {
      for (Counter counter : Counter.values()) {
        double value = profile.value(counter, horizon);
        if (value != 0) {
          String name = counter.name() + "_" + horizon.name();
          counters.put(name.toLowerCase(Locale.ROOT), rounded(value));
        }
      }
    }
    for (Amount amount : Amount.values()) {
      double surge = profile.surge(amount);
      if (surge > 0) { // and so not where there is none
        String of = amount == Amount.OUTPUT_TOKENS ? "output" : "reasoning";
        counters.put(of + "_surge", rounded(surge));
      }
    }
    counters.put("distinct_prompts", (double) Math.round(profile.distinctPrompts()));
    return counters;
  }

  /** A candidate's findings are others than those of the live version beside it. */
  private static String id(
      Sighting sighting, PatternSpec pattern, boolean candidate, String episode, int report) {
    String named =
        String.join(
            "\0",
            sighting.tenant(),
            sighting.accountId(),
            candidate ? pattern.id() + "@" + pattern.version() : pattern.id(),
            episode,
            Integer.toString(report));
    return "f-" + HexFormat.of().formatHex(Sha256.of(named), 0, 16);
  }
}
