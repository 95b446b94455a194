package io.stillwatch.perf.engine;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.EventSender;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompileException;
import com.espertech.esper.compiler.client.EPCompilerProvider;
import com.espertech.esper.runtime.client.EPDeployException;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import com.espertech.esper.runtime.client.EPStatement;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.Sequence;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Esper: a match_recognize for each pattern, partitioned by account, over the events that the
 * pattern asks for, which Esper's index of filters finds; two steps of which one has to come right
 * after the other are a filter on pairs of neighbours.
 *
 * <p>Set up as its documentation advises for speed: filters stand on the stream, events are sent
 * with a sender for their type, there are no locks, no timer thread and no order of delivery to
 * keep, as there is one thread. Time is that of the events: it is part of what rows are defined as.
 */
final class EsperLoop implements Loop {

  private static final String EVENT = "LookEvent";
  private static final String NEIGHBOUR = "Neighbour";
  private static final int TELL_EVERY = 256;

  /**
   * Each event with the one before it of the same account, written once for all strict patterns.
   */
  private static final String NEIGHBOURS =
      """
      @name('%1$s') insert into %1$s
        select look as now, prev(1, look) as before from %2$s#groupwin(account)#length(2) as look;
      """
          .formatted(NEIGHBOUR, EVENT);

  private final Workload workload;
  private final EPRuntime runtime;

  EsperLoop(Workload workload) {
    this.workload = workload;
    Configuration configuration = configuration();
    runtime = EPRuntimeProvider.getRuntime("perf", configuration);
    runtime.initialize();
    List<PatternSpec> patterns = new BenchBook(workload).patterns();
    boolean pairs = patterns.stream().anyMatch(pattern -> rows(pattern).isPair());
    String module =
        (pairs ? NEIGHBOURS : "")
            + patterns.stream().map(EsperLoop::statement).collect(Collectors.joining("\n"));
    try {
      EPCompiled compiled =
          EPCompilerProvider.getCompiler().compile(module, new CompilerArguments(configuration));
      for (EPStatement statement :
          runtime.getDeploymentService().deploy(compiled).getStatements()) {
        String pattern = statement.getName();
        if (pattern.equals(NEIGHBOUR)) {
          continue;
        }
        statement.addListener(
            (matches, removed, of, by) -> {
              for (int i = 0; i < matches.length; i++) {
                Tallies.matched(pattern);
              }
            });
      }
    } catch (EPCompileException | EPDeployException e) {
      throw new IllegalStateException("Esper refuses the patterns of the benchmark", e);
    }
  }

  private static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.getCommon().addEventType(EVENT, LookEvent.class);
    var runtime = configuration.getRuntime();
    runtime.getThreading().setInternalTimerEnabled(false);
    runtime.getThreading().setListenerDispatchPreserveOrder(false);
    runtime.getThreading().setInsertIntoDispatchPreserveOrder(false);
    runtime.getExecution().setDisableLocking(true);
    return configuration;
  }

  private static RowSequence rows(PatternSpec pattern) {
    return new RowSequence((Sequence) pattern.form(), "L");
  }

  private static String statement(PatternSpec pattern) {
    RowSequence rows = rows(pattern);
    if (rows.isPair()) {
      return "@name('%s') select * from %s(%s);"
          .formatted(pattern.id(), NEIGHBOUR, rows.pair("before", "now"));
    }
    return """
        @name('%s') select * from %s%s match_recognize (
          partition by account
          measures %s.occurred as began
          after match skip past last row
          pattern (%s)
          define %s);
        """
        .formatted(
            pattern.id(),
            EVENT,
            rows.filter().isEmpty() ? "" : '(' + rows.filter() + ')',
            rows.first(),
            rows.pattern(),
            rows.definitionsWithin());
  }

  @Override
  public void run() {
    Arrivals arrivals = new Arrivals(workload);
    EventSender sender = runtime.getEventService().getEventSender(EVENT);
    long events = workload.events();
    for (long i = 0; i < events && !Thread.currentThread().isInterrupted(); i++) {
      sender.sendEvent(new LookEvent(LookByItself.of(arrivals.at(i))));
      if (i % TELL_EVERY == 0) {
        Tallies.arrived(0, i + 1);
      }
    }
  }

  @Override
  public String describe() {
    return workload.patterns() + " statements";
  }
}
