package io.stillwatch.envoy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.ActionKind;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnvoySettingsTest {

  private static final Map<String, String> LEAST =
      Map.of("bootstrap.servers", "kafka:9092", "identity.account", "metadata:jwt/payload/sub");

  @Test
  void everythingButBrokersAndAccountHasADefault() {
    EnvoySettings settings = EnvoySettings.load(null, LEAST);
    assertEquals(Map.of("bootstrap.servers", "kafka:9092"), settings.kafka());
    assertEquals("enforcement.actions", settings.topics().actions());
    assertEquals(9191, settings.listen().getPort());
    assertTrue(settings.listen().getAddress().isLoopbackAddress());
    assertEquals(new InetSocketAddress("127.0.0.1", 9466), settings.metrics());
    assertTrue(settings.toString().contains(" on 127.0.0.1:9191, Kafka"), settings.toString());
    assertEquals(new IdentitySource.Fixed("default"), settings.identity().tenant());
    assertEquals(
        new IdentitySource.Metadata("jwt", List.of("payload", "sub")),
        settings.identity().account());
    assertNull(settings.identity().apiKey());
    assertNull(settings.identity().organization());
    assertFalse(settings.refuseUnknown());
    assertEquals(10, settings.requestsPerMinute());
    assertEquals(1, settings.instances());
    assertEquals(60, settings.staleness().after().toSeconds());
    assertEquals(Set.of(ActionKind.CHALLENGE), settings.staleness().letGo());
    assertNull(settings.certificate());
  }

  @Test
  void countsMayBeToldNowhere() {
    Map<String, String> quiet = new HashMap<>(LEAST);
    quiet.put("metrics.listen", " none ");
    assertNull(EnvoySettings.load(null, quiet).metrics());
  }

  @Test
  void aFileIsReadAndOverridden(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("envoy.properties");
    Files.writeString(
        file,
        """
        bootstrap.servers=elsewhere:9092
        topics.prefix=eu.
        kafka.sasl.jaas.config=password
        listen=0.0.0.0:9000
        identity.tenant=context:tenant
        identity.account=header:X-Account
        identity.api.key=principal
        identity.organization=fixed:o-1
        identity.headers.trusted=true
        identity.unknown=refuse
        throttle.requests.per.minute=3
        throttle.instances=2
        stale.after.seconds=5
        stale.let.go=suspend, challenge
        """);
    EnvoySettings settings = EnvoySettings.load(file, LEAST);
    assertEquals("kafka:9092", settings.kafka().get("bootstrap.servers"));
    assertEquals("password", settings.kafka().get("sasl.jaas.config"));
    assertFalse(settings.toString().contains("password"), settings.toString());
    assertEquals("eu.detection.feedback", settings.topics().feedback());
    assertEquals(9000, settings.listen().getPort());
    assertEquals(new IdentitySource.Context("tenant"), settings.identity().tenant());
    assertEquals(new IdentitySource.Principal(), settings.identity().apiKey());
    assertTrue(settings.refuseUnknown());
    assertEquals(3, settings.requestsPerMinute());
    assertEquals(2, settings.instances());
    assertEquals(5, settings.staleness().after().toSeconds());
    assertEquals(Set.of(ActionKind.SUSPEND, ActionKind.CHALLENGE), settings.staleness().letGo());
  }

  @Test
  void allThatIsWrongIsSaidAtOnceAndWhatToDo() {
    Map<String, String> wrong = new HashMap<>();
    wrong.put("listen", "nine");
    wrong.put("identity.account", "header:x-account");
    wrong.put("identity.organization", "cookie:o");
    wrong.put("identity.tenant", "metadata:only-a-namespace");
    wrong.put("identity.unknown", "perhaps");
    wrong.put("throttle.instances", "0");
    wrong.put("stale.let.go", "ban");
    wrong.put("tls.key", "/nowhere/key.pem");
    wrong.put("identity.acount", "x");
    SettingsException refused =
        assertThrows(SettingsException.class, () -> EnvoySettings.load(null, wrong));
    assertEquals(
        List.of(
            "bootstrap.servers: is required: the Kafka brokers, as host:port,host:port",
            "listen: 'nine' must be an address and a port, like 127.0.0.1:9191",
            "identity.tenant: 'metadata:only-a-namespace' must be metadata:NAMESPACE/KEY, context:KEY, principal, header:NAME or fixed:VALUE",
            "identity.account: 'header:x-account' is written by whoever sends the request; take it from metadata, or set identity.headers.trusted=true if a filter before this one always sets or removes it",
            "identity.organization: 'cookie:o' must be metadata:NAMESPACE/KEY, context:KEY, principal, header:NAME or fixed:VALUE",
            "identity.unknown: 'perhaps' must be allow or refuse",
            "throttle.instances: '0' must be a whole number from 1 to 1000000",
            "stale.let.go: 'ban' is no kind of action; give none, or kinds like challenge,throttle",
            "tls.key: cannot read /nowhere/key.pem",
            "tls.certificate: and tls.key go together: give both or neither",
            "identity.acount: no such setting"),
        refused.problems());
  }

  @Test
  void theAccountIsRequired() {
    SettingsException refused =
        assertThrows(
            SettingsException.class,
            () -> EnvoySettings.load(null, Map.of("bootstrap.servers", "kafka:9092")));
    assertTrue(refused.problems().get(0).startsWith("identity.account: is required"));
    assertEquals(1, refused.problems().size());
  }
}
