package io.stillwatch.sidecar;

import io.stillwatch.intake.seal.SealKeyFile;
import io.stillwatch.intake.settings.SettingsException;
import io.stillwatch.intake.settings.SettingsFile;
import io.stillwatch.intake.settings.SettingsReader;
import io.stillwatch.intake.settings.SourceSettings;
import io.stillwatch.schemas.HostName;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.HashKeys;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set, checked. What the engine has too has the same name here.
 *
 * @param kafka settings of the Kafka client; may hold secrets, so they are never printed
 * @param topic where events go
 * @param name of this sidecar, in seals
 * @param hashKey the engine's, or features would meet nobody's
 * @param sealKeys the file of keys; null where nothing is sealed
 * @param listen where OTLP over HTTP is taken; null where nothing is
 * @param listenGrpc where OTLP over gRPC is taken; null where nothing is
 * @param metrics where counts are read
 * @param bodyBytesMax bytes of one request, unpacked
 * @param memoryBytesMax bytes that all requests under way may take, with their copies
 * @param stateDir where it is kept how far logs were read; null where there are none
 */
public record SidecarSettings(
    Map<String, String> kafka,
    String topic,
    String name,
    HashKey hashKey,
    @Nullable Path sealKeys,
    @Nullable InetSocketAddress listen,
    @Nullable InetSocketAddress listenGrpc,
    InetSocketAddress metrics,
    int bodyBytesMax,
    int memoryBytesMax,
    SidecarSource otlp,
    List<SidecarSource> logs,
    @Nullable Path stateDir) {

  private static final String LISTEN = "127.0.0.1:4318";
  private static final String LISTEN_GRPC = "127.0.0.1:4317";
  private static final String METRICS = "127.0.0.1:9465";
  private static final int HASH_KEY_FILE_BYTES_MAX = 256;
  private static final int NAME_CHARS_MAX = 96;
  private static final int MEBIBYTE = 1 << 20;

  /**
   * Reads a properties file, over which the overrides go.
   *
   * @throws SettingsException with everything that is wrong
   */
  public static SidecarSettings load(@Nullable Path file, Map<String, String> overrides) {
    Map<String, String> texts = new HashMap<>();
    if (file != null) {
      try {
        SettingsFile.read(file, texts);
      } catch (IOException e) {
        throw new SettingsException(List.of("config: cannot read " + file + ": " + reason(e)));
      }
    }
    texts.putAll(overrides);
    return read(new SettingsReader(texts));
  }

  private static SidecarSettings read(SettingsReader in) {
    List<SidecarSource> logs = logs(in);
    SidecarSettings settings =
        new SidecarSettings(
            kafka(in),
            in.text("topics.prefix", "") + "inference.events",
            name(in),
            hashKey(in),
            sealKeys(in),
            listen(in, "listen", LISTEN),
            listen(in, "listen.grpc", LISTEN_GRPC),
            in.address("metrics.listen", METRICS),
            in.number("body.mebibytes.max", 16, 1, 256) * MEBIBYTE,
            in.number("memory.mebibytes.max", 64, 1, 1024) * MEBIBYTE,
            source(in, SidecarSource.OTLP, null),
            logs,
            stateDir(in, logs));
    if (settings.memoryBytesMax < SidecarLimits.BODY_COPIES * settings.bodyBytesMax) {
      in.problem(
          "memory.mebibytes.max",
          "must be at least "
              + SidecarLimits.BODY_COPIES
              + " times body.mebibytes.max, which is what a request of that size takes");
    }
    if (settings.listen == null && settings.listenGrpc == null && logs.isEmpty()) {
      in.problem(
          "listen", "with none here and in listen.grpc nothing is read; name logs in sources");
    }
    in.finish();
    return settings;
  }

  private static Map<String, String> kafka(SettingsReader in) {
    Map<String, String> kafka = new HashMap<>(in.below("kafka."));
    String brokers = in.text("bootstrap.servers");
    if (brokers == null) {
      in.problem("bootstrap.servers", "is required: the Kafka brokers, as host:port,host:port");
    } else {
      kafka.put("bootstrap.servers", brokers);
    }
    return kafka;
  }

  /** The pod's or host's name; what may not stand in a seal becomes a '-'. */
  private static String name(SettingsReader in) {
    String given = in.text("name");
    String name = given != null ? given : HostName.or("sidecar");
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      plain.append(SourceSettings.isName(String.valueOf(c)) || c == '.' ? c : '-');
    }
    if (given != null && (given.isEmpty() || !given.contentEquals(plain))) {
      in.problem("name", "'" + given + "' must be letters, digits, '-' and '.'");
    }
    return plain.substring(0, Math.min(plain.length(), NAME_CHARS_MAX));
  }

  private static HashKey hashKey(SettingsReader in) {
    String file = in.text("hash.key.file");
    if (file == null) {
      in.problem("hash.key.file", "is required: the file with the engine's own hash.key");
      return HashKey.PUBLIC;
    }
    try (InputStream bytes = Files.newInputStream(Path.of(file))) {
      byte[] hex = bytes.readNBytes(HASH_KEY_FILE_BYTES_MAX);
      return HashKeys.read(new String(hex, StandardCharsets.US_ASCII).strip()).key();
    } catch (IOException e) {
      in.problem("hash.key.file", "cannot read " + file + ": " + reason(e));
    } catch (IllegalArgumentException e) {
      in.problem("hash.key.file", String.valueOf(e.getMessage()));
    }
    return HashKey.PUBLIC;
  }

  private static @Nullable Path sealKeys(SettingsReader in) {
    boolean sealed = in.flag("sealed", true);
    String file = in.text("seal.keys");
    if (!sealed) {
      if (file != null) {
        in.problem("seal.keys", "is of no use with sealed=false");
      }
      return null;
    }
    if (file == null) {
      in.problem(
          "seal.keys",
          "is required: the file of keys, whose first one seals; a line of it is ID=KEY, made with"
              + " openssl rand -hex 32 (or set sealed=false where the engine asks for no seals)");
      return null;
    }
    try {
      SealKeyFile unused = new SealKeyFile(Path.of(file), 0);
    } catch (IOException e) {
      in.problem("seal.keys", String.valueOf(e.getMessage()));
    }
    return Path.of(file);
  }

  private static @Nullable InetSocketAddress listen(
      SettingsReader in, String name, String fallback) {
    boolean open = in.flag("listen.open", false);
    if (in.text(name, fallback).equals("none")) {
      return null;
    }
    InetSocketAddress address = in.address(name, fallback);
    InetAddress ip = address.getAddress();
    if (!open && ip != null && !ip.isLoopbackAddress()) {
      in.problem(
          name,
          "whoever reaches "
              + in.text(name, fallback)
              + " can have events of any account sealed; listen on 127.0.0.1, or set"
              + " listen.open=true if a network policy lets in nobody else");
    }
    return address;
  }

  private static List<SidecarSource> logs(SettingsReader in) {
    List<SidecarSource> logs = new ArrayList<>();
    Set<String> names = new HashSet<>(Set.of(SidecarSource.OTLP));
    for (String name : in.list("sources")) {
      if (!SourceSettings.isName(name)
          || !names.add(name)
          || names.size() > SidecarLimits.SOURCES_MAX) {
        in.problem(
            "sources",
            "'"
                + name
                + "' must be a name of its own in letters, digits and '-', one of at most "
                + (SidecarLimits.SOURCES_MAX - 1));
        continue;
      }
      String setting = SourceSettings.name(name, "path");
      String path = in.text(setting);
      if (path == null) {
        in.problem(setting, "is required: the log of source " + name);
      }
      logs.add(source(in, name, Path.of(path == null ? "" : path)));
    }
    return List.copyOf(logs);
  }

  private static SidecarSource source(SettingsReader in, String name, @Nullable Path log) {
    Content content = in.choice(SourceSettings.name(name, "content"), Content.FEATURES);
    return new SidecarSource(
        SourceSettings.read(in, name, content != Content.NONE, false), content, log);
  }

  private static @Nullable Path stateDir(SettingsReader in, List<SidecarSource> logs) {
    String dir = in.text("state.dir");
    if (dir == null) {
      if (!logs.isEmpty()) {
        in.problem("state.dir", "is required: a folder to keep how far logs were read");
      }
      return null;
    }
    Path path = Path.of(dir);
    if (!Files.isDirectory(path) || !Files.isWritable(path)) {
      in.problem("state.dir", path + " must be a folder that can be written");
    }
    return path;
  }

  private static String reason(Exception e) {
    return e instanceof NoSuchFileException
        ? "there is no such file"
        : String.valueOf(e.getMessage());
  }

  /** Names no key and no setting of Kafka's but the brokers: the others may be secret. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    parts.add("sidecar " + name);
    parts.add(
        listen == null ? "no OTLP over HTTP" : "OTLP over HTTP on " + SettingsReader.print(listen));
    parts.add(
        listenGrpc == null ? "none over gRPC" : "over gRPC on " + SettingsReader.print(listenGrpc));
    for (SidecarSource log : logs) {
      parts.add(log.name() + " from " + log.log());
    }
    parts.add("events to " + topic + " at " + kafka.get("bootstrap.servers"));
    parts.add(sealKeys == null ? "not sealed" : "sealed");
    return String.join(", ", parts);
  }
}
