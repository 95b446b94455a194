package io.stillwatch.enforcement.operator;

import io.stillwatch.enforcement.FeedbackBook;
import io.stillwatch.schemas.Feedback;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * An operator that decides by what humans have said: keyed elements on the first input, changes of
 * the feedback on the second, to every task.
 *
 * <p>The feedback is not in its state: it reads the topic to its end before its first element.
 * After a restart the changes since the checkpoint come once more and are told to {@link #heard}
 * although they stand in the book already: what they did to the state is taken back with the state.
 *
 * <p>What would go over the whole state for a word is done once for all the words that came within
 * {@link #GATHER_MS}, and before the next checkpoint: {@link #gather}.
 */
abstract class FeedbackOperator<I, O> extends AbstractStreamOperator<O>
    implements TwoInputStreamOperator<I, FeedbackChange, O> {

  /** How long one word waits for others. */
  static final long GATHER_MS = 200;

  private static final long serialVersionUID = 1L;

  private final FeedbackSource source;

  private transient FeedbackBook book;
  private transient long nextOffset;
  private transient Counter applied;
  private transient KeyGroupRange keyGroups;
  private transient boolean gathers;
  private transient @Nullable ScheduledFuture<?> next;

  @SuppressWarnings("NullAway.Init") // transient fields live from open on
  FeedbackOperator(FeedbackSource source) {
    this.source = source;
  }

  @Override
  public void open() throws Exception {
    super.open();
    keyGroups =
        KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
            task().getMaxNumberOfParallelSubtasks(),
            task().getNumberOfParallelSubtasks(),
            task().getIndexOfThisSubtask());
    FeedbackSource.Opening opening = source.open();
    book = opening.book();
    nextOffset = opening.nextOffset();
    getMetricGroup().gauge("feedbackWords", book::size);
    applied = getMetricGroup().counter("feedbackApplied");
    getMetricGroup().gauge("feedbackRefused", book::refused);
  }

  /** What was said so far. */
  FeedbackBook said() {
    return book;
  }

  @Override
  public void processElement2(StreamRecord<FeedbackChange> element) throws Exception {
    FeedbackChange change = element.getValue();
    if (change.offset() >= nextOffset) {
      nextOffset = change.offset() + 1;
      book.apply(change.feedback());
      applied.inc();
    }
    heard(change.feedback());
  }

  /** Something was said; it stands in the book. */
  abstract void heard(Feedback feedback) throws Exception;

  /** Has {@link #gathered} called soon. */
  void gather() {
    if (!gathers) {
      gathers = true;
      next =
          getProcessingTimeService()
              .registerTimer(
                  getProcessingTimeService().getCurrentProcessingTime() + GATHER_MS,
                  now -> callGathered());
    }
  }

  /** Other words had the time to come, too. */
  abstract void gathered() throws Exception;

  private void callGathered() throws Exception {
    if (gathers) {
      gathers = false;
      gathered();
    }
  }

  /** The state that a checkpoint holds has heard every word that came before it. */
  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    callGathered();
    super.prepareSnapshotPreBarrier(checkpointId);
  }

  @Override
  public void finish() throws Exception {
    callGathered();
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (next != null) {
      next.cancel(false);
    }
    super.close();
  }

  /** Whether this task has the state of a key. */
  boolean hasKey(String key) {
    return keyGroups.contains(
        KeyGroupRangeAssignment.assignToKeyGroup(key, task().getMaxNumberOfParallelSubtasks()));
  }

  private TaskInfo task() {
    return getRuntimeContext().getTaskInfo();
  }
}
