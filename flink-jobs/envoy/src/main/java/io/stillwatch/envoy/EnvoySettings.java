package io.stillwatch.envoy;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.HostName;
import io.stillwatch.subscriber.StalenessRule;
import io.stillwatch.subscriber.SubscriberTopics;
import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set, checked. Brokers and topics have the names that they have for the
 * engine; {@code identity.*} says whose a request is ({@link IdentitySource}).
 *
 * @param kafka settings of the Kafka clients; may hold secrets, so they are never printed
 * @param listen where Envoy finds the service
 * @param name under which it acknowledges on the status topic: one of its own for each instance
 * @param metrics where counts are read, if anywhere
 * @param identity where the parts of a request's identity stand
 * @param refuseUnknown whether a request whose account cannot be told is refused
 * @param requestsPerMinute for a THROTTLE that does not say
 * @param instances how many of this service share one limit, evenly
 * @param certificate with {@code key}, for TLS; {@code clientAuthority} asks for Envoy's own
 */
public record EnvoySettings(
    Map<String, String> kafka,
    SubscriberTopics topics,
    InetSocketAddress listen,
    String name,
    @Nullable InetSocketAddress metrics,
    Identity.Sources identity,
    boolean refuseUnknown,
    int requestsPerMinute,
    int instances,
    StalenessRule staleness,
    @Nullable Path certificate,
    @Nullable Path key,
    @Nullable Path clientAuthority) {

  private static final int PORT = 9191;
  private static final int METRICS_PORT = 9466;

  /**
   * Reads a properties file, over which the overrides go.
   *
   * @throws SettingsException with everything that is wrong
   */
  public static EnvoySettings load(@Nullable Path file, Map<String, String> overrides) {
    Map<String, String> texts = new HashMap<>();
    if (file != null) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        properties.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        String why =
            e instanceof NoSuchFileException
                ? "there is no such file"
                : String.valueOf(e.getMessage());
        throw new SettingsException(List.of("config: cannot read " + file + ": " + why));
      }
      properties.forEach((name, text) -> texts.put(name.toString(), text.toString()));
    }
    texts.putAll(overrides);
    return new Reading(texts).settings();
  }

  /** Takes settings out of their texts and collects what is wrong with them. */
  private static final class Reading {

    private final Map<String, String> texts;
    private final List<String> problems = new ArrayList<>();

    Reading(Map<String, String> texts) {
      this.texts = texts;
    }

    EnvoySettings settings() {
      Map<String, String> kafka = kafka();
      EnvoySettings settings =
          new EnvoySettings(
              kafka,
              SubscriberTopics.withPrefix(text("topics.prefix", "")),
              address("listen", PORT),
              name(),
              metrics(),
              identity(),
              choice("identity.unknown", "allow", Set.of("allow", "refuse")).equals("refuse"),
              number("throttle.requests.per.minute", 10),
              number("throttle.instances", 1),
              staleness(),
              path("tls.certificate"),
              path("tls.key"),
              path("tls.client.authority"));
      if ((settings.certificate == null) != (settings.key == null)) {
        problem("tls.certificate", "and tls.key go together: give both or neither");
      }
      if (settings.clientAuthority != null && settings.certificate == null) {
        problem("tls.client.authority", "needs tls.certificate and tls.key");
      }
      texts.keySet().stream().sorted().forEach(name -> problem(name, "no such setting"));
      if (!problems.isEmpty()) {
        throw new SettingsException(problems);
      }
      return settings;
    }

    private Map<String, String> kafka() {
      Map<String, String> kafka = new HashMap<>();
      for (String name : List.copyOf(texts.keySet())) {
        if (name.startsWith("kafka.") && name.length() > "kafka.".length()) {
          kafka.put(name.substring("kafka.".length()), text(name, ""));
        }
      }
      String brokers = take("bootstrap.servers");
      if (brokers == null) {
        problem("bootstrap.servers", "is required: the Kafka brokers, as host:port,host:port");
      } else {
        kafka.put("bootstrap.servers", brokers);
      }
      return kafka;
    }

    private @Nullable InetSocketAddress metrics() {
      if ("none".equals(texts.getOrDefault("metrics.listen", "").strip())) {
        texts.remove("metrics.listen");
        return null;
      }
      return address("metrics.listen", METRICS_PORT);
    }

    private InetSocketAddress address(String name, int standardPort) {
      String text = text(name, "127.0.0.1:" + standardPort);
      int colon = text.lastIndexOf(':');
      try {
        int port = Integer.parseInt(text.substring(colon + 1));
        if (colon > 0 && port >= 0 && port <= 65_535) {
          return new InetSocketAddress(text.substring(0, colon), port);
        }
      } catch (NumberFormatException e) {
        // said below, as for a port that is none
      }
      problem(name, "'" + text + "' must be an address and a port, like 127.0.0.1:" + standardPort);
      return new InetSocketAddress(standardPort);
    }

    private Identity.Sources identity() {
      boolean trusted =
          choice("identity.headers.trusted", "false", Set.of("true", "false")).equals("true");
      IdentitySource tenant = source("identity.tenant", trusted);
      IdentitySource account = source("identity.account", trusted);
      if (account == null && problems.stream().noneMatch(p -> p.startsWith("identity.account"))) {
        problem(
            "identity.account",
            "is required: where the account's id stands, for example"
                + " metadata:envoy.filters.http.jwt_authn/payload/sub");
      }
      return new Identity.Sources(
          tenant == null ? new IdentitySource.Fixed("default") : tenant,
          account == null ? new IdentitySource.Fixed("nobody") : account,
          source("identity.api.key", trusted),
          source("identity.organization", trusted));
    }

    private @Nullable IdentitySource source(String name, boolean headersTrusted) {
      String text = take(name);
      if (text == null) {
        return null;
      }
      IdentitySource source = IdentitySource.parse(text);
      if (source == null) {
        problem(
            name,
            "'"
                + text
                + "' must be metadata:NAMESPACE/KEY, context:KEY, principal, header:NAME or fixed:VALUE");
      } else if (source.isTheClients() && !headersTrusted) {
        problem(
            name,
            "'"
                + text
                + "' is written by whoever sends the request; take it from metadata, or set"
                + " identity.headers.trusted=true if a filter before this one always sets or removes it");
      }
      return source;
    }

    private StalenessRule staleness() {
      StalenessRule standard = StalenessRule.standard();
      Duration after =
          Duration.ofSeconds(number("stale.after.seconds", (int) standard.after().toSeconds()));
      String text = take("stale.let.go");
      Set<ActionKind> letGo = EnumSet.noneOf(ActionKind.class);
      if (text == null) {
        letGo.addAll(standard.letGo());
      } else if (!text.equals("none")) {
        for (String name : text.split(",", -1)) {
          try {
            letGo.add(ActionKind.valueOf(name.strip().toUpperCase(Locale.ROOT)));
          } catch (IllegalArgumentException e) {
            problem(
                "stale.let.go",
                "'" + name + "' is no kind of action; give none, or kinds like challenge,throttle");
          }
        }
      }
      return new StalenessRule(after, letGo);
    }

    private int number(String name, int fallback) {
      String text = take(name);
      if (text == null) {
        return fallback;
      }
      try {
        int value = Integer.parseInt(text);
        if (value >= 1 && value <= 1_000_000) {
          return value;
        }
      } catch (NumberFormatException e) {
        // said below, as for a number out of range
      }
      problem(name, "'" + text + "' must be a whole number from 1 to 1000000");
      return fallback;
    }

    private String choice(String name, String fallback, Set<String> known) {
      String text = text(name, fallback);
      if (!known.contains(text)) {
        problem(
            name,
            "'" + text + "' must be " + String.join(" or ", known.stream().sorted().toList()));
        return fallback;
      }
      return text;
    }

    private @Nullable Path path(String name) {
      String text = take(name);
      if (text == null) {
        return null;
      }
      Path path = Path.of(text);
      if (!Files.isReadable(path)) {
        problem(name, "cannot read " + path);
      }
      return path;
    }

    private String name() {
      String given = take("name");
      return given == null ? HostName.or("envoy") : given;
    }

    private String text(String name, String fallback) {
      String text = take(name);
      return text == null ? fallback : text;
    }

    private @Nullable String take(String name) {
      String text = texts.remove(name);
      return text == null ? null : text.strip();
    }

    private void problem(String name, String what) {
      problems.add(name + ": " + what);
    }
  }

  /** Where Envoy finds the service, as it would be written here. */
  String address() {
    return listen.getHostString() + ":" + listen.getPort();
  }

  /** Names no setting of Kafka's but the brokers: the others may be secret. */
  @Override
  public String toString() {
    return "Envoy's external authorization on "
        + address()
        + (certificate == null ? "" : " with TLS")
        + ", Kafka at "
        + kafka.get("bootstrap.servers");
  }
}
