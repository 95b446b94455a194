package io.stillwatch.patterns.operator;

import io.stillwatch.patterns.Episodes;
import io.stillwatch.patterns.Findings;
import io.stillwatch.patterns.Match;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.cep.AccountClockCepOperator;
import io.stillwatch.patterns.cep.CepPatterns;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.util.Collector;

/**
 * From what stock Flink CEP matched to the same findings that the packed engine makes.
 *
 * <p>Episodes are kept here, in a profile that holds nothing else; so these findings carry no
 * counters.
 */
public final class StockMatches extends PatternProcessFunction<Look, Finding> {

  private static final long serialVersionUID = 1L;

  private final PatternSpec pattern;
  private final BookSource bookSource;

  @SuppressWarnings("NullAway.Init") // set by the operator around it before the first match
  private transient ValueState<byte[]> state;

  private transient PatternBook book;

  @SuppressWarnings("NullAway.Init") // transient fields live from open on
  private StockMatches(PatternSpec pattern, BookSource bookSource) {
    this.pattern = pattern;
    this.bookSource = bookSource;
  }

  /** Flink's CEP operator for one pattern, fed with the looks that the pattern hears. */
  public static AccountClockCepOperator<Finding> operator(
      PatternSpec pattern, BookSource bookSource) {
    return new WithEpisodes(pattern, new StockMatches(pattern, bookSource));
  }

  /** A function inside Flink's CEP may not have state; the operator around it may. */
  private static final class WithEpisodes extends AccountClockCepOperator<Finding> {

    private static final long serialVersionUID = 1L;

    private final StockMatches matches;

    WithEpisodes(PatternSpec pattern, StockMatches matches) {
      super(LookSerializer.INSTANCE, CepPatterns.of(pattern), matches);
      this.matches = matches;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
      super.initializeState(context);
      matches.state =
          context
              .getKeyedStateStore()
              .getState(
                  new ValueStateDescriptor<>("episodes", BytePrimitiveArraySerializer.INSTANCE));
    }
  }

  @Override
  public void open(OpenContext context) throws Exception {
    book = bookSource.open().book();
  }

  @Override
  public void processMatch(
      Map<String, List<Look>> taken, Context context, Collector<Finding> findings)
      throws Exception {
    List<Look> looks = new ArrayList<>();
    List<Match.StepTaken> steps = new ArrayList<>();
    for (PatternSpec.Step step : pattern.steps()) {
      List<Look> ofStep = taken.getOrDefault(step.name(), List.of());
      looks.addAll(ofStep);
      steps.add(
          new Match.StepTaken(
              step.name(),
              ofStep.size(),
              hash(ofStep.get(0)),
              hash(ofStep.get(ofStep.size() - 1))));
    }
    Look deciding = looks.get(looks.size() - 1);
    Mode mode = book.mode(pattern, deciding.sighting().tenant());
    if (mode == Mode.OFF) {
      return;
    }
    Match match =
        new Match(
            pattern,
            looks.get(0).clockMs(),
            looks.stream().map(StockMatches::hash).toList(),
            steps);
    byte[] stored = state.value();
    AccountProfile episodes =
        stored == null ? AccountProfile.empty() : AccountProfile.decode(stored);
    Episodes.Episode episode =
        Episodes.admit(episodes, pattern, match.firstExchange(), deciding.clockMs());
    state.update(episodes.encode());
    if (episode.reports()) {
      findings.collect(Findings.of(match, episode, deciding, episodes, mode, book.hash()));
    }
  }

  private static long hash(Look look) {
    return look.sighting().exchangeHash();
  }
}
