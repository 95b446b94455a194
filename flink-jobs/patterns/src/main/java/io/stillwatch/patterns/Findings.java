package io.stillwatch.patterns;

import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Counter;
import io.stillwatch.profiles.Horizon;
import io.stillwatch.profiles.Look;
import io.stillwatch.schemas.ActionRequest;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.StepEvidence;
import io.stillwatch.signals.ExchangeHash;
import io.stillwatch.signals.Sighting;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
      String book) {
    PatternSpec pattern = match.pattern();
    Sighting sighting = look.sighting();
    String opened = ExchangeHash.hex(episode.exchange());
    return Finding.newBuilder()
        .setFindingId(id(sighting, pattern, opened, episode.report()))
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
        .setExplanation(explanation(pattern, episode))
        .setEvidence(evidence(match, look, profile))
        .build();
  }

  private static ActionRequest request(PatternSpec pattern) {
    PatternSpec.Action action = pattern.action();
    return ActionRequest.newBuilder()
        .setKind(action.kind())
        .setDurationMs(action.duration().toMillis())
        .setParameters(new TreeMap<>(action.parameters()))
        .setReasonCode(action.reasonCode())
        .build();
  }

  private static String explanation(PatternSpec pattern, Episodes.Episode episode) {
    return pattern.title()
        + ": "
        + pattern.explanation()
        + "; match "
        + episode.matches()
        + " of this episode, an action is due from match "
        + pattern.actAfter()
        + ".";
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
        .setProfile(counters(profile))
        .build();
  }

  private static Map<String, Double> counters(AccountProfile profile) {
    Map<String, Double> counters = new TreeMap<>();
    for (Horizon horizon : Horizon.values()) {
      for (Counter counter : Counter.values()) {
        double value = profile.value(counter, horizon);
        if (value != 0) {
          String name = counter.name() + "_" + horizon.name();
          counters.put(name.toLowerCase(Locale.ROOT), Math.round(value * 1000) / 1000.0);
        }
      }
    }
    counters.put("distinct_prompts", (double) Math.round(profile.distinctPrompts()));
    return counters;
  }

  private static String id(Sighting sighting, PatternSpec pattern, String episode, int report) {
    String named =
        String.join(
            "\0",
            sighting.tenant(),
            sighting.accountId(),
            pattern.id(),
            episode,
            Integer.toString(report));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(named.getBytes(StandardCharsets.UTF_8));
      return "f-" + HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
