package io.stillwatch.cli.webhook;

import io.stillwatch.cli.Reason;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.intake.settings.SettingsException;
import io.stillwatch.intake.settings.SettingsFile;
import io.stillwatch.intake.settings.SettingsReader;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.Topics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set, checked.
 *
 * @param name tells this webhook from others: its consumer group and its reports
 * @param giveUpAfter how long a delivery is tried before it is dropped
 * @param metrics where its counts are scraped; null where nobody scrapes them
 * @param alive the file whose time says when it last did its rounds; null where nobody looks
 */
record WebhookSettings(
    KafkaAccess kafka,
    Topics topics,
    String name,
    Target target,
    SigningKeys keys,
    FindingChoice findings,
    boolean alarms,
    Duration giveUpAfter,
    @Nullable InetSocketAddress metrics,
    @Nullable Path alive) {

  /** Which findings are told. */
  enum FindingChoice {
    /** Those of promoted patterns that ask for an action. */
    ACTING,
    ALL,
    NONE
  }

  private static final int NAME_CHARS_MAX = 64;
  private static final String NOWHERE = "none";

  static WebhookSettings load(String bootstrapServers, Path file) {
    Map<String, String> texts = new HashMap<>();
    try {
      SettingsFile.read(file, texts);
    } catch (IOException e) {
      throw new WrongUse("cannot read " + file + ": " + Reason.of(e) + "; check --config", e);
    }
    try {
      return read(bootstrapServers, new SettingsReader(texts));
    } catch (SettingsException e) {
      throw new WrongUse(Reason.of(e) + "; check --config", e);
    }
  }

  private static WebhookSettings read(String bootstrapServers, SettingsReader in) {
    Map<String, String> kafka = in.below("kafka.");
    kafka.replaceAll((name, text) -> text.strip());
    Topics topics = topics(in);
    String name = name(in);
    String url = required(in, "webhook.url", "such as https://alerts.example.org/stillwatch");
    boolean allowHttp = in.flag("webhook.allow.http", false);
    boolean allowPrivate = in.flag("webhook.allow.private", false);
    Target target =
        url.isEmpty() ? null : or(in, "webhook.url", () -> Target.of(url, allowHttp, allowPrivate));
    String file =
        required(in, "webhook.keys", "a file of lines 'NAME HEX' with " + SigningKeys.FORM);
    SigningKeys keys =
        file.isEmpty() ? null : or(in, "webhook.keys", () -> SigningKeys.read(Path.of(file)));
    FindingChoice findings = in.choice("webhook.findings", FindingChoice.ACTING);
    boolean alarms = in.flag("webhook.alarms", true);
    int giveUpMinutes = in.number("webhook.give.up.minutes", 60, 1, 24 * 60);
    InetSocketAddress metrics = metrics(in);
    String alive = in.text("alive.file", "");
    in.finish();
    return new WebhookSettings(
        new KafkaAccess(bootstrapServers, kafka),
        topics,
        name,
        Objects.requireNonNull(target),
        Objects.requireNonNull(keys),
        findings,
        alarms,
        Duration.ofMinutes(giveUpMinutes),
        metrics,
        alive.isEmpty() ? null : Path.of(alive));
  }

  /** Nowhere unless it is set: a second one on this host must not need to be told. */
  private static @Nullable InetSocketAddress metrics(SettingsReader in) {
    return in.text("metrics.listen", NOWHERE).equals(NOWHERE)
        ? null
        : in.address("metrics.listen", "127.0.0.1:9467");
  }

  private static Topics topics(SettingsReader in) {
    try {
      return new Topics(in.text("topics.prefix", ""));
    } catch (IllegalArgumentException e) {
      in.problem("topics.prefix", Reason.of(e));
      return Topics.standard();
    }
  }

  private static String name(SettingsReader in) {
    String name = in.text("name", "webhook");
    boolean fine =
        !name.isEmpty()
            && name.length() <= NAME_CHARS_MAX
            && name.chars()
                .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "-_.".indexOf(c) >= 0));
    if (!fine) {
      in.problem("name", "up to 64 letters, digits, '-', '_' and '.'");
    }
    return name;
  }

  private static String required(SettingsReader in, String name, String form) {
    String text = in.text(name, "");
    if (text.isEmpty()) {
      in.problem(name, "is required, " + form);
    }
    return text;
  }

  /** What is wrong is told with all else that is; null then. */
  private static <T> @Nullable T or(SettingsReader in, String name, Supplier<T> read) {
    try {
      return read.get();
    } catch (WrongUse e) {
      in.problem(name, Reason.of(e));
      return null;
    }
  }

  /** Names no key and nothing of Kafka's but the brokers. */
  @Override
  public String toString() {
    return "webhook " + name + ": " + kafka + " to " + target + ", signed with " + keys.ids();
  }
}
