package io.stillwatch.patterns.operator;

import io.stillwatch.patterns.AccountJudge;
import io.stillwatch.patterns.BookView;
import io.stillwatch.patterns.Episodes;
import io.stillwatch.patterns.Findings;
import io.stillwatch.patterns.Match;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.Sequence;
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
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

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

  @SuppressWarnings("NullAway.Init") // set before each look is judged
  private transient Look deciding;

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
      super(new LookSerializer(), CepPatterns.of((Sequence) pattern.form()), matches);
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

    @Override
    public void processElement(StreamRecord<Look> element) throws Exception {
      matches.deciding = element.getValue();
      super.processElement(element);
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
    BookView.Entry entry = entry(deciding.sighting().tenant());
    if (entry == null) {
      return;
    }
    Match match = match(taken);
    byte[] stored = state.value();
    AccountProfile episodes =
        stored == null ? AccountProfile.empty() : AccountProfile.decode(stored);
    Mode mode = AccountJudge.mode(entry, deciding);
    Episodes.Episode episode =
        Episodes.admit(
            episodes, pattern, pattern.key(), mode, match.firstExchange(), deciding.clockMs());
    state.update(episodes.encode());
    if (episode.reports()) {
      findings.collect(
          Findings.of(match, episode, deciding, episodes, mode, entry.candidate(), book.hash()));
    }
  }

  /** This version's place in the tenant's book, null where it is not judged. */
  private BookView.@Nullable Entry entry(String tenant) {
    for (BookView.Entry entry : book.of(tenant).entries()) {
      PatternSpec found = entry.pattern();
      if (found.id().equals(pattern.id()) && found.version() == pattern.version()) {
        return entry;
      }
    }
    return null;
  }

  private Match match(Map<String, List<Look>> taken) {
    List<Long> exchanges = new ArrayList<>();
    List<Match.StepTaken> steps = new ArrayList<>();
    long firstAtMs = 0;
    Sequence sequence = (Sequence) pattern.form();
    for (Sequence.Step step : sequence.steps()) {
      List<Look> looks = taken.getOrDefault(step.name(), List.of());
      if (looks.isEmpty()) {
        continue;
      }
      if (steps.isEmpty()) {
        firstAtMs = looks.get(0).clockMs();
      }
      long first = hash(looks.get(0));
      long last = hash(looks.get(looks.size() - 1));
      steps.add(new Match.StepTaken(step.name(), looks.size(), first, last));
      // As much as the packed engine knows, so that both make the same findings.
      if (sequence.isCount()) {
        looks.forEach(look -> exchanges.add(hash(look)));
      } else {
        exchanges.add(first);
        if (looks.size() > 1) {
          exchanges.add(last);
        }
      }
    }
    return new Match(pattern, firstAtMs, exchanges, steps, List.of());
  }

  private static long hash(Look look) {
    return look.sighting().exchangeHash();
  }
}
