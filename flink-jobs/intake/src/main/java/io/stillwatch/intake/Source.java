package io.stillwatch.intake;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where records come from, and how they are to be read.
 *
 * @param name as it stands in settings, metrics and reports
 * @param content whether the texts of prompts and responses are taken out of foreign formats; our
 *     own event is a choice of its producer, and always read as it is
 * @param joined whether what foreign formats tell of one trace is put together, so that what names
 *     no account may get it from what does
 */
public record Source(String name, Format format, Identity identity, boolean content, boolean joined)
    implements Serializable {

  /** A source whose records stand each for itself. */
  public Source(String name, Format format, Identity identity, boolean content) {
    this(name, format, identity, content, false);
  }

  /**
   * @throws IllegalArgumentException when a client could write what is to say who it is
   */
  public Source {
    String written = identity.within(bodies(format));
    if (!written.isEmpty()) {
      throw new IllegalArgumentException(
          written
              + " cannot say who asked: the client may have written all that stands there; let what"
              + " writes the records put it beside, as "
              + (format == Format.LANGFUSE ? "the trace's userId" : "account_id"));
    }
  }

  /** Where records of a format have what the client sent and was sent. */
  private static List<String> bodies(Format format) {
    List<String> pair = List.of("request.", "response.");
    List<String> observation = List.of("input.", "output.", "modelParameters.");
    return switch (format) {
      case OPENAI -> pair;
      case LANGFUSE -> observation;
      case AUTO -> Stream.of(pair, observation).flatMap(List::stream).toList();
      default -> List.of();
    };
  }

  /** Whatever comes, without its texts where it is not our own event. */
  public static final Source RECOGNISED = new Source("events", Format.AUTO, Identity.USUAL, false);
}
