package io.stillwatch.patterns.cep;

import io.stillwatch.profiles.Look;
import java.io.Serializable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.nfa.compiler.NFACompiler;
import org.apache.flink.cep.operator.CepOperator;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.clock.Clock;

/**
 * Flink's own CEP operator in processing time, where the time is the clock of the account at hand.
 *
 * <p>Nothing of matching is ours here. In Flink's processing time a look is judged when it arrives,
 * which is what we want; only the hour has to be the account's, so that windows mean the same in a
 * replay as live. Flink's timers, which would end windows by the machine's clock, are left without
 * effect: what has run out of time is dropped when the account is next seen.
 */
public class AccountClockCepOperator<OUT> extends CepOperator<Look, String, OUT> {

  private static final long serialVersionUID = 1L;

  private final AccountTime time = new AccountTime();

  public AccountClockCepOperator(
      TypeSerializer<Look> serializer,
      Pattern<Look, ?> pattern,
      PatternProcessFunction<Look, OUT> matches) {
    super(
        serializer,
        true,
        NFACompiler.compileFactory(pattern, false),
        null,
        pattern.getAfterMatchSkipStrategy(),
        matches,
        null);
  }

  @Override
  public void processElement(StreamRecord<Look> element) throws Exception {
    time.nowMs = element.getValue().clockMs();
    super.processElement(element);
  }

  @Override
  public ProcessingTimeService getProcessingTimeService() {
    return time.over(super.getProcessingTimeService());
  }

  /** Fires by the machine's clock, which tells nothing; but firing clears the timer away. */
  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {}

  /** Tells the account's time; timers are the machine's. */
  private static final class AccountTime implements ProcessingTimeService, Serializable {

    private static final long serialVersionUID = 1L;

    private transient long nowMs;

    @SuppressWarnings("NullAway.Init") // set whenever the operator is asked for its time service
    private transient ProcessingTimeService machine;

    AccountTime over(ProcessingTimeService service) {
      machine = service;
      return this;
    }

    @Override
    public long getCurrentProcessingTime() {
      return nowMs;
    }

    @Override
    public Clock getClock() {
      return machine.getClock();
    }

    @Override
    public ScheduledFuture<?> registerTimer(long timestamp, ProcessingTimeCallback target) {
      return machine.registerTimer(timestamp, target);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
        ProcessingTimeCallback callback, long initialDelay, long period) {
      return machine.scheduleAtFixedRate(callback, initialDelay, period);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        ProcessingTimeCallback callback, long initialDelay, long period) {
      return machine.scheduleWithFixedDelay(callback, initialDelay, period);
    }

    @Override
    public CompletableFuture<Void> quiesce() {
      return machine.quiesce();
    }
  }
}
