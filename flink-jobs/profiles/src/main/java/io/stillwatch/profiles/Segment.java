package io.stillwatch.profiles;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What kind of customer an account is, by what it has done over its last days, so that "unusual"
 * can mean unusual for its kind. {@link Baseline} decides it.
 *
 * <p>The order is that in which they are asked: the first that prevails holds. The ordinal is
 * stored: constants are only ever added at the end, before which {@link #MIXED} is what is left.
 */
public enum Segment {
  /** Grades, or compares answers. */
  JUDGE,
  /** Offers tools to the model. */
  AGENT,
  /** Comes back to the same conversation. */
  CHAT,
  /** Asks the same prompts again and again. */
  EVALUATION,
  /** Runs one template over its inputs. */
  BATCH,
  /** Nothing of it prevails. */
  MIXED;

  static final Segment[] ALL = values();

  /** As conditions write them, in the order of the constants. */
  public static final List<String> LABELS = Arrays.stream(ALL).map(Segment::label).toList();

  private final String label = name().toLowerCase(Locale.ROOT);

  /** As conditions write it. */
  public String label() {
    return label;
  }
}
