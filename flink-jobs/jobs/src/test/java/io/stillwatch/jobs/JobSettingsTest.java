package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.seal.SealNeed;
import io.stillwatch.intake.settings.SettingsException;
import io.stillwatch.jobs.JobSettings.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobSettingsTest {

  private static final String KEY = "000102030405060708090a0b0c0d0e0f";

  @TempDir Path dir;

  @Test
  void theDefaultsAreThese() {
    JobSettings settings =
        JobSettings.load(
            Place.CLUSTER,
            null,
            Map.of("bootstrap.servers", "kafka:9092", "hash.key", KEY, "data.dir", "/data"));
    assertEquals(
        """
        accounts.cached=100000
        accounts.unwritten=100000
        actions.kept=7d
        bootstrap.servers=kafka:9092
        budget.accounts.least=10
        budget.accounts.per.hour=50
        budget.campaign.accounts.per.hour=25000
        budget.share.percent=1
        buffer.timeout=5ms
        checkpoint.dir=file:///data/checkpoints
        checkpoint.interval=5s
        data.dir=/data
        dead.letter.content=false
        engine=packed
        hash.key=(set)
        join.wait=10s
        link.ttl=14d
        parallelism=0
        profile.ttl=30d
        source.events.silent.after=10m
        topics.partitions=4
        topics.prefix=
        topics.replication=0
        trust.received.at=false
        """,
        settings.describe());
    assertEquals(128, JobsLimits.MAX_PARALLELISM);
  }

  @Test
  void everySettingArrivesWhereItBelongs() throws Exception {
    Path key = Files.writeString(dir.resolve("key"), KEY + "\n");
    String written =
        """
        accounts.cached=500
        accounts.unwritten=50
        actions.kept=14d
        bootstrap.servers=a:1,b:2
        budget.accounts.least=3
        budget.accounts.per.hour=500
        budget.campaign.accounts.per.hour=9000
        budget.share.percent=2
        buffer.timeout=0s
        checkpoint.dir=s3://bucket/checkpoints
        checkpoint.interval=1500ms
        data.dir=/elsewhere
        dead.letter.content=true
        engine=flink-cep
        join.wait=30s
        kafka.security.protocol=SASL_SSL
        link.ttl=21d
        parallelism=8
        profile.ttl=36h
        schema.registry.url=https://registry:8081/base
        source.events.content=true
        source.events.silent.after=10m
        source.gateway.account=x-account,user.id
        source.gateway.address=client.address
        source.gateway.api.key=key.id
        source.gateway.format=otlp-proto
        source.gateway.join=true
        source.gateway.organization=org.id
        source.gateway.silent.after=90s
        source.gateway.tenant=tenant.id
        source.gateway.topic=otlp_spans
        source.vllm.format=auto
        source.vllm.silent.after=0s
        source.vllm.topic=vllm
        sources=gateway,vllm
        topics.partitions=32
        topics.prefix=acme.
        topics.replication=2
        trust.received.at=true
        """;
    Path file = Files.writeString(dir.resolve("settings"), written + "hash.key.file=" + key + "\n");
    JobSettings settings = JobSettings.load(Place.CLUSTER, file, Map.of());
    List<String> described = settings.describe().lines().toList();
    assertEquals(
        written.lines().toList(),
        described.stream().filter(line -> !line.equals("hash.key=(set)")).toList());
    assertEquals(KEY, settings.hashKey().value());
  }

  @Test
  void aSourceThatAsksForSealsNamesAFileOfKeysThatCanBeRead() throws Exception {
    Path keys = Files.writeString(dir.resolve("seal.keys"), "k1=" + "ab".repeat(32));
    Map<String, String> good =
        Map.of(
            "source.events.sealed", "required",
            "source.events.seal.keys", keys.toString(),
            "data.dir", dir.toString());
    JobSettings settings = JobSettings.load(Place.EMBEDDED, null, good);
    assertEquals(SealNeed.REQUIRED, settings.sources().get(0).seals().need());
    String described = settings.describe();
    assertTrue(described.contains("source.events.sealed=required\n"), described);
    assertFalse(described.contains("abab"), described);

    Path broken = Files.writeString(dir.resolve("broken.keys"), "k1=1234");
    SettingsException e =
        assertThrows(
            SettingsException.class,
            () ->
                JobSettings.load(
                    Place.EMBEDDED,
                    null,
                    Map.of(
                        "sources", "a,b",
                        "source.events.sealed", "required",
                        "source.events.seal.keys", broken.toString(),
                        "source.a.topic", "a",
                        "source.a.sealed", "optional",
                        "source.b.topic", "b",
                        "source.b.seal.keys", keys.toString(),
                        "data.dir", dir.toString())));
    assertEquals(
        """
        source.a.seal.keys: is required: the file of keys; a line of it is ID=KEY, made with openssl rand -hex 32
        source.b.seal.keys: is of no use unless source.b.sealed is optional or required
        source.events.seal.keys: %s: line 1: the key must be 64 hexadecimal digits, make one with: openssl rand -hex 32
        """
            .formatted(broken),
        String.join("\n", e.problems().stream().sorted().toList()) + "\n");
  }

  @Test
  void aSourceHasANameATopicOfItsOwnAndAFormatThatIsKnown() {
    SettingsException e =
        assertThrows(
            SettingsException.class,
            () ->
                JobSettings.load(
                    Place.EMBEDDED,
                    null,
                    Map.of(
                        "sources", "a,b,a,c d",
                        "source.a.topic", "inference.events",
                        "source.b.format", "otlp_json",
                        "source.z.format", "litellm",
                        "source.events.format", "xml",
                        "data.dir", dir.toString())));
    assertEquals(
        """
        source.a.topic: another source has the topic inference.events
        source.b.topic: is required: the topic of source b
        source.events.format: 'xml' must be one of auto, event, otlp-proto, otlp-json, span-json, litellm, envoy, openai, langfuse
        source.z.format: no such setting
        sources: 'a' must be a name of its own in letters, digits and '-', one of at most 32
        sources: 'c d' must be a name of its own in letters, digits and '-', one of at most 32
        """,
        String.join("\n", e.problems().stream().sorted().toList()) + "\n");
  }

  @Test
  void theCommandLineBeatsTheFile() throws Exception {
    Path file = Files.writeString(dir.resolve("settings"), "parallelism=4\nengine=flink-cep\n");
    JobSettings settings =
        JobSettings.fromArguments(
            Place.EMBEDDED,
            "--config",
            file.toString(),
            "--parallelism",
            "2",
            "--data.dir",
            dir.toString());
    assertEquals(2, settings.parallelism());
    assertEquals(JobSettings.Engine.FLINK_CEP, settings.engine());
  }

  @Test
  void allProblemsAreReportedAtOnceEachUnderItsName() {
    SettingsException e =
        assertThrows(
            SettingsException.class,
            () ->
                JobSettings.load(
                    Place.CLUSTER,
                    null,
                    Map.of(
                        "parallelism", "129",
                        "checkpoint.interval", "2 weeks",
                        "engine", "esper",
                        "trust.received.at", "yes",
                        "accounts.cached", "10",
                        "accounts.unwritten", "11",
                        "topics.prefix", "a b",
                        "schema.registry.url", "http://user:pw@registry",
                        "kafka.security.protocol", "TLS",
                        "paralelism", "2")));
    assertEquals(
        List.of(
            "accounts.unwritten: 11 must not exceed accounts.cached 10",
            "bootstrap.servers: is required: the Kafka brokers, as host:port,host:port",
            "kafka.security.protocol: 'TLS' must be one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL",
            "hash.key.file: is required on a cluster, where every task and every sidecar must hash"
                + " alike; make one with: openssl rand -hex 16",
            "schema.registry.url: must be an http or https address without user and password in it",
            "topics.prefix: topic prefix 'a b' must be at most 100 letters, digits, '.', '_' or"
                + " '-'",
            "parallelism: '129' must be a whole number from 0 to 128",
            "engine: 'esper' must be one of packed, flink-cep",
            "checkpoint.interval: '2 weeks' must be a time like 500ms, 2s, 10m, 3h or 30d, from"
                + " 100ms to 1h",
            "trust.received.at: 'yes' must be true or false",
            "paralelism: no such setting"),
        e.problems());
    assertTrue(e.toString().contains("11 settings are wrong"), e.toString());
    assertFalse(e.toString().contains("user:pw"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/data/checkpoints",
        "file:///data/my checkpoints",
        "file://data/c",
        ":",
        "s3:bucket/c",
        "mailto:ops@example.org",
        "C:/data/checkpoints",
        "s3://bucket/c#one",
        "s3://bucket/c?region=eu",
        "s3://bucket/my checkpoints"
      })
  void checkpointsGoWhereAUriSays(String wrong) {
    SettingsException e =
        assertThrows(
            SettingsException.class,
            () -> JobSettings.checked(Place.EMBEDDED, null, Map.of("checkpoint.dir", wrong)));
    assertEquals(
        List.of(
            "checkpoint.dir: '"
                + wrong
                + "' must be a URI like file:///folder or s3://bucket/folder, without '?' and '#';"
                + " in that of a file a blank is written %20"),
        e.problems());
  }

  @ParameterizedTest
  @CsvSource({
    "file:///data/my%20checkpoints, file:/data/my checkpoints",
    "s3://bucket/a%20b, s3://bucket/a%20b",
    "s3://bucket, s3://bucket",
    "hdfs:///checkpoints, hdfs:///checkpoints"
  })
  void onlyInAFilesUriDoesACodeStandForACharacter(String set, String forFlink) {
    JobSettings settings = JobSettings.checked(Place.EMBEDDED, null, Map.of("checkpoint.dir", set));
    assertEquals(
        forFlink, JobConfiguration.ofJob(settings).get(CheckpointingOptions.CHECKPOINTS_DIRECTORY));
  }

  @Test
  void whatAProviderKnowsIsLeftToKafka() {
    JobSettings settings =
        JobSettings.checked(
            Place.EMBEDDED, null, Map.of("kafka.security.protocol", "${dir:/etc/kafka:protocol}"));
    assertEquals(
        "${dir:/etc/kafka:protocol}", settings.kafka().settings().get("security.protocol"));
  }

  @Test
  void whatIsOnlyCheckedMakesNoKey() {
    JobSettings.checked(Place.EMBEDDED, null, Map.of("data.dir", dir.toString()));
    assertFalse(Files.exists(dir.resolve("hash.key")));
  }

  @Test
  void nothingSecretIsPrinted() {
    JobSettings settings =
        JobSettings.load(
            Place.CLUSTER,
            null,
            Map.of(
                "bootstrap.servers", "kafka:9092",
                "hash.key", KEY,
                "schema.registry.url", "http://registry:8081",
                "schema.registry.authorization", "Basic c2VjcmV0",
                "kafka.sasl.mechanism", "SCRAM-SHA-512",
                "kafka.sasl.jaas.config", "username=u password=hidden;",
                "kafka.ssl.key.password", "hidden too"));
    String printed = settings + settings.kafka().toString() + settings.describe();
    assertTrue(printed.contains("kafka.sasl.mechanism=SCRAM-SHA-512"));
    assertTrue(printed.contains("kafka.sasl.jaas.config=(set)"));
    assertFalse(printed.contains("hidden"), printed);
    assertFalse(printed.contains("c2VjcmV0"), printed);
    assertFalse(printed.contains(KEY), printed);
    assertEquals("hidden too", settings.kafka().settings().get("ssl.key.password"));
  }

  @Test
  void anEmbeddedEngineMakesItsKeyOnceForItsOwnerOnly() throws Exception {
    Map<String, String> here = Map.of("data.dir", dir.resolve("data").toString());
    Secret first = JobSettings.load(Place.EMBEDDED, null, here).hashKey();
    Secret second = JobSettings.load(Place.EMBEDDED, null, here).hashKey();
    assertEquals(first, second);
    Path file = dir.resolve("data/hash.key");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    try (var files = Files.list(dir.resolve("data"))) {
      assertEquals(1, files.count(), "nothing half-written is left");
    }
    Map<String, String> elsewhere = Map.of("data.dir", dir.resolve("other").toString());
    assertNotEquals(first, JobSettings.load(Place.EMBEDDED, null, elsewhere).hashKey());
  }

  @Test
  void settingsThatAreWrongLeaveNothingBehind() {
    Path data = dir.resolve("never");
    assertThrows(
        SettingsException.class,
        () ->
            JobSettings.load(
                Place.EMBEDDED, null, Map.of("data.dir", data.toString(), "engine", "none")));
    assertFalse(Files.exists(data));
  }

  @Test
  void aKeyThatIsNoneIsSaidSoWithoutShowingIt() throws Exception {
    Path file = Files.writeString(dir.resolve("key"), "topsecretbutnothex");
    SettingsException e =
        assertThrows(
            SettingsException.class,
            () -> JobSettings.load(Place.EMBEDDED, null, Map.of("hash.key.file", file.toString())));
    assertTrue(e.problems().get(0).startsWith("hash.key.file: "), e.toString());
    assertFalse(e.toString().contains("topsecret"), e.toString());

    SettingsException absent =
        assertThrows(
            SettingsException.class,
            () -> JobSettings.load(Place.EMBEDDED, null, Map.of("hash.key.file", dir + "/absent")));
    assertTrue(absent.toString().contains("there is no such file"), absent.toString());
  }
}
