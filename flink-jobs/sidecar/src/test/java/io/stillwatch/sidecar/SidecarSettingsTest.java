package io.stillwatch.sidecar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.Format;
import io.stillwatch.intake.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SidecarSettingsTest {

  private static final String HASH_KEY = "000102030405060708090a0b0c0d0e0f";
  private static final String SEAL_KEY = "ab".repeat(32);

  @TempDir private Path dir;
  private final Map<String, String> least = new HashMap<>();

  @BeforeEach
  void files() throws IOException {
    Path hash = Files.writeString(dir.resolve("hash.key"), HASH_KEY + "\n");
    Path seal = Files.writeString(dir.resolve("seal.keys"), "k1=" + SEAL_KEY + "\n");
    least.put("bootstrap.servers", "kafka:9092");
    least.put("name", "pod-1");
    least.put("hash.key.file", hash.toString());
    least.put("seal.keys", seal.toString());
  }

  private List<String> problems(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(least);
    all.putAll(more);
    return assertThrows(SettingsException.class, () -> SidecarSettings.load(null, all))
        .problems()
        .stream()
        .sorted()
        .toList();
  }

  @Test
  void theDefaultsAreThese() {
    SidecarSettings settings = SidecarSettings.load(null, least);
    assertEquals("inference.events", settings.topic());
    assertEquals("/127.0.0.1:4318", String.valueOf(settings.listen()));
    assertEquals("/127.0.0.1:4317", String.valueOf(settings.listenGrpc()));
    assertEquals("/127.0.0.1:9465", settings.metrics().toString());
    assertEquals(16 << 20, settings.bodyBytesMax());
    assertEquals(64 << 20, settings.memoryBytesMax());
    assertEquals(Content.FEATURES, settings.otlp().content());
    assertTrue(settings.otlp().source().content(), "texts are read");
    assertEquals(List.of(), settings.logs());
  }

  @Test
  void readsAFileAndPrintsNoSecret() throws IOException {
    Files.writeString(
        dir.resolve("sidecar.properties"),
        """
        topics.prefix=acme.
        kafka.sasl.jaas.config=hush
        listen=none
        source.otlp.content=none
        sources=access
        source.access.path=/var/log/access.log
        source.access.format=envoy
        source.access.account=account.id
        source.access.content=text
        """
            + "state.dir="
            + dir);
    SidecarSettings settings = SidecarSettings.load(dir.resolve("sidecar.properties"), least);
    assertNull(settings.listen());
    assertFalse(settings.otlp().source().content());
    SidecarSource log = settings.logs().get(0);
    assertEquals(Format.ENVOY, log.source().format());
    assertEquals(List.of("account.id"), log.source().identity().account());
    assertEquals(Content.TEXT, log.content());
    assertEquals("hush", settings.kafka().get("sasl.jaas.config"));
    String printed = settings.toString();
    assertFalse(printed.contains(" on /"), printed);
    assertTrue(printed.contains("events to acme.inference.events at kafka:9092, sealed"), printed);
    assertFalse(
        printed.contains("hush") || printed.contains(SEAL_KEY) || printed.contains(HASH_KEY));
  }

  @Test
  void saysEverythingThatIsWrong() {
    List<String> problems =
        problems(
            Map.of(
                "body.mebibytes.max", "32",
                "memory.mebibytes.max", "16",
                "sources", "otlp,log",
                "source.log.content", "all",
                "hash.key.file", dir.resolve("none").toString(),
                "colour", "red"));
    assertEquals(
        """
        colour: no such setting
        hash.key.file: cannot read %s: there is no such file
        memory.mebibytes.max: must be at least 4 times body.mebibytes.max, which is what a request of that size takes
        source.log.content: 'all' must be one of features, text, none
        source.log.path: is required: the log of source log
        sources: 'otlp' must be a name of its own in letters, digits and '-', one of at most 7
        state.dir: is required: a folder to keep how far logs were read
        """
            .formatted(dir.resolve("none")),
        String.join("\n", problems) + "\n");
    least.remove("seal.keys");
    assertTrue(problems(Map.of()).get(0).startsWith("seal.keys: is required"));
    assertNull(SidecarSettings.load(null, with("sealed", "false")).sealKeys());
    assertTrue(
        problems(Map.of("sealed", "false", "listen", "none", "listen.grpc", "none"))
            .get(0)
            .startsWith("listen:"));
  }

  @Test
  void doesNotSealWhatAnyoneCanSend() {
    assertTrue(problems(Map.of("listen", "0.0.0.0:4318")).get(0).contains("listen.open=true"));
    assertTrue(problems(Map.of("listen.grpc", "0.0.0.0:4317")).get(0).startsWith("listen.grpc:"));
    Map<String, String> open = with("listen", "0.0.0.0:4318");
    open.put("listen.open", "true");
    assertEquals(4318, SidecarSettings.load(null, open).listen().getPort());
  }

  private Map<String, String> with(String name, String value) {
    Map<String, String> all = new HashMap<>(least);
    all.put(name, value);
    return all;
  }
}
