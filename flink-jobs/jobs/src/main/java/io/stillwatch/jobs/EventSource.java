package io.stillwatch.jobs;

import io.stillwatch.intake.Format;
import io.stillwatch.intake.Source;
import io.stillwatch.intake.settings.SealSettings;
import io.stillwatch.intake.settings.SettingsException;
import io.stillwatch.intake.settings.SettingsReader;
import io.stillwatch.intake.settings.SourceSettings;
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
public record EventSource(String topic, Source source, SealSettings seals, Duration silentAfter)
    implements Serializable {

  private static final int SOURCES_MAX = 32;

  /** Quiet for so long at any time of the day, a source has hardly nothing to tell. */
  private static final Duration SILENT_AFTER = Duration.ofMinutes(10);

  /** One whose seals nobody looks at, if there are any, and whose silence nobody asks about. */
  public EventSource(String topic, Source source) {
    this(topic, source, SealSettings.OFF, Duration.ZERO);
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
      if (!SourceSettings.isName(name) || !names.add(name) || names.size() > SOURCES_MAX) {
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
    boolean content = in.flag(SourceSettings.name(name, "content"), false);
    boolean joined = in.flag(SourceSettings.name(name, "join"), false);
    return new EventSource(
        usualTopic.isEmpty() ? in.text(SourceSettings.name(name, "topic"), "") : usualTopic,
        SourceSettings.read(in, name, content, joined),
        SealSettings.read(in, name),
        in.duration(
            SourceSettings.name(name, "silent.after"),
            SILENT_AFTER,
            Duration.ZERO,
            Duration.ofDays(7)));
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
    SourceSettings.describe(source, lines);
    seals.describe(source.name(), lines);
  }
}
