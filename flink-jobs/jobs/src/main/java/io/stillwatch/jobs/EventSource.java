package io.stillwatch.jobs;

import io.stillwatch.intake.Format;
import io.stillwatch.intake.Identity;
import io.stillwatch.intake.Source;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A topic that events come on, and how its records are read.
 *
 * <p>The events topic is always one of them, by the name {@code events}; the setting "sources"
 * names others. Each is set up by {@code source.NAME.…}.
 *
 * @param silentAfter quiet for so long it has fallen silent, which raises an alarm; zero for never
 */
public record EventSource(String topic, Source source, Duration silentAfter)
    implements Serializable {

  private static final int SOURCES_MAX = 32;

  /** Quiet for so long at any time of the day, a source has hardly nothing to tell. */
  private static final Duration SILENT_AFTER = Duration.ofMinutes(10);

  /** One whose silence nobody asks about. */
  public EventSource(String topic, Source source) {
    this(topic, source, Duration.ZERO);
  }

  /**
   * The sources that settings of these names set up.
   *
   * @throws SettingsException with everything that is wrong
   */
  public static List<EventSource> of(Map<String, String> settings, Topics topics) {
    SettingsReader in = new SettingsReader(settings);
    List<EventSource> sources = read(in, topics);
    in.finish();
    return sources;
  }

  /** Reads {@code sources} and what is said about each of them. */
  static List<EventSource> read(SettingsReader in, Topics topics) {
    List<EventSource> sources = new ArrayList<>();
    String events = Source.RECOGNISED.name();
    sources.add(read(in, events, topics.events()));
    Set<String> used = new HashSet<>(Set.of(topics.events()));
    Set<String> names = new HashSet<>(Set.of(events));
    for (String name : in.list("sources")) {
      if (!plain(name) || !names.add(name) || names.size() > SOURCES_MAX) {
        in.problem(
            "sources",
            "'"
                + name
                + "' must be a name of its own in letters, digits and '-', one of at most "
                + SOURCES_MAX);
        continue;
      }
      EventSource source = read(in, name, "");
      if (source.topic.isEmpty()) {
        in.problem("source." + name + ".topic", "is required: the topic of source " + name);
      } else if (!used.add(source.topic)) {
        in.problem("source." + name + ".topic", "another source has the topic " + source.topic);
      }
      sources.add(source);
    }
    return List.copyOf(sources);
  }

  private static EventSource read(SettingsReader in, String name, String usualTopic) {
    String prefix = "source." + name + ".";
    Identity identity =
        new Identity(
            in.list(prefix + "account"),
            in.list(prefix + "api.key"),
            in.list(prefix + "organization"),
            in.list(prefix + "tenant"),
            in.list(prefix + "address"));
    Format format = in.choice(prefix + "format", Format.AUTO);
    boolean content = in.flag(prefix + "content", false);
    boolean joined = in.flag(prefix + "join", false);
    Duration silentAfter =
        in.duration(prefix + "silent.after", SILENT_AFTER, Duration.ZERO, Duration.ofDays(7));
    Source source;
    try {
      source = new Source(name, format, identity, content, joined);
    } catch (IllegalArgumentException e) {
      in.problem("source." + name, String.valueOf(e.getMessage()));
      source = new Source(name, format, Identity.USUAL, content, joined);
    }
    return new EventSource(
        usualTopic.isEmpty() ? in.text(prefix + "topic", "") : usualTopic, source, silentAfter);
  }

  private static boolean plain(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '-');
  }

  /** What was set, by the names of the settings. */
  void describe(Map<String, String> lines) {
    String prefix = "source." + source.name() + ".";
    boolean events = source.name().equals(Source.RECOGNISED.name());
    if (!events) {
      lines.merge("sources", source.name(), (names, one) -> names + "," + one);
      lines.put(prefix + "topic", topic);
    }
    if (!events || source.format() != Format.AUTO) {
      lines.put(prefix + "format", source.format().toString());
    }
    if (source.content()) {
      lines.put(prefix + "content", "true");
    }
    if (source.joined()) {
      lines.put(prefix + "join", "true");
    }
    lines.put(prefix + "silent.after", SettingsReader.print(silentAfter));
    Identity identity = source.identity();
    describe(lines, prefix + "account", identity.account());
    describe(lines, prefix + "api.key", identity.apiKey());
    describe(lines, prefix + "organization", identity.organization());
    describe(lines, prefix + "tenant", identity.tenant());
    describe(lines, prefix + "address", identity.address());
  }

  private static void describe(Map<String, String> lines, String name, List<String> attributes) {
    if (!attributes.isEmpty()) {
      lines.put(name, String.join(",", attributes));
    }
  }
}
