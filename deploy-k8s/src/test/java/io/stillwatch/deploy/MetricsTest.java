package io.stillwatch.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.stillwatch.jobs.DetectionJob;
import io.stillwatch.jobs.EmbeddedBroker;
import io.stillwatch.jobs.JobSettings;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.jobs.TopicSetup;
import io.stillwatch.jobs.Topics;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.PatternRevision;
import io.stillwatch.sidecar.Sidecar;
import io.stillwatch.sidecar.SidecarSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job and a sidecar run once, the job under the chart's configuration, and are scraped as
 * Prometheus scrapes them: dashboard and alerts name only metrics that are there, with the labels
 * that are there.
 */
@Timeout(600)
class MetricsTest {

  private static final Pattern METRIC = Pattern.compile("\\bflink_[A-Za-z0-9_]+");
  private static final Pattern SERIES = Pattern.compile("(?m)^(flink_[A-Za-z0-9_]+)\\{");

  private static final Pattern SIDECAR_METRIC = Pattern.compile("\\bstillwatch_sidecar_[a-z_]+");

  private static final Pattern REFUSED =
      Pattern.compile("_reason_rejected\\{[^}]*\\breason=\"[a-z_]+\"[^}]*} 1\\.0");

  /** Of the chart's settings those that a process without Kubernetes can have. */
  private static final List<String> ELSEWHERE =
      List.of("high-availability.", "kubernetes.", "job.autoscaler.", "io.tmp.", "env.java.");

  private static final String ACTS_AT_ONCE =
      """
      apiVersion: stillwatch.io/v1
      kind: Pattern
      metadata: {id: any, version: 1, title: Every exchange, owner: trial}
      spec:
        blindSpots: none, it finds everything
        explanation: an exchange
        match:
          within: 1m
          sequence:
            steps: [{name: any, when: has(signal.prompt)}]
        episode: {quiet: 1ms, actAfter: 1}
        action: {kind: THROTTLE, lasts: 6h, reasonCode: trial, parameters: {requests_per_minute: 1}}
        tests:
          fires: [{name: one, events: [{at: 0s, signals: {prompt: a}}]}]
          staysQuiet: [{name: none, events: [{at: 0s, model: m}]}]
      """;

  private static final String EVENT =
      "{\"exchange_id\":\"x\",\"account_id\":\"ann\",\"phase\":\"EXCHANGE\","
          + "\"occurred_at\":1780000000000,\"prompt_text\":\"hello\"}";

  private static String scraped = "";
  private static String scrapedOfSidecar = "";
  private static String toldToProbe = "";

