package io.stillwatch.enforcement;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionRequest;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.ScoreTerm;
import io.stillwatch.schemas.StepEvidence;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Findings to test with: plain ones, and streams of them as they could come about a few accounts.
 */
public final class Findings {

  /** Clocks of tests count from here. */
  public static final long START_MS = 1_767_225_600_000L;

  static final List<ActionKind> KINDS =
      List.of(
          ActionKind.OBSERVE,
          ActionKind.CHALLENGE,
          ActionKind.THROTTLE,
          ActionKind.DEGRADE,
          ActionKind.SUSPEND,
          ActionKind.WATERMARK);

  private Findings() {}

  public static Instant at(long ms) {
    return Instant.ofEpochMilli(START_MS + ms);
  }

  public static ActionRequest request(
      ActionKind kind, long durationMs, Map<String, String> parameters) {
    return ActionRequest.newBuilder()
        .setKind(kind)
        .setDurationMs(durationMs)
        .setParameters(parameters)
        .setReasonCode("unusual-use")
        .setWithoutWarning("a trial")
        .build();
  }

  /** What somebody said; its id is that of its kind and subject. */
  public static Feedback.Builder word(
      FeedbackKind kind, FeedbackScope scope, String subject, long atMs) {
    return Feedback.newBuilder()
        .setFeedbackId(kind + "-" + subject)
        .setTenant("default")
        .setScope(scope)
        .setSubject(subject)
        .setKind(kind)
        .setWhy("a trial")
        .setAuthor("ana")
        .setAt(at(atMs));
  }

  /** A finding of pattern {@code grader}, episode {@code e1}, about account {@code acct-7}. */
  public static Finding.Builder finding(long clockMs, ActionKind kind, long durationMs) {
    return plain(clockMs).setRequested(request(kind, durationMs, Map.of()));
  }

  static Finding.Builder finding(
      long clockMs, ActionKind kind, long durationMs, Map<String, String> parameters) {
    return plain(clockMs).setRequested(request(kind, durationMs, parameters));
  }

  /** A finding that requests nothing. */
  static Finding.Builder plain(long clockMs) {
    return Finding.newBuilder()
        .setFindingId("f-" + clockMs)
        .setRevision(1)
        .setTenant("default")
        .setAccountId("acct-7")
        .setPatternId("grader")
        .setPatternVersion(3)
        .setBook("book")
        .setMode(Mode.ENFORCE)
        .setEpisode("e1")
        .setMatches(1)
        .setEventTime(at(clockMs - 1))
        .setClock(at(clockMs))
        .setReceivedAt(at(clockMs + 5))
        .setExplanation("graded 200 pairs in an hour")
        .setEvidence(
            Evidence.newBuilder()
                .setExchangeId("x-" + clockMs)
                .setExchanges(List.of("00000000000000aa", "00000000000000bb"))
                .setFirstAt(at(0))
                .setLastAt(at(clockMs))
                .setSteps(
                    List.of(
                        new StepEvidence("grade", 200L, "00000000000000aa", "00000000000000bb")))
                .setTerms(List.of(new ScoreTerm("rubric_grading", 0.75, 1.0)))
                .setProfile(Map.of("requests_1h", 240.0, "pairs_1h", 200.0))
                .build());
  }

  /**
   * Findings as a stream could bring them: several patterns, episodes, kinds, modes and accounts,
   * clocks that mostly rise and sometimes jump past every end, requests that overlap, repeat and
   * tie.
   */
  public static List<Finding> stream(Random random, int count, int accounts) {
    Finding[] findings = new Finding[count];
    long clock = 1_000;
    for (int i = 0; i < count; i++) {
      clock += random.nextInt(20) == 0 ? 5_000 : random.nextInt(60);
      findings[i] =
          random.nextInt(8) == 0 && i > 0
              ? findings[random.nextInt(i)]
              : random(
                  random, random.nextInt(10) == 0 ? clock - random.nextInt(500) : clock, accounts);
    }
    return List.of(findings);
  }

  private static Finding random(Random random, long clock, int accounts) {
    Finding.Builder finding = plain(clock);
    finding
        .setAccountId("acct-" + random.nextInt(accounts))
        .setPatternId("pattern-" + random.nextInt(3))
        .setEpisode("e" + random.nextInt(3))
        .setExplanation("explanation " + random.nextInt());
    int mode = random.nextInt(20);
    finding.setMode(
        mode == 0 ? Mode.SHADOW : mode == 1 ? Mode.OFF : mode == 2 ? Mode.UNKNOWN : Mode.ENFORCE);
    if (random.nextInt(15) > 0) {
      ActionKind kind =
          random.nextInt(20) == 0 ? ActionKind.UNKNOWN : KINDS.get(random.nextInt(KINDS.size()));
      finding.setRequested(request(kind, random.nextInt(40) * 50L - 100, parameters(random)));
    }
    return finding.build();
  }

  private static Map<String, String> parameters(Random random) {
    String ceiling = Integer.toString(5 * (1 + random.nextInt(9)));
    int choice = random.nextInt(4);
    if (choice == 0) {
      return Map.of();
    }
    if (choice == 1) {
      return Map.of("requests_per_minute", ceiling);
    }
    if (choice == 2) {
      return Map.of("strip", random.nextBoolean() ? "logprobs" : "reasoning");
    }
    return Map.of("strip", "seed", "requests_per_minute", ceiling);
  }
}
