package io.stillwatch.cli;

import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.RecordJson;
import java.time.Duration;
import java.util.Locale;
import org.apache.kafka.common.KafkaException;

/** Prints the rows of the control topic as they come. */
final class ActionsWatch implements ControlTopicTail.Listener {

  private static final Duration POLL = Duration.ofMillis(200);

  private final Console console;
  private final KafkaAccess kafka;
  private final Topics topics;
  private final Output output;

  ActionsWatch(Console console, KafkaAccess kafka, Topics topics, Output output) {
    this.console = console;
    this.kafka = kafka;
    this.topics = topics;
    this.output = output;
  }

  /** Runs until it is asked to stop, or nobody reads its output any more. */
  void run(boolean fromBeginning) {
    try (StopRequest stop = StopRequest.onSignals();
        ControlTopicTail tail = ControlTopicTail.open(kafka, topics, fromBeginning)) {
      console.err("watching " + topics.actions() + " of " + kafka + "; Ctrl-C ends it");
      while (!stop.asked() && !console.out().checkError()) {
        tail.poll(POLL, this);
      }
    } catch (KafkaException e) {
      throw new WrongUse(
          "cannot read "
              + topics.actions()
              + " of "
              + kafka
              + ": "
              + Reason.of(e)
              + "; check that it is Kafka and allows this",
          e);
    }
  }

  @Override
  public void row(EnforcementAction action, long recordTimeMs) {
    console.out(output.isJson() ? RecordJson.write(action) : text(action));
  }

  @Override
  public void unreadable(int partition, long offset, String why) {
    console.err("skipped partition " + partition + " offset " + offset + ": " + why);
  }

  static String text(EnforcementAction action) {
    return String.format(
        Locale.ROOT,
        "%s  %-8s %-9s %s %s  until %s  by %s v%d  reference %s  revision %d",
        action.getEffectiveAt(),
        action.getState(),
        action.getKind(),
        action.getSubjectKind().toString().toLowerCase(Locale.ROOT),
        action.getSubjectId(),
        action.getExpiresAt(),
        action.getPatternId(),
        action.getPatternVersion(),
        action.getPublicReference(),
        action.getRevision());
  }
}