  @BeforeAll
  static void runTheJobOnce(@TempDir Path dir) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"), 0)) {
      KafkaAccess kafka = KafkaAccess.to(broker.bootstrapServers());
      Topics topics = Topics.standard();
      try (Admin admin = kafka.admin()) {
        TopicSetup.create(admin, topics, (short) 1, 1);
      }
      scrapedOfSidecar = scrapeSidecar(dir, broker.bootstrapServers());
      promote(new PatternTopic(kafka, topics));
      try (KafkaProducer<byte[], byte[]> producer = kafka.producer("metrics")) {
        for (String record : List.of("no event", EVENT)) {
          producer.send(
              new ProducerRecord<>(topics.events(), record.getBytes(StandardCharsets.UTF_8)));
        }
      }
      int port = QuietPort.free();
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.createLocalEnvironment(1, configuration(dir, port));
      DetectionJob.build(
          env,
          JobSettings.load(
              JobSettings.Place.CLUSTER,
              null,
              Map.of(
                  "bootstrap.servers", broker.bootstrapServers(),
                  "hash.key", "0".repeat(32),
                  "checkpoint.dir", dir.resolve("checkpoints").toUri().toString())));
      JobClient job = env.executeAsync();
      try {
        scraped = scrape(port);
        toldToProbe = get(HttpClient.newHttpClient(), port, probe().at("/httpGet/path").asText());
      } finally {
        job.cancel().get();
        // Until it is over, its tasks write where the test tidies up.
        job.getJobExecutionResult().handle((result, cancelled) -> result).get(4, TimeUnit.MINUTES);
      }
    }
  }

  private static void promote(PatternTopic patterns) throws InterruptedException {
    patterns.publish(
        PatternRevision.newBuilder()
            .setTenant(PatternBook.ALL_TENANTS)
            .setPatternId("any")
            .setVersion(1)
            .setSource(ACTS_AT_ONCE)
            .setAuthor("trial")
            .setCreatedAt(Instant.EPOCH)
            .build());
    patterns.promote(
        PatternBook.ALL_TENANTS,
        "any",
        1,
        Mode.ENFORCE,
        "trial",
        "to use some of a budget",
        InstantSource.system());
  }

  private static Configuration configuration(Path dir, int port) {
    Configuration configuration = new Configuration();
    JsonNode chart =
        Chart.flinkDeployment(Chart.render(Chart.SMALL, Path.of("src/test/resources/on.yaml")))
            .at("/spec/flinkConfiguration");
    for (Map.Entry<String, JsonNode> setting : chart.properties()) {
      if (ELSEWHERE.stream().noneMatch(setting.getKey()::startsWith)) {
        configuration.setString(
            setting.getKey(),
            setting
                .getValue()
                .asText()
                .replace("file:///state", dir.toUri().toString())
                .replace("/data", dir.toString()));
      }
    }
    configuration.setString("metrics.reporter.prom.port", String.valueOf(port));
    configuration.setString("rest.bind-port", "0");
    return configuration;
  }

  /** As soon as all is there that is asked for; what is not there in time is missing. */
  private static String scrape(int port) throws IOException, InterruptedException {
    Set<String> asked = new TreeSet<>(ofDashboard());
    asked.addAll(ofAlerts());
    HttpClient http = HttpClient.newHttpClient();
    String text = "";
    for (int attempt = 0; attempt < 2_400; attempt++) {
      try {
        text = get(http, port, "/metrics");
        if (names(SERIES, text).containsAll(asked) && REFUSED.matcher(text).find()) {
          return text;
        }
      } catch (IOException e) {
        // It does not listen yet.
      }
      Thread.sleep(100);
    }
    return text;
  }

  private static JsonNode probe() {
    return Chart.flinkDeployment(Chart.render(Chart.SMALL))
        .at("/spec/taskManager/podTemplate/spec/containers/0/livenessProbe");
  }

  /** One that has the parts which a sidecar may have. */
  private static String scrapeSidecar(Path dir, String kafka) throws Exception {
    Path hashKey = Files.writeString(dir.resolve("hash.key"), "0".repeat(32));
    Path sealKeys = Files.writeString(dir.resolve("seal.keys"), "k1=" + "ab".repeat(32));
    Map<String, String> settings =
        Map.of(
            "bootstrap.servers",
            kafka,
            "hash.key.file",
            hashKey.toString(),
            "seal.keys",
            sealKeys.toString(),
            "listen",
            "127.0.0.1:0",
            "listen.grpc",
            "none",
            "metrics.listen",
            "127.0.0.1:0",
            "sources",
            "gateway",
            "source.gateway.path",
            dir.resolve("gateway.log").toString(),
            "state.dir",
            Files.createDirectories(dir.resolve("sidecar")).toString());
    try (Sidecar sidecar = Sidecar.start(SidecarSettings.load(null, settings))) {
      return get(HttpClient.newHttpClient(), sidecar.metricsPort(), "/metrics");
    }
  }

  private static String get(HttpClient http, int port, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static Set<String> ofDashboard() throws IOException {
    return names(METRIC, Files.readString(Chart.FOLDER.resolve("dashboards/stillwatch.json")));
  }

  private static Set<String> ofAlerts() {
    return names(METRIC, Alerts.rules().toString());
  }

  @Test
  void theDashboardAsksOnlyForWhatIsThere() throws IOException {
    Set<String> asked = ofDashboard();
    assertTrue(asked.size() > 20, asked::toString);
    assertEquals(Set.of(), missing(asked));
  }

  @Test
  void theAlertsAskOnlyForWhatIsThere() {
    Set<String> asked = ofAlerts();
    assertTrue(asked.size() > 8, asked::toString);
    assertEquals(Set.of(), missing(asked));
  }

  @Test
  void theAlertsAskOnlyForWhatASidecarCounts() {
    Set<String> asked = names(SIDECAR_METRIC, Alerts.rules().toString());
    assertTrue(asked.size() > 1, asked::toString);
    asked.removeAll(names(SIDECAR_METRIC, scrapedOfSidecar));
    assertEquals(Set.of(), asked);
    assertTrue(
        scrapedOfSidecar.contains("stillwatch_sidecar_logs_lost_total{source=\"gateway\"} 0"),
        scrapedOfSidecar);
  }

  /** All numbers would be much, every few seconds. */
  @Test
  void theProbeOfATaskManagerIsAnsweredWithOneNumber() {
    assertEquals(1, SERIES.matcher(toldToProbe).results().count(), toldToProbe);
  }

  @Test
  void whatTheAlertsTellApartByIsThere() {
    assertTrue(scraped.contains("quantile=\"0.99\""));
    assertTrue(REFUSED.matcher(scraped).find(), "the refused record is counted by its reason");
  }

  private static Set<String> missing(Set<String> asked) {
    Set<String> missing = new TreeSet<>(asked);
    missing.removeAll(names(SERIES, scraped));
    return missing;
  }

  private static Set<String> names(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    pattern
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .forEach(found -> names.add(found.replace("{", "")));
    return names;
  }
}
