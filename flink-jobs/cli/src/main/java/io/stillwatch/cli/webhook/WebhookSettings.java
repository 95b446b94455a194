package io.stillwatch.cli.webhook;

import io.stillwatch.cli.Reason;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.Topics;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * Everything that can be set, checked.
 *
 * @param name tells this webhook from others: its consumer group and its reports
 * @param giveUpAfter how long a delivery is tried before it is dropped
 */
record WebhookSettings(
    KafkaAccess kafka,
    Topics topics,
    String name,
    Target target,
    SigningKeys keys,
    FindingChoice findings,
    boolean alarms,
    Duration giveUpAfter) {

  /** Which findings are told. */
  enum FindingChoice {
    /** Those of promoted patterns that ask for an action. */
    ACTING,
    ALL,
    NONE
  }

  private static final String KAFKA = "kafka.";
  private static final int NAME_CHARS_MAX = 64;

  static WebhookSettings load(String bootstrapServers, Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new WrongUse("cannot read " + file + ": " + Reason.of(e) + "; check --config", e);
    }
    Map<String, String> texts = new HashMap<>();
    properties.forEach((name, text) -> texts.put(name.toString(), text.toString().strip()));
    Map<String, String> kafka = new HashMap<>();
    texts.keySet().stream()
        .filter(name -> name.startsWith(KAFKA))
        .forEach(name -> kafka.put(name.substring(KAFKA.length()), texts.getOrDefault(name, "")));
    texts.keySet().removeIf(name -> name.startsWith(KAFKA));

    WebhookSettings settings =
        new WebhookSettings(
            new KafkaAccess(bootstrapServers, kafka),
            topics(take(texts, "topics.prefix", "")),
            name(take(texts, "name", "webhook")),
            Target.of(
                required(texts, "webhook.url"),
                flag(texts, "webhook.allow.http", "false"),
                flag(texts, "webhook.allow.private", "false")),
            SigningKeys.read(Path.of(required(texts, "webhook.keys"))),
            findings(take(texts, "webhook.findings", "acting")),
            flag(texts, "webhook.alarms", "true"),
            Duration.ofMinutes(minutes(take(texts, "webhook.give.up.minutes", "60"))));
    if (!texts.isEmpty()) {
      throw new WrongUse(
          file
              + ": no such setting: "
              + String.join(", ", texts.keySet().stream().sorted().toList()));
    }
    return settings;
  }

  private static Topics topics(String prefix) {
    try {
      return new Topics(prefix);
    } catch (IllegalArgumentException e) {
      throw new WrongUse("topics.prefix: " + Reason.of(e), e);
    }
  }

  private static String name(String name) {
    boolean fine =
        !name.isEmpty()
            && name.length() <= NAME_CHARS_MAX
            && name.chars()
                .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "-_.".indexOf(c) >= 0));
    if (!fine) {
      throw new WrongUse("name: up to 64 letters, digits, '-', '_' and '.'");
    }
    return name;
  }

  private static FindingChoice findings(String text) {
    try {
      return FindingChoice.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new WrongUse("webhook.findings: '" + text + "' must be acting, all or none", e);
    }
  }

  private static int minutes(String text) {
    try {
      int minutes = Integer.parseInt(text);
      if (minutes >= 1 && minutes <= 24 * 60) {
        return minutes;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    throw new WrongUse(
        "webhook.give.up.minutes: '" + text + "' must be a whole number from 1 to 1440");
  }

  private static boolean flag(Map<String, String> texts, String name, String fallback) {
    String text = take(texts, name, fallback);
    if (!text.equals("true") && !text.equals("false")) {
      throw new WrongUse(name + ": '" + text + "' must be true or false");
    }
    return text.equals("true");
  }

  private static String required(Map<String, String> texts, String name) {
    String text = take(texts, name, "");
    if (text.isEmpty()) {
      throw new WrongUse(name + " is required; set it in --config");
    }
    return text;
  }

  private static String take(Map<String, String> texts, String name, String fallback) {
    String text = texts.remove(name);
    return text == null ? fallback : text;
  }

  /** Names no key and nothing of Kafka's but the brokers. */
  @Override
  public String toString() {
    return "webhook " + name + ": " + kafka + " to " + target + ", signed with " + keys.ids();
  }
}
