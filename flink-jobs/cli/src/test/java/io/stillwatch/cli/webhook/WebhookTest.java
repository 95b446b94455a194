package io.stillwatch.cli.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.stillwatch.cli.Stillwatch;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.jobs.EmbeddedBroker;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.TopicSetup;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionRequest;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.StatusReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A webhook on a real broker and a real HTTP server that is moody. */
@Timeout(300)
class WebhookTest {

  private static final String KEY = "00112233445566778899aabbccddeeff0011223344556677";
  private static final Instant AT = Instant.parse("2026-05-28T20:26:40Z");

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<Integer> answers = new CopyOnWriteArrayList<>();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private volatile int away;

  /** Nothing but what is told as a time goes by it: it leaps by hours each time it is read. */
  private final AtomicLong hours = new AtomicLong();

  private final InstantSource leaping =
      () -> InstantSource.system().instant().plus(Duration.ofHours(2 * hours.incrementAndGet()));

  @Test
  void whatTheReceiverCanTakeComesSignedAndAtLeastOnceAndDropsAreCounted(@TempDir Path dir)
      throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/hook", this::receive);
    server.start();
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"), 0)) {
      Topics topics = Topics.standard();
      KafkaAccess kafka = KafkaAccess.to(broker.bootstrapServers());
      try (Admin admin = kafka.admin()) {
        TopicSetup.create(admin, topics, (short) 1, 1);
      }
      WebhookSettings settings = settings(dir, broker, server);
      try (Webhook first = webhook(settings)) {
        run(first, first::hasJoined, 100);
        assertTrue(Files.size(settings.alive()) > 0, "it says that it is alive");
        away = 2;
        write(
            kafka,
            finding("one", Mode.ENFORCE),
            finding("watched", Mode.SHADOW),
            finding("unwanted", Mode.ENFORCE),
            held());
        run(first, () -> of(first, "dropped.refused") == 1 && of(first, "delivered") == 2, 100);
        assertEquals(1, of(first, "dropped.refused"), () -> log + " " + bodies);
        assertEquals(2, of(first, "delivered"), () -> log + " " + bodies);
        assertTrue(of(first, "retries") >= 2, log::toString);
        run(first, () -> first.metrics().contains("stillwatch_webhook_delivered 2\n"), 100);
        assertTrue(first.metrics().contains("stillwatch_webhook_dropped_refused 1\n"));
      }
      assertTrue(answers.contains(503) && answers.contains(400) && answers.contains(200));
      assertTrue(taken().contains("\"account_id\":\"one\""), taken());
      assertTrue(taken().contains("acts on nobody else"), taken());
      assertFalse(taken().contains("watched"), taken());

