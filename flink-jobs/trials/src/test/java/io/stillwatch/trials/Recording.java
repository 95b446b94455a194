package io.stillwatch.trials;

import io.stillwatch.campaigns.DeskFactory;
import io.stillwatch.intake.Outcome;
import io.stillwatch.jobs.Campaigns;
import io.stillwatch.jobs.Driver;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.RecordJson;
import io.stillwatch.signals.ExchangeHash;
import io.stillwatch.signals.HashKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the driver says of a stream of events, every pattern enforced. */
final class Recording implements Driver.Out {

  final List<Finding> findings = new ArrayList<>();
  final List<EnforcementAction> actions = new ArrayList<>();
  final List<Campaign> campaigns = new ArrayList<>();
  final List<Outcome.Rejected> rejected = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final Map<String, String> exchanges = new HashMap<>();

  static Recording of(List<InferenceEvent> stream) {
    return of(stream, enforcing());
  }

  /** The same with another book. */
  static Recording of(List<InferenceEvent> stream, PatternBook book) {
    return of(stream, book, Campaigns.desk());
  }

  /** The same with another desk, too. */
  static Recording of(List<InferenceEvent> stream, PatternBook book, DeskFactory desk) {
    Recording recording = new Recording();
    Driver driver = new Driver(book, HashKey.PUBLIC, Duration.ofDays(30), desk);
    RecordCodec<InferenceEvent> codec = RecordCodec.of(InferenceEvent.class);
    for (InferenceEvent event : stream) {
      recording.exchanges.put(
          ExchangeHash.hex(ExchangeHash.of(event.getExchangeId())), event.getExchangeId());
      driver.accept(codec.encode(event), recording);
    }
    if (!recording.rejected.isEmpty()) {
      throw new AssertionError("the trial's own events are refused: " + recording.rejected.get(0));
    }
    return recording;
  }

  /** The built-in patterns, all of them promoted. */
  static PatternBook enforcing() {
    return StarterBook.book().promoted(Mode.ENFORCE);
  }

  /** These patterns enforced, and all others off. */
  static PatternBook enforcing(Set<String> patterns) {
    PatternBook book = enforcing();
    for (PatternSpec spec : book.all()) {
      if (!patterns.contains(spec.id())) {
        book =
            book.with(
                new BookRow.Pointer(
                    PatternBook.ALL_TENANTS, spec.id(), spec.version(), Mode.OFF, 1));
      }
    }
    return book;
  }

  List<ReferenceEngine.Told> told() {
    return findings.stream()
        .map(
            finding ->
                new ReferenceEngine.Told(
                    finding.getPatternId(),
                    finding.getAccountId(),
                    exchanges.getOrDefault(finding.getEpisode(), "unknown"),
                    finding.getMatches(),
                    finding.getRevision(),
                    finding.getEvidence().getExchangeId(),
                    finding.getRequested() != null))
        .toList();
  }

  /** Findings, campaigns and actions as JSON lines, in the order in which they were said. */
  List<String> lines() {
    return lines;
  }

  @Override
  public void rejected(Outcome.Rejected why) {
    rejected.add(why);
  }

  @Override
  public void finding(Finding finding) {
    findings.add(finding);
    lines.add(RecordJson.write(finding));
  }

  @Override
  public void campaign(Campaign campaign) {
    campaigns.add(campaign);
    lines.add(RecordJson.write(campaign));
  }

  @Override
  public void action(EnforcementAction action) {
    actions.add(action);
    lines.add(RecordJson.write(action));
  }
}
