package io.stillwatch.patterns;

import io.stillwatch.patterns.Sequence.AfterMatch;
import io.stillwatch.patterns.Sequence.Contiguity;
import io.stillwatch.patterns.Sequence.Step;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Judged;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Patterns and streams over a small alphabet, so that whatever can happen happens soon: a letter is
 * the prompt hash of a look, a number its pair hash.
 */
final class Letters {

  private static final int PROMPT = Traffic.CATALOG.code("prompt");
  private static final int PAIR = Traffic.CATALOG.code("pair");
  private static final int LETTERS = 3;
  private static final int NUMBERS = 2;

  private Letters() {}

  /** A hash of a look as a field. */
  record Hash(String name, int code) implements Field {
    static final Hash LETTER = new Hash("letter", PROMPT);
    static final Hash NUMBER = new Hash("number", PAIR);

    @Override
    public Type type() {
      return Type.INT;
    }

    @Override
    public boolean has(Judged judged) {
      return bits(judged) != 0;
    }

    @Override
    public long bits(Judged judged) {
      return ((Look) judged).signals().hash(code);
    }

    @Override
    public @Nullable String text(Judged judged) {
      return null;
    }
  }

  /** This letter, and the same or another number than that step's last look, where one is named. */
  record Is(long letter, @Nullable String step, boolean same) implements Condition {
    @Override
    public String text() {
      return "letter == " + letter + (step == null ? "" : (same ? ", as " : ", not as ") + step);
    }

    @Override
    public boolean holds(Judged judged, Earlier earlier) {
      return Hash.LETTER.bits(judged) == letter
          && (step == null
              || (earlier.has(0) && (Hash.NUMBER.bits(judged) == earlier.bits(0)) == same));
    }

    @Override
    public List<Capture> captures() {
      return step == null ? List.of() : List.of(new Capture(step, Hash.NUMBER));
    }

    @Override
    public List<Anchor> anchors() {
      return List.of(new Anchor(Hash.LETTER, Anchor.Test.EQUAL, letter));
    }
  }

  static PatternSpec spec(Sequence sequence) {
    return spec(1, sequence);
  }

  static PatternSpec spec(int version, Form form) {
    return new PatternSpec(
        "trial",
        version,
        "trial",
        "nobody",
        List.of(),
        Mode.SHADOW,
        PatternSpec.Listens.ASKED,
        form,
        Duration.ofHours(1),
        1,
        new PatternSpec.Action(
            ActionKind.OBSERVE, Duration.ofHours(1), Map.of(), "trial", null, null),
        "trial",
        "trial");
  }

  /** A sequence of one to four steps, of every form that the language has. */
  static Sequence sequence(Random random) {
    int length = 1 + random.nextInt(4);
    List<Step> steps = new ArrayList<>();
    List<String> taking = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      boolean inner = i > 0 && i < length - 1;
      String name = String.valueOf((char) ('p' + i));
      String asks =
          !taking.isEmpty() && random.nextInt(4) == 0
              ? taking.get(random.nextInt(taking.size()))
              : null;
      Condition condition = new Is(1 + random.nextInt(LETTERS), asks, random.nextBoolean());
      Contiguity contiguity = random.nextInt(3) == 0 ? Contiguity.STRICT : Contiguity.RELAXED;
      if (inner && random.nextInt(4) == 0) {
        steps.add(new Step(name, condition, 1, 1, false, true, contiguity, false));
        continue;
      }
      int least = random.nextInt(2) == 0 ? 1 : 1 + random.nextInt(3);
      int most =
          switch (random.nextInt(4)) {
            case 0 -> least + random.nextInt(2);
            case 1 -> random.nextInt(3) == 0 ? Step.UNBOUNDED : least;
            default -> least;
          };
      boolean optional = random.nextInt(5) == 0;
      steps.add(
          new Step(
              name, condition, least, most, optional, false, contiguity, random.nextInt(3) == 0));
      taking.add(name);
    }
    return new Sequence(
        steps,
        Duration.ofSeconds(5 + random.nextInt(60)),
        random.nextBoolean() ? AfterMatch.NO_SKIP : AfterMatch.SKIP_PAST_LAST);
  }

  /** Looks of two accounts, with late, repeated and simultaneous events among them. */
  static List<Look> looks(Random random, int events) {
    ProfileKeeper keeper = new ProfileKeeper(Traffic.CATALOG, Duration.ofDays(30));
    Map<String, AccountProfile> profiles = new HashMap<>();
    List<Sighting> sent = new ArrayList<>();
    List<Look> looks = new ArrayList<>();
    long now = 1_750_000_000_000L;
    for (int i = 0; i < events; i++) {
      // Half seconds, so that looks often lie exactly on the edge of a window.
      now += 500L * (random.nextInt(3) == 0 ? 0 : random.nextInt(8));
      long[] values = new long[Traffic.CATALOG.width()];
      // A letter that no pattern asks for is among them.
      values[PROMPT] = 1 + random.nextInt(LETTERS + 1);
      values[PAIR] = 1 + random.nextInt(NUMBERS);
      Sighting sighting =
          Traffic.sighting(
              "a" + random.nextInt(2),
              "x" + i,
              random.nextInt(3) == 0 ? Phase.REQUEST : Phase.EXCHANGE,
              random.nextInt(8) == 0 ? now - 500L * random.nextInt(40) : now,
              SignalSet.of(values));
      if (!sent.isEmpty() && random.nextInt(10) == 0) {
        sighting = sent.get(random.nextInt(sent.size()));
      }
      sent.add(sighting);
      Look look =
          keeper.see(
              profiles.computeIfAbsent(sighting.accountId(), a -> AccountProfile.empty()),
              sighting);
      if (look != null && look.asked()) {
        looks.add(look.kept());
      }
    }
    return looks;
  }
}
