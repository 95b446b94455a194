package io.stillwatch.jobs;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ten topics: their names, whether they are spread over partitions, and how long they keep
 * what.
 *
 * <p>A prefix, empty by default, sets several engines on one cluster apart.
 */
public record Topics(String prefix) implements Serializable {

  private static final String ALLOWED_IN_NAME =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

  private static final String CLEANUP = "cleanup.policy";
  private static final String RETENTION = "retention.ms";
  private static final String MAX_BYTES = "max.message.bytes";
  private static final long DAY_MS = 86_400_000L;

  /**
   * One topic as it should be.
   *
   * @param wide spread over as many partitions as asked for; otherwise one, whose offsets order all
   *     of it
   * @param settings the settings that matter; others are the cluster's own
   */
  public record Plan(String name, boolean wide, Map<String, String> settings) {

    public Plan {
      settings = Map.copyOf(settings);
    }
  }

  public Topics {
    if (prefix.length() > 100 || !prefix.chars().allMatch(Topics::allowedInName)) {
      throw new IllegalArgumentException(
          "topic prefix '" + prefix + "' must be at most 100 letters, digits, '.', '_' or '-'");
    }
  }

  /** The topics under their plain names. */
  public static Topics standard() {
    return new Topics("");
  }

  public String events() {
    return prefix + "inference.events";
  }

  public String patterns() {
    return prefix + "detection.patterns";
  }

  public String feedback() {
    return prefix + "detection.feedback";
  }

  public String findings() {
    return prefix + "detection.findings";
  }

  public String campaigns() {
    return prefix + "detection.campaigns";
  }

  public String actions() {
    return prefix + "enforcement.actions";
  }

  public String status() {
    return prefix + "detection.status";
  }

  public String audit() {
    return prefix + "detection.audit";
  }

  public String schemas() {
    return prefix + "detection.schemas";
  }

  public String deadLetters() {
    return prefix + "detection.dead-letter";
  }

  /** All ten, in the order of the way of an event. */
  public List<Plan> plans() {
    List<Plan> plans = new ArrayList<>();
    plans.add(new Plan(events(), true, eventSettings()));
    plans.add(new Plan(deadLetters(), true, deadLetterSettings()));
    // One partition: the offset of a pointer is its place in the history of the pattern book.
    plans.add(new Plan(patterns(), false, table()));
    plans.add(new Plan(feedback(), false, table()));
    plans.add(new Plan(findings(), true, keptFor(30)));
    plans.add(new Plan(campaigns(), true, table()));
    plans.add(new Plan(actions(), true, actionSettings()));
    plans.add(new Plan(status(), false, table()));
    plans.add(new Plan(audit(), false, keptFor(400)));
    plans.add(new Plan(schemas(), false, table()));
    return List.copyOf(plans);
  }

  /** The broker's time is the one that producers cannot forge: intake clamps event times by it. */
  private static Map<String, String> eventSettings() {
    Map<String, String> settings = keptFor(7);
    settings.put("message.timestamp.type", "LogAppendTime");
    settings.put(
        MAX_BYTES, String.valueOf(JobsLimits.EVENT_BYTES_MAX + JobsLimits.RECORD_OVERHEAD_BYTES));
    return settings;
  }

  /**
   * A row is written anew whenever its end is moved, and no end is further than 90 days. What was
   * not written for longer than people ask about it goes, or the table grows by every account ever
   * acted on. A partition loses its oldest rows first, so a revocation stays longer than what it
   * revokes.
   *
   * <p>Only whole segments go, by their newest row, and compaction puts small ones together up to
   * this size: one of the usual gigabyte would hold all of a partition, and never be old.
   */
  private static Map<String, String> actionSettings() {
    Map<String, String> settings = table();
    settings.put(CLEANUP, "compact,delete");
    settings.put(RETENTION, days(400));
    settings.put("segment.bytes", String.valueOf(16 << 20));
    return settings;
  }

  private static Map<String, String> deadLetterSettings() {
    Map<String, String> settings = keptFor(7);
    settings.put(
        MAX_BYTES,
        String.valueOf(JobsLimits.DEAD_LETTER_BYTES_MAX + JobsLimits.RECORD_OVERHEAD_BYTES));
    return settings;
  }

  private static Map<String, String> keptFor(int days) {
    Map<String, String> settings = new HashMap<>();
    settings.put(CLEANUP, "delete");
    settings.put(RETENTION, days(days));
    return settings;
  }

  /**
   * A compacted topic. Rows are compacted within the hour although the log never fills a segment of
   * the usual size; a tombstone stays for a week, so that a reader that was away that long still
   * meets it.
   */
  private static Map<String, String> table() {
    Map<String, String> settings = new HashMap<>();
    settings.put(CLEANUP, "compact");
    settings.put("segment.ms", "3600000");
    settings.put("min.cleanable.dirty.ratio", "0.1");
    settings.put("delete.retention.ms", days(7));
    return settings;
  }

  private static String days(int days) {
    return String.valueOf(DAY_MS * days);
  }

  private static boolean allowedInName(int c) {
    return ALLOWED_IN_NAME.indexOf(c) >= 0;
  }
}
