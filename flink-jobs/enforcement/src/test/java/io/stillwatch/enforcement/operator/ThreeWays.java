package io.stillwatch.enforcement.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/**
 * Plays the same elements through a keyed operator undisturbed, with a snapshot after every
 * element, and with a restore of that snapshot into a new operator after every element. A right
 * operator gives the same three times.
 */
@SuppressWarnings("NullAway") // Flink takes null for a side that is not keyed
public final class ThreeWays<K, I, O> {

  /** How the operator is disturbed. */
  public enum Way {
    PLAIN,
    SNAPSHOT,
    SNAPSHOT_AND_RESTORE
  }

  private final Supplier<TwoInputStreamOperator<I, FeedbackChange, O>> operator;
  private final KeySelector<I, K> key;
  private final TypeInformation<K> keyType;
  private final Supplier<StateBackend> backend;

  public ThreeWays(
      Supplier<TwoInputStreamOperator<I, FeedbackChange, O>> operator,
      KeySelector<I, K> key,
      TypeInformation<K> keyType,
      Supplier<StateBackend> backend) {
    this.operator = operator;
    this.key = key;
    this.keyType = keyType;
    this.backend = backend;
  }

  /** What the operator gave for all elements, in order. */
  public List<O> play(List<I> elements, Way way) throws Exception {
    List<O> output = new ArrayList<>();
    KeyedTwoInputStreamOperatorTestHarness<K, I, FeedbackChange, O> harness = harness();
    harness.open();
    try {
      long checkpoint = 0;
      for (I element : elements) {
        harness.processElement1(element, 0);
        checkpoint++;
        if (way != Way.PLAIN) {
          harness.prepareSnapshotPreBarrier(checkpoint);
          OperatorSubtaskState state = harness.snapshot(checkpoint, checkpoint);
          harness.notifyOfCompletedCheckpoint(checkpoint);
          if (way == Way.SNAPSHOT_AND_RESTORE) {
            output.addAll(harness.extractOutputValues());
            harness.close();
            harness = harness();
            harness.initializeState(state);
            harness.open();
          }
        }
      }
      output.addAll(harness.extractOutputValues());
      return output;
    } finally {
      harness.close();
    }
  }

  /** A harness that is set up and not yet open. */
  public KeyedTwoInputStreamOperatorTestHarness<K, I, FeedbackChange, O> harness()
      throws Exception {
    KeyedTwoInputStreamOperatorTestHarness<K, I, FeedbackChange, O> harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(operator.get(), key, null, keyType);
    harness.setStateBackend(backend.get());
    harness.setup();
    return harness;
  }
}
