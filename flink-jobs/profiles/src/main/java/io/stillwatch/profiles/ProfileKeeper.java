package io.stillwatch.profiles;

import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.Facts;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalCatalog;
import io.stillwatch.signals.SignalSet;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes a sighting into its account's profile and says what was new in it.
 *
 * <p>An exchange counts once: with its response, or ten minutes of the account's time after its
 * request when no response came. What its prompt shows is added up when the prompt is first seen,
 * so that patterns need not wait for the response.
 */
public final class ProfileKeeper {

  // States of a remembered exchange.
  private static final byte ASKED = 1;
  private static final byte COUNTED = 2;

  private static final int STATE = 8;
  private static final int OPENED_AT = 8;
  private static final int OPEN_SIGNALS = 16;

  private final LinkNews links;
  private final Attempts attempts;
  private final Baseline baseline;
  private final int reasoning;
  private final int rubric;
  private final int pair;
  private final int prompt;
  private final WaitingSignals waiting;
  private final long silenceMs;

  /**
   * @param silence after this much silence, by its own clock, an account starts anew
   */
  public ProfileKeeper(SignalCatalog catalog, Duration silence) {
    silenceMs = silence.toMillis();
    links = new LinkNews(catalog);
    attempts = new Attempts(catalog);
    baseline = new Baseline(catalog);
    reasoning = catalog.code("cot_elicitation");
    rubric = catalog.code("rubric_grading");
    pair = catalog.code("pair");
    prompt = catalog.code("prompt");
    waiting = new WaitingSignals(catalog);
  }

  /** Tells what a look shows that others can be held beside its account for. */
  public void tell(AccountProfile profile, Look look, Shown out) {
    links.tell(profile, look, out::link);
    attempts.tell(look, out);
  }

  /**
   * The look that this sighting gives, or null when it shows nothing that the account has not shown
   * already.
   */
  public @Nullable Look see(AccountProfile profile, Sighting sighting) {
    if (sighting.occurredAtMs() - profile.clockMs() >= silenceMs) {
      profile.clear();
    }
    long clock = profile.advance(sighting.occurredAtMs());
    profile.decayCounters();
    Baseline.turn(profile, clock);
    countUnanswered(profile, clock);

    long hash = sighting.exchangeHash();
    int known = profile.find(Section.EXCHANGES, hash);
    byte before = known < 0 ? 0 : profile.getByte(profile.at(Section.EXCHANGES, known) + STATE);
    boolean carriesPrompt = sighting.phase() != Phase.RESPONSE || waiting.anyIn(sighting.signals());
    boolean asked = carriesPrompt && (before & ASKED) == 0;
    boolean answered = sighting.phase() != Phase.REQUEST && (before & COUNTED) == 0;
    if (!asked && !answered) {
      return null;
    }

    byte after = (byte) (before | (asked ? ASKED : 0) | (answered ? COUNTED : 0));
    int at = known < 0 ? profile.append(Section.EXCHANGES) : profile.at(Section.EXCHANGES, known);
    profile.putLong(at, hash);
    profile.putByte(at + STATE, after);

    SignalSet signals = sighting.signals();
    if (answered) {
      signals = close(profile, hash, signals);
      countAnswered(profile, sighting);
    } else if ((after & COUNTED) == 0) {
      open(profile, hash, clock, signals);
    }
    boolean freshPair = asked && addPrompt(profile, sighting.facts(), signals);
    return new Look(sighting, clock, asked, answered, freshPair, signals, profile);
  }

  /** Adds up what the prompt shows; true when its pair hash is news. */
  private boolean addPrompt(AccountProfile profile, Facts facts, SignalSet signals) {
    baseline.ask(profile, facts, signals);
    addScore(profile, Counter.REASONING_ELICITED, signals.score(reasoning));
    addScore(profile, Counter.RUBRIC_GRADED, signals.score(rubric));
    long promptHash = signals.hash(prompt);
    if (promptHash != 0) {
      profile.sawPrompt(promptHash);
    }
    long pairHash = signals.hash(pair);
    if (pairHash == 0) {
      return false;
    }
    profile.add(Counter.PAIRED, 1);
    if (profile.find(Section.PAIRS, pairHash) >= 0) {
      return false;
    }
    profile.putLong(profile.append(Section.PAIRS), pairHash);
    return true;
  }

  private static void countAnswered(AccountProfile profile, Sighting sighting) {
    profile.add(Counter.EXCHANGES, 1);
    Facts facts = sighting.facts();
    addNumber(profile, Counter.INPUT_TOKENS, facts, Fact.INPUT_TOKENS);
    addNumber(profile, Counter.OUTPUT_TOKENS, facts, Fact.OUTPUT_TOKENS);
    addNumber(profile, Counter.REASONING_TOKENS, facts, Fact.REASONING_TOKENS);
    if (facts.has(Fact.REFUSED) && facts.truth(Fact.REFUSED)) {
      profile.add(Counter.REFUSED, 1);
    }
    Baseline.take(profile, facts);
  }

  /** What was not reported adds nothing. */
  private static void addNumber(AccountProfile profile, Counter counter, Facts facts, Fact fact) {
    if (facts.has(fact)) {
      addScore(profile, counter, (double) facts.number(fact));
    }
  }

  private static void addScore(AccountProfile profile, Counter counter, double amount) {
    if (amount > 0) {
      profile.add(counter, amount);
    }
  }

  // ---- requests that wait for their response

  private void open(AccountProfile profile, long hash, long clock, SignalSet signals) {
    if (profile.count(Section.OPEN) == ProfileLimits.OPEN_MAX) {
      countWithoutResponse(profile, 0);
    }
    int at = profile.append(Section.OPEN);
    profile.putLong(at, hash);
    profile.putLong(at + OPENED_AT, clock);
    waiting.write(profile, at + OPEN_SIGNALS, signals);
  }

  /**
   * Takes the request off the waiting list and gives the response the signals that the request
   * showed.
   */
  private SignalSet close(AccountProfile profile, long hash, SignalSet signals) {
    int index = profile.find(Section.OPEN, hash);
    if (index < 0) {
      return signals;
    }
    SignalSet merged =
        waiting.merged(profile, profile.at(Section.OPEN, index) + OPEN_SIGNALS, signals);
    profile.remove(Section.OPEN, index);
    return merged;
  }

  private static void countUnanswered(AccountProfile profile, long clock) {
    while (profile.count(Section.OPEN) > 0
        && clock - profile.getLong(profile.at(Section.OPEN, 0) + OPENED_AT)
            >= ProfileLimits.OPEN_AGE_MS_MAX) {
      countWithoutResponse(profile, 0);
    }
  }

  private static void countWithoutResponse(AccountProfile profile, int index) {
    long hash = profile.getLong(profile.at(Section.OPEN, index));
    profile.remove(Section.OPEN, index);
    int known = profile.find(Section.EXCHANGES, hash);
    if (known >= 0) {
      int at = profile.at(Section.EXCHANGES, known) + STATE;
      profile.putByte(at, (byte) (profile.getByte(at) | COUNTED));
    }
    profile.add(Counter.EXCHANGES, 1);
  }
}
