package io.stillwatch.cli;

import io.stillwatch.jobs.EmbeddedBroker;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.CampaignDay;
import io.stillwatch.schemas.CampaignMember;
import io.stillwatch.schemas.CampaignPhase;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.ScoreTerm;
import io.stillwatch.schemas.StatusReport;
import io.stillwatch.schemas.SubjectKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A broker with what the engine would have written, for the verbs that only read. */
final class TopicScene implements AutoCloseable {

  static final Instant AT = Instant.parse("2026-05-28T20:26:40Z");

  /** Later than any run of these tests. */
  static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

  private final EmbeddedBroker broker;

  TopicScene(Path folder) throws IOException {
    this.broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  Shell.Ran run(String prefix, String verb, String... more) {
    List<String> line = new ArrayList<>(List.of(verb.split(" ", -1)));
    line.addAll(List.of("--bootstrap-servers", broker.bootstrapServers()));
    line.addAll(List.of("--topic-prefix", prefix));
    line.addAll(List.of(more));
    return Shell.run(line.toArray(new String[0]));
  }

  /** Creates the topics and writes the records in this order. */
  void write(String prefix, Object... records) throws Exception {
    run(prefix, "topics create");
    Topics topics = new Topics(prefix);
    try (KafkaProducer<byte[], byte[]> producer =
        KafkaAccess.to(broker.bootstrapServers()).producer("test")) {
      for (Object record : records) {
        producer.send(record(topics, record)).get();
      }
    }
  }

  private static ProducerRecord<byte[], byte[]> record(Topics topics, Object record) {
    if (record instanceof Campaign campaign) {
      return new ProducerRecord<>(
          topics.campaigns(),
          bytes(campaign.getTenant() + "|" + campaign.getCampaignId()),
          RecordCodec.of(Campaign.class).encode(campaign));
    }
    if (record instanceof Finding finding) {
      return new ProducerRecord<>(
          topics.findings(),
          bytes(finding.getTenant() + "|" + finding.getAccountId()),
          RecordCodec.of(Finding.class).encode(finding));
    }
    if (record instanceof EnforcementAction action) {
      return new ProducerRecord<>(
          topics.actions(),
          bytes(action.getTenant() + "|ACCOUNT|" + action.getSubjectId() + "|" + action.getKind()),
          RecordCodec.of(EnforcementAction.class).encode(action));
    }
    if (record instanceof StatusReport report) {
      return new ProducerRecord<>(
          topics.status(),
          bytes(report.getReporter()),
          RecordCodec.of(StatusReport.class).encode(report));
    }
    if (record instanceof byte[] garbage) {
      return new ProducerRecord<>(topics.campaigns(), bytes("garbage"), garbage);
    }
    return tombstone(topics, record.toString());
  }

  @SuppressWarnings("NullAway") // a null value is Kafka's tombstone
  private static ProducerRecord<byte[], byte[]> tombstone(Topics topics, String key) {
    return new ProducerRecord<>(topics.campaigns(), bytes(key), null);
  }

  static Campaign campaign(
      String tenant, String id, long revision, long count, CampaignMember... joined) {
    return Campaign.newBuilder()
        .setTenant(tenant)
        .setCampaignId(id)
        .setRevision(revision)
        .setPhase(CampaignPhase.OPEN)
        .setFirstAt(AT)
        .setLastAt(AT.plusSeconds(60 * revision))
        .setMemberCount(count)
        .setJoined(List.of(joined))
        .setEvidence(
            List.of(
                term("program", 2.25), term("card", 12.4), term("tools", 1), term("network", 8)))
        .build();
  }

  /** The same as an engine tells it that knows of its past. */
  static Campaign withDays(Campaign campaign) {
    Instant day = AT.truncatedTo(ChronoUnit.DAYS);
    return Campaign.newBuilder(campaign)
        .setExchanges(1_204L)
        .setDays(
            List.of(
                new CampaignDay(day.minus(Duration.ofDays(3)), 2L, 0L, 0L, 9.5, 7.25),
                new CampaignDay(day, 6L, 5L, 1_204L, 23.65, null)))
        .build();
  }

  static CampaignMember member(String account) {
    return new CampaignMember(
        account,
        AT.plusSeconds(5),
        List.of(term("habit", 2), new ScoreTerm("template", 4.5, 0.5)),
        null);
  }

  static Finding finding(
      String account, String pattern, String episode, int revision, @Nullable String campaign) {
    Instant at = AT.plus(Duration.ofMinutes(revision));
    return Finding.newBuilder()
        .setFindingId(account + pattern + episode + revision)
        .setRevision(revision)
        .setTenant("default")
        .setAccountId(account)
        .setPatternId(pattern)
        .setPatternVersion(1)
        .setBook("")
        .setMode(Mode.SHADOW)
        .setEpisode(episode)
        .setMatches(revision * 3L)
        .setEventTime(at)
        .setClock(at)
        .setExplanation("because")
        .setEvidence(evidence())
        .setCampaignId(campaign)
        .build();
  }

  static EnforcementAction action(
      String account,
      String id,
      ActionKind kind,
      long revision,
      ActionState state,
      Instant ends,
      @Nullable String campaign) {
    return EnforcementAction.newBuilder()
        .setActionId(id)
        .setRevision(revision)
        .setTenant("default")
        .setSubjectKind(SubjectKind.ACCOUNT)
        .setSubjectId(account)
        .setKind(kind)
        .setMode(Mode.ENFORCE)
        .setState(state)
        .setEventTime(AT.plusSeconds(9))
        .setEffectiveAt(AT.plusSeconds(9))
        .setExpiresAt(ends)
        .setPatternId("rubric-grading")
        .setPatternVersion(1)
        .setCampaignId(campaign)
        .setParameters(Map.of())
        .setPublicReference("SW-" + id)
        .setReasonCode("reason")
        .setExplanation("because")
        .setEvidence(evidence())
        .build();
  }

  private static Evidence evidence() {
    return Evidence.newBuilder()
        .setExchangeId("e")
        .setFirstAt(AT)
        .setLastAt(AT)
        .setTerms(List.of(term("card", 3)))
        .build();
  }

  static ScoreTerm term(String name, double value) {
    return new ScoreTerm(name, value, 1.0);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    broker.close();
  }
}
