package io.stillwatch.enforcement.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/**
 * Plays the same elements through a keyed operator undisturbed, with a snapshot after every
 * element, and with a restore of that snapshot into a new operator after every element. A right
 * operator gives the same three times.
 */
public final class ThreeWays<K, I, O> {

  /** How the operator is disturbed. */
  public enum Way {
    PLAIN,
    SNAPSHOT,
    SNAPSHOT_AND_RESTORE
  }

  private final Supplier<OneInputStreamOperator<I, O>> operator;
  private final KeySelector<I, K> key;
  private final TypeInformation<K> keyType;
  private final Supplier<StateBackend> backend;

  public ThreeWays(
      Supplier<OneInputStreamOperator<I, O>> operator,
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
    KeyedOneInputStreamOperatorTestHarness<K, I, O> harness = harness();
    harness.open();
    try {
      long checkpoint = 0;
      for (I element : elements) {
        harness.processElement(element, 0);
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
  public KeyedOneInputStreamOperatorTestHarness<K, I, O> harness() throws Exception {
    KeyedOneInputStreamOperatorTestHarness<K, I, O> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(operator.get(), key, keyType);
    harness.setStateBackend(backend.get());
    harness.setup();
    return harness;
  }
}