      // While nothing runs, and with the receiver away at the next start.
      int before = bodies.size();
      for (String account : List.of("two", "three", "four", "five", "six")) {
        write(kafka, finding(account, Mode.ENFORCE));
      }
      away = Integer.MAX_VALUE;
      try (Webhook second = webhook(settings)) {
        run(second, () -> of(second, "waiting") >= 5, 200);
        assertTrue(of(second, "waiting") >= 5, () -> second.counts().toString());
      }
      away = 1;
      try (Webhook third = webhook(settings)) {
        run(third, () -> of(third, "delivered") > 0, 100);
      }
      String then = String.join("\n", bodies.subList(before, bodies.size()));
      assertTrue(then.contains("\"account_id\":\"two\""), then);
      assertFalse(then.contains("\"account_id\":\"one\""), then);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void whatRetentionTookIsCountedAndWhatStillStandsIsToldAlsoOnANewPartition(@TempDir Path dir)
      throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/hook", this::receive);
    server.start();
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"), 0)) {
      String topic = Topics.standard().findings();
      KafkaAccess kafka = KafkaAccess.to(broker.bootstrapServers());
      WebhookSettings settings = settings(dir, broker, server);
      try (Admin admin = kafka.admin()) {
        TopicSetup.create(admin, Topics.standard(), (short) 1, 1);
        write(kafka, finding("before", Mode.ENFORCE));
        try (Webhook first = webhook(settings)) {
          run(first, first::hasJoined, 100);
        }
        for (int i = 0; i < 10; i++) {
          write(kafka, finding("gap" + i, Mode.ENFORCE));
        }
        admin
            .deleteRecords(
                Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(1 + 6)))
            .all()
            .get();
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(2))).all().get();
      }
      try (KafkaProducer<byte[], byte[]> producer = kafka.producer("test")) {
        byte[] value = RecordCodec.of(Finding.class).encode(finding("added", Mode.ENFORCE));
        producer.send(new ProducerRecord<>(topic, 1, new byte[] {1}, value)).get();
      }
      try (Webhook second = webhook(settings)) {
        run(second, () -> of(second, "delivered") >= 5, 100);
        assertEquals(5, of(second, "delivered"), () -> log + " " + taken());
        assertEquals(6, of(second, "dropped.expired"), log::toString);
      }
      assertFalse(taken().contains("before"), taken());
      assertFalse(taken().contains("gap5"), taken());
      for (String account : List.of("gap6", "gap7", "gap8", "gap9", "added")) {
        assertTrue(taken().contains("\"account_id\":\"" + account + "\""), taken());
      }
      assertTrue(log.toString().contains("dropped up to 6 that " + topic + "-0"), log::toString);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void onlyHttpsToPublicAddressesUnlessAllowed() throws Exception {
    assertThrows(WrongUse.class, () -> Target.of("http://example.org/x", false, false));
    assertThrows(WrongUse.class, () -> Target.of("https://user:pw@example.org/x", true, true));
    assertThrows(WrongUse.class, () -> Target.of("file:///etc/passwd", true, true));
    for (String host :
        List.of(
            "127.0.0.1",
            "169.254.169.254",
            "10.1.2.3",
            "192.168.0.9",
            "172.16.1.1",
            "100.64.0.1",
            "0.0.0.0",
            "[::1]",
            "[fd00::1]",
            "[fe80::1]")) {
      assertFalse(Target.of("https://" + host + "/", false, false).refusal().isEmpty(), host);
      assertEquals("", Target.of("https://" + host + "/", false, true).refusal(), host);
    }
    assertEquals("", Target.of("https://93.184.216.34/", false, false).refusal());
    assertFalse(
        new Target(URI.create("https://h/x?token=1"), false, false).toString().contains("1"));
  }

  @Test
  void aFileOfKeysThatIsNoneIsRefusedWithoutItsSecrets(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("keys");
    String twice = "a " + KEY + "\na " + KEY.replace('0', '9');
    String tooLong = "a " + KEY + "\n" + " ".repeat(5_000) + "\nb " + KEY;
    for (String text :
        List.of("", "a 00ff", "a", "a/b " + KEY, KEY, "a " + KEY.repeat(9), twice, tooLong)) {
      Files.writeString(file, text + "\n");
      String said = assertThrows(WrongUse.class, () -> SigningKeys.read(file), text).getMessage();
      assertFalse(said.contains(KEY), said);
    }
  }

  @Test
  void severalOnOneHostStartAndATakenPortIsSaidBeforeKafkaIsWaitedFor(@TempDir Path dir)
      throws Exception {
    Path keys = Files.writeString(dir.resolve("keys"), "now " + KEY + "\n");
    List<String> plain = List.of("webhook.url=https://93.184.216.34/x", "webhook.keys=" + keys);
    Path file = Files.write(dir.resolve("webhook.properties"), plain);
    assertNull(WebhookSettings.load("127.0.0.1:1", file).metrics(), "no port unless one is set");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<String> scraped = new ArrayList<>(plain);
      scraped.add("metrics.listen=127.0.0.1:" + taken.getLocalPort());
      Files.write(file, scraped);
      StringWriter said = new StringWriter();
      PrintWriter to = new PrintWriter(said);
      int code =
          assertTimeoutPreemptively(
              Duration.ofSeconds(20),
              () ->
                  Stillwatch.run(
                      to,
                      to,
                      "serve-webhook",
                      "--bootstrap-servers",
                      "127.0.0.1:" + silent.getLocalPort(),
                      "--config",
                      file.toString()));
      assertEquals(1, code, said.toString());
      assertTrue(said.toString().contains("; choose another metrics.listen"), said.toString());
    }
  }

  @Test
  void allThatIsWrongInTheSettingsIsSaidAtOnce(@TempDir Path dir) throws IOException {
    Path keys = Files.writeString(dir.resolve("keys"), "ops zz\n");
    Path file = dir.resolve("webhook.properties");
    Files.write(file, List.of("webhook.url=http://h/x", "webhook.keys=" + keys, "listn=1"));
    String said = complaint(file);
    assertTrue(said.startsWith("3 settings are wrong: webhook.url: it must begin with"), said);
    assertTrue(said.contains("; webhook.keys: " + keys + ": line 1 is no key; "), said);
    assertTrue(said.contains("; listn: no such setting"), said);
    Files.write(file, List.of("webhook.keys=" + dir.resolve("missing")));
    said = complaint(file);
    assertTrue(said.contains("webhook.url: is required, such as https://"), said);
    assertTrue(said.contains("; webhook.keys: cannot read the keys of "), said);
    Files.write(file, List.of());
    said = complaint(file);
    assertTrue(
        said.contains("webhook.keys: is required, a file of lines 'NAME HEX' with 48"), said);
  }

  private static String complaint(Path file) {
    return assertThrows(WrongUse.class, () -> WebhookSettings.load("127.0.0.1:1", file))
        .getMessage();
  }

  private void receive(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String text = new String(body, StandardCharsets.UTF_8);
    int answer;
    if (!signed(exchange, body)) {
      answer = 401;
    } else if (away > 0) {
      away--;
      answer = 503;
    } else {
      answer = text.contains("unwanted") ? 400 : 200;
    }
    answers.add(answer);
    bodies.add(answer + text);
    exchange.sendResponseHeaders(answer, -1);
    exchange.close();
  }

  private static boolean signed(HttpExchange exchange, byte[] body) {
    String id = exchange.getRequestHeaders().getFirst("webhook-id");
    String at = exchange.getRequestHeaders().getFirst("webhook-timestamp");
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(HexFormat.of().parseHex(KEY), "HmacSHA256"));
      mac.update((id + "." + at + ".").getBytes(StandardCharsets.UTF_8));
      String right = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
      List<String> given =
          List.of(exchange.getRequestHeaders().getFirst("webhook-signature").split(" ", -1));
      return given.size() == 2
          && given.get(1).equals(right)
          && exchange.getRequestHeaders().getFirst("webhook-key-ids").equals("next now");
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String taken() {
    return String.join("\n", bodies.stream().filter(body -> body.startsWith("200")).toList());
  }

  private Webhook webhook(WebhookSettings settings) throws InterruptedException {
    return new Webhook(settings, leaping, 20, log::add);
  }

  /** Runs until it is so, or so many times half a second have passed. */
  private static void run(Webhook webhook, BooleanSupplier until, int polls)
      throws InterruptedException {
    int[] asked = new int[1];
    webhook.run(() -> until.getAsBoolean() || asked[0]++ > 4 * polls);
  }

  private static long of(Webhook webhook, String count) {
    return webhook.counts().getOrDefault(count, 0L);
  }

  private static WebhookSettings settings(Path dir, EmbeddedBroker broker, HttpServer server)
      throws IOException {
    Path keys = dir.resolve("keys");
    Files.writeString(keys, "next " + KEY.replace('0', '9') + "\nnow " + KEY + "\n");
    Path file = dir.resolve("webhook.properties");
    List<String> lines =
        new ArrayList<>(
            List.of(
                "webhook.url=http://127.0.0.1:" + server.getAddress().getPort() + "/hook",
                "webhook.allow.http=true",
                "webhook.allow.private=true",
                "webhook.keys=" + keys,
                "alive.file=" + dir.resolve("alive")));
    Files.write(file, lines);
    return WebhookSettings.load(broker.bootstrapServers(), file);
  }

  private static void write(KafkaAccess kafka, Object... records) throws Exception {
    Topics topics = Topics.standard();
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer("test")) {
      for (Object record : records) {
        byte[] key = "k".getBytes(StandardCharsets.UTF_8);
        producer
            .send(
                record instanceof Finding finding
                    ? new ProducerRecord<>(
                        topics.findings(), key, RecordCodec.of(Finding.class).encode(finding))
                    : new ProducerRecord<>(
                        topics.status(),
                        key,
                        RecordCodec.of(StatusReport.class).encode((StatusReport) record)))
            .get();
      }
    }
  }

  private static StatusReport held() {
    return StatusReport.newBuilder()
        .setReporter("budget/default/rubric-grading")
        .setAt(AT)
        .setCounts(Map.of("holds", 1L))
        .setNotes(Map.of("alarm", "rubric-grading acts on nobody else"))
        .build();
  }

  private static Finding finding(String account, Mode mode) {
    return Finding.newBuilder()
        .setFindingId("f-" + account)
        .setRevision(1)
        .setTenant("default")
        .setAccountId(account)
        .setPatternId("rubric-grading")
        .setPatternVersion(1)
        .setBook("b")
        .setMode(mode)
        .setEpisode("e")
        .setMatches(1)
        .setEventTime(AT)
        .setClock(AT)
        .setRequested(
            ActionRequest.newBuilder()
                .setKind(ActionKind.THROTTLE)
                .setDurationMs(60_000)
                .setReasonCode("rubric-grading")
                .build())
        .setExplanation("a test")
        .setEvidence(Evidence.newBuilder().setExchangeId("x").setFirstAt(AT).setLastAt(AT).build())
        .build();
  }
}
