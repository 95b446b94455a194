package io.stillwatch.campaigns.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** The ways to disturb an operator, none of which may show in what it says. */
enum Ways {
  PLAIN,
  SNAPSHOT,
  SNAPSHOT_AND_RESTORE;

  /** An operator that is not open yet, and how an element gets into it. */
  interface Subject<I, O, H extends AbstractStreamOperatorTestHarness<O>> {
    H make() throws Exception;

    void feed(H harness, I element) throws Exception;
  }

  /** All that it said, side output included, in order. */
  <I, O, H extends AbstractStreamOperatorTestHarness<O>> List<Object> play(
      Subject<I, O, H> subject, @Nullable OutputTag<?> side, List<I> elements) throws Exception {
    List<Object> said = new ArrayList<>();
    H harness = subject.make();
    harness.open();
    long checkpoint = 0;
    int sideTaken = 0;
    int taken = 0;
    for (I element : elements) {
      subject.feed(harness, element);
      List<O> out = harness.extractOutputValues();
      said.addAll(out.subList(taken, out.size()));
      taken = out.size();
      if (side != null) {
        var records = harness.getSideOutput(side);
        if (records != null) {
          List<Object> values = new ArrayList<>();
          records.forEach(record -> values.add(record.getValue()));
          said.addAll(values.subList(sideTaken, values.size()));
          sideTaken = values.size();
        }
      }
      if (this != PLAIN) {
        OperatorSubtaskState state = harness.snapshot(++checkpoint, checkpoint);
        if (this == SNAPSHOT_AND_RESTORE) {
          harness.close();
          harness = subject.make();
          harness.initializeState(state);
          harness.open();
          taken = 0;
          sideTaken = 0;
        }
      }
    }
    harness.close();
    return said;
  }

  /** A keyed function with one input. */
  static <I, O> Subject<I, O, KeyedOneInputStreamOperatorTestHarness<String, I, O>> keyed(
      Supplier<KeyedProcessFunction<String, I, O>> function,
      KeySelector<I, String> key,
      Supplier<StateBackend> backend) {
    return new Subject<>() {
      @Override
      public KeyedOneInputStreamOperatorTestHarness<String, I, O> make() throws Exception {
        var harness =
            new KeyedOneInputStreamOperatorTestHarness<String, I, O>(
                new KeyedProcessOperator<>(function.get()), key, Types.STRING);
        harness.setStateBackend(backend.get());
        harness.setup();
        return harness;
      }

      @Override
      public void feed(KeyedOneInputStreamOperatorTestHarness<String, I, O> harness, I element)
          throws Exception {
        harness.processElement(element, 0);
      }
    };
  }
}
